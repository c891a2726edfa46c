"""Writing what happens at gates. A scan is one short transaction of two statements."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, exists, update
from sqlalchemy.dialects import postgresql, sqlite

from ceremony.accounts import operations as accounts
from ceremony.accounts.models import Device
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Grant, Permission, Role, require
from ceremony.gates import queries
from ceremony.gates.actors import GateDevice
from ceremony.gates.models import GatePass, Presence, Scan
from ceremony.gates.reading import Answer, Pass, Reading, Sent, Standing, ms
from ceremony.gates.verdict import Badge, Code, Direction, Given, Seen, Verdict, overtaken


class IdTaken(DomainError):
    """A scan has the id of another one. It is kept nowhere: neither may hide the other."""

    status = 409


class NothingIsRunning(DomainError):
    """Every scan belongs to a rehearsal or to the ceremony."""

    status = 409


class NameTaken(DomainError):
    """Two devices in use with one name cannot be told apart."""


def given(reading: Reading, device: GateDevice, standing: Standing) -> Given:
    """The facts of the case, as the verdict takes them."""
    return Given(
        refusal=reading.refusal,
        badge=_badge(standing),
        checkpoint={"zone": device.zone_code, "exits_scanned": device.exits_scanned},
        direction=reading.direction,
        at=ms(reading.at),
        inside_since=ms(standing.inside_since) if standing.inside_since else None,
        last=_seen(standing.last),
    )


def record(*, actor: GateDevice, reading: Reading, standing: Standing, verdict: Verdict) -> Verdict:
    """Keep a scan with its verdict, and who is inside; in a working transaction.

    :returns: *verdict*, or ``already_inside`` if another gate was faster; for a scan that
        arrives twice at the same instant, what the first got.
    :raises IdTaken: another scan has its id.
    :raises NothingIsRunning: neither a rehearsal nor the ceremony goes on.
    """
    require(actor, Permission.GATES_SCAN)
    if actor.run_id is None:
        raise NothingIsRunning(_("Neither a rehearsal nor the ceremony is running."))
    inward = reading.direction is Direction.IN
    if standing.badge and actor.exits_scanned and verdict.admits:
        moved = _pass_through(actor, reading, standing.badge)
        if not moved and verdict.code == Code.ADMIT and inward:
            verdict = overtaken(given(reading, actor, standing))
    elif standing.badge and actor.exits_scanned and not inward:
        _leave_without_badge(actor, reading, standing.badge)
    if not _keep(actor, reading, standing, verdict):
        scan = db.session.get_one(Scan, reading.id)
        kept = Sent(**{name: getattr(scan, name) for name in Sent._fields})
        return first_answer(kept, reading, actor).as_verdict
    return verdict


def first_answer(sent: Sent, reading: Reading, device: GateDevice) -> Answer:
    """What the scan *sent* was answered, which has arrived once more as *reading*.

    :raises IdTaken: it is another scan: of another badge, way or device.
    """
    if not sent.is_of(reading, device.id):
        raise IdTaken(_("Another scan has this number already. Read the badge again."))
    return sent.answer


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


def _badge(standing: Standing) -> Badge | None:
    badge = standing.badge
    return badge and Badge(
        personal=badge.personal,
        revoked=badge.revoked,
        revoked_at=ms(badge.revoked_at) if badge.revoked_at else None,
        valid_from=ms(badge.valid_from),
        valid_until=ms(badge.valid_until),
        zones=badge.zones,
    )


def _seen(last: Answer | None) -> Seen | None:
    return last and Seen(
        code=str(last.verdict),
        admits=last.admitted,
        reason=last.reason,
        facts=last.facts,
        at=ms(last.scanned_at),
    )


_pass, _presence, _scan = GatePass.__table__, Presence.__table__, Scan.__table__


def _upserting(insert: Callable[..., Any]) -> Any:
    """Whoever changes the state of presence gets a row; whoever comes second gets none."""
    put = insert(_presence).values(
        run_id=bindparam("run_id"),
        accreditation_id=bindparam("accreditation_id"),
        zone_id=bindparam("zone_id"),
        is_inside=bindparam("is_inside", type_=_presence.c.is_inside.type),
        since=bindparam("since", type_=_presence.c.since.type),
    )
    return put.on_conflict_do_update(
        index_elements=[
            _presence.c.accreditation_id,
            _presence.c.zone_id,
            _presence.c.run_id,
        ],
        set_={"is_inside": put.excluded.is_inside, "since": put.excluded.since},
        where=_presence.c.is_inside != put.excluded.is_inside,
    ).returning(_presence.c.id)


def _inserting(insert: Callable[..., Any]) -> Any:
    return insert(_scan).on_conflict_do_nothing(index_elements=["id"]).returning(_scan.c.id)


def _leaving() -> Any:
    """The head goes, unless the right has another badge, which carries it."""
    counts = exists().where(
        _pass.c.accreditation_id == _presence.c.accreditation_id, _pass.c.revoked.is_(None)
    )
    return (
        update(Presence)
        .where(
            _presence.c.run_id == bindparam("in_run"),
            _presence.c.accreditation_id == bindparam("of_right"),
            _presence.c.zone_id == bindparam("of_zone"),
            _presence.c.is_inside,
            ~counts,
        )
        .values(is_inside=False, since=bindparam("at", type_=_presence.c.since.type))
    )


# Built once: nothing is put together while somebody waits at a gate.
_MOVE = {"sqlite": _upserting(sqlite.insert), "postgresql": _upserting(postgresql.insert)}
_KEEP = {"sqlite": _inserting(sqlite.insert), "postgresql": _inserting(postgresql.insert)}
_LEAVE = _leaving()


def _wrote(statements: dict[str, Any], values: dict[str, Any]) -> bool:
    """Execute the one for this database, past the unit of work; did it write a row?"""
    connection = db.session.connection()
    return connection.execute(statements[connection.dialect.name], values).first() is not None


def _pass_through(device: GateDevice, reading: Reading, badge: Pass) -> bool:
    """Let presence follow; False if it stood so already."""
    values = {
        "run_id": device.run_id,
        "accreditation_id": badge.accreditation_id,
        "zone_id": device.zone_id,
        "is_inside": reading.direction is Direction.IN,
        "since": reading.at,
    }
    return _wrote(_MOVE, values)


def _leave_without_badge(device: GateDevice, reading: Reading, badge: Pass) -> None:
    """Its holder goes out, though the badge is revoked and kept."""
    values = {
        "in_run": device.run_id,
        "of_right": badge.accreditation_id,
        "of_zone": device.zone_id,
        "at": reading.at,
    }
    db.session.connection().execute(_LEAVE, values)


def _keep(device: GateDevice, reading: Reading, standing: Standing, verdict: Verdict) -> bool:
    """Insert the scan; False if this very scan is there already."""
    values = {
        "id": reading.id,
        "run_id": device.run_id,
        "device_id": device.id,
        "checkpoint_id": device.checkpoint_id,
        "direction": reading.direction,
        "method": reading.method,
        "credential_id": standing.badge and standing.badge.credential_id,
        "serial": reading.serial,
        "code_hash": reading.code_hash,
        "verdict": Code(verdict.code),
        "reason": verdict.reason,
        "facts": verdict.facts,
        "admitted": verdict.admits,
        "scanned_at": reading.at,
        "received_at": reading.at,
    }
    return _wrote(_KEEP, values)
