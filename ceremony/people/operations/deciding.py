"""Deciding about many: whoever cannot be is left out, with the reason, and holds up nobody."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm.exc import StaleDataError

from ceremony.core import audit, jobs
from ceremony.core.db import db
from ceremony.core.errors import DomainError, EditConflict, demand_reason
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people import queries
from ceremony.people.operations import accreditations, holding
from ceremony.people.states import LIFECYCLE, WITH_REASON
from ceremony.people.vetting import approval
from ceremony.people.vetting import queries as vetting

CHUNK = 100
PARTS = (20, 1)  # what a group that was refused is taken apart into


class Skipped(NamedTuple):
    """An accreditation about which nothing was decided, and why."""

    id: int
    reason: str


class Outcome(NamedTuple):
    done: int
    skipped: list[Skipped]


def decide_possible(*, actor: Actor, move: str, ids: Sequence[int], reason: str = "") -> Outcome:
    """Make *move* with those of *ids* with whom it is possible; the others stay as they are.

    :param ids: of accreditations, at most CHUNK or so: a refusal is looked for in ever smaller
        parts, and all of it holds the lock of writers.
    :raises DomainError: *actor* may not do this at all, or a reason is missing.
    """
    _demand(actor, move, reason)
    holding.hold_rights(ids)  # what a savepoint takes is lost when it is rolled back
    known = dict(queries.states_of(ids))
    sources = LIFECYCLE.moves[move].sources
    skipped = [Skipped(x, _elsewhere(known.get(x))) for x in ids if known.get(x) not in sources]
    standing = [x for x in ids if known.get(x) in sources]
    if move == "approve":
        unvetted = _unvetted(standing)
        skipped += unvetted
        standing = [x for x in standing if x not in {y.id for y in unvetted}]
    skipped += _attempt(actor, move, standing, reason) if standing else []
    return Outcome(len(ids) - len(skipped), skipped)


def decide_some(*, actor: Actor, move: str, ids: Sequence[int], reason: str = "") -> Outcome:
    """The same, where somebody waits for the answer.

    :raises DomainError: nobody of *ids* can be decided on; it says why the first cannot.
    """
    outcome = decide_possible(actor=actor, move=move, ids=ids, reason=reason)
    if not outcome.done and outcome.skipped:
        raise DomainError(outcome.skipped[0].reason)
    return outcome


def start_deciding(*, actor: Actor, move: str, ids: Sequence[int], reason: str = "") -> jobs.Job:
    """Queue the same for any number of people: in chunks, as *actor*."""
    _demand(actor, move, reason)
    more: dict[str, Any] = {"move": move, "ids": list(ids), "reason": reason.strip()}
    job = jobs.start("people.decide", actor=actor, total=len(ids), **more)
    audit.record(actor, "people.decisions_started", job, move=move, people=len(ids))
    return job


def stop_deciding(*, actor: Actor, job: jobs.Job) -> jobs.Job:
    """Decide about nobody else; what was decided stays."""
    stopped = jobs.stop(actor=actor, stopped=job)
    audit.record(actor, "people.decisions_stopped", stopped)
    return stopped


def _demand(actor: Actor, move: str, reason: str) -> None:
    require(actor, Permission.PEOPLE_READ)
    require(actor, LIFECYCLE.moves[move].permission)
    if LIFECYCLE.moves[move].target in WITH_REASON:
        demand_reason(reason)


def _unvetted(ids: Sequence[int]) -> list[Skipped]:
    """Those whose vetting is not finished: many at once, so they are asked for beforehand."""
    persons = queries.persons_of(ids)
    unfinished = vetting.unfinished(list(persons.values()))
    return [Skipped(x, approval.sentence({persons[x]})) for x in ids if persons[x] in unfinished]


def _attempt(actor: Actor, move: str, ids: Sequence[int], reason: str) -> list[Skipped]:
    """Decide about all of *ids*, else about smaller parts: those who are left were refused."""
    try:
        with db.session.begin_nested():
            accreditations.decide(actor=actor, move=move, ids=ids, reason=reason)
    except (DomainError, StaleDataError) as error:
        db.session.expire_all()  # rows written many at once do not notice that it was undone
        if len(ids) == 1:
            said = EditConflict() if isinstance(error, StaleDataError) else error
            return [Skipped(ids[0], str(said))]
    else:
        return []
    size = next(x for x in PARTS if x < len(ids))
    parts = (ids[start : start + size] for start in range(0, len(ids), size))
    return [x for part in parts for x in _attempt(actor, move, part, reason)]


def _elsewhere(state: Any) -> str:
    if state is None:
        return _("No longer in the list.")
    return _("Decided by somebody else meanwhile: %(state)s.", state=state.label)
