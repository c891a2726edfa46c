"""A place with gates: checkpoints, paired devices, and badges that can be read at them."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ceremony.accounts import operations as accounts
from ceremony.accounts import queries as account_queries
from ceremony.accounts.models import Purpose
from ceremony.badges import operations as badges
from ceremony.badges import queries as badge_queries
from ceremony.badges import token
from ceremony.badges.models import Credential, CredentialKey
from ceremony.badges.states import KeyState, State
from ceremony.core import audit, runs
from ceremony.core.clock import now
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates import operations, queries
from ceremony.gates.models import Checkpoint, Incident, Passage, Scan
from ceremony.gates.pins import Verifier
from ceremony.gates.reading import ms
from ceremony.people.models import Accreditation, Zone
from tests import make
from tests.badges import issuing

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_numbers = count(1)
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
    code: str = "P4",
    zone: str = "1",
    direction: Passage = Passage.IN,
    walk_s: int = 30,
    **values: Any,
) -> Checkpoint:
    """A checkpoint, with its zone if that is missing, while a rehearsal goes on."""
    run()
    guarded = db.session.scalars(select(Zone).where(Zone.code == zone)).one_or_none()
    guarded = guarded or make.zone(zone, **values)
    made = Checkpoint(code=code, name="Main Hall", zone_id=guarded.id, direction=direction)
    made.walk_s = walk_s
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
    """The live credential of an approved accreditation, collected by its holder."""
    badge = at_the_desk(accreditation or make.accreditation())
    return badge if badge.state is State.COLLECTED else collected([badge.id])


def at_the_desk(right: Accreditation) -> Credential:
    """The same, before its holder has it."""
    return db.session.scalars(
        select(Credential).where(
            Credential.accreditation_id == right.id, Credential.state != State.REVOKED
        )
    ).one()


def collected(ids: Sequence[int]) -> Credential:
    """Print these badges and hand them over; the first of them."""
    db.session.rollback()
    with transaction(SYSTEM):
        badges.mark_printed(actor=SYSTEM, reason="At the desk", **issuing.drawn(*ids))
        badges.hand_over(actor=SYSTEM, credentials=badge_queries.credentials(ids))
    return badge_queries.credential(ids[0])


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


def event(kind: str, after_s: float = 0, **more: Any) -> dict[str, Any]:
    """Something that a device tells later, which happened so many seconds from now."""
    told = {"id": str(uuid4()), "kind": kind, "at": ms(now()) + round(1000 * after_s)}
    return told | {"offset": 0, "sequence": next(_numbers)} | more


def shown(text: str, code: str = "admit", admits: bool = True, **more: Any) -> dict[str, Any]:
    """A code that a camera read, and what the device said to it by itself."""
    reason = more.pop("reason", more.get("direction", "in"))
    verdict = {"code": code, "admits": admits, "reason": reason, "facts": {"zone": "1"}}
    known = {"method": "camera", "code": text, "direction": "in", "shown": verdict}
    return event("scan", **known | more)


def tell(client: Any, secret: str, *events: Any, **more: Any) -> Any:
    """Send what a device saw, as it does when there is a network again."""
    itself = {"release": "0123abcd", "now": ms(now()), "version": 7, "unsent": 0, "battery": 80}
    return client.post(
        "/gate/events",
        json=itself | {"events": list(events)} | more,
        headers={"Authorization": f"Bearer {secret}"},
    )


def guard(*, is_supervisor: bool = False, **person: Any) -> int:
    """The serial of the badge of somebody who works at gates."""
    serial = credential(make.accreditation(**person)).serial
    pin = Verifier("00" * 16, "00" * 32)
    db.session.rollback()
    with transaction(SYSTEM):
        operations.appoint_guard(actor=SYSTEM, serial=serial, pin=pin, is_supervisor=is_supervisor)
    return serial


def incidents() -> list[tuple[str, int]]:
    """Kind of every incident, and how many scans it names, in the order of happening."""
    db.session.rollback()
    rows = db.session.scalars(
        select(Incident).options(selectinload(Incident.passes)).order_by(Incident.at, Incident.id)
    )
    return [(str(x.kind), len(x.passes)) for x in rows]
