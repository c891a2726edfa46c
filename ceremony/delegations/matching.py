"""Finding the people of a workbook among those we have, in a constant number of statements."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select

from ceremony.core.crypto import keyed_hash
from ceremony.core.db import db
from ceremony.delegations import lookup
from ceremony.delegations.comparison import Step, part_values, person_values
from ceremony.delegations.models import Change
from ceremony.delegations.workbook import records as reading
from ceremony.delegations.workbook import rules
from ceremony.delegations.workbook.columns import Column
from ceremony.delegations.workbook.findings import Code
from ceremony.delegations.workbook.records import Record
from ceremony.people import queries as people
from ceremony.people.access import Part, rule_for
from ceremony.people.kinds import BodyKind, Function, Rank
from ceremony.people.models import Body, Participation, Person


class Known(NamedTuple):
    """One participation of somebody we have."""

    person_id: int
    family_name: str
    given_names: str
    badge_name: str
    born_on: str
    document_hash: str
    lacks_photograph: bool
    participation_id: int
    body_id: int
    body_name: str


class Matching:
    """Who of the people we have stands in which row; nobody stands in two.

    :param within: look at the members of this body only; nobody else is found or named.
    """

    def __init__(self, records: Sequence[Record], within: int | None = None) -> None:
        self.hashes = {
            x.row: keyed_hash(document) for x in records if (document := rules.document_key(x))
        }
        self.bodies = _bodies(records)
        self.access_rules = people.access_rules()
        self.taken: set[int] = set()
        self.by_document: dict[str, list[Known]] = {}
        self.by_name: dict[str, list[Known]] = {}
        self.by_words: dict[str, list[Known]] = {}
        wanted = (
            _of_anybody(records, set(self.hashes.values()), set(self.bodies.values()))
            if within is None
            else Participation.body_id == within
        )
        for known in _people(wanted):
            if known.document_hash:
                self.by_document.setdefault(known.document_hash, []).append(known)
            name = rules.name_key(known.family_name, known.given_names, known.born_on)
            self.by_name.setdefault(name, []).append(known)
            words = rules.name_words(known.family_name, known.given_names)
            self.by_words.setdefault(words, []).append(known)

    def step(self, record: Record) -> Step:
        """The step for *record*, with what the comparison found added to its findings."""
        if record.body and not record.has_errors and not self._has_category(record, record.body):
            record.find(Code.NO_CATEGORY, Column.FUNCTION)
        if record.has_errors or record.body is None:
            return Step(record, Change.BLOCKED)
        document = self.hashes.get(record.row, "")
        body_id = self.bodies.get(record.body.key)
        step = Step(record, Change.NEW, person_values(record, document), part_values(record))
        same = [x for x in self._candidates(record, document) if x.person_id not in self.taken]
        here = [x for x in same if x.body_id == body_id]
        elsewhere = [x for x in same if document and x.document_hash == document]
        if found := next(iter([*here, *elsewhere]), None):
            self._claim(step, found, is_here=bool(here))
        elif other := next(iter(x for x in same if x.born_on), None):
            self._warn(record, Code.KNOWN_NAME, other)
        elif other := self._namesake(record, document, body_id):
            self._warn(record, Code.SAME_NAME, other)
        return step

    def _namesake(self, record: Record, document: str, body_id: int | None) -> Known | None:
        """A member of this delegation with the same name, whom nothing tells apart."""
        told = record.get(Column.BORN_ON), document
        words = rules.name_words(record.get(Column.FAMILY_NAME), record.get(Column.GIVEN_NAMES))
        for known in self.by_words.get(words, []):
            is_here = known.body_id == body_id and known.person_id not in self.taken
            if is_here and rules.may_be_same(told, (known.born_on, known.document_hash)):
                return known
        return None

    def _warn(self, record: Record, code: Code, known: Known) -> None:
        record.find(
            code,
            Column.FAMILY_NAME,
            name=known.badge_name,
            delegation=known.body_name,
            person=known.person_id,
        )

    def _has_category(self, record: Record, body: reading.Body) -> bool:
        if not self.access_rules:
            return True  # no ceremony is loaded: said once, when somebody is to be written
        rank = record.get(Column.RANK) or Rank.OTHER
        part = Part(BodyKind(body.kind), Function(record.get(Column.FUNCTION)), Rank(rank))
        return rule_for(self.access_rules, part) is not None

    def _candidates(self, record: Record, document: str) -> Iterator[Known]:
        yield from self.by_document.get(document, [])
        parts = (Column.FAMILY_NAME, Column.GIVEN_NAMES, Column.BORN_ON)
        born = record.get(Column.BORN_ON)
        for known in self.by_name.get(rules.name_key(*map(record.get, parts)), []):
            if rules.is_same((born, document), (known.born_on, known.document_hash)):
                yield known

    def _claim(self, step: Step, found: Known, *, is_here: bool) -> None:
        self.taken.add(found.person_id)
        step.person_id = found.person_id
        if is_here:
            step.participation_id = found.participation_id
        else:
            step.record.find(
                Code.KNOWN_DOCUMENT,
                Column.DOCUMENT_NUMBER,
                name=found.badge_name,
                delegation=found.body_name,
                person=found.person_id,
            )
        if not found.lacks_photograph:
            kept = [x for x in step.record.findings if x.code is not Code.PHOTOGRAPH_MISSING]
            step.record.findings = kept


def _bodies(records: Sequence[Record]) -> dict[str, int]:
    """Key to id of the senders we have, as they are at this moment."""
    senders = [x for found in lookup.prefetch().bodies.values() for x in found]
    wanted = {x.body.key for x in records if x.body}
    return {x.key: x.id for x in senders if x.id is not None and x.key in wanted}


def _of_anybody(
    records: Sequence[Record], hashes: set[str], body_ids: set[int]
) -> ColumnElement[bool]:
    """Whoever may be in the file: members of its delegations, and others by paper or birth."""
    births = {born for record in records if (born := record.date(Column.BORN_ON))}
    return or_(
        Participation.body_id.in_(body_ids),
        Person.document_hash.in_(hashes),
        Person.born_on.in_(births),
    )


def _people(wanted: ColumnElement[bool]) -> Iterator[Known]:
    rows = db.session.execute(
        select(
            Person.id,
            Person.family_name,
            Person.given_names,
            Person.badge_name,
            Person.born_on,
            Person.document_hash,
            Person.lacks_photograph,
            Participation.id,
            Participation.body_id,
            Body.name,
        )
        .join(Participation, Participation.person_id == Person.id)
        .join(Body, Body.id == Participation.body_id)
        .where(wanted)
        .order_by(Person.id, Participation.id)
    )
    for id_, family, given, badge, born, hashed, lacks, *rest in rows:
        birth = born.isoformat() if born else ""
        yield Known(id_, family, given, badge, birth, hashed or "", bool(lacks), *rest)
