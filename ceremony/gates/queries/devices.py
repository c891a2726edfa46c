"""Devices: where they stand, who stands there with them, and how they do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from ceremony.accounts.models import Device, RoleGrant
from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.gates import standing
from ceremony.gates.models import Checkpoint, DeviceReport, Guard, Scan, Shift
from ceremony.gates.verdict import LIMITS
from ceremony.people.models import Accreditation, Person

SILENT = timedelta(minutes=2)  # it is asked each 3 to 15 seconds
STALE = timedelta(seconds=LIMITS["list_stale"])
LOW = 20  # per cent of its battery
OFF = 60_000  # milliseconds by which a clock may be wrong unnoticed


@dataclass(frozen=True)
class Handheld:
    """One device at its checkpoint, what it told of itself, and who stands there."""

    device: Device
    checkpoint: Checkpoint
    report: DeviceReport | None
    last_scan_at: datetime | None
    guard: str | None
    since: datetime | None

    @property
    def is_lost(self) -> bool:
        return self.report is not None and self.report.lost_at is not None

    @property
    def is_silent(self) -> bool:
        """Whether it works, and was not heard of for a while."""
        return self._works and self.report is not None and now() - self.report.seen_at > SILENT

    @property
    def is_stale(self) -> bool:
        """Whether the list it decides by is older than counts there."""
        at = self.report.list_at if self._works and self.report else None
        return at is not None and now() - at > STALE

    @property
    def is_low(self) -> bool:
        left = self.report.battery if self._works and self.report else None
        return left is not None and left <= LOW

    @property
    def is_off(self) -> bool:
        """Whether its clock is wrong by more than a minute."""
        return self._works and self.report is not None and abs(self.report.offset_ms) > OFF

    @property
    def speaks(self) -> bool:
        """Whether something about it wants a look."""
        return self.is_silent or self.is_stale or self.is_low or self.is_off

    @property
    def _works(self) -> bool:
        return self.device.token_hash is not None


def has_device(name: str) -> bool:
    """Whether a device in use is called so, in whatever case."""
    called = func.lower(Device.name) == func.lower(name)
    living = select(Device.id).where(called, Device.revoked_at.is_(None))
    return db.session.scalar(living.limit(1)) is not None


_LAST_SCAN = (
    select(Scan.received_at)
    .where(Scan.device_id == Device.id)
    .order_by(Scan.scanned_at.desc())
    .limit(1)
    .scalar_subquery()
    .label("last_scan_at")
)
_IN_ORDER = (Device.revoked_at.is_not(None), Checkpoint.code, Device.name, Device.id)


def devices() -> Sequence[Row[Device, str, datetime]]:
    """Each device, the code of its checkpoint, and when its last scan came; working ones first."""
    return db.session.execute(
        select(Device, Checkpoint.code, _LAST_SCAN)
        .join(RoleGrant, standing.HELD)
        .join(Checkpoint, Checkpoint.id == RoleGrant.scope_id)
        .order_by(*_IN_ORDER)
    ).all()


def handhelds() -> list[Handheld]:
    """Every device with all that is known of it; working ones first."""
    latest = aliased(Shift)
    open_shift = (
        select(latest.id)
        .where(latest.device_id == Device.id, latest.ended_at.is_(None))
        .order_by(latest.started_at.desc())
        .limit(1)
        .correlate(Device)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Device, Checkpoint, DeviceReport, _LAST_SCAN, Person.badge_name, Shift.started_at)
        .join(RoleGrant, standing.HELD)
        .join(Checkpoint, Checkpoint.id == RoleGrant.scope_id)
        .outerjoin(DeviceReport, DeviceReport.device_id == Device.id)
        .outerjoin(Shift, Shift.id == open_shift)
        .outerjoin(Guard, Guard.id == Shift.guard_id)
        .outerjoin(Accreditation, Accreditation.id == Guard.accreditation_id)
        .outerjoin(Person, Person.id == Accreditation.person_id)
        .order_by(*_IN_ORDER)
    )
    return [Handheld(*row) for row in rows]


def stood_at(device_id: int) -> int:
    """The id of the checkpoint for which a device was registered."""
    held = select(RoleGrant.scope_id).where(RoleGrant.device_id == device_id)
    found = db.session.scalars(held.where(RoleGrant.scope_kind == "checkpoint")).one()
    assert found is not None  # noqa: S101 - a scope of a kind has an id
    return found
