"""The list as devices are sent it: whole or what changed, and who is inside here.

The whole list is compressed once by each process for as long as it stays as it is. What differs
from one device to the next is put behind it.
"""

import json
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    bindparam,
    cast,
    null,
    select,
    union_all,
)

from ceremony.core import clock
from ceremony.core.db import UTCDateTime, db
from ceremony.gates import standing
from ceremony.gates.actors import GateDevice
from ceremony.gates.models import GatePass, Presence, ZoneQuota
from ceremony.gates.reading import moment, ms, seconds
from ceremony.gates.syncing import head as heads
from ceremony.gates.syncing.head import Head

OVERLAP = timedelta(seconds=60)  # a transaction may tell of itself that late
_GZIP = 16 + zlib.MAX_WBITS


class Known(NamedTuple):
    """What a device says that it has; nothing of it is believed.

    :ivar presence: when it was told who is inside, in milliseconds of our clock.
    :ivar run: of which run; 0: none went on, None: it does not say.
    """

    epoch: str = ""
    version: int = 0
    presence: int = 0
    run: int | None = None


class _Packed(NamedTuple):
    """A list that is compressed up to where the answers begin to differ."""

    head: Head
    beginning: bytes
    packer: Any


_kept: _Packed | None = None


def answer(device: GateDevice, known: Known) -> bytes:
    """What *device* is sent who has what it says is *known*: JSON, compressed by gzip."""
    head = heads.of(device)
    is_full = _is_full(head, known)
    rest = _rest(device, head, known, is_full=is_full)
    if is_full:
        packed = _whole(head)
        packer = packed.packer.copy()
        return bytes(packed.beginning + packer.compress(rest) + packer.flush())
    changed = () if known.version == head.version else _lines(GatePass.version > known.version)
    packer = zlib.compressobj(wbits=_GZIP)
    return packer.compress(_beginning(head, changed, is_full=False) + rest) + packer.flush()


def _is_full(head: Head, known: Known) -> bool:
    """A database that was put back may be behind its devices, and another one is another list."""
    return known.epoch != head.epoch or not 0 < known.version <= head.version


def _whole(head: Head) -> _Packed:
    global _kept
    if _kept is None or _kept.head[:4] != head[:4]:
        packer = zlib.compressobj(wbits=_GZIP)
        content = _beginning(head, _lines(), is_full=True)
        beginning = packer.compress(content) + packer.flush(zlib.Z_SYNC_FLUSH)
        _kept = _Packed(head, beginning, packer)
    return _kept


def _lines(*which: Any) -> Sequence[str]:
    return db.session.scalars(select(GatePass.line).where(*which).order_by(GatePass.serial)).all()


def _beginning(head: Head, lines: Iterable[str], *, is_full: bool) -> bytes:
    """The answer's JSON up to its rows, which are written already."""
    told = head._asdict() | {"full": is_full}
    del told["rules"], told["inside"]
    return f'{json.dumps(told, separators=(",", ":"))[:-1]},"rows":[{",".join(lines)}],'.encode()


def _rest(device: GateDevice, head: Head, known: Known, *, is_full: bool) -> bytes:
    now = ms(clock.now())
    is_other = known.run not in {None, device.run_id or 0} or not 0 < known.presence <= now
    is_all = is_full or is_other
    inside, quotas = _present(device, None if is_all else moment(known.presence) - OVERLAP)
    counted = {"inside": head.inside, "capacity": device.capacity}
    told = {
        "presence": {"at": now, "run": device.run_id, "all": is_all, "inside": inside},
        "heads": counted if device.exits_scanned else None,
        "quotas": quotas,
        "now": now,
        "rules": head.rules,
    }
    return json.dumps(told, separators=(",", ":"))[1:].encode()


def _present(device: GateDevice, since: datetime | None) -> tuple[list[list[int]], list[list[int]]]:
    """Who went in or out since then (None: everybody inside), and bodies with a quota here."""
    if not device.exits_scanned:
        return [], []
    here = {"run": device.run_id, "zone": device.zone_id}
    asked = _EVERYBODY if since is None else _CHANGES
    told = here | ({"since": since} if since else {})
    passes, quotas = [], []
    for which, value, moved_at, most in db.session.connection().execute(asked, told):
        if moved_at is None:
            quotas.append([which, max(0, value), most])
        else:
            passes.append([which, value, seconds(moved_at)])
    return passes, quotas


_pass, _presence, _quota = GatePass.__table__, Presence.__table__, ZoneQuota.__table__
_run, _zone = bindparam("run", type_=Integer), bindparam("zone", type_=Integer)


def _asking(which: ColumnElement[bool]) -> CompoundSelect[Any]:
    """The passes of *which* presence, and the quotas of the zone with who is inside of them."""
    passes = (
        select(
            _pass.c.serial,
            cast(_presence.c.is_inside, Integer),
            _presence.c.since,
            cast(null(), Integer),
        )
        .join(_presence, _presence.c.accreditation_id == _pass.c.accreditation_id)
        .where(_presence.c.run_id == _run, _presence.c.zone_id == _zone, which)
    )
    quotas = select(
        _quota.c.body_id,
        standing.inside(_run, _zone, _quota.c.body_id),
        cast(null(), UTCDateTime),
        _quota.c.most,
    ).where(_quota.c.zone_id == _zone)
    return union_all(passes, quotas)


# Built once: every device asks every few seconds.
_EVERYBODY = _asking(_presence.c.is_inside)
_CHANGES = _asking(_presence.c.changed_at >= bindparam("since", type_=UTCDateTime))
