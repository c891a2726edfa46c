"""How long something takes, how many statements it needs, and how much memory."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import event

from ceremony.core.db import db


@dataclass
class Cost:
    seconds: float = 0.0
    busy: float = 0.0  # seconds in which this process had the processor
    statements: int = 0


@contextmanager
def cost() -> Iterator[Cost]:
    """What the block costs; known after it."""
    found = Cost()

    def note(*_: object) -> None:
        found.statements += 1

    event.listen(db.engine, "before_cursor_execute", note)
    began, worked = time.perf_counter(), time.process_time()
    try:
        yield found
    finally:
        found.seconds = time.perf_counter() - began
        found.busy = time.process_time() - worked
        event.remove(db.engine, "before_cursor_execute", note)


def megabytes(which: str) -> float:
    """The memory of this process: ``VmRSS`` now, ``VmHWM`` at the most.

    What the system says of a process's resources will not do: a child inherits the peak of
    whoever started it, and here that has just had 100,000 people in its hands.
    """
    status = Path("/proc/self/status").read_text().splitlines()
    kilobytes = next(x for x in status if x.startswith(f"{which}:")).split()[1]
    return int(kilobytes) / 1024
