"""How long a worker takes to start, and what it weighs after its first page."""

import json
import time

from bench.places import in_own_process, place
from bench.table import Row
from ceremony.core.db import db
from tests import make

TIMES = 3


def measure() -> list[Row]:
    with place() as here:
        make.ceremony()
        db.session.remove()
        environment = {"CEREMONY_INSTANCE": str(here.instance)}
        found = []
        for _ in range(TIMES):
            began = time.perf_counter()
            figures = json.loads(in_own_process("bench.worker", **environment))
            found.append((time.perf_counter() - began, figures["megabytes"]))
    seconds, megabytes = min(found)
    return [
        Row(
            "Start of a worker, until its first page is made",
            f"{seconds:.1f} s, {megabytes:.0f} MB",
            "",
            "≤ 1.5 s, ≤ 120 MB",
            seconds <= 1.5 and megabytes <= 120,
        )
    ]
