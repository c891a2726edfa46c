import contextvars
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import select, text, update
from sqlalchemy.exc import ProgrammingError

from ceremony.core import audit, clock, jobs
from ceremony.core.clock import now
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, NotAllowed
from ceremony.core.jobs import Chunk, Job, State
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.runs import Kind, Run
from tests import cast

CHUNK = 2


@jobs.job("tests.count")
def count(job: Job) -> Chunk:
    """Counts to ``total`` in chunks; every chunk leaves a row."""
    done = min(job.checkpoint.get("at", 0) + CHUNK, job.total)

    def write() -> None:
        run = Run(kind=Kind.REHEARSAL, number=done, is_current=False, ended_at=now())
        db.session.add(run)
        audit.record(SYSTEM, "tests.counted", run)

    return Chunk(
        done=done,
        checkpoint={"at": done},
        finished=done == job.total,
        result={"counted": done},
        write=write,
    )


@jobs.job("tests.refuse")
def refuse(job: Job) -> Chunk:
    raise DomainError("There is no paper in the printer.")


@jobs.job("tests.break")
def break_off(job: Job) -> Chunk:
    raise ZeroDivisionError


@jobs.job("tests.linger")
def linger(job: Job) -> Chunk:
    """Meanwhile somebody stops it."""
    app = current_app._get_current_object()

    def stop() -> None:
        with app.app_context(), transaction(SYSTEM, working=True):
            jobs.stop(actor=SYSTEM, stopped=jobs.get(job.id))

    with ThreadPoolExecutor() as pool:
        pool.submit(contextvars.Context().run, stop).result()
    return Chunk(done=1, checkpoint={}, finished=True)


def start(name: str, total: int = 5) -> Job:
    with transaction(SYSTEM, working=True):
        return jobs.start(name, actor=SYSTEM, total=total, colour="red")


def numbers() -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(select(Run.number).order_by(Run.number)))


pytestmark = pytest.mark.both_databases


def test_a_job_is_done_chunk_by_chunk_to_its_end():
    job = start("tests.count")

    assert jobs.work_once("me")
    assert not jobs.work_once("me")

    job = jobs.get(job.id)
    assert (job.state, job.done, job.result, job.is_over) == (State.DONE, 5, {"counted": 5}, True)
    assert numbers() == [2, 4, 5]


def test_after_a_death_the_job_goes_on_where_it_stopped_and_repeats_nothing():
    job = start("tests.count")
    assert jobs._claim("the dead") == job.id
    assert jobs._advance(job.id, "the dead")

    assert not jobs.work_once("too early")
    clock.shift(jobs.LEASE + timedelta(seconds=1))
    assert jobs.work_once("the heir")

    assert numbers() == [2, 4, 5]
    assert jobs.get(job.id).tries == 2


def test_who_lost_the_lease_writes_nothing():
    job = start("tests.count")
    jobs._claim("slow")
    clock.shift(jobs.LEASE + timedelta(seconds=1))
    jobs._claim("quick")

    with pytest.raises(jobs.LostLease):
        jobs._advance(job.id, "slow")
    jobs._fail(job.id, "slow", "too late")

    assert numbers() == []
    assert jobs.get(job.id).state is State.RUNNING


def test_a_stopped_job_does_no_further_chunk():
    job = start("tests.count")
    jobs._claim("me")
    jobs._advance(job.id, "me")
    with transaction(SYSTEM, working=True):
        jobs.stop(actor=SYSTEM, stopped=job)
    with pytest.raises(jobs.LostLease):
        jobs._advance(job.id, "me")
    assert numbers() == [2]


