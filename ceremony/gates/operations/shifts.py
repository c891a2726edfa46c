"""Who stood at a device, from the badge that began the shift to the handover."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.gates.events import Event, ShiftEnded, ShiftStarted
from ceremony.gates.models import Scan, Shift
from ceremony.gates.operations.intake import Intake, duties


def start(found: Intake) -> None:
    """Begin shifts; one that nobody ended is over when the next begins."""
    begun: list[ShiftStarted] = sorted(found.of(ShiftStarted), key=lambda x: x.at)
    guards = duties(x.guard for x in begun) if begun else {}
    others = _learn(found)
    for event in begun:
        guard = guards.get(event.guard)
        if event.id in found.shifts:
            found.know(event)
        elif event.id in others:
            found.refuse(event, "IdTaken", _("Another shift has this number already."))
        elif guard is None or not guard.serves(event.at):
            found.refuse(event, "NoGuard", _("This badge is no guard's."))
        else:
            _begin(found, event, guard.guard_id)
            found.keep(event)


def _learn(found: Intake) -> set[UUID]:
    """Which of the shifts that are named are known.

    :returns: those of other devices.
    """
    named = {x.told.shift for x in found.of(Event) if x.told.shift}
    named |= {x.id for x in found.of(ShiftStarted)} | {x.shift for x in found.of(ShiftEnded)}
    known = select(Shift.id, Shift.device_id).where(Shift.id.in_(named))
    rows = db.session.execute(known).all() if named else []
    found.shifts.update(x.id for x in rows if x.device_id == found.device.id)
    return {x.id for x in rows} - found.shifts


def _begin(found: Intake, event: ShiftStarted, guard_id: int) -> None:
    device_id = found.device.id
    ended_at = _next_start(device_id, event.at)
    db.session.execute(
        update(Shift)
        .where(Shift.device_id == device_id, Shift.ended_at.is_(None), Shift.started_at < event.at)
        .values(ended_at=event.at)
    )
    shift = Shift(
        id=event.id,
        run_id=found.run_id(event),
        device_id=device_id,
        checkpoint_id=found.place(event).id,
        guard_id=guard_id,
        started_at=event.at,
        ended_at=ended_at,
        created_at=now(),
    )
    db.session.add(shift)
    db.session.flush()
    found.shifts.add(event.id)
    # Scans that were answered before the shift that they belong to was heard of.
    nobodys = [Scan.device_id == device_id, Scan.shift_id.is_(None), Scan.scanned_at >= event.at]
    if ended_at is not None:
        nobodys.append(Scan.scanned_at < ended_at)
    db.session.execute(update(Scan).where(*nobodys).values(shift_id=event.id))


def _next_start(device_id: int, at: datetime) -> datetime | None:
    """When the shift after *at* began at this device, where that one came first."""
    later = (Shift.device_id == device_id, Shift.started_at > at)
    return db.session.scalars(
        select(Shift.started_at).where(*later).order_by(Shift.started_at).limit(1)
    ).first()


def end(found: Intake) -> None:
    """End shifts, with whoever took over."""
    ended: list[ShiftEnded] = found.of(ShiftEnded)
    heirs = duties(x.handed_to for x in ended if x.handed_to is not None) if ended else {}
    for event in ended:
        heir = heirs.get(event.handed_to) if event.handed_to is not None else None
        if event.shift not in found.shifts:
            found.refuse(event, "NoShift", _("This shift is not known."))
        elif event.handed_to is not None and (heir is None or not heir.serves(event.at)):
            found.refuse(event, "NoGuard", _("This badge is no guard's."))
        else:
            _close(found, event, heir.guard_id if heir else None)


def _close(found: Intake, event: ShiftEnded, heir_id: int | None) -> None:
    shift = db.session.get_one(Shift, event.shift)
    told = (max(event.at, shift.started_at), heir_id)
    if shift.handed_to_id is not None or (shift.ended_at, shift.handed_to_id) == told:
        found.know(event)  # the first handover stands
        return
    shift.ended_at, shift.handed_to_id = told
    after = (Scan.shift_id == shift.id, Scan.scanned_at > shift.ended_at)
    db.session.execute(update(Scan).where(*after).values(shift_id=None))
    found.keep(event)
