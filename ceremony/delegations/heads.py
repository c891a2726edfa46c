"""A workbook does not bring a second head: said in the dry run, at the cell that says it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from sqlalchemy import select

from ceremony.core.db import db
from ceremony.delegations.comparison import Step
from ceremony.delegations.models import Change, Delegation
from ceremony.delegations.workbook.columns import Column
from ceremony.delegations.workbook.findings import Code
from ceremony.people.kinds import Function
from ceremony.people.models import Accreditation, Participation, Person
from ceremony.people.states import LIVE

Heads = Mapping[int, str]  # id of the person -> name


def check(steps: Sequence[Step], body_ids: Mapping[str, int]) -> None:
    """Block whoever would be a second head of a delegation.

    Of all who would be head, the one who is it already goes before, else the first row.

    :param body_ids: key of a sender to the id of its body, as far as we have it.
    """
    ended = _ended([x.person_id for x in steps if x.person_id])
    sitting = _sitting(body_ids.values())
    writing = [
        (x.record.body.key, x)
        for x in steps
        if x.record.body and x.change in {Change.NEW, Change.CHANGED} and x.person_id not in ended
    ]
    writing.sort(key=lambda pair: (pair[0], pair[1].record.row))
    for key, group in groupby(writing, key=lambda pair: pair[0]):
        _one(_own([x for _key, x in group]), sitting.get(body_ids.get(key, 0), {}))


def _own(steps: Sequence[Step]) -> Sequence[Step]:
    return [x for x in steps if "function" in x.part or x.participation_id]


def _one(steps: Sequence[Step], sitting: Heads) -> None:
    leaving = {x.person_id for x in steps if x.person_id in sitting and not _stays_head(x)}
    staying = [name for person_id, name in sitting.items() if person_id not in leaving]
    first: Step | None = None
    for step in steps:
        if step.part.get("function") != Function.HEAD or step.person_id in sitting:
            continue
        known = [x for x in step.record.findings if x.code is not Code.SECOND_HEAD]
        if staying:
            step.record.findings = known
            _block(step, Code.HEAD_ALREADY, name=staying[0])
        elif first:
            step.record.findings = known
            _block(step, Code.HEAD_IN_ROW, other=first.record.row)
        else:
            first = step


def _stays_head(step: Step) -> bool:
    return bool(step.part.get("function", Function.HEAD) == Function.HEAD)


def _block(step: Step, code: Code, **details: object) -> None:
    step.record.find(code, Column.FUNCTION, **details)
    step.change = Change.BLOCKED


def _sitting(body_ids: Iterable[int]) -> dict[int, dict[int, str]]:
    rows = db.session.execute(
        select(Participation.body_id, Person.id, Person.badge_name)
        .join(Person, Person.id == Participation.person_id)
        .join(Accreditation, Accreditation.person_id == Person.id)
        .join(Delegation, Delegation.body_id == Participation.body_id)
        .where(
            Participation.body_id.in_(list(body_ids)),
            Participation.function == Function.HEAD,
            Accreditation.state.in_(LIVE),
        )
        .order_by(Person.id)
    )
    found: dict[int, dict[int, str]] = {}
    for body_id, person_id, name in rows:
        found.setdefault(body_id, {})[person_id] = name
    return found


def _ended(person_ids: Sequence[int]) -> set[int]:
    """Those who do not come any more: what they are head of is free."""
    rows = select(Accreditation.person_id).where(
        Accreditation.person_id.in_(person_ids), Accreditation.state.not_in(LIVE)
    )
    return set(db.session.scalars(rows))
