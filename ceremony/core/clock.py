"""The only place that reads the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ceremony.core.errors import Misconfigured
from ceremony.core.i18n import _

# What the code on a badge can hold, with a day to spare at either end.
SIGNABLE = datetime(1970, 1, 2, tzinfo=UTC), datetime(2106, 1, 1, tzinfo=UTC)

_shift = timedelta()


def now() -> datetime:
    """The present instant, aware, UTC; moved by :func:`shift` in a demonstration or a test."""
    return datetime.now(UTC) + _shift


def shift(by: timedelta) -> None:
    """Move the clock of this process *by* so much; ``timedelta()`` puts it right again."""
    global _shift
    _shift = by


def is_signable(instant: datetime) -> bool:
    """Whether the code on a badge can say *instant*, which is aware."""
    return SIGNABLE[0] <= instant < SIGNABLE[1]


def not_signable() -> str:
    return _("A badge can be valid from 1970 to 2105 only.")


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
    try:
        day, zone = file.read_text().split()
        today = datetime.now(ZoneInfo(zone)).date()
        by = timedelta(days=(date.fromisoformat(day) - today).days)
        datetime.now(UTC) + by + timedelta(days=366)  # the year 9999 has no next one
    except (ValueError, OverflowError, ZoneInfoNotFoundError, OSError) as error:
        raise Misconfigured(f"{file} should read like 2025-10-25 Asia/Bangkok: {error}") from None
    shift(by)
