"""What vetting officers see: their queue by key, and one person; no address, no needs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    and_,
    false,
    func,
    select,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload, selectinload

from ceremony.core import paging
from ceremony.core.db import db
from ceremony.core.i18n import lazy
from ceremony.core.paging import FIRST, Page, Place
from ceremony.people import finding, narrowing
from ceremony.people.kinds import BodyKind
from ceremony.people.listing import MANY
from ceremony.people.models import Accreditation, Body, Participation, Person
from ceremony.people.states import State as Accredited
from ceremony.people.vetting.models import Vetting
from ceremony.people.vetting.states import CONCERNED, UNCONCERNED, State
from ceremony.register.names import fold

SIZE = 25
S = TypeVarTuple("S")  # what is selected


class Tab(StrEnum):
    """A part of the queue; the marks lie across the states."""

    WAITING = "waiting"
    SENT = "sent"
    CLEARED = "cleared"
    OBJECTED = "objected"
    HELD = "held"
    WATCHED = "watched"
    LATE = "late"

    @property
    def label(self) -> str:
        return str(_TABS[self])


_TABS = {
    Tab.WAITING: lazy("Waiting"),
    Tab.SENT: lazy("Sent"),
    Tab.CLEARED: lazy("Cleared"),
    Tab.OBJECTED: lazy("Objected"),
    Tab.HELD: lazy("On hold"),
    Tab.WATCHED: lazy("Watch-list"),
    Tab.LATE: lazy("Approved already"),
}
_NOBODY = select(Person.id).where(false())
_MARKS = (Tab.HELD, Tab.WATCHED, Tab.LATE)


@dataclass(frozen=True)
class Filter:
    """What somebody asked the queue for; empty means any."""

    tab: Tab = Tab.WAITING
    kind: BodyKind | None = None
    words: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Filter":
        """From a URL or a form; what makes no sense asks for nothing."""
        tab, kind = given.get("tab", ""), given.get("kind", "")
        return cls(
            tab=Tab(tab) if tab in set(Tab) else Tab.WAITING,
            kind=BodyKind(kind) if kind in set(BodyKind) else None,
            words="".join(x for x in given.get("q", "") if x.isprintable()).strip()[:200],
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for less than all of a tab."""
        return bool(self.kind or self.words)

    @property
    def arguments(self) -> dict[str, Any]:
        """The same for a URL; what is not asked for is left out."""
        said = asdict(self)
        said["q"] = said.pop("words")
        return {name: value for name, value in said.items() if value}


_COLUMNS = (
    Vetting.id,
    Vetting.state,
    Vetting.state_since,
    Vetting.held_at,
    Vetting.watched_at,
    Person.family_name,
    Person.given_names,
    Person.original_name,
    Person.nationality_code,
    Person.born_on,
    Body.name.label("body_name"),
    Participation.function,
)


def queue(asked: Filter, at: Place = FIRST) -> Page:
    """At most SIZE rows, who waits longest first."""
    wanted = [*_conditions(asked), _in(asked.tab)]
    order = (Vetting.state_since, Vetting.id)
    return paging.page(_joined(select(*_COLUMNS)), order, at, SIZE, where=wanted)


