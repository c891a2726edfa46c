"""Batches of badges: begun, decided on, stopped. What a batch has claimed no other one prints."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import delete, exists, insert, select

from ceremony.badges.batches import choosing, queries
from ceremony.badges.batches.choosing import Candidate, Choice
from ceremony.badges.batches.queries import CHECK, PRINT, Stage, Standing
from ceremony.badges.documents.elements import LISTS, SHARED
from ceremony.badges.documents.face import Problem
from ceremony.badges.models import Batch, Credential, Impression, Order
from ceremony.badges.operations import reasons
from ceremony.core import audit, jobs
from ceremony.core.db import MOST_IDS, db, lock
from ceremony.core.errors import DomainError, demand_reason
from ceremony.core.i18n import _
from ceremony.core.jobs import Job
from ceremony.core.permissions import SYSTEM, Actor, Permission, may, require

# What nobody could use, or has letters that no font has: it is never printed.
NEVER = frozenset({Problem.LETTERS, Problem.EMPTY, Problem.FAILED})


ALIKE = frozenset({*SHARED, *LISTS, "list", "logo"})  # the same on all badges of a category


class NothingToPrint(DomainError):
    """No credential that counts matches, or others print all of them now."""


class Decided(DomainError):
    """Somebody decided on this batch before."""

    status = 409


class Options(NamedTuple):
    """How a batch is printed.

    :ivar layout_code: None: the usual one of each kind of pass.
    :ivar with_covers: a sheet for each delegation, with a list to tick off and a receipt.
    :ivar is_split: a folder for each delegation.
    """

    layout_code: str | None = None
    sorted_by: Order = Order.DELEGATION
    with_backs: bool = False
    with_covers: bool = False
    is_split: bool = False


USUAL = Options()


def start_printing(
    *,
    actor: Actor,
    choice: Choice,
    options: Options = USUAL,
    reason: str = "",
    is_by_job: bool = True,
) -> Batch:
    """Claim what is free of *choice*, and queue its checking.

    :param reason: why, if any of it was printed before: it keeps its serial.
    :param is_by_job: False: the caller draws and marks it, and releases what is left.
    :raises NothingToPrint: nothing is free.
    :raises ReasonNeeded: some of it was printed before.
    """
    require(actor, Permission.BADGES_PRINT)
    lock("badges.prints")
    _release_broken()
    free = _free(choice)
    is_again = any(x.is_printed for x in free)
    said = reasons.tidy(reason)
    why = demand_reason(said, _("Say why they are printed again.")) if is_again else ""
    asked = choice.as_arguments() or {"chosen": len(free)}
    by = actor.id if actor.kind == "user" else None
    batch = Batch(asked=asked, reason=why or None, began_by_id=by, **options._asdict())
    db.session.add(batch)
    db.session.flush()
    _claim(batch, choosing.in_order(free, options.sorted_by, is_split=options.is_split))
    if is_by_job:
        job = jobs.start(CHECK, actor=actor, total=len(free), batch=batch.id)
        batch.job_id = job.id
    audit.record(actor, "badges.print_started", batch, badges=len(free))
    return batch


def _free(choice: Choice) -> list[Candidate]:
    if not (found := choosing.candidates(choice)):
        raise _nothing(choice)
    held = choosing.claims()
    if free := [x for x in found if x.id not in held and not x.must_be_new]:
        return free
    if not (taken := [x.id for x in found if x.id in held]):
        raise NothingToPrint(_("All of these are in reprint and not here: make them anew."))
    known = {"batch": held[taken[0]].batch_id, "name": held[taken[0]].by}
    if choice.is_new_only:
        raise NothingToPrint(
            _("Nothing new is left: batch %(batch)s prints it, by %(name)s.", **known)
        )
    raise NothingToPrint(
        _("All of these are being printed: batch %(batch)s, by %(name)s.", **known)
    )


def _nothing(choice: Choice) -> NothingToPrint:
    """Why there are no candidates."""
    old = choosing.candidates(replace(choice, is_new_only=False)) if choice.is_new_only else []
    if not old:
        return NothingToPrint(_("No badge that counts matches this filter."))
    if batch := queries.last_of([x.id for x in old[:MOST_IDS]]):
        return NothingToPrint(
            _("Nothing new is left: batch %(batch)s was the last to print of it.", batch=batch)
        )
    return NothingToPrint(_("Nothing new is left: all of it was printed before."))


def _claim(batch: Batch, found: Sequence[Candidate]) -> None:
    codes = choosing.layout_codes(batch.layout_code)
    rows = [
        {
            "credential_id": x.id,
            "batch_id": batch.id,
            "position": place,
            "layout_code": codes[x.kind],
        }
        for place, x in enumerate(found, 1)
    ]
    db.session.execute(insert(Impression), rows)


def checked(*, actor: Actor, batch: Batch) -> None:
    """Nothing was found in *batch*: it goes on by itself, unless others printed all of it."""
    require(actor, Permission.BADGES_PRINT)
    lock("badges.prints")
    if claimed := queries.standing(batch.id).claimed:
        _go_on(actor, batch, claimed)


def go_on(*, actor: Actor, batch: Batch, is_everything: bool) -> Batch:
    """Print a batch in which something was found: what is right, or *is_everything* that can be.

    What is left out is free again.

    :raises Decided: it does not wait for that any more.
    :raises NothingToPrint: nothing of it can be printed.
    """
    require(actor, Permission.BADGES_PRINT)
    lock("badges.prints")
    known = queries.standing(batch.id)
    if known.stage is not Stage.ASKING or known.job is None:
        raise Decided(_("Somebody decided on this batch a moment ago."))
    findings = known.job.result["findings"]
    left_out = unprintable(findings) if is_everything else {x[0] for x in findings}
    _leave_out(batch.id, left_out)
    if not (claimed := queries.standing(batch.id).claimed):
        raise NothingToPrint(_("Nothing of this batch can be printed."))
    _go_on(actor, batch, claimed, findings, left_out)
    return batch


def unprintable(findings: Iterable[Sequence[Any]]) -> set[int]:
    """The serials of what is never printed, of findings with serial, field and problem.

    What all badges share, such as a rule on their backs, stops none of them.
    """
    return {x[0] for x in findings if x[2] in NEVER and x[1] not in ALIKE}


def _leave_out(batch_id: int, serials: Collection[int]) -> None:
    if serials:
        named = select(Credential.id).where(Credential.serial.in_(serials))
        _release(batch_id, Impression.credential_id.in_(named))


def _go_on(
    actor: Actor,
    batch: Batch,
    claimed: int,
    findings: Sequence[Any] = (),
    left_out: Collection[int] = (),
) -> None:
    told: dict[str, Any] = {
        "left_out": [x for x in findings if x[0] in left_out],
        "accepted": [x for x in findings if x[0] not in left_out],
    }
    batch.job_id = jobs.start(PRINT, actor=actor, total=claimed, batch=batch.id, **told).id
    number = len(told["left_out"])
    audit.record(actor, "badges.print_confirmed", batch, badges=claimed, left_out=number)


def stop_printing(*, actor: Actor, batch: Batch) -> Batch:
    """Let no further badges be made: what is made stays printed, the others are free again.

    One that waits for a decision, or that no job makes, anybody may stop who prints.
    """
    require(actor, Permission.BADGES_PRINT)
    _stop_job(actor, batch)  # its row before the lock: so does a chunk that ends the checking
    lock("badges.prints")
    db.session.refresh(batch)
    _stop_job(actor, batch)  # the next one, if the checking has just ended
    released = _release(batch.id)
    audit.record(actor, "badges.print_stopped", batch, released=released)
    return batch


def _stop_job(actor: Actor, batch: Batch) -> None:
    """Who began the batch may, whoever decided on it since."""
    known = queries.standing(batch.id)
    if known.job and not known.job.is_over:
        who = SYSTEM if may(actor, Permission.BADGES_PRINT, known) else actor
        jobs.stop(actor=who, stopped=known.job)


def record_fetched(*, actor: Actor, batch: Batch) -> Batch:
    """Note that somebody took the file of *batch*, which holds faces and names.

    It is for who began the batch, and for administrators who print.
    """
    require(actor, Permission.BADGES_PRINT, queries.standing(batch.id))
    audit.record(actor, "badges.print_fetched", batch)
    return batch


def release(*, actor: Actor, batch_id: int, ids: Sequence[int] | None = None) -> int:
    """Let others print what *batch_id* has claimed and not made; how many there are.

    :param ids: only these credentials.
    """
    require(actor, Permission.BADGES_PRINT)
    if ids is None:
        return _release(batch_id)
    return _release(batch_id, Impression.credential_id.in_(ids)) if ids else 0


def _release(batch_id: int, *which: Any) -> int:
    claimed = (Impression.batch_id == batch_id, Impression.made_at.is_(None), *which)
    gone = delete(Impression).where(*claimed).returning(Impression.id)
    return len(db.session.scalars(gone.execution_options(synchronize_session=False)).all())


def _release_broken() -> None:
    """What belongs to batches whose job broke off."""
    over = Job.state.in_([jobs.State.FAILED, jobs.State.STOPPED])
    dead = exists().where(Batch.id == Impression.batch_id, Job.id == Batch.job_id, over)
    gone = delete(Impression).where(Impression.made_at.is_(None), dead)
    db.session.execute(gone.execution_options(synchronize_session=False))


def take_out(credential: Credential) -> None:
    """Let *credential* be printed by itself, though a batch has claimed it.

    :raises NothingToPrint: the batch is making its pages now.
    """
    lock("badges.prints")
    _release_broken()
    claimed = select(Impression).where(
        Impression.credential_id == credential.id, Impression.made_at.is_(None)
    )
    if not (claim := db.session.scalars(claimed).one_or_none()):
        return
    known: Standing = queries.standing(claim.batch_id or 0)
    if known.stage in {Stage.PRINTING, Stage.BY_COMMAND}:
        raise NothingToPrint(
            _(
                "This badge is being printed now: batch %(batch)s, by %(name)s.",
                batch=claim.batch_id,
                name=known.by,
            )
        )
    db.session.delete(claim)
    db.session.flush()
