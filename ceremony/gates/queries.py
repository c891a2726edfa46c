"""Reading gates. What a scan asks is built once, here, and is two statements."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.orm import joinedload

from ceremony.accounts.models import Device, RoleGrant
from ceremony.core import paging
from ceremony.core.crypto import token_hash
from ceremony.core.db import db
from ceremony.core.paging import FIRST, Page, Place
from ceremony.core.permissions import Role
from ceremony.core.runs import Run
from ceremony.gates import genuine
from ceremony.gates.actors import GateDevice
from ceremony.gates.models import Checkpoint, GatePass, Presence, Scan
from ceremony.gates.reading import Answer, Pass, Reading, Sent, Standing
from ceremony.gates.verdict import REPEATED_WITHIN_MS, Code, Direction
from ceremony.people.models import Accreditation, Zone

PAGE = 25
# Written as in the index of such scans; from a parameter no database would know it.
_UNLIKE_MOST = Scan.verdict != literal_column(f"'{Code.ADMIT}'")
REPEATED_WITHIN = timedelta(milliseconds=REPEATED_WITHIN_MS)

Counts = dict[int, tuple[int, int]]  # admitted on the way in, and refused, by checkpoint
# A literal, not a parameter: PostgreSQL must see that it groups by what it selects. And a sum, so
# that SQLite does not walk through all scans by checkpoint to spare itself the sorting.
BY_CHECKPOINT = Scan.checkpoint_id + literal_column("0", Integer)
ENTERED = func.count().filter(and_(Scan.admitted, Scan.direction == Direction.IN))

_HELD = and_(
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
        _checkpoint.c.id.label("checkpoint_id"),
        _checkpoint.c.code.label("checkpoint_code"),
        _checkpoint.c.name.label("checkpoint_name"),
        _checkpoint.c.direction.label("passage"),
        _zone.c.id.label("zone_id"),
        _zone.c.code.label("zone_code"),
        _zone.c.name.label("zone_name"),
        _zone.c.exits_scanned,
        _zone.c.capacity,
        _run.c.id.label("run_id"),
        genuine.MARK.scalar_subquery().label("keys_mark"),
    )
    .select_from(_device)
    .join(_grant, _HELD)
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


_pass, _presence, _scan = GatePass.__table__, Presence.__table__, Scan.__table__
_last, _sent = _scan.alias("last"), _scan.alias("sent")
_anchor = select(literal(1).label("one")).subquery("anchor")  # a row whatever is known
_serial = bindparam("serial", type_=_pass.c.serial.type)
_code_hash = bindparam("code_hash", type_=_scan.c.code_hash.type)


def _all_about(same_code: ColumnElement[bool]) -> Select[Any]:
    """Pass, presence, the last scan of the same code here, and the one with this id, in a row."""
    last_id = (
        select(_scan.c.id)
        .where(
            _scan.c.device_id == bindparam("device_id"),
            _scan.c.run_id == bindparam("run_id"),
            same_code,
            _scan.c.direction == bindparam("direction", type_=_scan.c.direction.type),
            _scan.c.scanned_at > bindparam("since", type_=_scan.c.scanned_at.type),
        )
        .order_by(_scan.c.scanned_at.desc())
        .limit(1)
    )
    inside = and_(
        _presence.c.accreditation_id == _pass.c.accreditation_id,
        _presence.c.zone_id == bindparam("zone_id"),
        _presence.c.run_id == bindparam("run_id"),
        _presence.c.is_inside,
    )
    return (
        select(
            _presence.c.since.label("inside_since"),
            *(_pass.c[name].label(f"pass_{name}") for name in Pass._fields),
            *(_last.c[name].label(f"last_{name}") for name in Answer._fields),
            *(_sent.c[name].label(f"sent_{name}") for name in Sent._fields),
        )
        .select_from(_anchor)
        .outerjoin(_pass, _pass.c.serial == _serial)
        .outerjoin(_presence, inside)
        .outerjoin(_last, _last.c.id == last_id.scalar_subquery())
        .outerjoin(_sent, _sent.c.id == bindparam("id", type_=_scan.c.id.type))
    )


_OURS = _all_about(_scan.c.serial == _serial)
_FOREIGN = _all_about(and_(_scan.c.serial.is_(None), _scan.c.code_hash == _code_hash))
_PASS_ENDS = 1 + len(Pass._fields)
_LAST_ENDS = _PASS_ENDS + len(Answer._fields)


def standing(reading: Reading, device: GateDevice) -> Standing:
    """Everything that is known of what *device* has read, in one statement."""
    row = (
        db.session.connection()
        .execute(
            _FOREIGN if reading.serial is None else _OURS,
            {
                "id": reading.id,
                "serial": reading.serial,
                "code_hash": reading.code_hash,
                "device_id": device.id,
                "run_id": device.run_id,
                "zone_id": device.zone_id,
                "direction": reading.direction,
                "since": reading.at - REPEATED_WITHIN,
            },
        )
        .one()
    )
    badge, last, sent = row[1:_PASS_ENDS], row[_PASS_ENDS:_LAST_ENDS], row[_LAST_ENDS:]
    return Standing(
        None if badge[0] is None else Pass(*badge),
        row[0],
        None if last[0] is None else Answer(*last),
        None if sent[0] is None else Sent(*sent),
    )


def is_photograph(name: str) -> bool:
    """Whether *name* is the photograph of somebody on the list."""
    found = select(GatePass.id).where(GatePass.photograph == name).limit(1)
    return db.session.scalar(found) is not None


def inside(run_id: int | None, zone_id: int) -> int:
    """How many are in a zone whose exits are all scanned, as this run knows."""
    of_run = Presence.run_id == run_id
    counted = select(func.count()).where(of_run, Presence.zone_id == zone_id, Presence.is_inside)
    return db.session.scalar(counted) or 0


def checkpoint(checkpoint_id: int) -> Checkpoint:
    return db.session.get_one(Checkpoint, checkpoint_id)


def checkpoints() -> Sequence[Checkpoint]:
    """With their zones, by code."""
    return db.session.scalars(
        select(Checkpoint).options(joinedload(Checkpoint.zone)).order_by(Checkpoint.code)
    ).all()


def counts(run_id: int | None, since: datetime) -> Counts:
    """How many went in and how many were refused, by checkpoint, in this run from *since* on."""
    refused = func.count().filter(~Scan.admitted)
    rows = db.session.execute(
        select(BY_CHECKPOINT, ENTERED, refused)
        .where(Scan.run_id == run_id, Scan.scanned_at >= since)
        .group_by(BY_CHECKPOINT)
    )
    return {checkpoint_id: (entered, out) for checkpoint_id, entered, out in rows}


def has_device(name: str) -> bool:
    """Whether a device in use is called so, in whatever case."""
    called = func.lower(Device.name) == func.lower(name)
    living = select(Device.id).where(called, Device.revoked_at.is_(None))
    return db.session.scalar(living.limit(1)) is not None


def devices() -> Sequence[Row[Device, str, datetime]]:
    """Each device, the code of its checkpoint, and when its last scan came; working ones first."""
    last_scan = (
        select(Scan.received_at)
        .where(Scan.device_id == Device.id)
        .order_by(Scan.scanned_at.desc())
        .limit(1)
        .scalar_subquery()
        .label("last_scan_at")
    )
    return db.session.execute(
        select(Device, Checkpoint.code, last_scan)
        .join(RoleGrant, _HELD)
        .join(Checkpoint, Checkpoint.id == RoleGrant.scope_id)
        .order_by(Device.revoked_at.is_not(None), Checkpoint.code, Device.name, Device.id)
    ).all()


def latest_scans(
    run_id: int | None,
    at: Place = FIRST,
    *,
    verdict: Code | None = None,
    checkpoint_id: int | None = None,
    size: int = PAGE,
) -> Page:
    """Each scan of a run with checkpoint, what gates know of its badge, device and person.

    One page of them, the newest first.
    """
    rows: Select[*tuple[Any, ...]] = (
        select(
            Scan,
            Checkpoint.code,
            GatePass,
            Device.name,
            Accreditation.person_id,
        )
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .join(Device, Device.id == Scan.device_id)
        .outerjoin(GatePass, GatePass.credential_id == Scan.credential_id)
        .outerjoin(Accreditation, Accreditation.id == GatePass.accreditation_id)
    )
    where: list[ColumnElement[bool]] = [Scan.run_id == run_id]
    if verdict:
        where.append(Scan.verdict == verdict)
    if verdict not in {None, Code.ADMIT}:
        where.append(_UNLIKE_MOST)
    if checkpoint_id is not None:
        where.append(Scan.checkpoint_id == checkpoint_id)
    order = (Scan.scanned_at, Scan.id)
    return paging.page(rows, order, at, size, where=where, descends=True)
