"""Whether somebody is inside, as their scans say it in the order of scanning: pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from ceremony.gates.noticing import Sighting
from ceremony.gates.reading import EPOCH
from ceremony.gates.verdict import Code, Direction


class Whereabouts(NamedTuple):
    is_inside: bool
    since: datetime


class Held(NamedTuple):
    """When a badge of a right to pass counted.

    :param until: the first instant at which it did not; None: it still does.
    """

    serial: int
    since: datetime
    until: datetime | None

    def counts(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


def moves(scan: Sighting, verdict: Code, badges: Iterable[Held]) -> bool:
    """Whether the head goes where the scan points.

    Who is admitted goes. Whose badge is revoked goes out without it, unless another badge of
    the same right counts: that one carries the head. See docs/verdict.md, "Who is inside".
    """
    if scan.admitted:
        return True
    if scan.direction is Direction.IN or verdict is not Code.REVOKED:
        return False
    return not any(x.counts(scan.at) for x in badges)


NEVER_SEEN = Whereabouts(is_inside=False, since=EPOCH)


def whereabouts(ordered: Sequence[Sighting]) -> Whereabouts:
    """What the scans that move a head come to."""
    found = NEVER_SEEN
    for scan in ordered:
        inward = scan.direction is Direction.IN
        if found.is_inside is not inward or found is NEVER_SEEN:
            found = Whereabouts(inward, scan.at)
    return found
