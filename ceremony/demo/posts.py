"""Who stands at the gates of the demonstration, how their devices do, and what happened there."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select

from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.core.permissions import SYSTEM
from ceremony.gates import operations as gates
from ceremony.gates import pins
from ceremony.gates.models import (
    DeviceReport,
    GatePass,
    Guard,
    IncidentKind,
    Scan,
    Severity,
    Shift,
)
from ceremony.gates.noticing import Notice, Sighting
from ceremony.gates.operations.incidents import notice
from ceremony.gates.queries import Handheld, handhelds
from ceremony.gates.verdict import Code
from ceremony.people.kinds import BodyKind, PassKind
from ceremony.people.models import Body

PIN = "480162"  # of every guard of the demonstration
GUARDS = 6
STARTED = timedelta(hours=3)
AWAY = "P2"


def man(run_id: int) -> None:
    """Guards with their shifts, what one device told, and three incidents."""
    guards, devices = _guards(), handhelds()
    db.session.add_all(_report(x) for x in devices if x.checkpoint.code == AWAY)
    if len(guards) == GUARDS:
        _shifts(run_id, guards, devices)
    _incidents(run_id)


def _guards() -> list[Guard]:
    """Staff of the host who have their badges; the first is a supervisor."""
    serials = db.session.scalars(
        select(GatePass.serial)
        .join(Body, Body.id == GatePass.body_id)
        .where(GatePass.pass_kind == PassKind.PERSONAL, GatePass.revoked.is_(None))
        .where(~GatePass.supervisor)
        .order_by(Body.kind != BodyKind.WORKFORCE, GatePass.serial)
        .limit(GUARDS)
    ).all()
    known = pins.verifier(PIN)
    return [
        gates.appoint_guard(actor=SYSTEM, serial=serial, pin=known, is_supervisor=not place)
        for place, serial in enumerate(serials)
    ]


def _report(x: Handheld) -> DeviceReport:
    """This one is far from any network, and was not updated; the others nobody holds here."""
    seen = now() - timedelta(minutes=26)
    return DeviceReport(
        device_id=x.device.id,
        seen_at=seen,
        release="of last week",
        list_at=seen,
        unsent=14,
        battery=17,
        offset_ms=0,
    )


def _shifts(run_id: int, guards: list[Guard], devices: list[Handheld]) -> None:
    """One at each device; the first was handed over an hour ago."""
    began, handed = now() - STARTED, now() - timedelta(hours=1)
    for device, guard in zip(devices, guards, strict=False):
        db.session.add(_shift(run_id, device, guard, began))
    db.session.flush()
    first, heir = db.session.scalars(select(Shift).order_by(Shift.guard_id)).first(), guards[-1]
    if first is not None:
        first.ended_at, first.handed_to_id = handed, heir.id
        db.session.add(_shift(run_id, devices[0], heir, handed))


def _shift(run_id: int, x: Handheld, guard: Guard, at: datetime) -> Shift:
    return Shift(
        id=uuid4(),
        run_id=run_id,
        device_id=x.device.id,
        checkpoint_id=x.checkpoint.id,
        guard_id=guard.id,
        started_at=at,
    )


def _incidents(run_id: int) -> None:
    forged = select(Scan).where(Scan.run_id == run_id, Scan.verdict == Code.NOT_GENUINE)
    last = db.session.scalars(forged.order_by(Scan.scanned_at.desc()).limit(1)).first()
    if last is None:
        return
    notice(SYSTEM, [Notice(IncidentKind.NOT_GENUINE, (_sighting(last),))])
    gates.tell_incident(
        actor=SYSTEM,
        checkpoint_id=last.checkpoint_id,
        kind=IncidentKind.CROWD,
        severity=Severity.HIGH,
        words="The queue reaches the road: one lane more, please.",
        at=now() - timedelta(minutes=12),
    )
    over = gates.tell_incident(
        actor=SYSTEM,
        checkpoint_id=last.checkpoint_id,
        kind=IncidentKind.MEDICAL,
        severity=Severity.LOW,
        words="A guest felt faint in the heat.",
        at=now() - timedelta(minutes=70),
    )
    over.action = "First aid came within four minutes; the guest rests in room 104."
    gates.move_incident(actor=SYSTEM, incident=over, move="close")


def _sighting(scan: Scan) -> Sighting:
    return Sighting(
        id=scan.id,
        run_id=scan.run_id,
        at=scan.scanned_at,
        device_id=scan.device_id,
        checkpoint_id=scan.checkpoint_id,
        zone_id=0,
        exits_scanned=False,
        direction=scan.direction,
        right=None,
        serial=scan.serial,
        code_hash=scan.code_hash,
        credential_id=scan.credential_id,
        admitted=scan.admitted,
        offline=scan.offline,
    )
