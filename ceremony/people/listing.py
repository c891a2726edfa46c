"""The list of people: what the URL asks for, and one page of it by key."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    and_,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.datastructures import MultiDict

from ceremony.core import paging
from ceremony.core.db import db
from ceremony.core.paging import Page, Place, number
from ceremony.core.permissions import Actor
from ceremony.people import columns, narrowing
from ceremony.people.kinds import BodyKind, Function
from ceremony.people.models import Accreditation, Body, Category, Participation, Person
from ceremony.people.states import State

SIZE = 25
MANY = 1_000  # so many are counted while somebody waits
E = TypeVar("E", bound=StrEnum)

# Other slices find persons by what is theirs: words -> ids of persons, or None.
FINDERS: list[narrowing.Finder] = []


class Sort(StrEnum):
    NAME = "name"
    NEWEST = "newest"
    WAITING = "waiting"  # the longest in its state first


@dataclass(frozen=True)
class Filter:
    """What somebody asked the list for; empty means any."""

    words: str = ""
    body: int | None = None
    kind: BodyKind | None = None
    function: Function | None = None
    category: int | None = None
    status: State | None = None
    without_photograph: bool = False
    sort: Sort | None = None  # None: the usual one of the state
    columns: tuple[str, ...] = ()  # chosen; empty: the usual ones of the state

    @classmethod
    def read(cls, given: Mapping[str, str], actor: Actor) -> "Filter":
        """From a URL or a form of *actor*; what makes no sense asks for nothing."""
        status = _one(State, given.get("status", ""))
        ticked = given.getlist("column") if isinstance(given, MultiDict) else []
        return cls(
            words="".join(x for x in given.get("q", "") if x.isprintable()).strip()[:200],
            body=number(given.get("body", "")),
            kind=_one(BodyKind, given.get("kind", "")),
            function=_one(Function, given.get("function", "")),
            category=number(given.get("category", "")),
            status=status,
            without_photograph=given.get("photograph") == "missing",
            sort=_one(Sort, given.get("sort", "")),
            columns=columns.read(ticked or given.get("columns", "").split("."), status),
        )

    @property
    def arguments(self) -> dict[str, Any]:
        """The same for a URL; what is not asked for is left out."""
        said = asdict(self)
        said["q"] = said.pop("words")
        said["photograph"] = "missing" if said.pop("without_photograph") else None
        said["columns"] = ".".join(self.columns)
        return {name: value for name, value in said.items() if value}

    @property
    def order(self) -> Sort:
        """By name; those who wait for a decision by how long they wait."""
        return self.sort or (Sort.WAITING if self.status is State.SUBMITTED else Sort.NAME)

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for more than a state, an order and columns."""
        return bool(self.arguments.keys() - {"status", "sort", "columns"})

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns that the list shows beside the names."""
        return self.columns or columns.usual(self.status)


@dataclass(frozen=True)
class Look:
    """How many fit a filter whatever their state, as far as they were counted: see :func:`look`.

    :ivar counts: how many are in each state; None: they are too many to be counted each time.
    :ivar count: how many are in the state that was asked for; None: more than MANY.
    :ivar some: those who are on the list, if they are few; None: walk along the list.
    """

    counts: dict[State, int] | None
    count: int | None
    some: narrowing.Persons | None


_KEYS: dict[Sort, tuple[InstrumentedAttribute[Any], ...]] = {
    Sort.NAME: (Person.sort_key, Person.id),
    Sort.NEWEST: (Person.id,),
    Sort.WAITING: (Accreditation.state_since, Accreditation.person_id),
}


def look(asked: Filter) -> Look:
    """Count who fits, all of them or up to MANY: it takes as long with many people as with few."""
    persons = narrowing.sets(asked, FINDERS)
    of_state = [narrowing.in_state(asked.status)] if asked.status else []
    if not persons:
        return _seen(asked, _states(), of_state)
    states, in_state = _states_of_some(narrowing.common(persons, MANY + 1), of_state)
    if sum(states.values()) <= MANY:
        return _seen(asked, states, [*persons, *of_state])
    if not of_state:
        return Look(None, None, None)
    fitting = [*of_state, *persons] if in_state <= MANY else [*persons, *of_state]  # few drive
    count = db.session.scalar(select(_number(fitting))) or 0
    is_few = count <= MANY
    return Look(None, count if is_few else None, narrowing.common(fitting) if is_few else None)


def _seen(asked: Filter, states: dict[State, int], fitting: Sequence[narrowing.Persons]) -> Look:
    """Of a filter that was counted whole."""
    count = states.get(asked.status, 0) if asked.status else sum(states.values())
    return Look(states, count, narrowing.common(fitting) if fitting and count <= MANY else None)


def page(
    asked: Filter,
    *,
    after: int | None = None,
    before: int | None = None,
    seen: Look | None = None,
) -> Page:
    """At most SIZE rows.

    :param after: the id of the person whom these rows follow.
    :param before: the id of the person whom these rows precede.
    :param seen: what :func:`look` said of *asked*, if it was asked already.
    """
    key = _KEYS[asked.order]
    some = (seen or look(asked)).some
    held: list[ColumnElement[bool]] = [] if some is None else [key[-1].in_(some)]
    held += narrowing.holding(key[-1], _fitting(asked)) if some is None else []
    if asked.order is not Sort.WAITING:
        held.append(func.coalesce(Person.merged_into_id, 0) == 0)  # no index leads away here
    elif asked.status:
        held.append(Accreditation.state == asked.status)  # its index is in this order
    return paging.page(
        select(key[-1]),
        key,
        Place(after, before),
        SIZE,
        where=held,
        descends=asked.order is Sort.NEWEST,
        wide=_joined(select(*columns.selected(asked.shown))),
    )


def counts(asked: Filter) -> dict[State, int]:
    """How many are in each state, of those who fit the rest of *asked*; all are counted."""
    persons = narrowing.sets(asked, FINDERS)
    return _states(narrowing.common(persons) if persons else None)


def ids(asked: Filter) -> list[int]:
    """The accreditations of everybody who fits."""
    statement = _joined(select(Accreditation.id)).where(*_in_all(asked))
    return list(db.session.scalars(statement.order_by(Person.sort_key, Person.id)))


def in_order(asked: Filter) -> list[int]:
    """The persons who fit, all of them, as the list has them."""
    key = _KEYS[asked.order]
    statement = _joined(select(Person.id)).where(*_in_all(asked))
    descends = asked.order is Sort.NEWEST
    return list(db.session.scalars(statement.order_by(*(x.desc() if descends else x for x in key))))


def rows_of(person_ids: Sequence[int], asked: Filter) -> list[Row[Any]]:
    """What the list shows of these persons, in the order given; at most some thousand."""
    statement = _joined(select(*columns.selected(asked.shown))).where(Person.id.in_(person_ids))
    known = {row.id: row for row in db.session.execute(statement)}
    return [known[x] for x in person_ids if x in known]


def _one(choices: type[E], text: str) -> E | None:
    return choices(text) if text in set(choices) else None


def _joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    first = and_(Participation.person_id == Person.id, Participation.is_primary)
    return (
        statement.select_from(Person)
        .join(Accreditation, Accreditation.person_id == Person.id)
        .join(Participation, first)
        .join(Body, Body.id == Participation.body_id)
        .join(Category, Category.id == Accreditation.category_id)
    )


def _in_all(asked: Filter) -> list[ColumnElement[bool]]:
    """What is true of everybody who fits, for a statement about all of them."""
    return [Person.id.in_(x) for x in _fitting(asked)]


def _fitting(asked: Filter) -> list[narrowing.Persons]:
    of_state = [narrowing.in_state(asked.status)] if asked.status else []
    return [*narrowing.sets(asked, FINDERS), *of_state]


def _states(persons: narrowing.Persons | None = None) -> dict[State, int]:
    """How many of *persons* are in each state; None: of everybody."""
    counted = select(Accreditation.state, func.count()).group_by(Accreditation.state)
    if persons is not None:
        counted = counted.where(Accreditation.person_id.in_(persons), narrowing.HAS_STATE)
        return dict(db.session.execute(counted).all())
    of_bodies = select(Accreditation.state, -func.count()).group_by(Accreditation.state)
    few = (Accreditation.person_id.is_(None), narrowing.HAS_STATE)  # an index counts the others
    found: Counter[State] = Counter()
    for state, count in db.session.execute(union_all(counted, of_bodies.where(*few))):
        found[state] += count
    return {state: count for state, count in found.items() if count}


def _states_of_some(
    persons: narrowing.Persons, besides: Sequence[narrowing.Persons]
) -> tuple[dict[State, int], int]:
    """The same, and in the same statement how many are in *besides*, up to one more than MANY."""
    number = _number(besides) if besides else literal(0)
    counted = select(Accreditation.state, func.count(), number).group_by(Accreditation.state)
    held = (Accreditation.person_id.in_(persons), narrowing.HAS_STATE)
    rows = db.session.execute(counted.where(*held)).all()
    return {state: count for state, count, _ in rows}, rows[0][2] if rows else 0


def _number(persons: Sequence[narrowing.Persons]) -> ScalarSelect[int]:
    """How many are in all of these sets, up to one more than MANY."""
    some = narrowing.common(persons, MANY + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
