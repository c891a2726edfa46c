"""What a scan asks: two statements, built once."""

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    literal_column,
    null,
    select,
)

from ceremony.accounts.models import Device, RoleGrant
from ceremony.core.crypto import token_hash
from ceremony.core.db import db
from ceremony.core.permissions import Role
from ceremony.core.runs import Run
from ceremony.gates.actors import GateDevice
from ceremony.gates.models import Checkpoint, GatePass, Method, Presence, Scan, Shift
from ceremony.gates.reading import Answer, Elsewhere, Heads, Pass, Reading, Sent, Standing
from ceremony.gates.rules import MARK, Rules
from ceremony.gates.verdict import LIMITS, Direction
from ceremony.people.models import Zone

REPEATED_WITHIN = timedelta(seconds=LIMITS["repeat_within"])
HELD = and_(
    RoleGrant.device_id == Device.id,
    RoleGrant.role == Role.GATE,
    RoleGrant.scope_kind == "checkpoint",
)

_device, _checkpoint, _zone = Device.__table__, Checkpoint.__table__, Zone.__table__
_run, _grant = Run.__table__, RoleGrant.__table__
_DEVICE = (
    select(
        _device.c.id,
        _device.c.name,
        _device.c.paired_at,
        _checkpoint.c.id.label("checkpoint_id"),
        _checkpoint.c.code.label("checkpoint_code"),
        _checkpoint.c.name.label("checkpoint_name"),
        _checkpoint.c.direction.label("passage"),
        _zone.c.id.label("zone_id"),
        _zone.c.code.label("zone_code"),
        _zone.c.name.label("zone_name"),
        _zone.c.exits_scanned,
        _zone.c.escort_required,
        _zone.c.escorts,
        _zone.c.capacity,
        _run.c.id.label("run_id"),
        MARK.label("rules_mark"),
    )
    .select_from(_device)
    .join(_grant, HELD)
    .join(_checkpoint, _checkpoint.c.id == _grant.c.scope_id)
    .join(_zone, _zone.c.id == _checkpoint.c.zone_id)
    .outerjoin(_run, _run.c.is_current)
    .where(_device.c.token_hash == bindparam("token_hash"), _device.c.revoked_at.is_(None))
    .limit(1)
)


def find_device(token: str) -> GateDevice | None:
    """Who holds *token*, and where it stands; None if it was revoked or paired anew."""
    found = db.session.connection().execute(_DEVICE, {"token_hash": token_hash(token)})
    row = found.one_or_none()
    return None if row is None else GateDevice(**row._mapping)


_pass, _presence, _scan, _shift = (x.__table__ for x in (GatePass, Presence, Scan, Shift))
_last, _sent, _pin = (_scan.alias(x) for x in ("last", "sent", "pin"))
_present, _there = _presence.alias("present"), _checkpoint.alias("there")
_anchor = select(literal(1).label("one")).subquery("anchor")  # a row whatever is known
_serial = bindparam("serial", type_=_pass.c.serial.type)
_code_hash = bindparam("code_hash", type_=_scan.c.code_hash.type)
# Written as in the index of pins; from a parameter no database would know it.
_IS_PIN = _pin.c.method == literal_column(f"'{Method.PIN}'")
_HEADS = case((_pin.c.direction == Direction.IN, _pin.c.heads), else_=-_pin.c.heads)


def inside(
    run_id: ColumnElement[Any], zone_id: ColumnElement[Any], body_id: Any = None
) -> ColumnElement[int]:
    """Heads in a zone whose exits are all scanned: who is inside, and pins in less pins out.

    :param body_id: of this body alone; None: of all.
    """
    present = select(func.count()).where(
        _present.c.run_id == run_id, _present.c.zone_id == zone_id, _present.c.is_inside
    )
    there = select(_there.c.id).where(_there.c.zone_id == zone_id)
    pins = select(func.coalesce(func.sum(_HEADS), 0)).where(
        _IS_PIN, _pin.c.run_id == run_id, _pin.c.checkpoint_id.in_(there)
    )
    if body_id is not None:
        present = present.where(_present.c.body_id == body_id)
        pins = pins.where(_pin.c.body_id == body_id)
    return present.scalar_subquery() + pins.scalar_subquery()


_RUN = bindparam("run_id", type_=_scan.c.run_id.type)
_ZONE = bindparam("zone_id", type_=_zone.c.id.type)
_HERE = bindparam("device_id", type_=_scan.c.device_id.type)
_SINCE = bindparam("since", type_=_scan.c.scanned_at.type)
_SHIFT = bindparam("shift", type_=_shift.c.id.type)
_WAY = bindparam("direction", type_=_scan.c.direction.type)
# Zone and run are written so that no index leads through all who are there, or all scans of the
# run: PostgreSQL keeps the plan that it made while the tables were empty.
_IS_INSIDE = and_(
    _presence.c.accreditation_id == _pass.c.accreditation_id,
    _presence.c.zone_id + 0 == _ZONE,
    _presence.c.run_id + 0 == _RUN,
    _presence.c.is_inside,
)


