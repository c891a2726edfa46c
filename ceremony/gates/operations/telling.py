"""What guards report, with the scan that it is about."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from ceremony.core import audit
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.gates import noticing
from ceremony.gates.events import Reported
from ceremony.gates.models import Incident, Shift
from ceremony.gates.noticing import Sighting
from ceremony.gates.operations import deriving
from ceremony.gates.operations import incidents as kept
from ceremony.gates.operations.intake import Intake


def incidents(found: Intake) -> None:
    """One tap tells of it; what the guard writes of it then comes under the same id."""
    told: list[Reported] = found.of(Reported)
    if not told:
        return
    ids = {x.id: noticing.reported(found.device.id, x.id) for x in told}
    wanted = select(Incident).where(Incident.event.in_(ids.values()))
    known = {x.event: x for x in db.session.scalars(wanted)}
    for event in told:
        if before := known.get(ids[event.id]):
            _compare(found, event, before)
        else:
            found.keep(event)
    _keep(found, [x for x in told if ids[x.id] not in known])


def _compare(found: Intake, event: Reported, before: Incident) -> None:
    if before.kind is not event.kind:
        found.refuse(event, "IdTaken", _("Another incident has this number already."))
    elif before.words or not event.words:
        found.know(event)
    else:
        before.words = event.words
        audit.record(found.device, "gates.incident_described", before)
        found.keep(event)


def _keep(found: Intake, new: Sequence[Reported]) -> None:
    guards = _guards(x.told.shift for x in new if x.told.shift in found.shifts) if new else {}
    wanted = [x.scan for x in new if x.scan]
    scans = deriving.scans_with(found.device.id, wanted) if wanted else {}
    kept.report(found.device, [_report(found, x, guards, scans) for x in new])


def _guards(shifts: Iterable[UUID | None]) -> dict[UUID, int]:
    """Whose these shifts are."""
    rows = select(Shift.id, Shift.guard_id).where(Shift.id.in_(set(shifts)))
    return {x.id: x.guard_id for x in db.session.execute(rows)}


def _report(
    found: Intake, event: Reported, guards: dict[UUID, int], scans: dict[UUID, Sighting]
) -> kept.Report:
    return kept.Report(
        event=noticing.reported(found.device.id, event.id),
        kind=event.kind,
        words=event.words,
        at=event.at,
        run_id=found.run_id(event),
        checkpoint_id=found.place(event).id,
        device_id=found.device.id,
        guard_id=guards.get(event.told.shift) if event.told.shift else None,
        scan=scans.get(event.scan) if event.scan else None,
    )
