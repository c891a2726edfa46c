"""The job worker is killed with -9 in the middle: nothing is lost, nothing is there twice."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pypdfium2
import pytest
from sqlalchemy import select, update

from ceremony.badges import jobs as print_jobs
from ceremony.badges import operations
from ceremony.badges.models import Credential
from ceremony.core import jobs
from ceremony.core.clock import now
from ceremony.core.db import db, transaction
from ceremony.core.jobs import Job, State
from ceremony.core.permissions import SYSTEM
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.models import Accreditation
from tests import make
from tests.server import ROOT

pytestmark = [pytest.mark.both_databases, pytest.mark.soak]


def crowd(count: int) -> list[int]:
    """Ids of *count* issued credentials, in the order of their serials."""
    make.ceremony()
    sender = make.person().participations[0].body_id
    rows = [
        {"given_names": f"Person {n}", "body_id": sender, "function": "delegate"}
        | {"family_name": ""}
        for n in range(count)
    ]
    with transaction(SYSTEM) as session:
        known = people.register(actor=SYSTEM, people=rows)
        wanted = select(Accreditation.id).where(Accreditation.person_id.in_(known))
        ids = session.scalars(wanted).all()
        people.approve(actor=SYSTEM, accreditations=queries.accreditations(ids))
        return list(session.scalars(select(Credential.id).order_by(Credential.serial)))


def worker(app) -> subprocess.Popen:
    environment = os.environ | {
        "CEREMONY_INSTANCE": app.instance_path,
        "CEREMONY_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
    }
    command = [sys.executable, "-m", "flask", "jobs", "work", "--until-empty"]
    return subprocess.Popen(command, cwd=ROOT, env=environment)


def done(job_id: int) -> int:
    db.session.rollback()
    return jobs.get(job_id).done


def lease_runs_out(job_id: int) -> None:
    """As if the time had passed."""
    with transaction(SYSTEM, working=True) as session:
        past = now() - timedelta(seconds=1)
        session.execute(update(Job).where(Job.id == job_id).values(lease_until=past))


def test_everybody_stands_in_the_file_once(app, soaking):
    count, kills = (2_000, 6) if soaking else (500, 1)
    ids, chance = crowd(count), random.Random(25)
    with transaction(SYSTEM):
        job_id = operations.start_printing(actor=SYSTEM, ids=ids).id

    for _kill in range(kills):
        before, process = done(job_id), worker(app)
        deadline = time.monotonic() + 60
        while done(job_id) == before and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(chance.random() / 4)
        process.send_signal(signal.SIGKILL)
        process.wait()
        lease_runs_out(job_id)
    assert worker(app).wait(120) == 0

    db.session.rollback()
    job = jobs.get(job_id)
    assert (job.state, job.done) == (State.DONE, count)
    pdf = pypdfium2.PdfDocument(print_jobs.path(job.result["file"]))
    texts = [page.get_textpage().get_text_bounded() for page in pdf]
    numbers = [int(re.search(r"Person (\d+)", text)[1]) for text in texts]
    assert sorted(numbers) == list(range(count))
