"""What is noticed, and what guards report: kept once, with the scans that showed it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from ceremony.core import audit
from ceremony.core.db import db, lock
from ceremony.core.permissions import SYSTEM, Actor
from ceremony.core.states import StateChange
from ceremony.gates.models import Incident, IncidentKind, IncidentPass, Severity
from ceremony.gates.noticing import Notice, Sighting, event
from ceremony.gates.states import LIFECYCLE, IncidentState

_HIGH = {IncidentKind.SECURITY, IncidentKind.MEDICAL, IncidentKind.CROWD}


class Report(NamedTuple):
    """What a guard tells."""

    event: UUID
    kind: IncidentKind
    words: str
    at: datetime
    run_id: int
    checkpoint_id: int
    device_id: int
    guard_id: int | None
    scan: Sighting | None


def notice(actor: Actor, notices: Iterable[Notice]) -> None:
    """Keep what was noticed, once; in an audited transaction."""
    by_event: dict[UUID, Notice] = {}
    for one in notices:
        by_event.setdefault(one.event, one)
    found = [(_of_scans(id_, x), x.seen) for id_, x in by_event.items()]
    _begin(actor, "incident_noticed", found)


def explain(scans: Iterable[Sighting], noticed: Iterable[Notice]) -> None:
    """Close what was noticed of *scans* while one was missing that has come since.

    What somebody has seen to is left to them: it says what was done, or was opened again.
    """
    kind = IncidentKind.ADMITTED_TWICE
    reopened = select(StateChange.subject_id).where(
        StateChange.subject_type == Incident.__tablename__,
        StateChange.state == IncidentState.CLOSED,
    )
    which = (
        Incident.kind == kind,
        Incident.state == IncidentState.OPEN,
        Incident.action == "",
        Incident.id.not_in(reopened),
    )
    known = db.session.scalars(select(Incident).where(*which)).all()
    if not known:
        return
    explained = {event(kind, x) for x in scans} - {x.event for x in noticed}
    if closing := [x for x in known if x.event in explained]:
        LIFECYCLE.advance(SYSTEM, "close", *closing)


def report(actor: Actor, told: Sequence[Report]) -> None:
    """Keep what guards told, once."""
    _begin(
        actor,
        "incident_reported",
        [(_of_guard(x), (x.scan,) if x.scan else ()) for x in told],
    )


def _begin(actor: Actor, what: str, found: Sequence[tuple[Incident, Sequence[Sighting]]]) -> None:
    if not found:
        return
    lock("gates.incidents")  # the last that a transaction waits for
    wanted = Incident.event.in_([x.event for x, _scans in found])
    known = set(db.session.scalars(select(Incident.event).where(wanted)))
    new = [(x, scans) for x, scans in found if x.event not in known]
    if not new:
        return
    LIFECYCLE.begin(actor, *(x for x, _scans in new), event=what)
    passes = [_shown(x, scan) for x, scans in new for scan in scans]
    db.session.add_all(passes)
    audit.record(actor, f"gates.{what}", *passes)


def _of_scans(id_: UUID, noticed: Notice) -> Incident:
    last = noticed.seen[-1]
    return Incident(
        event=id_,
        run_id=last.run_id,
        at=last.at,
        kind=noticed.kind,
        severity=noticed.severity,
        checkpoint_id=last.checkpoint_id,
        device_id=last.device_id,
    )


def _of_guard(told: Report) -> Incident:
    return Incident(
        event=told.event,
        run_id=told.run_id,
        at=told.at,
        kind=told.kind,
        severity=Severity.HIGH if told.kind in _HIGH else Severity.LOW,
        checkpoint_id=told.checkpoint_id,
        device_id=told.device_id,
        guard_id=told.guard_id,
        words=told.words,
    )


def _shown(incident: Incident, scan: Sighting) -> IncidentPass:
    return IncidentPass(
        incident_id=incident.id,
        credential_id=scan.credential_id,
        serial=scan.serial,
        code_hash=scan.code_hash,
        device_id=scan.device_id,
        scan_id=scan.id,
    )
