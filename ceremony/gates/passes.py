"""The list of passes: one row per credential, made from what it copies in one statement."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from ceremony.badges.models import Credential
from ceremony.badges.states import RevokedBecause
from ceremony.badges.states import State as CredentialState
from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.gates.models import GatePass
from ceremony.people.kinds import WITHOUT_PHOTOGRAPH, PassKind
from ceremony.people.models import Accreditation, Body, Category, Participation, Person
from ceremony.people.states import State

MOST = 10_000  # ids in one statement

_ends = Accreditation.state != State.APPROVED
_revoked = Credential.state == CredentialState.REVOKED

# Where every column of the list comes from.
_COLUMNS: dict[str, Any] = {
    "credential_id": Credential.id,
    "accreditation_id": Accreditation.id,
    "serial": Credential.serial,
    "name": Person.badge_name,
    "original_name": Person.original_name,
    "body_name": Body.name,
    "function": Participation.function,
    "category_code": Category.code,
    "category_letter": Category.letter,
    "category_name": Category.name,
    "personal": Category.pass_kind == PassKind.PERSONAL,
    "zones": Accreditation.zones,
    "revoked": case((_revoked, Credential.reason), (_ends, RevokedBecause.WITHDRAWN.value)),
    "revoked_at": case((_revoked, Credential.state_since), (_ends, Accreditation.state_since)),
    "valid_from": Accreditation.valid_from,
    "valid_until": Accreditation.valid_until,
    "photograph": Person.photo,
    "by_protocol": Participation.rank.in_(WITHOUT_PHOTOGRAPH),
}


def refresh(accreditation_ids: Sequence[int]) -> None:
    """Write anew the passes of these accreditations, in the transaction that changed them."""
    for start in range(0, len(accreditation_ids), MOST):
        some = accreditation_ids[start : start + MOST]
        _copy(Credential.accreditation_id.in_(some))


def refresh_all() -> None:
    """Write the whole list anew, after a change that concerns everybody."""
    _copy(Credential.id.is_not(None))


def _copy(which: ColumnElement[bool]) -> None:
    source = (
        select(*_COLUMNS.values(), literal(1), literal(now(), GatePass.created_at.type))
        .select_from(Credential)
        .join(Accreditation, Accreditation.id == Credential.accreditation_id)
        .join(Category, Category.id == Accreditation.category_id)
        .join(Person, Person.id == Accreditation.person_id)
        .join(Participation, Participation.person_id == Person.id)
        .join(Body, Body.id == Participation.body_id)
        .where(Participation.is_primary, which)
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