def test_only_who_began_it_and_an_administrator_may_stop_it():
    officer, other = cast.actor(Role.BADGE_OFFICER), cast.actor(Role.REGISTRAR)
    with transaction(officer, working=True):
        own = jobs.start("tests.count", actor=officer, total=5)
        again = jobs.start("tests.count", actor=officer, total=5)
    own_id, again_id = own.id, again.id
    with pytest.raises(NotAllowed), transaction(other, working=True):
        jobs.stop(actor=other, stopped=jobs.get(own_id))
    for actor, job_id in ((officer, own_id), (cast.actor(Role.ADMINISTRATOR), again_id)):
        with transaction(actor, working=True):
            jobs.stop(actor=actor, stopped=jobs.get(job_id))
    assert {jobs.get(x).state for x in (own_id, again_id)} == {State.STOPPED}


def test_a_job_that_is_stopped_while_it_works_is_left():
    job = start("tests.linger")
    assert jobs.work_once("me")
    db.session.rollback()
    assert jobs.get(job.id).state is State.STOPPED


def test_a_refusal_is_kept_as_its_sentence():
    job = start("tests.refuse")
    jobs.work_once("me")
    job = jobs.get(job.id)
    assert (job.state, job.error) == (State.FAILED, "There is no paper in the printer.")


def test_a_fault_is_kept_as_a_reference(caplog):
    job = start("tests.break")
    jobs.work_once("me")
    reference = jobs.get(job.id).error.split()[-1].rstrip(".")
    assert reference in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_what_dies_again_and_again_is_given_up():
    job = start("tests.count")
    with transaction(SYSTEM, working=True) as session:
        session.execute(update(Job).values(fruitless_tries=jobs.MOST_TRIES))
    jobs.work_once("me")
    assert "given up" in jobs.get(job.id).error


def test_who_comes_forward_step_by_step_is_never_given_up():
    job = start("tests.count", total=2 * CHUNK * jobs.MOST_TRIES)
    for number in range(2 * jobs.MOST_TRIES - 1):
        jobs._claim(f"mortal {number}")
        assert jobs._advance(job.id, f"mortal {number}")
        clock.shift((number + 1) * (jobs.LEASE + timedelta(seconds=1)))
    assert jobs.work_once("the last")
    assert jobs.get(job.id).state is State.DONE


def test_two_workers_never_take_the_same_job(app):
    start("tests.count")
    at_once, taken = threading.Barrier(8), []

    def claim() -> None:
        at_once.wait()
        with app.app_context():
            taken.append(jobs._claim("somebody"))
            db.session.remove()

    workers = [threading.Thread(target=claim) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(map(str, taken)) == ["1", *["None"] * 7]


def test_the_command_works_until_nothing_waits(run):
    start("tests.count")
    result = run("jobs", "work", "--until-empty")
    assert (result.exit_code, numbers()) == (0, [2, 4, 5])


@jobs.job("tests.lose_the_database")
def lose_the_database(job: Job) -> Chunk:
    if job.tries == 1:
        db.session.execute(text("select * from a_table_that_went_away"))
    return Chunk(done=1, checkpoint={}, finished=True)


def test_a_job_outlives_the_database_being_away(run, caplog, monkeypatch, database):
    """On SQLite a missing table is an operational error, as a lost connection is on both."""
    if database == "postgresql":
        monkeypatch.setattr(jobs, "DATABASE_AWAY", (ProgrammingError,))
    job_id = start("tests.lose_the_database").id
    monkeypatch.setattr(jobs, "LEASE", timedelta())  # so that it need not be waited for

    result = run("jobs", "work", "--until-empty")

    db.session.rollback()
    assert (result.exit_code, jobs.get(job_id).state) == (0, State.DONE)
    assert "does not answer" in caplog.text


def test_the_command_ends_on_a_signal(app, monkeypatch):
    """The signal comes while it waits; the loop ends after its pause."""
    monkeypatch.setattr(jobs.time, "sleep", lambda _: os.kill(os.getpid(), signal.SIGTERM))
    before = [signal.getsignal(x) for x in (signal.SIGINT, signal.SIGTERM)]
    try:
        result = app.test_cli_runner().invoke(args=["jobs", "work"])
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])
    assert (result.exit_code, result.output) == (0, "")
