"""Reading credentials."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from ceremony.badges import standing
from ceremony.badges.models import Credential, CredentialKey, Outdated
from ceremony.badges.states import LIVE, ON_PAPER, KeyState, State
from ceremony.core.db import db
from ceremony.people.models import Accreditation, Body, Category, Participation, Person

Columns = Select[*tuple[Any, ...]]
Found = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Filter:
    """Which credentials; empty means all.

    :ivar delegation: code of a body, :ivar category: code of a category.
    :ivar state: one of ``standing.WORDS``.
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
    """The credentials that count, of these accreditations: the one in force first."""
    return db.session.scalars(
        select(Credential)
        .where(Credential.accreditation_id.in_(accreditation_ids), is_live)
        .order_by(Credential.takes_over, Credential.id)
    ).all()


def current_ids(which: Filter, *, accreditation_ids: Sequence[int] | None = None) -> list[int]:
    """The last badge of everybody, in the order of printing: by delegation, then by name."""
    rows = matching(select(Credential.id), Filter(which.delegation, which.category))
    if accreditation_ids is not None:
        rows = rows.where(Credential.accreditation_id.in_(accreditation_ids))
    order = (Body.sort_key, Body.id, Person.sort_key, Accreditation.label, Credential.id)
    return list(db.session.scalars(rows.where(standing.is_last).order_by(*order)))


def outdated_ids(which: Filter, *, ids: Sequence[int] | None = None) -> set[int]:
    """Credentials that count but no longer say what is true.

    :param ids: only of these.
    """
    rows = _outdated(select(Credential.id), which)
    if which.delegation:
        rows = senders(rows).where(Body.code == which.delegation)
    if ids is not None:
        rows = rows.where(Credential.id.in_(ids))
    return set(db.session.scalars(rows))


def count_outdated_refused(which: Filter) -> int:
    """How many of them gates refuse already."""
    rows = senders(_outdated(select(func.count()), which)).where(standing.is_refused())
    if which.delegation:
        rows = rows.where(Body.code == which.delegation)
    return db.session.scalar(rows) or 0


def _outdated(columns: Columns, which: Filter) -> Columns:
    rows = columns.select_from(Outdated).where(_has_not_ended)
    rows = rows.join(Credential, Credential.id == Outdated.credential_id + 0)  # begins with the few
    return rows.where(Credential.category_code == which.category) if which.category else rows


class Stale(NamedTuple):
    """An unprinted badge, and what would be signed into it now."""

    id: int
    signed: dict[str, Any]


def stale_unprinted(accreditation_ids: Sequence[int]) -> list[Stale]:
    """Those of these accreditations that are issued only, and would be signed otherwise now."""
    columns = (
        Credential.id,
        _right_category.code.label("category_code"),
        Accreditation.zones,
        Accreditation.valid_from,
        Accreditation.valid_until,
    )
    rows = joined(select(*columns).select_from(Credential)).join(
        _right_category, _right_category.id == Accreditation.category_id
    )
    stale = (Credential.state == State.ISSUED, is_signed_otherwise)
    found = db.session.execute(rows.where(*stale, Accreditation.id.in_(accreditation_ids)))
    return [
        Stale(
            row.id,
            {
                "category_code": row.category_code,
                "zones": row.zones,
                "valid_from": row.valid_from.replace(microsecond=0),
                "valid_until": row.valid_until.replace(microsecond=0),
            },
        )
        for row in found
    ]


def on_paper() -> list[int]:
    """The accreditations whose badges were printed and count."""
    rows = select(Credential.accreditation_id).where(Credential.state.in_(ON_PAPER))
    return list(db.session.scalars(rows.distinct()))


def to_print(ids: Sequence[int]) -> list[Found]:
    """What stands on the badges *ids*, in this order; those that count no more are left out.

    A row has the credential, its right to pass and the body; person and participation are None
    for what changes hands.
    """
    columns = select(Credential, Accreditation, Person, Participation, Body)
    rows = matching(columns, Filter()).where(is_live, Credential.id.in_(ids))
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


