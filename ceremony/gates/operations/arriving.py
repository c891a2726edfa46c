"""Scans, pins and overrides of a batch, in a few statements however many they are."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select, update

from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.gates.events import Event, Overridden, Pinned, Scanned
from ceremony.gates.models import GatePass, Method, Scan
from ceremony.gates.operations import presence
from ceremony.gates.operations.intake import Intake, duties
from ceremony.gates.operations.presence import Head
from ceremony.gates.operations.scans import INSERT
from ceremony.gates.verdict import Code, Direction, Verdict, is_overridable
from ceremony.people.models import Body

_scan = Scan.__table__
_SOON = timedelta(minutes=15)  # an override after its scan
ANSWERED = "answered"  # among the facts: the server's verdict, where nobody may admit against it


class Whose(NamedTuple):
    """The row of the list for a serial, as far as a scan needs it."""

    serial: int
    credential_id: int
    accreditation_id: int
    body_id: int


class Row(NamedTuple):
    """A scan that is kept already."""

    id: UUID
    device_id: int
    run_id: int
    checkpoint_id: int
    direction: Direction
    serial: int | None
    code_hash: str | None
    body_id: int | None
    verdict: Code
    reason: str
    facts: dict[str, Any]
    admitted: bool
    offline: bool
    overridden_by_id: int | None
    scanned_at: datetime
    heads: int

    @property
    def is_overridable(self) -> bool:
        """Not by what the device said later, where the server had answered that it may never."""
        verdict = Verdict(self.verdict, self.admitted, self.reason, self.facts)
        return ANSWERED not in self.facts and is_overridable(verdict)


_ROW = select(*(_scan.c[name] for name in Row._fields))
_CHANGE = (
    update(Scan)
    .where(_scan.c.id == bindparam("this"))
    .values(
        verdict=bindparam("new_verdict", type_=_scan.c.verdict.type),
        reason=bindparam("new_reason"),
        facts=bindparam("new_facts", type_=_scan.c.facts.type),
        admitted=bindparam("new_admitted"),
        offline=True,
    )
)


def scans(found: Intake) -> None:
    """Keep what devices showed; what the server answered but nobody saw becomes what was shown."""
    told: list[Scanned] = found.of(Scanned)
    whose = _hold(found, told)
    known = _rows(x.id for x in told) if told else {}
    new = [_values(found, x, whose) for x in told if x.id not in known]
    inserted = _insert(new)
    if len(inserted) < len(new):  # answered online at this very instant
        known |= _rows(x["id"] for x in new if x["id"] not in inserted)
    changed = []
    for event in told:
        if event.id in inserted:
            found.keep(event)
            found.fresh.add(event.id)
        elif change := _compare(found, event, known[event.id]):
            changed.append(change)
    if changed:
        db.session.connection().execute(_CHANGE, changed)


def _hold(found: Intake, told: Sequence[Scanned]) -> dict[int, Whose]:
    """Let nobody move the heads that these scans, or overrides, may move; whose badges they are.

    Before any scan is written, as whoever scans online does it too.
    """
    targets = _rows(x.scan for x in found.of(Overridden))
    seen = [(found.run_id(x), found.place(x).id, x.serial) for x in told]
    seen += [(x.run_id, x.checkpoint_id, x.serial) for x in targets.values()]
    whose = _whose({serial for _run, _place, serial in seen if serial is not None})
    for run_id, checkpoint_id, serial in seen:
        zone_id, badge = found.rules.zone_of[checkpoint_id], whose.get(serial or -1)
        if badge is None:
            continue
        found.rights.add(badge.accreditation_id)
        found.seen_in.add(run_id)
        if zone_id in found.rules.counted:
            found.heads.add(Head(run_id, zone_id, badge.accreditation_id, badge.body_id))
    presence.hold(found.heads, found.received)
    return whose


def _whose(serials: Iterable[int]) -> dict[int, Whose]:
    columns = (getattr(GatePass, name) for name in Whose._fields)
    rows = db.session.execute(select(*columns).where(GatePass.serial.in_(set(serials))))
    return {row[0]: Whose(*row) for row in rows}


def _rows(ids: Iterable[UUID]) -> dict[UUID, Row]:
    rows = db.session.connection().execute(_ROW.where(_scan.c.id.in_(set(ids))))
    return {row[0]: Row(*row) for row in rows}


def _shown(event: Scanned) -> tuple[Code, str, dict[str, Any], bool]:
    """Verdict, reason, figures and admission as kept: what is not ours was never admitted."""
    if event.refusal is not None:
        return Code.NOT_GENUINE, event.refusal, {}, False
    return event.code, event.reason, dict(event.facts), event.admits


def _values(found: Intake, event: Scanned, whose: dict[int, Whose]) -> dict[str, Any]:
    place, badge = found.place(event), whose.get(event.serial or -1)
    verdict, reason, facts, admitted = _shown(event)
    return _common(found, event) | {
        "direction": place.direction(event.direction),
        "method": event.method,
        "credential_id": badge and badge.credential_id,
        "serial": event.serial,
        "code_hash": event.code_hash,
        "verdict": verdict,
        "reason": reason,
        "facts": facts,
        "admitted": admitted,
    }


def _common(found: Intake, event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "created_at": found.received,
        "run_id": found.run_id(event),
        "device_id": found.device.id,
        "checkpoint_id": found.place(event).id,
        "shift_id": found.shift_id(event),
        "offline": True,
        "heads": 1,
        "body_id": None,
        "scanned_at": event.at,
        "received_at": found.received,
        "device_at": event.told.device_at,
        "offset_ms": event.told.offset_ms,
        "sequence": event.told.sequence,
    }


def _insert(rows: list[dict[str, Any]]) -> set[UUID]:
    if not rows:
        return set()
    connection = db.session.connection()
    return set(connection.execute(INSERT[connection.dialect.name], rows).scalars())


def _compare(found: Intake, event: Scanned, row: Row) -> dict[str, Any] | None:
    """What changes of a scan that is known already; None: nothing."""
    direction = found.place(event).direction(event.direction)
    read = (found.device.id, direction, event.serial, event.code_hash)
    if read != (row.device_id, row.direction, row.serial, row.code_hash):
        message = _("Another scan has this number already. Read the badge again.")
        found.refuse(event, "IdTaken", message)
        return None
    verdict, reason, facts, admitted = _shown(event)
    is_as_shown = (verdict, reason, admitted) == (row.verdict, row.reason, row.admitted)
    if row.offline or row.overridden_by_id is not None or is_as_shown:
        found.know(event)
        return None
    found.keep(event)
    found.fresh.add(event.id)
    if not row.admitted and not row.is_overridable:
        facts[ANSWERED] = str(row.verdict)
    return {
        "this": event.id,
        "new_verdict": verdict,
        "new_reason": reason,
        "new_facts": facts,
        "new_admitted": admitted,
    }


def pins(found: Intake) -> None:
    """Whoever wears a lapel pin shows no badge: the delegation and the heads count."""
    told: list[Pinned] = found.of(Pinned)
    if not told:
        return
    wanted = select(Body.id).where(Body.id.in_({x.group for x in told}))
    bodies = set(db.session.scalars(wanted))
    for event in [x for x in told if x.group not in bodies]:
        found.refuse(event, "NoDelegation", _("This delegation is not known."))
    told = [x for x in told if x.group in bodies]
    known = _rows(x.id for x in told)
    inserted = _insert([_pin(found, x) for x in told if x.id not in known])
    for event in told:
        row = known.get(event.id)
        if event.id in inserted:
            found.keep(event)
        elif row and _is_same_pin(found, event, row):
            found.know(event)
        else:
            found.refuse(event, "IdTaken", _("Another scan has this number already."))


def _is_same_pin(found: Intake, event: Pinned, row: Row) -> bool:
    direction = found.place(event).direction(event.direction)
    told = (found.device.id, event.group, event.heads, direction)
    return told == (row.device_id, row.body_id, row.heads, row.direction)


def _pin(found: Intake, event: Pinned) -> dict[str, Any]:
    place = found.place(event)
    direction = place.direction(event.direction)
    return _common(found, event) | {
        "direction": direction,
        "method": Method.PIN,
        "credential_id": None,
        "serial": None,
        "code_hash": None,
        "body_id": event.group,
        "heads": event.heads,
        "verdict": Code.ADMIT,
        "reason": str(direction),
        "facts": {"zone": place.zone_code},
        "admitted": True,
    }


_OVERRIDE = (
    update(Scan)
    .where(_scan.c.id == bindparam("this"))
    .values(
        admitted=True,
        overridden_by_id=bindparam("guard_id"),
        override_reason=bindparam("why"),
    )
)


def _is_soon(event: Overridden, row: Row) -> bool:
    return timedelta() <= event.at - row.scanned_at <= _SOON


def overrides(found: Intake) -> None:
    """Admit against a verdict, where a supervisor may; else it stays refused, and that is said."""
    told: list[Overridden] = found.of(Overridden)
    if not told:
        return
    rows = _rows(x.scan for x in told)
    guards = duties(x.supervisor for x in told)
    changes = []
    for event in told:
        row, guard = rows.get(event.scan), guards.get(event.supervisor)
        if row is None or row.device_id != found.device.id:
            found.refuse(event, "NoScan", _("The scan of this override is not known."))
        elif row.overridden_by_id is not None:
            found.know(event)
        elif guard is None or not guard.is_supervisor or not guard.serves(event.at):
            found.refuse(event, "NoSupervisor", _("This badge is no supervisor's."))
        elif not (row.is_overridable and _is_soon(event, row)):
            found.refuse(event, "NotOverridable", _("Nobody may admit against this verdict."))
        else:
            changes.append({"this": row.id, "guard_id": guard.guard_id, "why": event.reason})
            rows[row.id] = row._replace(overridden_by_id=guard.guard_id)
            found.fresh.add(row.id)
            found.keep(event)
    if changes:
        db.session.connection().execute(_OVERRIDE, changes)
