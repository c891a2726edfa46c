"""Records that may be of one person: the same document, or the same name and date of birth."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, func, select, union
from sqlalchemy.orm import aliased, joinedload, selectinload

from ceremony.core import paging
from ceremony.core.db import db
from ceremony.core.paging import FIRST, Page, Place
from ceremony.people.models import Accreditation, Participation, Person

SIZE = 25  # pairs on a page
MOST = 1_000  # of either sort, so many are counted
_WIDE = 2**32  # more than any id


class Pair(NamedTuple):
    """The older record, the newer one, and whether their documents are the same."""

    first: Person
    second: Person
    is_same_document: bool


class Known(NamedTuple):
    """By what somebody is known, who need not be registered; empty: not known."""

    document_hash: str | None
    sort_key: str
    born_on: date | None


Anybody = type[Person] | Person | Known


def same_document(one: type[Person], other: Anybody) -> ColumnElement[bool]:
    return one.document_hash == other.document_hash


def same_birth(one: type[Person], other: Anybody) -> ColumnElement[bool]:
    """The same name and date of birth."""
    return and_(one.sort_key == other.sort_key, one.born_on == other.born_on)


def same_name(other: Known) -> ColumnElement[bool]:
    """The same name, and nothing known of a birth that would tell them apart."""
    same = Person.sort_key == other.sort_key
    return and_(same, Person.born_on.is_(None)) if other.born_on else same


def alike(other: Person | Known) -> list[ColumnElement[bool]]:
    """The ways in which a record may be of *other*: by what is known of them."""
    by_document = [same_document(Person, other)] if other.document_hash else []
    return by_document + ([same_birth(Person, other)] if other.born_on else [])


_Other = aliased(Person)
_SAME_DOCUMENT = same_document(Person, _Other)
_SAME_BIRTH = same_birth(Person, _Other)


def pairs(at: Place = FIRST) -> Page:
    """Some of the pairs, by their older records; a pair has one number as its key."""
    all_of_them = union(_pairs(_SAME_DOCUMENT), _pairs(_SAME_BIRTH)).subquery()
    first, second = all_of_them.c
    key = cast(first, BigInteger) * _WIDE + second
    page = paging.page(select(first, second), (key,), at, SIZE)
    people = {x.id: x for x in _people({id_ for row in page.rows for id_ in row[:2]})}
    return page.showing([_pair(people[row[0]], people[row[1]]) for row in page.rows])


def key(text: str) -> int | None:
    """*text* as the key of a pair, if it can be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _pair(first: Person, second: Person) -> Pair:
    known = first.document_hash
    return Pair(first, second, known is not None and known == second.document_hash)


def count() -> int:
    """How many pairs there are."""
    return len({*_ids(_SAME_DOCUMENT), *_ids(_SAME_BIRTH)})


def of(person: Person) -> Sequence[Person]:
    """Records that may be of the same person as *person*."""
    ways = [select(Person.id).where(x, Person.id != person.id) for x in alike(person)]
    ids = {id_ for way in ways for id_ in db.session.scalars(way.limit(10))}
    return _people(ids) if ids else []


def _ids(same: ColumnElement[bool]) -> list[tuple[int, int]]:
    rows = _pairs(same).order_by(Person.id, _Other.id).limit(MOST)
    return [(first, second) for first, second in db.session.execute(rows)]


def _pairs(same: ColumnElement[bool]) -> Select[int, int]:
    """Pairs of ids; a value that two records share is looked for before the records."""
    fits: ColumnElement[bool]
    if same is _SAME_DOCUMENT:
        shared = select(Person.document_hash).where(Person.document_hash.is_not(None))
        shared = shared.group_by(Person.document_hash).having(func.count() > 1)
        fits = Person.document_hash.in_(shared)
    else:
        known = Person.born_on.is_not(None)
        shared = select(Person.sort_key).where(known).group_by(Person.sort_key, Person.born_on)
        fits = and_(known, Person.sort_key.in_(shared.having(func.count() > 1)))
    both = select(Person.id.label("first"), _Other.id.label("second"))
    return both.join(_Other, and_(same, Person.id < _Other.id)).where(fits)


def _people(ids: Iterable[int]) -> Sequence[Person]:
    return db.session.scalars(
        select(Person)
        .options(
            selectinload(Person.participations).joinedload(Participation.body),
            joinedload(Person.accreditation).joinedload(Accreditation.category),
            joinedload(Person.nationality),
        )
        .where(Person.id.in_(list(ids)))
        .order_by(Person.sort_key, Person.id)
    ).all()
