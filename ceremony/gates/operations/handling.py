"""Incidents at the desk: told by hand, what was done about them, closed and reopened."""

from datetime import datetime
from uuid import uuid4

from ceremony.badges import queries as badges
from ceremony.core import audit, runs
from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.core.versions import demand
from ceremony.gates.models import REPORTED, Incident, IncidentKind, IncidentPass, Severity
from ceremony.gates.operations.scans import NothingIsRunning
from ceremony.gates.states import LIFECYCLE


class NoSuchBadge(DomainError):
    """An incident about a badge names one that was made."""


def tell_incident(
    *,
    actor: Actor,
    kind: IncidentKind,
    severity: Severity,
    words: str,
    checkpoint_id: int | None = None,
    at: datetime | None = None,
    serial: int | None = None,
) -> Incident:
    """Keep what somebody told the desk; *at* is when it happened, None: now.

    :param serial: of the badge that it is about, if there is one.
    :raises NothingIsRunning: it belongs to no run.
    :raises NoSuchBadge: no badge has that number.
    """
    require(actor, Permission.GATES_SUPERVISE)
    _demand_possible(kind, at)
    told = Incident(
        event=uuid4(),
        run_id=_going(),
        at=at or now(),
        kind=kind,
        severity=severity,
        checkpoint_id=checkpoint_id,
        words=words,
    )
    about = None if serial is None else _about(serial)
    LIFECYCLE.begin(actor, told, event="incident_told")
    if about:
        about.incident_id = told.id
        db.session.add(about)
        audit.record(actor, "gates.incident_told", about)
    return told


def _going() -> int:
    run_id = runs.find_current_id()
    if run_id is None:
        raise NothingIsRunning(_("Neither a rehearsal nor the ceremony goes on."))
    return run_id


def _demand_possible(kind: IncidentKind, at: datetime | None) -> None:
    if kind not in REPORTED:
        raise DomainError(_("Gates notice this by themselves."), field="kind")
    if at is not None and at > now():
        raise DomainError(_("This is still to come."), field="at")


def note_action(*, actor: Actor, incident: Incident, action: str, version: int) -> Incident:
    """Say what was done about an incident.

    :raises EditConflict: somebody else said something meanwhile.
    """
    require(actor, Permission.GATES_SUPERVISE)
    demand(incident, version)
    if incident.action != action:
        incident.action = action
        audit.record(actor, "gates.incident_changed", incident)
    return incident


def move_incident(*, actor: Actor, incident: Incident, move: str) -> Incident:
    """Close an incident, or open it again."""
    LIFECYCLE.advance(actor, move, incident)
    return incident


def _about(serial: int) -> IncidentPass:
    badge = badges.find_by_serial(serial)
    if badge is None:
        raise NoSuchBadge(_("No badge has this number."), field="serial")
    return IncidentPass(credential_id=badge.id, serial=badge.serial)
