"""How long something takes, and how many statements it needs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

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
