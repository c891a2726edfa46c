"""How the list and the rules stand, in one statement: all that most answers are made of."""

from hashlib import sha256
from typing import NamedTuple

from flask_babel import get_locale
from sqlalchemy import Integer, bindparam, func, literal, select, true

from ceremony.core.audit import RowChange
from ceremony.core.db import db
from ceremony.gates import standing
from ceremony.gates.actors import GateDevice
from ceremony.gates.models import GateList, GatePass, Guard
from ceremony.gates.syncing import labels

# What the rules copy besides that of which GateDevice.rules_mark tells.
_TABLES = ("body", "device", "guard", "run", "settings")


class Head(NamedTuple):
    """The list as a whole.

    :ivar inside: heads in the zone of the device that asks, pins too.
    :ivar rules: the mark of its rules.
    """

    epoch: str
    version: int
    digest: int
    size: int
    inside: int
    rules: str


_list = GateList.__table__
_changes = select(func.count()).where(RowChange.subject_type.in_(_TABLES))
# By guard, of whom there are few; joined, SQLite would walk through all passes.
_of_guard = select(func.coalesce(func.sum(GatePass.version), 0)).where(
    GatePass.accreditation_id == Guard.accreditation_id
)
_guards = select(func.coalesce(func.sum(_of_guard.scalar_subquery()), 0)).select_from(Guard)
_anchor = select(literal(1).label("one")).subquery("anchor")
_HEAD = (
    select(
        func.coalesce(_list.c.epoch, ""),
        func.coalesce(_list.c.version, 0),
        func.coalesce(_list.c.digest, 0),
        func.coalesce(_list.c.size, 0),
        standing.inside(bindparam("run", type_=Integer), bindparam("zone", type_=Integer)),
        _changes.scalar_subquery(),
        _guards.scalar_subquery(),
    )
    .select_from(_anchor)
    .outerjoin(_list, true())
)


def of(device: GateDevice) -> Head:
    """How they stand for *device*."""
    here = {"run": device.run_id, "zone": device.zone_id}
    row = db.session.connection().execute(_HEAD, here).one()
    epoch, version, digest, size, inside, changes, guards = row
    told = (device, changes, guards, str(get_locale()), labels.mark())
    mark = sha256(repr(told).encode()).hexdigest()[:16]
    return Head(epoch, version, digest, size, max(0, inside or 0), mark)
