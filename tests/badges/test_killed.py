"""The job worker is killed with -9 in the middle: nothing is lost, nothing is there twice."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ceremony.badges.batches.queries import Stage
from ceremony.core.clock import now
from ceremony.core.db import transaction
from ceremony.core.jobs import Job, State
from ceremony.core.permissions import SYSTEM
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.models import Accreditation
from tests import make
from tests.badges import batches
from tests.server import ROOT

pytestmark = [pytest.mark.both_databases, pytest.mark.soak]


def crowd(count: int) -> None:
    """So many issued credentials of people of whom no photograph is asked."""
    make.ceremony()
    make.category()
    senders = [make.body(code).id for code in ("FRA", "QAT", "VNM")]
    rows = [
        {"given_names": f"Person {n}", "body_id": senders[n % 3], "function": "spouse"}
        | {"family_name": ""}
        for n in range(count)
    ]
    with transaction(SYSTEM) as session:
        known = people.register(actor=SYSTEM, people=rows)
        wanted = select(Accreditation.id).where(Accreditation.person_id.in_(known))
        ids = session.scalars(wanted).all()
        people.approve(actor=SYSTEM, accreditations=queries.accreditations(ids))


def worker(app) -> subprocess.Popen:
    environment = os.environ | {
        "CEREMONY_INSTANCE": app.instance_path,
        "CEREMONY_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
    }
    command = [sys.executable, "-m", "flask", "jobs", "work", "--until-empty"]
    return subprocess.Popen(command, cwd=ROOT, env=environment)


def done(batch_id: int) -> tuple[str, int]:
    """Which job of the batch is at work, and how far."""
    job = batches.standing(batch_id).job
    return job.name, job.done


def lease_runs_out() -> None:
    """As if the time had passed."""
    with transaction(SYSTEM, working=True) as session:
        past = now() - timedelta(seconds=1)
        session.execute(update(Job).where(Job.state == State.RUNNING).values(lease_until=past))


def test_everybody_stands_in_the_files_once(app, soaking):
    """In a folder of each delegation, beside its cover sheet, with all of them in its list."""
    count, kills = (2_000, 6) if soaking else (300, 1)
    crowd(count)
    chance = random.Random(25)
    batch = batches.start(is_split=True, with_covers=True)

    for _kill in range(kills):
        before, process = done(batch), worker(app)
        deadline = time.monotonic() + 60
        while done(batch) == before and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(chance.random() / 4)
        process.send_signal(signal.SIGKILL)
        process.wait()
        lease_runs_out()
    assert worker(app).wait(120) == 0

    known = batches.standing(batch)
    assert (known.stage, known.made, known.claimed) == (Stage.DONE, count, 0)
    files = batches.made(batch)
    assert sorted(files) == [
        f"{x}/{name}.pdf" for x in ("FRA", "QAT", "VNM") for name in ("badges-personal", "cover")
    ]
    for name in ("badges-personal", "cover"):
        pages = " ".join(x for file, own in files.items() if name in file for x in own)
        numbers = [int(x) for x in re.findall(r"Person (\d+)", pages)]
        assert sorted(numbers) == list(range(count))
