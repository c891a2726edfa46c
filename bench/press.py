"""``python -m bench.press command 2``: printing in a process of its own, and what it weighs.

The instance is the one that the environment names; the figures are printed as JSON.
"""

import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from bench.counting import megabytes
from ceremony import create_app
from ceremony.badges import jobs as printing_jobs
from ceremony.badges import operations, queries
from ceremony.badges.batches.choosing import Choice
from ceremony.badges.layouts import queries as layouts
from ceremony.badges.operations import Options
from ceremony.badges.printing import CHUNK, Press
from ceremony.badges.queries import Filter
from ceremony.badges.warming import warm
from ceremony.core import jobs
from ceremony.core.db import reading, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.typography.booklet import Booklet
from ceremony.people.kinds import PassKind
from tests import cast
from tests.client import Client

AT_THE_DESK = 30
Figures = dict[str, float]


def fronts(app: Flask, processes: int) -> Figures:
    """All badges, a page each, straight from the press."""
    file = Path(app.instance_path) / f"bench-{processes}.pdf"
    with reading():
        ids = queries.current_ids(Filter())
        began = time.perf_counter()
        press = Press()
        sheet = press.sheet(layouts.for_kind(PassKind.PERSONAL).code)
        with Booklet(file, "Badges") as booklet:
            first = booklet.checkpoint.next_number
            if processes == 1:
                for start in range(0, len(ids), CHUNK):
                    number = booklet.checkpoint.next_number
                    booklet.append(press.made(ids[start : start + CHUNK], sheet, number).part)
            else:
                for made in press.all_made(ids, sheet, first, processes):
                    booklet.append(made.part)
        seconds = time.perf_counter() - began
    size = file.stat().st_size
    file.unlink()
    return {"badges": len(ids), "seconds": seconds, "bytes": size}


def command(app: Flask, processes: int) -> Figures:
    """All badges with ``flask badges print``: everything is looked at, then drawn."""
    file = Path(app.instance_path) / "bench.pdf"
    arguments = ["badges", "print", "--out", str(file), "--processes", str(processes)]
    began = time.perf_counter()
    done = app.test_cli_runner().invoke(args=arguments)
    seconds = time.perf_counter() - began
    assert done.exit_code == 0, done.output
    file.unlink()
    return {"seconds": seconds}


def batch(_app: Flask, _processes: int) -> Figures:
    """What was never printed, with backs and cover sheets, as the worker of jobs does it."""
    choice, options = Choice(is_new_only=True), Options(with_backs=True, with_covers=True)
    with transaction(SYSTEM):
        begun = operations.start_printing(actor=SYSTEM, choice=choice, options=options)
        checking = begun.job_id
    assert checking
    began = time.perf_counter()
    assert jobs.work_once("bench")
    checked = time.perf_counter()
    assert jobs.work_once("bench")
    ended = time.perf_counter()
    with reading():
        found = jobs.get(checking), jobs.get(checking + 1)
        assert [x.state for x in found] == [jobs.State.DONE] * 2, [x.error for x in found]
        file = printing_jobs.find(found[1])
        assert file
        known = {"badges": found[1].total, "bytes": file.stat().st_size}
    return known | {"check": checked - began, "print": ended - checked}


def desk(app: Flask, _processes: int) -> Figures:
    """One after the other as an officer at the pick-up desk has them printed, with their backs."""
    warm()  # as a worker of the web server is
    gc.freeze()
    client = Client(app)
    client.sign_in(cast.officer(Role.PICKUP_OFFICER))
    with reading():
        ids = queries.current_ids(Filter())[: AT_THE_DESK + 1]
        person = queries.credential(ids[0]).accreditation.person_id
    token = client.token(f"/desk/pickup/{person}")
    taken = []
    for id_ in ids:
        began = time.perf_counter()
        sent = {"csrf_token": token, "as_it_is": "y"}
        answer = client.post(f"/desk/pickup/badges/{id_}/badge.pdf", data=sent)
        taken.append(1000 * (time.perf_counter() - began))
        assert answer.data.startswith(b"%PDF"), answer.status
    first, *others = taken
    others.sort()
    return {"first": first, "median": others[len(others) // 2], "slowest": others[-1]}


def main(what: str, processes: str = "1") -> None:
    work: Callable[[Flask, int], Figures] = {
        "fronts": fronts,
        "command": command,
        "batch": batch,
        "desk": desk,
    }[what]
    app = create_app()
    with app.test_request_context():
        figures = work(app, int(processes))
    # Those who drew beside it were forked from it: they have no peak of somebody else.
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps(figures | {"megabytes": megabytes("VmHWM"), "others": others}))


if __name__ == "__main__":
    main(*sys.argv[1:])
