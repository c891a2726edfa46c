"""The list of passes: one row per credential, made from what it copies in one statement.

Every change takes the next version of the list under one lock, until it commits: whoever asks
for what came after a version misses nothing. Clocks and sequences commit out of order.
"""

from collections.abc import Callable, Iterable
from secrets import token_hex
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    case,
    cast,
    event,
    false,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ceremony.badges.models import Credential
from ceremony.badges.queries import HOLDER
from ceremony.badges.states import RevokedBecause
from ceremony.badges.states import State as CredentialState
from ceremony.core.clock import now
from ceremony.core.db import db, in_parts, lock
from ceremony.gates import lines
from ceremony.gates.models import GateList, GatePass
from ceremony.people.models import Accreditation, Body, Category, Participation, Person
from ceremony.people.states import State
from ceremony.people.vetting.models import Vetting

_WAITING = "gates.passes"

_ends = Accreditation.state != State.APPROVED
_revoked = Credential.state == CredentialState.REVOKED
_returned = Credential.state == CredentialState.RETURNED
# What has not left the desk cannot come to a gate; a guard does not hear why to call somebody.
# A badge that counts no more was never at the desk: there the flag would tell of the watch-list.
_AT_THE_DESK = (CredentialState.ISSUED, CredentialState.PRINTED)
_watched = Vetting.watched_at.is_not(None)

# Where every column of the list comes from.
_COLUMNS: dict[str, Any] = {
    "credential_id": Credential.id,
    "accreditation_id": Accreditation.id,
    "body_id": Body.id,
    "serial": Credential.serial,
    "name": HOLDER,
    "original_name": func.coalesce(Person.original_name, ""),
    "body_name": Body.name,
    "function": func.coalesce(cast(Participation.function, String), ""),
    "category_code": Category.code,
    "category_letter": Category.letter,
    "category_name": Category.name,
    "pass_kind": Category.pass_kind,
    "zones": Accreditation.zones,
    "supervisor": and_(
        not_(or_(_revoked, _returned, _ends)),
        or_(Credential.state.in_(_AT_THE_DESK), func.coalesce(_watched, false())),
    ),
    "revoked": case(
        (_revoked, cast(Credential.reason, String)),
        (_ends, RevokedBecause.WITHDRAWN.value),
        (_returned, CredentialState.RETURNED.value),
    ),
    "revoked_at": case(
        (or_(_revoked, _returned), Credential.state_since), (_ends, Accreditation.state_since)
    ),
    "valid_from": Accreditation.valid_from,
    "valid_until": Accreditation.valid_until,
    "photograph": Person.photo,
    "by_protocol": func.coalesce(Participation.is_without_photograph, false()),
}


def refresh(accreditation_ids: Iterable[int]) -> None:
    """Let the passes of these accreditations be written anew when the transaction commits."""
    db.session().info.setdefault(_WAITING, set()).update(accreditation_ids)


def hold() -> None:
    """Let nobody else write the list until the transaction ends: where its rows go elsewhere.

    Whoever holds it may wait for nothing that somebody holds who is going to write it.
    """
    lock(_WAITING)


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    """One transaction after the other copies, so that each sees all that those before it did.

    It is the last thing a transaction does: whoever waits for the list holds up nobody who
    already has it.
    """
    if session.in_nested_transaction() or not (ids := sorted(session.info.pop(_WAITING, ()))):
        return
    session.flush()
    lock(_WAITING)  # before the snapshot of the statement that copies
    version = _next_version()
    for some in in_parts(ids):
        _copy(Credential.accreditation_id.in_(some), version)
    _write_lines(version)
    _sum_up(version)


def _next_version() -> int:
    """The list's next version; a new database gets its epoch here."""
    version = db.session.scalar(select(GateList.version))
    if version is None:
        new = {"id": 1, "epoch": token_hex(16), "version": 0, "digest": 0, "size": 0}
        db.session.execute(insert(GateList).values(new | {"created_at": now()}))
    return (version or 0) + 1


def _copy(which: ColumnElement[bool], version: int) -> None:
    primary = and_(Participation.person_id == Person.id, Participation.is_primary)
    source = (
        select(
            *_COLUMNS.values(),
            literal(version),
            literal(""),
            literal(0),
            literal(now(), GatePass.created_at.type),
        )
        .select_from(Credential)
        .join(Accreditation, Accreditation.id == Credential.accreditation_id)
        .join(Category, Category.id == Accreditation.category_id)
        .outerjoin(Person, Person.id == Accreditation.person_id)
        .outerjoin(Vetting, Vetting.person_id == Accreditation.person_id)
        .outerjoin(Participation, primary)
        .join(Body, Body.id == func.coalesce(Accreditation.body_id, Participation.body_id))
        .where(which)
    )
    put = _INSERTS[str(db.session.get_bind().dialect.name)](GatePass).from_select(
        [*_COLUMNS, "version", "line", "digest", "created_at"], source
    )
    db.session.execute(
        put.on_conflict_do_update(
            index_elements=[GatePass.credential_id],
            set_={name: put.excluded[name] for name in (*_COLUMNS, "version")},
        )
    )


def _write_lines(version: int) -> None:
    """The rows of this version as devices are sent them, and what tells that they have them."""
    rows = db.session.execute(select(*lines.COLUMNS).where(GatePass.version == version)).all()
    if rows:
        db.session.connection().execute(_LINES, lines.of(rows))


def _sum_up(version: int) -> None:
    digest, size = db.session.execute(
        select(func.coalesce(func.sum(GatePass.digest), 0), func.count())
    ).one()
    db.session.execute(update(GateList).values(version=version, digest=int(digest), size=size))


_LINES = (
    update(GatePass)
    .where(GatePass.id == bindparam("of_pass"))
    .values(line=bindparam("line"), digest=bindparam("digest"))
)
_INSERTS: dict[str, Callable[..., Any]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
