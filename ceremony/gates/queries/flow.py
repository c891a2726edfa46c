"""Who goes through the gates now: by minute, by checkpoint, and how full zones are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, String, case, cast, func, literal_column, select, union_all

from ceremony.accounts.models import Device, RoleGrant
from ceremony.core.db import db
from ceremony.gates.models import Checkpoint, Method, Presence, Scan, ZoneQuota
from ceremony.gates.queries.places import checkpoints, quotas
from ceremony.gates.queries.scans import BY_CHECKPOINT, ENTERED, Counts
from ceremony.gates.verdict import Direction
from ceremony.people.models import Zone

MINUTE = timedelta(minutes=1)
SHOWN = 60  # minutes
_MINUTE = func.substr(cast(Scan.scanned_at, String), literal_column("1"), literal_column("16"))
# Written as in the index of pins; from a parameter no database would know it.
_IS_PIN = Scan.method == literal_column(f"'{Method.PIN}'")

_HEADS = case((Scan.direction == Direction.IN, Scan.heads), else_=-Scan.heads)


@dataclass
class Line:
    """What one checkpoint did today; its last minute and its peak are of the last hour."""

    id: int
    code: str
    name: str
    zone: Zone
    last_minute: int = 0
    peak: int = 0
    today: int = 0
    refused: int = 0
    paired: int = 0
    waiting: int = 0

    @property
    def zone_id(self) -> int:
        return self.zone.id


@dataclass
class Flow:
    """Who was admitted: by minute for an hour, and by checkpoint for today."""

    points: list[tuple[str, int]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def has_scans(self) -> bool:
        return any(line.today or line.refused for line in self.lines)


@dataclass(frozen=True)
class Filling:
    """A zone: heads where all exits are scanned, else entries."""

    zone: Zone
    inside: int
    entries: int


class Share(NamedTuple):
    """How many of a body are in a zone, of how many."""

    quota: ZoneQuota
    inside: int


def flow(run_id: int | None, today: Counts, *, at: datetime, zone: tzinfo) -> Flow:
    """Each minute of the hour before *at*, and each checkpoint with its totals of *today*."""
    lines = {x.id: Line(x.id, x.code, x.name, x.zone) for x in checkpoints()}
    for checkpoint_id, (entered, refused) in today.items():
        lines[checkpoint_id].today, lines[checkpoint_id].refused = entered, refused
    for checkpoint_id, paired, waiting in _devices():
        lines[checkpoint_id].paired, lines[checkpoint_id].waiting = paired, waiting
    instants = [at - (SHOWN - 1 - x) * MINUTE for x in range(SHOWN)]
    minutes: Counter[str] = Counter()
    for checkpoint_id, minute, entered in _by_minute(run_id, instants[0]):
        minutes[minute] += entered
        line = lines[checkpoint_id]
        line.peak = max(line.peak, entered)
        if minute == _key(at - MINUTE):
            line.last_minute = entered
    points = [(x.astimezone(zone).strftime("%H:%M"), minutes[_key(x)]) for x in instants]
    return Flow(points, list(lines.values()))


def fillings(run_id: int | None, lines: Iterable[Line]) -> list[Filling]:
    """Every zone in order, with the heads inside in this run and the entries of today.

    :param lines: what the checkpoints did, as :func:`flow` knows it.
    """
    entries: Counter[int] = Counter()
    for line in lines:
        entries[line.zone_id] += line.today
    present = (
        select(func.count())
        .where(Presence.run_id == run_id, Presence.zone_id == Zone.id, Presence.is_inside)
        .scalar_subquery()
    )
    pins = (
        select(func.coalesce(func.sum(_HEADS), 0))
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .where(_IS_PIN, Scan.run_id == run_id, Checkpoint.zone_id == Zone.id)
        .scalar_subquery()
    )
    zones = db.session.execute(select(Zone, present + pins).order_by(Zone.position))
    return [Filling(zone, max(0, number), entries[zone.id]) for zone, number in zones]


def shares(run_id: int | None) -> list[Share]:
    """Every limit of a body in a zone, with the heads of it that are inside."""
    inside = heads(run_id)
    return [Share(x, max(0, inside[x.zone_id, x.body_id])) for x in quotas()]


def heads(run_id: int | None) -> Counter[tuple[int, int | None]]:
    """Heads by zone and body, pins too; with None instead of a body: of all of them."""
    present = (
        select(Presence.zone_id, Presence.body_id, func.count())
        .where(Presence.run_id == run_id, Presence.is_inside)
        .group_by(Presence.zone_id, Presence.body_id)
    )
    found: Counter[tuple[int, int | None]] = Counter()
    rows: Sequence[Any] = db.session.execute(union_all(present, _pins(run_id))).all()
    for zone_id, body_id, number in rows:
        found[zone_id, body_id] += number
        found[zone_id, None] += number
    return found


def heads_by_pin(run_id: int | None) -> dict[tuple[int, int], int]:
    """Lapel pins in less lapel pins out, with companions, by zone and body."""
    rows: Sequence[Any] = db.session.execute(_pins(run_id)).all()
    return {(zone_id, body_id): number for zone_id, body_id, number in rows}


def _pins(run_id: int | None) -> Select[*tuple[Any, ...]]:
    return (
        select(Checkpoint.zone_id, Scan.body_id, func.sum(_HEADS))
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .where(_IS_PIN, Scan.run_id == run_id)
        .group_by(Checkpoint.zone_id, Scan.body_id)
    )


def _devices() -> Sequence[Row[int, int, int]]:
    """How many devices of each checkpoint are paired, and how many wait for it."""
    paired = func.count(Device.token_hash)
    return db.session.execute(
        select(Checkpoint.id, paired, func.count() - paired)
        .join(RoleGrant, RoleGrant.scope_id == Checkpoint.id)
        .join(Device, Device.id == RoleGrant.device_id)
        .where(RoleGrant.scope_kind == "checkpoint", Device.revoked_at.is_(None))
        .group_by(Checkpoint.id)
    ).all()


def _by_minute(run_id: int | None, since: datetime) -> Sequence[Row[int, str, int]]:
    first_minute = since.replace(second=0, microsecond=0)
    return db.session.execute(
        select(BY_CHECKPOINT, _MINUTE, ENTERED)
        .where(Scan.run_id == run_id, Scan.scanned_at >= first_minute)
        .group_by(BY_CHECKPOINT, _MINUTE)
    ).all()


def _key(instant: datetime) -> str:
    """The minute of an aware instant as the database writes it: in UTC."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
