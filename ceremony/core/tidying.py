"""What is kept for a time only really goes: every worker looks once an hour, without being asked.

A slice says with :func:`hourly` what it throws away; it runs outside of any transaction.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from secrets import token_hex

from ceremony.core import clock, jobs

EVERY = timedelta(hours=1)

log = logging.getLogger(__name__)

_tidiers: list[Callable[[], None]] = []


def hourly(tidy: Callable[[], None]) -> Callable[[], None]:
    """Register what throws away what nobody may find any more."""
    _tidiers.append(tidy)
    return tidy


def tidy_all() -> None:
    """Let everybody tidy up; who cannot holds up neither the others nor the worker."""
    for tidy in _tidiers:
        try:
            tidy()
        except jobs.DATABASE_AWAY:
            raise
        except Exception:
            log.exception("%s broke off, reference %s", tidy.__module__, token_hex(4).upper())


@jobs.beside
@contextmanager
def _round(_owner: str) -> Iterator[jobs.Errand]:
    """What a worker does between two jobs: at its start, and each hour after."""
    due = clock.now()

    def tidy_if_due() -> bool:
        nonlocal due
        if clock.now() >= due:
            tidy_all()
            due = clock.now() + EVERY
        return False  # nothing waits for it

    yield tidy_if_due
