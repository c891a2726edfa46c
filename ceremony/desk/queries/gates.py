"""Figures of the gates, from what their scans say."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from sqlalchemy import Row, String, cast, func, literal_column, select

from ceremony.accounts.models import Device, RoleGrant
from ceremony.core.db import db
from ceremony.gates import queries as gates
from ceremony.gates.models import Checkpoint, Presence, Scan
from ceremony.gates.queries import BY_CHECKPOINT, ENTERED, Counts
from ceremony.people.models import Zone

MINUTE = timedelta(minutes=1)
SHOWN = 60  # minutes
_MINUTE = func.substr(cast(Scan.scanned_at, String), literal_column("1"), literal_column("16"))


@dataclass
class Line:
    """What one checkpoint did today; its last minute and its peak are of the last hour."""

    code: str
    name: str
    zone_id: int
    last_minute: int = 0
    peak: int = 0
    today: int = 0
    refused: int = 0
    paired: int = 0
    waiting: int = 0


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


def flow(run_id: int | None, today: Counts, *, at: datetime, zone: tzinfo) -> Flow:
    """Each minute of the hour before *at*, and each checkpoint with its totals of *today*."""
    lines = {x.id: Line(x.code, x.name, x.zone_id) for x in gates.checkpoints()}
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
    inside = (
        select(func.count())
        .where(Presence.run_id == run_id, Presence.zone_id == Zone.id, Presence.is_inside)
        .scalar_subquery()
    )
    entries: Counter[int] = Counter()
    for line in lines:
        entries[line.zone_id] += line.today
    zones = db.session.execute(select(Zone, inside).order_by(Zone.position))
    return [Filling(zone, number, entries[zone.id]) for zone, number in zones]


def refusals(run_id: int | None, most: int) -> Sequence[Row[Scan, str]]:
    """The latest scans that did not admit, with the code of their checkpoint."""
    return db.session.execute(
        select(Scan, Checkpoint.code)
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .where(Scan.run_id == run_id, ~Scan.admitted)
        .order_by(Scan.scanned_at.desc(), Scan.id.desc())
        .limit(most)
    ).all()


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
