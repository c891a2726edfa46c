"""A batch of what a device saw: each event once, whatever the network did, and by itself."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from ceremony.core import audit
from ceremony.core.clock import now
from ceremony.core.db import db, lock
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission, require
from ceremony.gates.actors import GateDevice
from ceremony.gates.batch import Batch
from ceremony.gates.events import Event, Problem, Searched
from ceremony.gates.models import DeviceReport
from ceremony.gates.operations import arriving, deriving, intake, shifts, telling
from ceremony.gates.operations.intake import Intake
from ceremony.gates.rules import Rules

Results = dict[str, str | dict[str, str]]


def take(*, actor: GateDevice, batch: Batch, rules: Rules) -> Results:
    """Keep what a device tells, and say of each event what became of it.

    One batch after the other: what one derives from scans, the next one sees.

    :returns: by the id of the event ``kept``, ``known``, or why not.
    """
    require(actor, Permission.GATES_SCAN)
    lock("gates.batch")
    _report(actor, batch)
    found = intake.begin(actor, batch, rules)
    if not found.runs:
        for event in found.of(Event):
            message = _("Neither a rehearsal nor the ceremony is running.")
            found.refuse(event, "NothingIsRunning", message)
    shifts.start(found)
    arriving.scans(found)
    arriving.pins(found)
    arriving.overrides(found)
    deriving.follow(found)
    telling.incidents(found)
    _searches(found)
    shifts.end(found)
    return {name: _said(found.results[name]) for name in batch.names}


def _said(result: str | Problem) -> str | dict[str, str]:
    if isinstance(result, Problem):
        return {"code": result.code, "message": result.message}
    return result


def _searches(found: Intake) -> None:
    """Who was looked for is not kept; that somebody was, by whom and where, is."""
    searched: list[Searched] = found.of(Searched)
    if not searched:
        return
    told = select(audit.AuditEntry.details).where(
        audit.AuditEntry.subject_type == "device",
        audit.AuditEntry.subject_id == found.device.id,
        audit.AuditEntry.event == SEARCHED,
    )
    known = {x.get("search") for x in db.session.scalars(told)}
    for event in searched:
        if str(event.id) in known:
            found.know(event)
            continue
        shift = event.told.shift
        audit.record_ids(
            found.device,
            SEARCHED,
            "device",
            [found.device.id],
            search=str(event.id),
            found=event.found,
            shift=str(shift) if shift in found.shifts else None,
        )
        found.keep(event)


SEARCHED = "gates.searched_by_name"
_report_table = DeviceReport.__table__
_TOLD = ("seen_at", "release", "list_version", "list_at", "unsent", "battery", "offset_ms")


def _upserting(insert: Any) -> Any:
    put = insert(_report_table)
    return put.on_conflict_do_update(
        index_elements=["device_id"], set_={x: put.excluded[x] for x in _TOLD}
    )


_REPORT = {"sqlite": _upserting(sqlite.insert), "postgresql": _upserting(postgresql.insert)}


def _report(device: GateDevice, batch: Batch) -> None:
    told = batch.report
    values = {
        "device_id": device.id,
        "created_at": now(),
        "seen_at": batch.received,
        "release": told.release,
        "list_version": told.list_version,
        "list_at": told.list_at,
        "unsent": told.unsent,
        "battery": told.battery,
        "offset_ms": told.offset_ms,
    }
    connection = db.session.connection()
    connection.execute(_REPORT[connection.dialect.name], values)
