"""One scan while somebody waits for the verdict: one short transaction of two statements."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy.dialects import postgresql, sqlite

from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission, require
from ceremony.gates import facts, seeing, standing
from ceremony.gates.actors import GateDevice
from ceremony.gates.models import Scan
from ceremony.gates.operations import incidents, presence
from ceremony.gates.reading import Answer, Reading, Sent, Standing
from ceremony.gates.rules import Rules
from ceremony.gates.verdict import Code, Direction, Verdict, judge, overtaken

NEAR = 64  # heads below a limit: more than can be on their way through all workers at once


class Case(NamedTuple):
    """What was read, what was known of it then, and what follows by the rules."""

    reading: Reading
    known: Standing
    verdict: Verdict
    rules: Rules


class IdTaken(DomainError):
    """A scan has the id of another one. It is kept nowhere: neither may hide the other."""

    status = 409


class NothingIsRunning(DomainError):
    """Every scan belongs to a rehearsal or to the ceremony."""

    status = 409


def record(*, actor: GateDevice, case: Case, notices: bool = False) -> Verdict:
    """Keep a scan with its verdict, and who is inside.

    Near a limit the heads are counted anew, one gate after the other, and the badge is judged
    by that.

    :param notices: what a supervisor must know is kept too; the transaction is an audited one.
    :returns: the verdict, ``already_inside`` if another gate was faster; for a scan that
        arrives twice at the same instant, what the first got.
    :raises IdTaken: another scan has its id.
    :raises NothingIsRunning: neither a rehearsal nor the ceremony goes on.
    """
    require(actor, Permission.GATES_SCAN)
    if actor.run_id is None:
        raise NothingIsRunning(_("Neither a rehearsal nor the ceremony is running."))
    if case.verdict.admits and _is_near_a_limit(actor, case):
        case = _counted_anew(actor, case)
        if case.known.sent:
            return first_answer(case.known.sent, case.reading, actor).as_verdict
        if case.verdict.repeats:
            return case.verdict
    case = _passed(actor, case)
    if not _keep(actor, case):
        scan = db.session.get_one(Scan, case.reading.id)
        kept = Sent(**{name: getattr(scan, name) for name in Sent._fields})
        return first_answer(kept, case.reading, actor).as_verdict
    if notices:
        incidents.notice(actor, seeing.online(actor, *case))
    return case.verdict


def first_answer(sent: Sent, reading: Reading, device: GateDevice) -> Answer:
    """What the scan *sent* was answered, which has arrived once more as *reading*.

    :raises IdTaken: it is another scan: of another badge, way or device.
    """
    if not sent.is_of(reading, device.id):
        raise IdTaken(_("Another scan has this number already. Read the badge again."))
    return sent.answer


def _is_near_a_limit(device: GateDevice, case: Case) -> bool:
    badge, heads = case.known.badge, case.known.heads
    if heads is None or badge is None:
        return False
    most = case.rules.quotas.get(device.zone_id, {}).get(badge.body_id)
    limits = ((device.capacity, heads.inside), (most, heads.of_body))
    return any(limit is not None and limit - there < NEAR for limit, there in limits)


def _counted_anew(device: GateDevice, case: Case) -> Case:
    """The same, one gate after the other, so that each counts whom the one before admitted."""
    lock("gates.heads", device.run_id, device.zone_id)
    known = standing.standing(case.reading, device, case.rules)
    verdict = judge(facts.given(case.reading, device, known, case.rules))
    return case._replace(known=known, verdict=verdict)


def _passed(device: GateDevice, case: Case) -> Case:
    """Let the head follow the verdict, which is another one if another gate was faster."""
    reading, known, verdict, rules = case
    if known.badge is None or not device.exits_scanned:
        return case
    inward = reading.direction is Direction.IN
    if verdict.admits:
        moved = presence.pass_through(device, reading, known.badge)
        if not moved and verdict.code == Code.ADMIT and inward:
            return case._replace(verdict=overtaken(facts.given(reading, device, known, rules)))
    elif not inward:
        presence.leave_without_badge(device, reading, known.badge)
    return case


_scan = Scan.__table__


def _inserting(insert: Callable[..., Any]) -> Any:
    return insert(_scan).on_conflict_do_nothing(index_elements=["id"]).returning(_scan.c.id)


# Built once: nothing is put together while somebody waits at a gate.
INSERT = {"sqlite": _inserting(sqlite.insert), "postgresql": _inserting(postgresql.insert)}


def _keep(device: GateDevice, case: Case) -> bool:
    """Insert the scan; False if this very scan is there already."""
    reading, known, verdict, _rules = case
    told = reading.told
    values = {
        "id": reading.id,
        "run_id": device.run_id,
        "device_id": device.id,
        "checkpoint_id": device.checkpoint_id,
        "shift_id": told and told.shift if known.has_shift else None,
        "direction": reading.direction,
        "method": reading.method,
        "credential_id": known.badge and known.badge.credential_id,
        "serial": reading.serial,
        "code_hash": reading.code_hash,
        "verdict": Code(verdict.code),
        "reason": verdict.reason,
        "facts": verdict.facts,
        "admitted": verdict.admits,
        "scanned_at": reading.at,
        "received_at": reading.at,
        "device_at": told and told.device_at,
        "offset_ms": told and told.offset_ms,
        "sequence": told and told.sequence,
    }
    connection = db.session.connection()
    return connection.execute(INSERT[connection.dialect.name], values).first() is not None
