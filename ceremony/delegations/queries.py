"""Reading delegations, their members, and the workbooks that wait."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, select, tuple_
from sqlalchemy.orm import contains_eager

from ceremony.core.db import db
from ceremony.delegations import keeping, plans
from ceremony.delegations.models import (
    Change,
    Delegation,
    Workbook,
    WorkbookContent,
    WorkbookRow,
)
from ceremony.delegations.states import State
from ceremony.delegations.workbook import dates
from ceremony.delegations.workbook.columns import Column
from ceremony.delegations.workbook.findings import Finding
from ceremony.delegations.workbook.records import Record, as_text
from ceremony.delegations.workbook.records import cells as beneath
from ceremony.people import listing, names
from ceremony.people import states as accreditations
from ceremony.people.kinds import BodyKind, Function
from ceremony.people.models import Accreditation, Body, Participation, Person
from ceremony.register.models import Participant

PAGE = 50


class Place(NamedTuple):
    """The id of the row behind which a page begins, or before which it ends."""

    after: int | None = None
    before: int | None = None


FIRST = Place()


class Page(NamedTuple):
    """Some rows of a list; *before* and *after* are ids for the pages beside, if there are any."""

    rows: Sequence[Any]
    before: int | None
    after: int | None


class Listed(NamedTuple):
    """A delegation in the list, with its members by the state of their accreditation."""

    delegation: Delegation
    members: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.members.values())


class Member(NamedTuple):
    """One member as a delegation's page shows them."""

    person: Person
    participation: Participation
    accreditation: Accreditation | None


class Examined(NamedTuple):
    """One row of a dry run; *written* has every column, empty where nothing stands."""

    row: int
    change: str
    written: Mapping[str, str]
    delegation: str
    findings: Sequence[Finding]
    differences: Sequence[Sequence[str]]


def delegation(delegation_id: int) -> Delegation:
    """:raises NoResultFound: there is none."""
    return db.session.get_one(Delegation, delegation_id)


def total() -> int:
    return db.session.scalar(select(func.count(Delegation.id))) or 0


def delegations(place: Place = FIRST, *, words: str = "", kind: str = "") -> Page:
    """One page of the list, in the order of formal names.

    :param words: each must begin a word of some name of the body, however it is written.
    :param kind: a value of :class:`BodyKind`; empty or unknown means any.
    """
    rows = select(Delegation).join(Delegation.body).options(contains_eager(Delegation.body))
    for word in names.fold(words).split():
        rows = rows.where(Body.search_key.contains(f" {word}", autoescape=True))
    if kind in set(BodyKind):
        rows = rows.where(Body.kind == kind)
    page = _page(rows, [Body.sort_key, Delegation.id], place)
    found = [row[0] for row in page.rows]
    counts = _members_of([x.body_id for x in found])
    listed = [Listed(x, _every_state(counts.get(x.body_id, {}))) for x in found]
    return _keyed(page, listed, [x.id for x in found])


def _every_state(counts: Mapping[str, int]) -> dict[str, int]:
    return {state: counts.get(state, 0) for state in accreditations.State}


