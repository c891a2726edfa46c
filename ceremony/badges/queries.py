"""Reading credentials."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, cast, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from ceremony.badges.models import Credential, Outdated
from ceremony.badges.states import State
from ceremony.core import paging
from ceremony.core.db import db
from ceremony.core.paging import FIRST, Page, Place
from ceremony.people.models import Accreditation, Body, Category, Participation, Person

PAGE = 25

Columns = Select[*tuple[Any, ...]]
Found = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Filter:
    """Which credentials; empty means all.

    :ivar delegation: code of a body, :ivar category: code of a category.
    """

    delegation: str = ""
    category: str = ""
    state: str = ""

    def as_arguments(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}


def credential(credential_id: int) -> Credential:
    """With its accreditation, person and category."""
    return db.session.get_one(Credential, credential_id, options=_WITH_ALL, populate_existing=True)


def credentials(ids: Sequence[int]) -> Sequence[Credential]:
    """Each with its accreditation, person and category, in the order of serials."""
    rows = select(Credential).options(*_WITH_ALL).where(Credential.id.in_(ids))
    return db.session.scalars(rows.order_by(Credential.serial)).all()


def live(accreditation_ids: Sequence[int]) -> Sequence[Credential]:
    """The credentials that count, of these accreditations."""
    return db.session.scalars(
        select(Credential)
        .where(Credential.accreditation_id.in_(accreditation_ids), _is_live)
        .order_by(Credential.id)
    ).all()


def page(which: Filter, at: Place = FIRST) -> Page:
    """One page of the list, the newest serial first."""
    columns = select(Credential, Person.badge_name, Person.original_name, Body, Category)
    order = (Credential.serial, Credential.id)
    return paging.page(_joined(columns), order, at, PAGE, where=_conditions(which), descends=True)


def counts(which: Filter) -> dict[str, int]:
    """How many there are in each state, whatever state the filter asks for."""
    rows = select(Credential.state, func.count()).group_by(Credential.state)
    if which.category:
        rows = rows.where(Credential.category_code == which.category)
    if which.delegation:
        rows = _senders(rows).where(Body.code == which.delegation)
    found = {row[0]: row[1] for row in db.session.execute(rows)}
    return {state: found.get(state, 0) for state in State}


def current_ids(which: Filter, *, accreditation_ids: Sequence[int] | None = None) -> list[int]:
    """Credentials that count, in the order of printing: by delegation, then by name."""
    rows = _matching(select(Credential.id), Filter(which.delegation, which.category))
    if accreditation_ids is not None:
        rows = rows.where(Credential.accreditation_id.in_(accreditation_ids))
    order = (Body.sort_key, Body.id, Person.sort_key, Credential.id)
    return list(db.session.scalars(rows.where(_is_live).order_by(*order)))


def outdated_ids(which: Filter, *, ids: Sequence[int] | None = None) -> set[int]:
    """Credentials that count but no longer say what is true.

    :param ids: only of these.
    """
    rows = _matching(select(Credential.id), Filter(which.delegation, which.category))
    rows = rows.where(_is_live, Credential.id.in_(select(Outdated.credential_id)))
    if ids is not None:
        rows = rows.where(Credential.id.in_(ids))
    return set(db.session.scalars(rows))


def differing(accreditation_ids: Sequence[int]) -> Sequence[int]:
    """Credentials of these accreditations that say something else than them."""
    rows = _joined(select(Credential.id)).where(_is_live, _is_outdated)
    return db.session.scalars(rows.where(Accreditation.id.in_(accreditation_ids))).all()


def to_print(ids: Sequence[int]) -> list[Found]:
    """What stands on the badges *ids*, in this order; those revoked by now are left out."""
    columns = select(Credential, Person, Participation, Body)
    rows = _matching(columns, Filter()).where(_is_live, Credential.id.in_(ids))
    by_id = {row.Credential.id: row for row in db.session.execute(rows)}
    return [by_id[x] for x in ids if x in by_id]


def of_person(person_id: int) -> Sequence[Credential]:
    """All that the person ever had, the newest first."""
    return db.session.scalars(
        select(Credential)
        .join(Credential.accreditation)
        .where(Accreditation.person_id == person_id)
        .order_by(Credential.serial.desc())
    ).all()


def sender(credential: Credential) -> Body:
    """The body for which the holder comes."""
    rows = _senders(select(Body).select_from(Credential)).where(Credential.id == credential.id)
    found: Body = db.session.scalars(rows).one()
    return found


def find_by_serial(serial: int) -> Credential | None:
    return db.session.scalars(select(Credential).where(Credential.serial == serial)).one_or_none()


def holders_of(words: str) -> Select[int] | None:
    """The person whose badge has the serial *words*: how the list of people finds it."""
    digits = words.replace(" ", "")
    if not (digits.isdecimal() and digits.isascii() and len(digits) < 10):
        return None
    return (
        select(Accreditation.person_id)
        .join(Credential, Credential.accreditation_id == Accreditation.id)
        .where(Credential.serial == int(digits))
    )


def bodies() -> Sequence[Found]:
    """Code and name of every body that sends somebody, by name."""
    sends = exists().where(Participation.body_id == Body.id, Participation.is_primary)
    return db.session.execute(
        select(Body.code, Body.name).where(sends).order_by(Body.sort_key)
    ).all()


def _second(moment: InstrumentedAttribute[datetime]) -> ColumnElement[str]:
    """As it is signed: whole seconds."""
    return func.substr(cast(moment, String), 1, len("2025-10-25 08:00:00"))


_right = joinedload(Credential.accreditation)
_WITH_ALL = (_right.joinedload(Accreditation.person), _right.joinedload(Accreditation.category))
_is_live = Credential.state != State.REVOKED
_is_outdated = or_(
    Category.id != Accreditation.category_id,
    cast(Credential.zones, String) != cast(Accreditation.zones, String),
    _second(Credential.valid_from) != _second(Accreditation.valid_from),
    _second(Credential.valid_until) != _second(Accreditation.valid_until),
)


def _senders(rows: Columns) -> Columns:
    """*rows* of credentials with the primary participation and its body."""
    return (
        rows.join(Accreditation, Accreditation.id == Credential.accreditation_id)
        .join(Participation, Participation.person_id == Accreditation.person_id)
        .join(Body, Body.id == Participation.body_id)
        .where(Participation.is_primary)
    )


def _matching(columns: Columns, which: Filter) -> Columns:
    return _joined(columns).where(*_conditions(which))


def _joined(columns: Columns) -> Columns:
    return (
        _senders(columns.select_from(Credential))
        .join(Person, Person.id == Accreditation.person_id)
        .join(Category, Category.code == Credential.category_code)
    )


def _conditions(which: Filter) -> list[ColumnElement[bool]]:
    asked = {
        Body.code: which.delegation,
        Credential.category_code: which.category,
        Credential.state: which.state,
    }
    return [column == value for column, value in asked.items() if value]
