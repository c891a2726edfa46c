"""One row of a workbook beside the person we know: what the import would change."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer

from ceremony.core.db import db
from ceremony.delegations.models import Change
from ceremony.delegations.workbook.columns import DATES, NEEDS, Column
from ceremony.delegations.workbook.records import Record
from ceremony.people import names
from ceremony.people.models import Participation, Person

FIELDS = {
    Column.FAMILY_NAME: "family_name",
    Column.GIVEN_NAMES: "given_names",
    Column.BADGE_NAME: "badge_name",
    Column.ORIGINAL_NAME: "original_name",
    Column.HONORIFIC: "honorific",
    Column.SEX: "sex",
    Column.BORN_ON: "born_on",
    Column.NATIONALITY: "nationality_code",
    Column.DOCUMENT_TYPE: "document_type",
    Column.DOCUMENT_NUMBER: "document_number",
    Column.DOCUMENT_EXPIRES_ON: "document_expires_on",
    Column.EMAIL: "email",
    Column.PHONE: "phone",
    Column.LANGUAGES: "languages",
    **{x: str(x) for x in NEEDS},
}
PART_FIELDS = {
    Column.FUNCTION: "function",
    Column.RANK: "rank",
    Column.TITLE: "title",
    Column.ORGANISATION: "organisation",
    Column.LISTED: "is_listed",
}


@dataclass
class Step:
    """What happens to one row. *person* and *part* are the values to write, by column name."""

    record: Record
    change: Change
    person: dict[str, Any] = field(default_factory=dict)
    part: dict[str, Any] = field(default_factory=dict)
    person_id: int | None = None
    participation_id: int | None = None
    known: Person | None = None
    participation: Participation | None = None
    differences: list[tuple[str, str, str]] = field(default_factory=list)


def person_values(record: Record, document: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: record.date(column) if column in DATES else record.values[column]
        for column, name in FIELDS.items()
        if column in record.values
    }
    return values | ({"document_hash": document} if document else {})


def part_values(record: Record) -> dict[str, Any]:
    return {
        name: record.values[column] == "yes" if column is Column.LISTED else record.values[column]
        for column, name in PART_FIELDS.items()
        if column in record.values
    }


def compare(steps: Sequence[Step]) -> None:
    """Put the known persons into their steps, and write down what would change on them."""
    person_ids = [step.person_id for step in steps if step.person_id]
    known = {
        x.id: x
        for x in db.session.scalars(
            select(Person).options(defer(Person.document_number)).where(Person.id.in_(person_ids))
        )
    }
    parts = {
        x.id: x
        for x in db.session.scalars(
            select(Participation).where(Participation.person_id.in_(person_ids))
        )
    }
    for step in steps:
        if step.person_id:
            step.known = known[step.person_id]
            step.participation = parts.get(step.participation_id or 0)
            _differ(step, step.known)


def _differ(step: Step, known: Person) -> None:
    """Keep of the values only what differs from *known*, and write it down for the reader."""
    record = step.record
    if Column.BADGE_NAME not in record.written:
        _name(step, known)
    if step.person.get("document_hash") == known.document_hash:
        step.person.pop("document_number", None)
    for column, name in FIELDS.items():
        is_number = column is Column.DOCUMENT_NUMBER  # compared by its hash
        before = None if is_number else getattr(known, name)
        if name in step.person and (is_number or before != step.person[name]):
            said = "" if column in NEEDS else _shown(before)  # nobody reads them here
            step.differences.append((column, said, record.get(column)))
        else:
            step.person.pop(name, None)
    for column, name in PART_FIELDS.items() if step.participation else ():
        before = getattr(step.participation, name)
        if name in step.part and before != step.part[name]:
            step.differences.append((column, _shown(before), record.get(column)))
        else:
            step.part.pop(name, None)
    if "document_number" not in step.person:
        step.person.pop("document_hash", None)
    is_same = step.participation is not None and not step.differences
    step.change = Change.UNCHANGED if is_same else Change.CHANGED


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _name(step: Step, known: Person) -> None:
    """The usual name on the badge follows the names; one that somebody chose stays."""
    before = {x: getattr(known, x) for x in ("given_names", "family_name", "nationality_code")}
    after = {x: step.person.get(x, value) for x, value in before.items()}
    if known.badge_name == names.badge_name(**before):
        usual = names.badge_name(**after)
        step.person["badge_name"] = step.record.values[Column.BADGE_NAME] = usual
    else:
        step.person.pop("badge_name", None)
