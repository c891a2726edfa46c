"""The only place that reads the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

_shift = timedelta()


def now() -> datetime:
    """The present instant, aware, UTC; moved by :func:`shift` in a demonstration or a test."""
    return datetime.now(UTC) + _shift


def shift(by: timedelta) -> None:
    """Move the clock of this process *by* so much; ``timedelta()`` puts it right again."""
    global _shift
    _shift = by


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Let what happens in the block happen so much later (or, below zero, earlier)."""
    before = _shift
    shift(before + by)
    try:
        yield
    finally:
        shift(before)


def read(instance: Path) -> None:
    """Let today be the day that the instance's file ``clock`` names (``2025-10-25 Asia/Bangkok``).

    The time of day stays: a demonstration happens on its first day, whenever it is started.
    """
    file = instance / "clock"
    if not file.exists():
        return
    day, zone = file.read_text().split()
    today = datetime.now(ZoneInfo(zone)).date()
    shift(timedelta(days=(date.fromisoformat(day) - today).days))