def _members_of(body_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    rows = db.session.execute(
        select(Participation.body_id, Accreditation.state, func.count())
        .join(Accreditation, Accreditation.person_id == Participation.person_id)
        .where(Participation.body_id.in_(body_ids))
        .group_by(Participation.body_id, Accreditation.state)
    )
    counts: dict[int, dict[str, int]] = {}
    for body_id, state, count in rows:
        counts.setdefault(body_id, {})[state] = count
    return counts


def members_by_state(shown: Delegation) -> Mapping[str, int]:
    """How many members there are in each state."""
    return _every_state(_members_of([shown.body_id]).get(shown.body_id, {}))


def members(shown: Delegation, place: Place = FIRST, *, state: str = "") -> Page:
    """One page of members: the head first, the deputy, then the others by name."""
    order = case(
        (Participation.function == Function.HEAD, 0),
        (Participation.function == Function.DEPUTY_HEAD, 1),
        else_=2,
    )
    rows = (
        select(Person, Participation, Accreditation, order)
        .join(Participation, Participation.person_id == Person.id)
        .outerjoin(Accreditation, Accreditation.person_id == Person.id)
        .where(Participation.body_id == shown.body_id)
    )
    if state in set(accreditations.State):
        rows = rows.where(Accreditation.state == state)
    page = _page(rows, [order, Person.sort_key, Person.id], place)
    found = [Member(*row[:3]) for row in page.rows]
    return _keyed(page, found, [x.person.id for x in found])


def workbook(workbook_id: int) -> Workbook:
    """:raises NoResultFound: there is none."""
    return db.session.get_one(Workbook, workbook_id)


def waiting() -> Sequence[Workbook]:
    """Workbooks that were examined and neither imported nor discarded, the newest first."""
    return db.session.scalars(
        select(Workbook)
        .where(Workbook.state == State.EXAMINED)
        .order_by(Workbook.id.desc())
        .limit(PAGE)
    ).all()


def read_again(
    kept: Workbook,
    *,
    mapping: Mapping[str, str] | None = None,
    orders: Mapping[str, str] | None = None,
    delegation: str | None = None,
) -> list[Record]:
    """The rows of a kept workbook, read with other answers or with those it has."""
    cells = db.session.scalars(
        select(WorkbookContent.cells).where(WorkbookContent.workbook_id == kept.id)
    ).one()
    return plans.read(
        keeping.unpack(cells),
        mapping=kept.mapping if mapping is None else mapping,
        orders=kept.orders if orders is None else orders,
        delegation=kept.delegation if delegation is None else delegation,
    )


def doubtful_dates(kept: Workbook) -> dict[str, list[str]]:
    """What stands in the columns that are asked about and can be read in two ways."""
    if not kept.questions:
        return {}
    cells = db.session.scalars(
        select(WorkbookContent.cells).where(WorkbookContent.workbook_id == kept.id)
    ).one()
    found = keeping.unpack(cells)
    places = found.mapped(kept.mapping)
    return {
        column: [as_text(x) for x in beneath(found, places[Column(column)]) if dates.is_doubtful(x)]
        for column in kept.questions
        if Column(column) in places
    }


def waiting_for_decision(kept: Workbook) -> tuple[int, int | None]:
    """How many people wait where this workbook brought some, and the body if it was only one."""
    body_ids = kept.counts.get("body_ids", [])
    only = body_ids[0] if len(body_ids) == 1 else None
    waiting = listing.counts(listing.Filter(body=only)).get(accreditations.State.SUBMITTED, 0)
    return waiting, only


def examined(kept: Workbook, place: Place = FIRST, *, only: str = "", size: int = PAGE) -> Page:
    """One page of a dry run, in the order of the file.

    :param only: ``findings`` or ``changed``: rows of that sort; else every row.
    """
    rows = select(WorkbookRow).where(WorkbookRow.workbook_id == kept.id)
    if only == "findings":
        rows = rows.where(WorkbookRow.has_findings)
    elif only == "changed":
        rows = rows.where(WorkbookRow.change == Change.CHANGED)
    page = _page(rows, [WorkbookRow.row, WorkbookRow.id], place, size)
    found = [row[0] for row in page.rows]
    return _keyed(page, [_examined(x) for x in found], [x.id for x in found])


def _examined(row: WorkbookRow) -> Examined:
    content, findings = keeping.unpack_row(row.row, row.content)
    return Examined(
        row.row,
        row.change,
        dict.fromkeys(map(str, Column), "") | content["written"],
        content["delegation"],
        findings,
        content["differences"],
    )


def _page(rows: Select[Any], order: Sequence[Any], at: Place, size: int = PAGE) -> Page:
    """The rows behind or before the one whose id *at* names; *order* ends with the id.

    The page's keys say only whether there are rows beside it: see :func:`_keyed`.
    """
    backwards = at.before is not None and at.after is None
    start = at.before if backwards else at.after
    key = (
        start
        and db.session.execute(rows.with_only_columns(*order).where(order[-1] == start)).first()
    )
    if key:
        here, there = tuple_(*order), tuple_(*key)
        rows = rows.where(here < there if backwards else here > there)
    order = [x.desc() for x in order] if backwards else order
    found = list(db.session.execute(rows.order_by(*order).limit(size + 1)).unique())
    has_more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    beside = (has_more, bool(key)) if backwards else (bool(key), has_more)
    return Page(found, *map(int, beside))


def _keyed(page: Page, rows: Sequence[Any], ids: Sequence[int]) -> Page:
    return Page(
        rows, ids[0] if ids and page.before else None, ids[-1] if ids and page.after else None
    )


def participants_here() -> set[int]:
    """Ids of the participants of the register that have a delegation."""
    return set(
        db.session.scalars(
            select(Participant.id)
            .join(Body, Body.participant_id == Participant.id)
            .join(Delegation, Delegation.body_id == Body.id)
        )
    )
