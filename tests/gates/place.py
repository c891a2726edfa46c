"""A place with gates: checkpoints, paired devices, and badges that can be read at them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from ceremony.accounts import operations as accounts
from ceremony.accounts import queries as account_queries
from ceremony.accounts.models import Purpose
from ceremony.badges import token
from ceremony.badges.models import Credential, CredentialKey
from ceremony.badges.states import KeyState, State
from ceremony.core import audit, runs
from ceremony.core.clock import now
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates import operations, queries
from ceremony.gates.models import Checkpoint, Passage, Scan
from ceremony.people.models import Accreditation, Zone
from tests import make

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def run() -> runs.Run:
    """The run that goes on; a rehearsal is begun if there is none."""
    if going := runs.find_current():
        return going
    with transaction(SYSTEM):
        return runs.begin(actor=SYSTEM, kind=runs.Kind.REHEARSAL)


def go_live() -> runs.Run:
    """End the rehearsal; the ceremony itself begins."""
    db.session.rollback()
    with transaction(SYSTEM):
        return runs.begin(actor=SYSTEM, kind=runs.Kind.LIVE)


def inside(at: Checkpoint) -> int:
    """How many heads are in the zone behind *at*, in the run that goes on."""
    db.session.rollback()
    return queries.inside(runs.find_current_id(), at.zone_id)


def checkpoint(
    code: str = "P4", zone: str = "1", direction: Passage = Passage.IN, **values: Any
) -> Checkpoint:
    """A checkpoint, with its zone if that is missing, while a rehearsal goes on."""
    run()
    guarded = db.session.scalars(select(Zone).where(Zone.code == zone)).one_or_none()
    guarded = guarded or make.zone(zone, **values)
    made = Checkpoint(code=code, name="Main Hall", zone_id=guarded.id, direction=direction)
    make.save(made)
    return made


def device(at: Checkpoint, name: str = "") -> str:
    """Pair a device, the next Handheld if it has no *name*, and return its token."""
    name = name or f"Handheld {len(queries.devices()) + 1}"
    with transaction(SYSTEM):
        _made, code = operations.register_device(actor=SYSTEM, name=name, checkpoint_id=at.id)
    with transaction(SYSTEM):
        _device, secret = accounts.pair(
            actor=SYSTEM, link=account_queries.link(Purpose.PAIRING, code)
        )
    return secret


def credential(accreditation: Accreditation | None = None) -> Credential:
    """The live credential of an approved accreditation."""
    right = accreditation or make.accreditation()
    return db.session.scalars(
        select(Credential).where(
            Credential.accreditation_id == right.id, Credential.state != State.REVOKED
        )
    ).one()


def key() -> CredentialKey:
    """A key of the ceremony whose private half the tests know."""
    public = KEY.public_key().public_bytes_raw()
    known = db.session.scalars(
        select(CredentialKey).where(CredentialKey.public_key == public)
    ).one_or_none()
    if known:
        return known
    made = CredentialKey(key_id=200, public_key=public, state=KeyState.RETIRED, state_since=now())
    make.save(made)
    return made


def code(serial: int, signed_with: Ed25519PrivateKey = KEY) -> str:
    """What is printed on the badge with this number, as far as a gate reads it."""
    key()
    start = now().replace(microsecond=0)
    claims = token.Claims(serial, 1, frozenset({0}), start, start + timedelta(days=2))
    return token.write(claims, signed_with)


def read(client: Any, secret: str, text: str, **more: Any) -> Any:
    """Send a code that a camera read."""
    return send(client, secret, method="camera", code=text, **more)


def send(client: Any, secret: str, **scan: Any) -> Any:
    """Send a scan as a scanner does."""
    return client.post(
        "/gate/scans",
        json={"id": str(uuid4())} | scan,
        headers={"Authorization": f"Bearer {secret}"},
    )


def end_run() -> None:
    """Neither a rehearsal nor the ceremony goes on any more."""
    with transaction(SYSTEM):
        going = runs.find_current()
        assert going is not None
        going.is_current, going.ended_at = False, now()
        audit.record(SYSTEM, "run.ended", going)


def kept() -> list[tuple[str, bool]]:
    """Verdict and admission of every scan, in the order of scanning."""
    db.session.rollback()
    rows = db.session.execute(select(Scan.verdict, Scan.admitted).order_by(Scan.scanned_at))
    return [(str(verdict), admitted) for verdict, admitted in rows]
