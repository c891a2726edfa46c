"""How long a worker takes to start, and what it weighs after its first page."""

import json
import time
from pathlib import Path

from werkzeug.test import Client

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
            figures = json.loads(in_own_process("bench.start", **environment))
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


def main() -> None:
    from ceremony.wsgi import app  # the very module that a server imports

    assert Client(app).get("/sign-in").status_code == 200
    status = dict(x.split(":", 1) for x in Path("/proc/self/status").read_text().splitlines())
    print(json.dumps({"megabytes": int(status["VmRSS"].split()[0]) / 1024}))


if __name__ == "__main__":
    main()