def search(words: str, most: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Those whom all *words* name, whatever became of their vetting; not who bypasses it."""
    asked = Filter(words=words.strip())
    found = _joined(select(*_COLUMNS)).where(*_conditions(asked), Vetting.state != State.BYPASSED)
    rows = found.order_by(Person.sort_key, Person.id).limit(most)
    return db.session.execute(rows).all() if fold(asked.words) else []


def counts() -> dict[Tab, int]:
    """How many there are under each tab, whatever is asked for."""
    found = dict.fromkeys(Tab, 0)
    for state, number in db.session.execute(_by_state()):
        if state is not State.BYPASSED:
            found[Tab(state)] += number
    marked = [
        select(func.count()).select_from(Vetting).where(is_concerned(), _in(tab)).scalar_subquery()
        for tab in _MARKS
    ]
    return found | dict(zip(_MARKS, db.session.execute(select(*marked)).one(), strict=True))


def _by_state() -> CompoundSelect[State, int]:
    """How many are in each state, then less the few who do not concern us: an index counts."""
    everybody = select(Vetting.state, func.count()).group_by(Vetting.state)
    left = (
        select(Vetting.state, -func.count())
        .join(Accreditation, Accreditation.person_id == Vetting.person_id)
        .where(Accreditation.state.in_(UNCONCERNED))
    )
    ended = select(Person.id).where(Person.merged_into_id.is_not(None))
    merged = select(Vetting.state, -func.count()).where(Vetting.person_id.in_(ended))
    return union_all(everybody, *(x.group_by(Vetting.state) for x in (left, merged)))


def count(asked: Filter, of_tab: int) -> int | None:
    """How many fit all of *asked*; None: more than MANY, too many for counting them each time.

    :param of_tab: how many there are under its tab, whatever else is asked for.
    """
    given = aliased(Vetting)
    persons = _sets(asked)
    tab = select(given.person_id).where(is_concerned(given), _in(asked.tab, given))
    number = _number([tab, *persons] if of_tab <= 10 * MANY else [*persons, tab])  # few drive
    return number if number <= MANY else None


def ids(asked: Filter) -> list[int]:
    """Everybody who fits, in the order of the queue."""
    statement = _joined(select(Vetting.id)).where(*_conditions(asked), _in(asked.tab))
    return list(db.session.scalars(statement.order_by(Vetting.state_since, Vetting.id)))


def next_waiting(vetting_id: int = 0) -> int | None:
    """Whom somebody waits for at the desk, else who waits longest, other than this one."""
    waiting = select(Vetting.id).where(is_concerned(), _in(Tab.WAITING), Vetting.id != vetting_id)
    order = (Vetting.urgent_at.is_(None), Vetting.state_since, Vetting.id)
    return db.session.scalar(waiting.order_by(*order).limit(1))


def waiting() -> Select[int, datetime]:
    """How many wait, and since when the first of them."""
    return _counted_waiting(select(func.count(), func.min(Vetting.state_since)))


def count_waiting() -> Select[int]:
    return _counted_waiting(select(func.count()))


def _counted_waiting(counted: Select[*S]) -> Select[*S]:
    """As :func:`is_concerned` has it, in a way that SQLite answers from two indexes alone."""
    rows = counted.select_from(Vetting)
    rows = rows.join(Accreditation, Accreditation.person_id == Vetting.person_id)
    concerned = (narrowing.HAS_STATE, Accreditation.state.in_(CONCERNED))
    return rows.where(_in(Tab.WAITING), *concerned)


def late() -> Select[int, datetime]:
    """How many are approved although they are objected to or on hold, and since when."""
    since = func.min(func.coalesce(Vetting.held_at, Vetting.state_since))
    return select(func.count(), since).where(_in(Tab.LATE))


def vetting(vetting_id: int) -> Vetting:
    """With the person, all they take part in, the batch, and who set the marks.

    :raises NoResultFound: there is none, or the record became part of another one.
    """
    who = joinedload(Vetting.person)
    rows = select(Vetting).options(
        who.selectinload(Person.participations).joinedload(Participation.body),
        who.joinedload(Person.nationality),
        who.joinedload(Person.accreditation),
        joinedload(Vetting.batch),
        joinedload(Vetting.held_by),
        joinedload(Vetting.watched_by),
    )
    is_whole = Vetting.person_id.in_(select(Person.id).where(Person.merged_into_id.is_(None)))
    found = db.session.scalars(
        rows.where(Vetting.id == vetting_id, is_whole).execution_options(populate_existing=True)
    )
    return found.one()


def is_concerned(given: type[Vetting] = Vetting) -> ColumnElement[bool]:
    """We were given this person, and have not let them go: only then they are vetted.

    A record that was merged into another one has no accreditation any more.
    """
    right = aliased(Accreditation)
    held = (right.person_id == given.person_id, right.state.in_(CONCERNED))
    return select(right.id).where(*held).correlate(given).exists()


def is_late(given: type[Vetting] = Vetting) -> ColumnElement[bool]:
    """Approved all the same, whom the authority objects to or an officer holds."""
    other, right = aliased(Vetting), aliased(Accreditation)
    refused = union_all(  # each by its own index
        select(other.person_id).where(other.state == State.OBJECTED),
        select(other.person_id).where(other.held_at.is_not(None)),
    )
    approved = select(right.id).where(
        right.person_id == given.person_id, right.state == Accredited.APPROVED
    )
    return and_(given.person_id.in_(refused), approved.correlate(given).exists())


def members(vettings: Select[Any]) -> Sequence[Vetting]:
    """Those that *vettings* selects, with what the authority is told of them."""
    who = joinedload(Vetting.person)
    parts = who.options(
        selectinload(Person.participations).joinedload(Participation.body),
        joinedload(Person.nationality),
    )
    return db.session.scalars(vettings.options(parts)).all()


def _in(tab: Tab, given: type[Vetting] = Vetting) -> ColumnElement[bool]:
    if tab is Tab.LATE:
        return is_late(given)
    marks = {Tab.HELD: given.held_at, Tab.WATCHED: given.watched_at}
    return marks[tab].is_not(None) if tab in marks else given.state == State(tab)


def _conditions(asked: Filter) -> list[ColumnElement[bool]]:
    """Few persons whom *asked* means are found first; many are recognised as the queue goes on."""
    persons = _sets(asked)
    if persons and _number(persons) <= MANY:
        return [is_concerned(), Vetting.person_id.in_(narrowing.common(persons))]
    return [is_concerned(), *narrowing.holding(Vetting.person_id, persons)]


def _sets(asked: Filter) -> list[narrowing.Persons]:
    """Whoever is in all of these fits *asked*, whatever the tab; the longest word is the rarest."""
    found: list[narrowing.Persons] = []
    if asked.words:
        folded = sorted(set(fold(asked.words).split()), key=len, reverse=True)
        found = [finding.beginning(x) for x in folded] or [_NOBODY]
    if asked.kind:
        part, sender = aliased(Participation), aliased(Body)
        sent = select(part.person_id).join(sender, sender.id == part.body_id)
        found.append(sent.where(part.is_primary, sender.kind == asked.kind))
    return found


def _number(persons: Sequence[narrowing.Persons]) -> int:
    """How many are in all of these sets, up to one more than MANY."""
    some = narrowing.common(persons, MANY + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    first = and_(Participation.person_id == Person.id, Participation.is_primary)
    return (
        statement.select_from(Vetting)
        .join(Person, Person.id == Vetting.person_id)
        .join(Participation, first)
        .join(Body, Body.id == Participation.body_id)
    )