def of_right(accreditation_id: int) -> Sequence[Credential]:
    """All badges that this right to pass ever had, the newest first."""
    which = Credential.accreditation_id == accreditation_id
    return db.session.scalars(
        select(Credential).where(which).order_by(Credential.serial.desc())
    ).all()


def sender(credential: Credential) -> Body:
    """The body for which the holder comes."""
    rows = senders(select(Body).select_from(Credential)).where(Credential.id == credential.id)
    found: Body = db.session.scalars(rows).one()
    return found


def of_body(body_id: int, ids: Sequence[int]) -> set[int]:
    """Those of the badges *ids* whose holders take part for this body, or that belong to it."""
    takes_part = exists().where(
        Participation.person_id == Accreditation.person_id, Participation.body_id == body_id
    )
    rows = select(Credential.id).join(Credential.accreditation).where(Credential.id.in_(ids))
    return set(db.session.scalars(rows.where(or_(Accreditation.body_id == body_id, takes_part))))


def find_by_serial(serial: int) -> Credential | None:
    return db.session.scalars(select(Credential).where(Credential.serial == serial)).one_or_none()


def are_any_not_genuine(credentials: Sequence[Credential]) -> bool:
    """Whether the key that signed one of these was withdrawn."""
    numbers = {x.key_id for x in credentials}
    gone = CredentialKey.key_id.in_(numbers), CredentialKey.state == KeyState.WITHDRAWN
    return bool(db.session.scalar(select(exists().where(*gone))))


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
    """Code and name of every body that sends somebody or has passes, by name."""
    sends = exists().where(Participation.body_id == Body.id, Participation.is_primary)
    holds = exists().where(Accreditation.body_id == Body.id)
    return db.session.execute(
        select(Body.code, Body.name).where(or_(sends, holds)).order_by(Body.sort_key)
    ).all()


def _second(moment: InstrumentedAttribute[datetime]) -> ColumnElement[str]:
    """As it is signed: whole seconds."""
    return func.substr(cast(moment, String), 1, len("2025-10-25 08:00:00"))


_right = joinedload(Credential.accreditation)
_WITH_ALL = (
    _right.joinedload(Accreditation.person),
    _right.joinedload(Accreditation.category),
    _right.joinedload(Accreditation.body),
)
is_live = Credential.state.in_(LIVE)
_has_not_ended = Credential.state.not_in(set(State) - LIVE)  # the same, where no index shall lead
_right_category = aliased(Category)
is_signed_otherwise = or_(
    Category.id != Accreditation.category_id,
    cast(Credential.zones, String) != cast(Accreditation.zones, String),
    _second(Credential.valid_from) != _second(Accreditation.valid_from),
    _second(Credential.valid_until) != _second(Accreditation.valid_until),
    exists().where(
        CredentialKey.key_id == Credential.key_id, CredentialKey.state == KeyState.WITHDRAWN
    ),
)
HOLDER = func.coalesce(Person.badge_name, Accreditation.label)


def senders(rows: Columns) -> Columns:
    """*rows* of credentials with the body: of a person's primary participation, or the holder."""
    primary = and_(Participation.person_id == Accreditation.person_id, Participation.is_primary)
    return (
        rows.join(Accreditation, Accreditation.id == Credential.accreditation_id)
        .outerjoin(Participation, primary)
        .join(Body, Body.id == func.coalesce(Accreditation.body_id, Participation.body_id))
    )


def matching(columns: Columns, which: Filter) -> Columns:
    return joined(columns).where(*conditions(which))


def joined(columns: Columns) -> Columns:
    return (
        senders(columns.select_from(Credential))
        .outerjoin(Person, Person.id == Accreditation.person_id)
        .join(Category, Category.code == Credential.category_code)
    )


def conditions(which: Filter) -> list[ColumnElement[bool]]:
    asked = {Body.code: which.delegation, Credential.category_code: which.category}
    found = [column == value for column, value in asked.items() if value]
    return [*found, *standing.conditions(which.state)] if which.state else found
