"""Writing to many: drafted, looked at, released, stopped in time."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import update

from ceremony.core import audit, jobs, versions
from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, ngettext
from ceremony.core.mail import Message
from ceremony.core.mail import State as MailState
from ceremony.core.mail import operations as outbox
from ceremony.core.permissions import SYSTEM, Actor, Permission, require
from ceremony.mailings import letters
from ceremony.mailings.audiences import demand
from ceremony.mailings.models import Mailing
from ceremony.mailings.states import LIFECYCLE, State

UNDO = timedelta(minutes=1)  # for a change of mind
MOST_CHOSEN = 20_000


class NobodyChosen(DomainError):
    """A mailing without anybody to read it."""


class OthersByNow(DomainError):
    """Between looking and sending an address came or went."""

    status = 409


def begin(
    *, actor: Actor, audience: str, chosen: str, ids: Sequence[int], language: str = ""
) -> Mailing:
    """A draft to those behind *ids*, who are named by *chosen*; it has no words yet."""
    require(actor, Permission.MAIL_WRITE)
    demand(actor, audience)
    if not ids:
        raise NobodyChosen(_("Nobody fits. Choose somebody to write to."))
    if len(ids) > MOST_CHOSEN:
        raise NobodyChosen(_("These are more than %(most)d. Choose fewer.", most=MOST_CHOSEN))
    mailing = Mailing(
        audience=audience,
        chosen=chosen,
        chosen_ids=list(ids),
        language=language,
        author_id=actor.id if actor.kind == "user" else None,
    )
    LIFECYCLE.begin(actor, mailing, event="begun", chosen=len(ids))
    return mailing


def write(
    *,
    actor: Actor,
    mailing: Mailing,
    subject: str,
    text: str,
    language: str = "",
    version: int | None = None,
) -> Mailing:
    """Set the words.

    :raises UnknownPlace: something stands in braces that nobody can fill in.
    :raises EditConflict: somebody else saved another version in between.
    """
    require(actor, Permission.MAIL_WRITE)
    demand(actor, mailing.audience)
    versions.demand(mailing, version)
    _demand_draft(mailing)
    letters.refuse_unknown("subject", subject)
    letters.refuse_unknown("text", text)
    if len(subject.splitlines()) != 1:
        raise DomainError(_("The subject is one line."), field="subject")
    mailing.subject, mailing.text = subject, text
    mailing.language = language or mailing.language
    audit.record(actor, "mailings.written", mailing)
    return mailing


def release(
    *, actor: Actor, mailing: Mailing, ids: Sequence[int], count: int, version: int | None = None
) -> Mailing:
    """Queue the mails as a job; nothing leaves within the first minute.

    :param ids: of whom its plan names; whoever calls makes it before, since it reads everybody
        who was chosen and would hold up all who write.
    :param count: to how many, as the page said it.
    :param version: of the mailing from which the plan was made; None: whatever is there.
    :raises OthersByNow: they are not that many any more.
    :raises EditConflict: somebody else saved another text in between.
    """
    demand(actor, mailing.audience)
    _demand_draft(mailing)
    if not mailing.is_written:
        raise DomainError(_("Write a subject and a text first."))
    versions.demand(mailing, version)
    if not ids:
        raise NobodyChosen(_("Nobody of them can be written to."))
    if len(ids) != count:
        raise OthersByNow(
            ngettext(
                "Meanwhile it is %(num)d mail. Look again, then send.",
                "Meanwhile they are %(num)d mails. Look again, then send.",
                len(ids),
            )
        )
    job = jobs.start(
        "mailings.send", actor=actor, total=len(ids), mailing_id=mailing.id, ids=list(ids)
    )
    LIFECYCLE.advance(
        actor, "release", mailing, total=len(ids), job_id=job.id, leaves_at=now() + UNDO
    )
    return mailing


def stop(*, actor: Actor, mailing: Mailing) -> int:
    """Take back whatever has not left yet; how many mails that were.

    What is being sent at this moment, and what has left, arrives all the same.
    """
    demand(actor, mailing.audience)
    if mailing.job_id is not None:
        jobs.stop(actor=SYSTEM, stopped=jobs.get(mailing.job_id))
    LIFECYCLE.advance(actor, "stop", mailing)
    return outbox.cancel_mailing(mailing.id)


def discard(*, actor: Actor, mailing: Mailing) -> Mailing:
    LIFECYCLE.advance(actor, "discard", mailing)
    return mailing


def send_failed_again(*, actor: Actor, mailing: Mailing) -> int:
    """Try anew what failed, and what was kept before there was a mail server; how many.

    What is uncertain is decided one by one.
    """
    require(actor, Permission.MAIL_WRITE)
    demand(actor, mailing.audience)
    again = (
        update(Message)
        .where(
            Message.mailing_id == mailing.id,
            Message.state.in_(outbox.resendable() - {MailState.UNCERTAIN}),
        )
        .values(**outbox.anew())
        .returning(Message.id)
    )
    ids = list(db.session.scalars(again))
    audit.record_ids(actor, "mail.sent_again", "message", ids)
    return len(ids)


def _demand_draft(mailing: Mailing) -> None:
    if mailing.state is not State.DRAFT:
        raise DomainError(_("This mailing was sent or discarded meanwhile."))
