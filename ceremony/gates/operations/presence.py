"""Who is inside: written by one conditional statement while somebody waits, and derived anew
from the scans, in the order of scanning, where devices tell later what they saw.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, update
from sqlalchemy.dialects import postgresql, sqlite

from ceremony.core.db import db
from ceremony.gates.actors import GateDevice
from ceremony.gates.models import GatePass, Presence
from ceremony.gates.moving import NEVER_SEEN, Whereabouts
from ceremony.gates.reading import Pass, Reading
from ceremony.gates.verdict import Direction

_pass, _presence = GatePass.__table__, Presence.__table__
_HEAD = ("accreditation_id", "zone_id", "run_id")


class Head(NamedTuple):
    """Of whom in which zone and run, and the body for which they come."""

    run_id: int
    zone_id: int
    accreditation_id: int
    body_id: int


def _upserting(insert: Callable[..., Any]) -> Any:
    """Whoever changes the state of presence gets a row; whoever comes second, or late, none."""
    put = insert(_presence).values(
        run_id=bindparam("run_id"),
        accreditation_id=bindparam("accreditation_id"),
        body_id=bindparam("body_id"),
        zone_id=bindparam("zone_id"),
        is_inside=bindparam("is_inside", type_=_presence.c.is_inside.type),
        since=bindparam("since", type_=_presence.c.since.type),
        changed_at=bindparam("changed_at", type_=_presence.c.since.type),
    )
    return put.on_conflict_do_update(
        index_elements=[_presence.c[x] for x in _HEAD],
        set_={x: put.excluded[x] for x in ("body_id", "is_inside", "since", "changed_at")},
        where=(_presence.c.is_inside != put.excluded.is_inside)
        & (_presence.c.since <= put.excluded.since),
    ).returning(_presence.c.id)


def _putting(insert: Callable[..., Any], *columns: str) -> Any:
    """A row for each head, which nobody else changes until this transaction ends.

    :param columns: that change where there is one. What is returned lets many be one statement.
    """
    put = insert(_presence)
    return put.on_conflict_do_update(
        index_elements=[_presence.c[x] for x in _HEAD],
        set_={x: put.excluded[x] for x in columns},
    ).returning(_presence.c.id)


def _leaving() -> Any:
    """The head goes, unless the right has another badge, which carries it."""
    at = bindparam("at", type_=_presence.c.since.type)
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
        .values(is_inside=False, since=at, changed_at=at)
    )


# Built once: nothing is put together while somebody waits at a gate.
_MOVE = {"sqlite": _upserting(sqlite.insert), "postgresql": _upserting(postgresql.insert)}
_HOLD = {
    "sqlite": _putting(sqlite.insert, "changed_at"),
    "postgresql": _putting(postgresql.insert, "changed_at"),
}
_PUT = {
    "sqlite": _putting(sqlite.insert, "is_inside", "since"),
    "postgresql": _putting(postgresql.insert, "is_inside", "since"),
}
_LEAVE = _leaving()


def pass_through(device: GateDevice, reading: Reading, badge: Pass) -> bool:
    """Let presence follow; False if it stood so already."""
    values = {
        "run_id": device.run_id,
        "accreditation_id": badge.accreditation_id,
        "body_id": badge.body_id,
        "zone_id": device.zone_id,
        "is_inside": reading.direction is Direction.IN,
        "since": reading.at,
        "changed_at": reading.at,
    }
    connection = db.session.connection()
    return connection.execute(_MOVE[connection.dialect.name], values).first() is not None


def leave_without_badge(device: GateDevice, reading: Reading, badge: Pass) -> None:
    """Its holder goes out, though the badge is revoked and kept."""
    values = {
        "in_run": device.run_id,
        "of_right": badge.accreditation_id,
        "of_zone": device.zone_id,
        "at": reading.at,
    }
    db.session.connection().execute(_LEAVE, values)


def hold(heads: Iterable[Head], received: datetime) -> None:
    """Keep others from moving these heads, before anything of them is read.

    In one order, and before any scan is written, as whoever scans online does.
    """
    _put(_HOLD, [(head, NEVER_SEEN) for head in sorted(set(heads))], received)


def put(found: Sequence[tuple[Head, Whereabouts]], received: datetime) -> None:
    """Write where those who are held turned out to be."""
    _put(_PUT, found, received)


def _put(
    statements: dict[str, Any], found: Sequence[tuple[Head, Whereabouts]], received: datetime
) -> None:
    at = {"changed_at": received, "created_at": received}
    rows = [head._asdict() | where._asdict() | at for head, where in found]
    if rows:
        connection = db.session.connection()
        connection.execute(statements[connection.dialect.name], rows)
