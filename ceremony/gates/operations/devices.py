"""Devices: registered for a checkpoint, and lost."""

from uuid import UUID, uuid5

from sqlalchemy import select

from ceremony.accounts import operations as accounts
from ceremony.accounts.models import Device, RoleGrant
from ceremony.core import runs
from ceremony.core.clock import now
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Grant, Permission, Role, require
from ceremony.gates import queries
from ceremony.gates.models import DeviceReport, Incident, IncidentKind, Severity
from ceremony.gates.states import LIFECYCLE

_NAMES = UUID("0d4b2a57-1f8b-4e3c-8d5b-9c7f25c1ab66")


class NameTaken(DomainError):
    """Two devices in use with one name cannot be told apart."""


class LostAlready(DomainError):
    """Somebody else said so before."""

    status = 409


def register_device(*, actor: Actor, name: str, checkpoint_id: int) -> tuple[Device, str]:
    """Make a device that may scan at one checkpoint, and the code that pairs it once.

    :raises NameTaken: a device that was not revoked is called the same.
    """
    lock("gates.device")
    if queries.has_device(name):
        raise NameTaken(
            _("There is a device of this name. Give another, or revoke that one."), field="name"
        )
    grant = Grant(Role.GATE, "checkpoint", queries.checkpoint(checkpoint_id).id)
    return accounts.register_device(actor=actor, name=name, grant=grant)


def lose_device(*, actor: Actor, device: Device) -> Incident | None:
    """Take everything from a device that is lost; counts are estimated from then on.

    What it has not sent is refused when somebody finds it, for nobody knows who used it.

    :returns: the incident; None while nothing is running.
    :raises LostAlready: it was reported before.
    """
    require(actor, Permission.GATES_SUPERVISE)
    lock("gates.batch")  # which writes the report too, and names the device
    report = db.session.scalars(
        select(DeviceReport).where(DeviceReport.device_id == device.id)
    ).one_or_none()
    if report is not None and report.lost_at is not None:
        raise LostAlready(_("This device was reported lost already."))
    if device.revoked_at is None:
        accounts.revoke_device(actor=actor, device=device)
    at = now()
    if report is None:
        silent = {"seen_at": device.paired_at or device.created_at, "unsent": 0, "offset_ms": 0}
        report = DeviceReport(device_id=device.id, release="", **silent)
        db.session.add(report)
    report.lost_at = at
    return _tell(actor, device)


def _tell(actor: Actor, device: Device) -> Incident | None:
    if (run_id := runs.find_current_id()) is None:
        return None
    stood = select(RoleGrant.scope_id).where(
        RoleGrant.device_id == device.id, RoleGrant.role == Role.GATE
    )
    lost = Incident(
        event=uuid5(_NAMES, f"{IncidentKind.DEVICE_LOST}:{device.id}"),
        run_id=run_id,
        at=now(),
        kind=IncidentKind.DEVICE_LOST,
        severity=Severity.HIGH,
        checkpoint_id=db.session.scalar(stood),
        device_id=device.id,
    )
    LIFECYCLE.begin(actor, lost, event="incident_reported")
    return lost
