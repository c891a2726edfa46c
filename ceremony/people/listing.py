"""The list of people: what the URL asks for, and one page of it by key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from ceremony.core.crypto import keyed_hash
from ceremony.core.db import db
from ceremony.core.permissions import Actor, Permission, may
from ceremony.people.kinds import BodyKind, Function
from ceremony.people.models import Accreditation, Body, Category, Participation, Person
from ceremony.people.states import State
from ceremony.register.names import fold

SIZE = 25
E = TypeVar("E", bound=StrEnum)

# Other slices find persons by what is theirs: words -> ids of persons, or None.
FINDERS: list[Callable[[str], Select[int] | None]] = []


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
    by_document: bool = False  # whether the words may be a document's number

    @classmethod
    def read(cls, given: Mapping[str, str], actor: Actor) -> "Filter":
        """From a URL or a form of *actor*; what makes no sense asks for nothing."""
        return cls(
            by_document=may(actor, Permission.PEOPLE_READ_DOCUMENT),
            words="".join(x for x in given.get("q", "") if x.isprintable()).strip()[:200],
            body=number(given.get("body", "")),
            kind=_one(BodyKind, given.get("kind", "")),
            function=_one(Function, given.get("function", "")),
            category=number(given.get("category", "")),
            status=_one(State, given.get("status", "")),
            without_photograph=given.get("photograph") == "missing",
            sort=_one(Sort, given.get("sort", "")),
        )

    @property
    def arguments(self) -> dict[str, Any]:
        """The same for a URL; what is not asked for is left out."""
        said = asdict(self)
        del said["by_document"]
        said["q"] = said.pop("words")
        said["photograph"] = "missing" if said.pop("without_photograph") else None
        return {name: value for name, value in said.items() if value}

    @property
    def order(self) -> Sort:
        """By name; those who wait for a decision by how long they wait."""
        return self.sort or (Sort.WAITING if self.status is State.SUBMITTED else Sort.NAME)

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for more than a state and an order."""
        return bool(self.arguments.keys() - {"status", "sort"})


class Page(NamedTuple):
    """Some rows in their order, and by which ids the pages beside begin."""

    rows: Sequence[Row[Any]]
    before: int | None
    after: int | None


_COLUMNS = (
    Person.id,
    Accreditation.id.label("accreditation_id"),
    Person.badge_name,
    Person.original_name,
    Person.photo,
    Body.name.label("body_name"),
    Participation.function,
    Participation.rank,
    Category.name.label("category_name"),
    Accreditation.zones,
    Accreditation.state,
    Accreditation.state_since,
)
_KEYS: dict[Sort, tuple[InstrumentedAttribute[Any], ...]] = {
    Sort.NAME: (Person.sort_key, Person.id),
    Sort.NEWEST: (Person.id,),
    Sort.WAITING: (Accreditation.state_since, Person.id),
}


def page(asked: Filter, *, after: int | None = None, before: int | None = None) -> Page:
    """At most SIZE rows.

    :param after: the id of the person whom these rows follow.
    :param before: the id of the person whom these rows precede.
    """
    backwards = before is not None and after is None
    start = before if backwards else after
    key, descends = _KEYS[asked.order], (asked.order is Sort.NEWEST) is not backwards
    rows = _joined(select(*_COLUMNS)).where(*_conditions(asked), *_in_state(asked))
    if start is not None:
        rows = rows.where(_beyond(key, start, descends=descends))
    rows = rows.order_by(*(x.desc() if descends else x for x in key)).limit(SIZE + 1)
    found = list(db.session.execute(rows))
    has_more = len(found) > SIZE
    found = found[:SIZE][::-1] if backwards else found[:SIZE]
    has_back, has_next = (has_more, True) if backwards else (start is not None, has_more)
    return Page(
        found,
        before=found[0].id if found and has_back else None,
        after=found[-1].id if found and has_next else None,
    )


def counts(asked: Filter) -> dict[State, int]:
    """How many are in each state, of those who fit the rest of *asked*."""
    statement = select(Accreditation.state, func.count()).group_by(Accreditation.state)
    if asked.is_narrowed:
        statement = statement.join(Person, Person.id == Accreditation.person_id)
    return dict(db.session.execute(statement.where(*_conditions(asked))).all())


def ids(asked: Filter) -> list[int]:
    """The accreditations of everybody who fits."""
    statement = _joined(select(Accreditation.id)).where(*_conditions(asked), *_in_state(asked))
    return list(db.session.scalars(statement.order_by(Person.sort_key, Person.id)))


def number(text: str) -> int | None:
    """*text* as an id, if it can be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


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


def _beyond(
    key: Sequence[InstrumentedAttribute[Any]], person_id: int, *, descends: bool
) -> ColumnElement[bool]:
    """What comes after this person in the order of *key*."""
    its = _joined(select(*key)).where(Person.id == person_id).correlate(None).subquery()
    mine, theirs = tuple_(*key), select(*its.c).scalar_subquery()
    return mine < theirs if descends else mine > theirs


def _in_state(asked: Filter) -> list[ColumnElement[bool]]:
    return [Accreditation.state == asked.status] if asked.status else []


def _conditions(asked: Filter) -> list[ColumnElement[bool]]:
    conditions = [_takes_part(asked)] if asked.body or asked.kind or asked.function else []
    if asked.category:
        conditions.append(Accreditation.category_id == asked.category)
    if asked.without_photograph:
        conditions.append(and_(Person.lacks_photograph))
    if asked.words:
        conditions.append(_found(asked.words, by_document=asked.by_document))
    return conditions


def _takes_part(asked: Filter) -> ColumnElement[bool]:
    """In one way that fits all of it, primary or not."""
    part = aliased(Participation)
    fitting = select(part.id).where(part.person_id == Person.id)
    if asked.body:
        fitting = fitting.where(part.body_id == asked.body)
    if asked.function:
        fitting = fitting.where(part.function == asked.function)
    if asked.kind:
        fitting = fitting.where(part.body_id.in_(select(Body.id).where(Body.kind == asked.kind)))
    return fitting.exists()


def _found(words: str, *, by_document: bool) -> ColumnElement[bool]:
    """By all words in any order, by the document's number, or by what other slices know."""
    folded = fold(words).split()
    named = (Person.search_key.contains(x, autoescape=True) for x in folded)
    ways = [and_(true(), *named) if folded else false()]
    if by_document and any(x.isdigit() for x in words):
        ways.append(Person.document_hash == keyed_hash(words))
    for find in FINDERS:
        if (found := find(words)) is not None:
            ways.append(Person.id.in_(found))
    return or_(*ways)