_WAS_ELSEWHERE = exists().where(
    _scan.c.credential_id == _pass.c.credential_id,
    _scan.c.run_id + 0 == _RUN,
    _scan.c.device_id + 0 != _HERE,
    _scan.c.admitted,
    _scan.c.scanned_at > bindparam("walked", type_=_scan.c.scanned_at.type),
)


def _all_about(same_code: ColumnElement[bool], *, counts: bool = False) -> Select[Any]:
    """All that is known of a code, in one row: see :class:`Standing`.

    :param counts: heads too, where a limit holds.
    """
    last_id = (
        select(_scan.c.id)
        .where(
            _scan.c.device_id == _HERE,
            same_code,
            _scan.c.scanned_at > _SINCE,
            _scan.c.run_id + 0 == _RUN,
            _scan.c.direction == _WAY,
        )
        .order_by(_scan.c.scanned_at.desc())
        .limit(1)
    )
    return (
        select(
            _presence.c.since.label("inside_since"),
            _shift.c.id.label("shift_id"),
            *(_pass.c[name].label(f"pass_{name}") for name in Pass._fields),
            *(_last.c[name].label(f"last_{name}") for name in Answer._fields),
            *(_sent.c[name].label(f"sent_{name}") for name in Sent._fields),
            _WAS_ELSEWHERE.correlate(_pass).label("was_elsewhere"),
            (inside(_RUN, _ZONE) if counts else null()).label("heads"),
            (inside(_RUN, _ZONE, _pass.c.body_id) if counts else null()).label("of_body"),
        )
        .select_from(_anchor)
        .outerjoin(_pass, _pass.c.serial == _serial)
        .outerjoin(_presence, _IS_INSIDE)
        .outerjoin(_shift, and_(_shift.c.id == _SHIFT, _shift.c.device_id == _HERE))
        .outerjoin(_last, _last.c.id == last_id.scalar_subquery())
        .outerjoin(_sent, _sent.c.id == bindparam("id", type_=_scan.c.id.type))
    )


_OURS = _all_about(_scan.c.serial == _serial)
_COUNTED = _all_about(_scan.c.serial == _serial, counts=True)
_FOREIGN = _all_about(and_(_scan.c.serial.is_(None), _scan.c.code_hash == _code_hash))
_PASS = 2
_LAST = _PASS + len(Pass._fields)
_SENT = _LAST + len(Answer._fields)
_REST = _SENT + len(Sent._fields)


def is_limited(device: GateDevice, rules: Rules) -> bool:
    """Whether the zone takes only so many, of all or of a body."""
    return device.exits_scanned and (device.capacity is not None or device.zone_id in rules.quotas)


def standing(reading: Reading, device: GateDevice, rules: Rules) -> Standing:
    """Everything that is known of what *device* has read, in one statement."""
    counts = reading.direction is Direction.IN and is_limited(device, rules)
    ours = _COUNTED if counts else _OURS
    row = (
        db.session.connection()
        .execute(
            _FOREIGN if reading.serial is None else ours,
            {
                "id": reading.id,
                "serial": reading.serial,
                "code_hash": reading.code_hash,
                "shift": reading.told and reading.told.shift,
                "device_id": device.id,
                "run_id": device.run_id,
                "zone_id": device.zone_id,
                "direction": reading.direction,
                "since": reading.at - REPEATED_WITHIN,
                "walked": reading.at - timedelta(seconds=max(rules.walks.values(), default=0)),
            },
        )
        .one()
    )
    badge, last, sent = row[_PASS:_LAST], row[_LAST:_SENT], row[_SENT:_REST]
    was_elsewhere, inside, of_body = row[_REST:]
    return Standing(
        None if badge[0] is None else Pass(*badge),
        row[0],
        None if last[0] is None else Answer(*last),
        None if sent[0] is None else Sent(*sent),
        bool(was_elsewhere),
        None if inside is None else Heads(max(0, inside), max(0, of_body)),
        row[1] is not None,
    )


_ELSEWHERE = (
    select(*(_scan.c[name] for name in Elsewhere._fields))
    .where(
        _scan.c.credential_id == bindparam("credential_id", type_=_scan.c.credential_id.type),
        _scan.c.run_id + 0 == _RUN,
        _scan.c.device_id + 0 != _HERE,
        _scan.c.admitted,
    )
    .order_by(_scan.c.scanned_at.desc())
    .limit(1)
)


def find_elsewhere(device: GateDevice, credential_id: int | None) -> Elsewhere | None:
    """The last admission of this badge by another device, in the run that goes on."""
    values = {
        "credential_id": credential_id,
        "run_id": device.run_id,
        "device_id": device.id,
    }
    row = db.session.connection().execute(_ELSEWHERE, values).one_or_none()
    return Elsewhere(*row) if row else None
