"""The confirmation of an approval: queued with it, mailed once, and again when asked."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from ceremony.core import audit, jobs, mail
from ceremony.core.db import db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import SYSTEM, Actor, Permission, require
from ceremony.delegations.queries import confirmations
from ceremony.people.models import Accreditation
from ceremony.people.states import State

JOB = "delegations.confirm"


class NothingToConfirm(DomainError):
    """The person is not approved, or has no address."""

    status = 409


def queue(*, actor: Actor, ids: Sequence[int]) -> None:
    """Let a worker confirm these approvals by mail, in the transaction that approves.

    Approvals that follow each other before a worker comes are confirmed together, so that a
    focal point gets one mail. What nobody decided (imports, the demonstration) mails nobody.

    :param ids: of accreditations, approved now.
    """
    approved = [list(x) for x in confirmations.approvals(ids)]
    if actor.kind == SYSTEM.kind or not approved:
        return
    waiting = db.session.scalars(
        select(jobs.Job)
        .where(jobs.Job.name == JOB, jobs.Job.state == jobs.State.QUEUED)
        .order_by(jobs.Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if waiting is None:
        jobs.start(JOB, actor=SYSTEM, total=len(approved), approved=approved)
        return
    known: list[Any] = waiting.arguments["approved"]
    waiting.arguments = {"approved": [*known, *approved]}
    waiting.total += len(approved)


def mail_again(
    *, actor: Actor, accreditation: Accreditation, letter: dict[str, Any] | None
) -> Accreditation:
    """Mail the holder the confirmation once more.

    :param letter: made before the transaction began; None: there is no address.
    :raises NothingToConfirm: not approved, or nobody to write to.
    """
    require(actor, Permission.PEOPLE_DECIDE, accreditation)
    db.session.refresh(accreditation)
    if accreditation.state is not State.APPROVED:
        raise NothingToConfirm(_("Only who is approved gets a confirmation."))
    if letter is None:
        raise NothingToConfirm(_("There is no mail address. Download the confirmation instead."))
    mail.post(**letter)
    audit.record(actor, "delegations.confirmation_mailed", accreditation)
    return accreditation
