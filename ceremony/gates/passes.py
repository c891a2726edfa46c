"""The list of passes: one row per credential, made from what it copies in one statement."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    cast,
    event,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ceremony.badges.models import Credential
from ceremony.badges.queries import HOLDER
from ceremony.badges.states import RevokedBecause
from ceremony.badges.states import State as CredentialState
from ceremony.core.clock import now
from ceremony.core.db import db, in_parts, lock
from ceremony.gates.models import GatePass
from ceremony.people.models import Accreditation, Body, Category, Participation, Person
from ceremony.people.states import State

_WAITING = "gates.passes"

_ends = Accreditation.state != State.APPROVED
_revoked = Credential.state == CredentialState.REVOKED
_returned = Credential.state == CredentialState.RETURNED

# Where every column of the list comes from.
_COLUMNS: dict[str, Any] = {
    "credential_id": Credential.id,
    "accreditation_id": Accreditation.id,
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
    for some in in_parts(ids):
        _copy(Credential.accreditation_id.in_(some))


def _copy(which: ColumnElement[bool]) -> None:
    primary = and_(Participation.person_id == Person.id, Participation.is_primary)
    source = (
        select(*_COLUMNS.values(), literal(1), literal(now(), GatePass.created_at.type))
        .select_from(Credential)
        .join(Accreditation, Accreditation.id == Credential.accreditation_id)
        .join(Category, Category.id == Accreditation.category_id)
        .outerjoin(Person, Person.id == Accreditation.person_id)
        .outerjoin(Participation, primary)
        .join(Body, Body.id == func.coalesce(Accreditation.body_id, Participation.body_id))
        .where(which)
    )
    insert = _INSERTS[str(db.session.get_bind().dialect.name)]
    put = insert(GatePass).from_select([*_COLUMNS, "version", "created_at"], source)
    db.session.execute(
        put.on_conflict_do_update(
            index_elements=[GatePass.credential_id],
            set_={name: put.excluded[name] for name in _COLUMNS}
            | {"version": GatePass.version + 1},
        )
    )


_INSERTS: dict[str, Callable[..., Any]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
