"""What a supervisor must know of scans, without asking: pure, in whatever order they came.

The id of what was noticed is made of the scan that gave rise to it: it is told once, however
often the same scans are looked through.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID, uuid5

from ceremony.gates.models import IncidentKind, Severity
from ceremony.gates.verdict import Direction

_NAMES = UUID("6b9a2f3e-2f56-4d3c-9a0e-54e1c1a5d0f4")  # of our own incidents
_ONCE_AN_HOUR = {IncidentKind.NOT_GENUINE, IncidentKind.OLD_BADGE}
_UNLIKE_MOST = {IncidentKind.TOO_SOON: Severity.LOW}


class Sighting(NamedTuple):
    """One scan of one badge, as far as it may be noticed.

    :param exits_scanned: whether the zone there knows who is inside.
    """

    id: UUID
    run_id: int
    at: datetime
    device_id: int
    checkpoint_id: int
    zone_id: int
    exits_scanned: bool
    direction: Direction
    right: int | None
    serial: int | None
    code_hash: str | None
    credential_id: int | None
    admitted: bool
    offline: bool
    sequence: int = 0


class Notice(NamedTuple):
    """Something noticed; the last of *seen* gave rise to it."""

    kind: IncidentKind
    seen: tuple[Sighting, ...]

    @property
    def event(self) -> UUID:
        return event(self.kind, self.seen[-1])

    @property
    def severity(self) -> Severity:
        return _UNLIKE_MOST.get(self.kind, Severity.HIGH)


def event(kind: IncidentKind, scan: Sighting) -> UUID:
    """The id of what *scan* may give rise to; of one code at one place, once an hour."""
    if kind in _ONCE_AN_HOUR:
        code, hour = scan.code_hash or scan.serial, f"{scan.at.astimezone(UTC):%Y-%m-%dT%H}"
        return uuid5(_NAMES, f"{kind}:{scan.run_id}:{scan.checkpoint_id}:{code}:{hour}")
    return uuid5(_NAMES, f"{kind}:{scan.id}")


def reported(device_id: int, told: UUID) -> UUID:
    """The id of what a device tells under one of its own: never that of what is noticed."""
    return uuid5(_NAMES, f"reported:{device_id}:{told}")


def in_order(scans: Iterable[Sighting]) -> list[Sighting]:
    """As they were scanned; of one device, in its own order."""
    return sorted(scans, key=lambda x: (x.at, x.device_id, x.sequence, x.id))


def of_badges(scans: Iterable[Sighting], walks: Mapping[int, int]) -> list[Notice]:
    """Who was admitted twice, and whose badge was at two places too soon.

    :param scans: all of some rights to pass, whatever their order.
    :param walks: seconds on foot to the nearest other checkpoint, by checkpoint.
    """
    ordered = in_order(x for x in scans if x.admitted)
    twice = list(_admitted_twice(ordered))
    told = {x.seen[-1].id for x in twice}  # that it was soon as well is no second incident
    return twice + [x for x in _too_soon(ordered, walks) if x.seen[-1].id not in told]


def _admitted_twice(ordered: Iterable[Sighting]) -> Iterator[Notice]:
    """Let in while inside, by devices that did not know of each other."""
    counted = [x for x in ordered if x.exits_scanned and x.right is not None]

    def place(scan: Sighting) -> tuple[int, int, int]:
        return (scan.run_id, scan.zone_id, scan.right or 0)

    for _place, scans in groupby(sorted(counted, key=place), key=place):
        entered: list[Sighting] = []
        for scan in scans:
            if scan.direction is Direction.OUT:
                entered = []
                continue
            if first := next((x for x in reversed(entered) if were_apart(x, scan)), None):
                yield Notice(IncidentKind.ADMITTED_TWICE, (first, scan))
            entered.append(scan)


def were_apart(first: Sighting, second: Sighting) -> bool:
    return first.device_id != second.device_id and (first.offline or second.offline)


def _too_soon(ordered: Iterable[Sighting], walks: Mapping[int, int]) -> Iterator[Notice]:
    """One badge at two places, sooner than anybody walks from one to the other."""
    seen: dict[tuple[int, int | None], Sighting] = {}
    for scan in ordered:
        key = (scan.run_id, scan.serial)
        before = seen.get(key)
        if before and is_too_soon(before, scan, walks):
            yield Notice(IncidentKind.TOO_SOON, (before, scan))
        seen[key] = scan


def is_too_soon(before: Sighting, scan: Sighting, walks: Mapping[int, int]) -> bool:
    if before.checkpoint_id == scan.checkpoint_id:
        return False
    walk_s = max(walks.get(x.checkpoint_id, 0) for x in (before, scan))
    return scan.at - before.at < timedelta(seconds=walk_s)


def old_badge(scan: Sighting, revoked: str | None, since: datetime | None) -> list[Notice]:
    """A badge that was lost or stolen before it was seen."""
    is_old = revoked in {"lost", "stolen"} and (since is None or since <= scan.at)
    return [Notice(IncidentKind.OLD_BADGE, (scan,))] if is_old else []


def not_genuine(scan: Sighting) -> Notice:
    return Notice(IncidentKind.NOT_GENUINE, (scan,))


def watched(scan: Sighting) -> Notice:
    """Somebody on the watch-list came to a gate."""
    return Notice(IncidentKind.WATCHED, (scan,))
