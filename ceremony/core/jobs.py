"""Long work as rows: done in chunks, each kept with its own transaction.

A worker that dies in the middle loses only its chunk: when its lease has run out,
any worker takes the job up again at the last checkpoint.
"""

import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from secrets import token_hex
from typing import Any

import click
from sqlalchemy import JSON, Index, func, or_, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from ceremony.core.clock import now
from ceremony.core.commands import Commands
from ceremony.core.db import Moment, Working, db, one_of, reading, transaction
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import SYSTEM, Actor, Permission, require

LEASE = timedelta(seconds=10)
POLL_S = 0.5
MOST_TRIES = 5
DATABASE_AWAY = (OperationalError, InterfaceError)

log = logging.getLogger(__name__)


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Job(Working):
    """One piece of long work, and how far it has come."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state", "state", "lease_until"),)

    name: Mapped[str] = mapped_column(comment="<slice>.<verb>")
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None]
    state: Mapped[State] = mapped_column(one_of(State), default=State.QUEUED)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    checkpoint: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[str | None]
    owner: Mapped[str | None]
    lease_until: Mapped[Moment | None]
    tries: Mapped[int] = mapped_column(default=0, comment="How often a worker took it")
    fruitless_tries: Mapped[int] = mapped_column(default=0, comment="Since the last kept chunk")
    started_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]

    @property
    def is_over(self) -> bool:
        return self.state in {State.DONE, State.FAILED, State.STOPPED}


@dataclass(frozen=True)
class Chunk:
    """What one step did: how far the job is now, and from where the next step goes on.

    :param write: changes of audited rows that belong to this chunk, made in its transaction.
    :param actor: whom the trail names for what *write* changes.
    :param result: what the finished job gives, such as the name of a stored file.
    """

    done: int
    checkpoint: dict[str, Any]
    finished: bool
    result: dict[str, Any] = field(default_factory=dict)
    write: Callable[[], None] | None = None
    actor: Actor = SYSTEM


Step = Callable[[Job], Chunk]
_steps: dict[str, Step] = {}


def job(name: str) -> Callable[[Step], Step]:
    """Register a step: it reads, does at most some 200 rows' work and returns its chunk."""

    def register(step: Step) -> Step:
        _steps[name] = step
        return step

    return register


Errand = Callable[[], bool]  # does a little of what waits; False if nothing did
_errands: list[Callable[[str], AbstractContextManager[Errand]]] = []


def beside(
    begin: Callable[[str], AbstractContextManager[Errand]],
) -> Callable[[str], AbstractContextManager[Errand]]:
    """Register what every worker does between two jobs; *begin* gets the worker's name."""
    _errands.append(begin)
    return begin


def start(name: str, *, actor: Actor, total: int, **arguments: Any) -> Job:
    """Queue the job *name*, in the present transaction."""
    queued = Job(
        name=name, arguments=arguments, actor_kind=actor.kind, actor_id=actor.id, total=total
    )
    db.session.add(queued)
    db.session.flush()
    return queued


def get(job_id: int) -> Job:
    return db.session.get_one(Job, job_id)


def note(job_id: int, result: dict[str, Any]) -> None:
    """Keep what the job has given so far: from inside of a chunk's *write*."""
    db.session.execute(update(Job).where(Job.id == job_id).values(result=result))


def stop(*, actor: Actor, stopped: Job) -> Job:
    """Let *stopped* do no further chunk; what its chunks did stays done.

    Who began it may, and an administrator.
    """
    require(actor, Permission.JOBS_OWN, stopped)
    db.session.execute(
        update(Job)
        .where(Job.id == stopped.id, Job.state.in_([State.QUEUED, State.RUNNING]))
        .values(state=State.STOPPED, ended_at=now())
    )
    return stopped


def work_once(owner: str) -> bool:
    """Take one job and do it to its end; False if none waits."""
    job_id = _claim(owner)
    if job_id is None:
        return False
    try:
        while _advance(job_id, owner):
            pass
    except LostLease:
        log.warning("job %s went on elsewhere or was stopped", job_id)
    except DATABASE_AWAY:
        raise  # the lease runs out, and the job goes on from its checkpoint
    except DomainError as error:
        _fail(job_id, owner, str(error))
    except Exception:
        reference = token_hex(4).upper()
        log.exception("job %s failed, reference %s", job_id, reference)
        _fail(job_id, owner, _("The work broke off. Reference %(reference)s.", reference=reference))
    return True


class LostLease(Exception):
    """Another worker has taken the job, or somebody stopped it."""


def _claim(owner: str) -> int | None:
    instant = now()
    waiting = or_(
        Job.state == State.QUEUED,
        (Job.state == State.RUNNING) & (Job.lease_until < instant),
    )
    with reading() as session:  # asks without the write lock
        job_id = session.scalar(select(Job.id).where(waiting).order_by(Job.id).limit(1))
    if job_id is None:
        return None
    with transaction(SYSTEM, working=True) as session:
        return session.scalar(
            update(Job)
            .where(Job.id == job_id, waiting)
            .values(
                state=State.RUNNING,
                owner=owner,
                lease_until=instant + LEASE,
                tries=Job.tries + 1,
                fruitless_tries=Job.fruitless_tries + 1,
                started_at=func.coalesce(Job.started_at, instant),
            )
            .returning(Job.id)
        )


def _advance(job_id: int, owner: str) -> bool:
    with reading():
        present = get(job_id)
        if present.fruitless_tries > MOST_TRIES:
            raise DomainError(_("The work broke off again and again and was given up."))
        chunk = _steps[present.name](present)
    ended = {"state": State.DONE, "ended_at": now(), "result": chunk.result}
    with transaction(chunk.actor, working=chunk.write is None):
        _hold(
            job_id,
            owner,
            done=chunk.done,
            checkpoint=chunk.checkpoint,
            lease_until=now() + LEASE,
            fruitless_tries=0,
            **(ended if chunk.finished else {}),
        )
        if chunk.write:
            chunk.write()
    return not chunk.finished


def _hold(job_id: int, owner: str, **values: Any) -> None:
    mine = (Job.id == job_id, Job.owner == owner, Job.state == State.RUNNING)
    if db.session.scalar(update(Job).where(*mine).values(**values).returning(Job.id)) is None:
        raise LostLease


def _fail(job_id: int, owner: str, sentence: str) -> None:
    try:
        with transaction(SYSTEM, working=True):
            _hold(job_id, owner, state=State.FAILED, error=sentence, ended_at=now())
    except LostLease:
        log.warning("job %s went on elsewhere", job_id)


cli = Commands("jobs", help="Long work.")


@cli.command()
@click.option("--until-empty", is_flag=True, help="End when no job and no mail waits.")
def work(until_empty: bool) -> None:
    """Do the jobs that wait and deliver mail, until a signal says stop."""
    owner = f"{os.getpid()}-{token_hex(4)}"
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda signum, _frame: stopping.append(signum))
    with ExitStack() as stack:
        errands = [stack.enter_context(begin(owner)) for begin in _errands]
        while not stopping:
            try:
                if any([work_once(owner), *(errand() for errand in errands)]):
                    continue
                if until_empty:
                    return
            except DATABASE_AWAY:
                log.exception("the database does not answer; trying again")
                db.session.remove()
            time.sleep(POLL_S)
