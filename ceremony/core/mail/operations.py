"""What officers do with mail that waits or failed: send it again, or give it up."""

from typing import Any

from sqlalchemy import update

from ceremony.core import audit
from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.mail import configuration
from ceremony.core.mail.models import Message, State
from ceremony.core.permissions import Actor, Permission, require

ENDED = frozenset({State.FAILED, State.UNCERTAIN})
UNDECIDED = frozenset({State.QUEUED, State.FAILED, State.UNCERTAIN})


class Decided(DomainError):
    """The message is in another state by now."""

    status = 409


def resendable() -> frozenset[State]:
    """What may be sent again: with a mail server, what was kept before there was one, too."""
    return ENDED if configuration.find_server() is None else ENDED | {State.KEPT}


def send_again(*, actor: Actor, message: Message) -> Message:
    """Let the worker try anew. It keeps its Message-ID, so many mailboxes show it once.

    :raises Decided: it waits already, or was sent.
    """
    require(actor, Permission.MAIL_WRITE)
    _move(message, resendable(), anew())
    audit.record(actor, "mail.sent_again", message)
    return message


def give_up(*, actor: Actor, message: Message) -> Message:
    """Let it never be sent; its personal link is forgotten.

    :raises Decided: it is being sent or was sent.
    """
    require(actor, Permission.MAIL_WRITE)
    _move(message, UNDECIDED, _moved(State.CANCELLED) | {"link": None})
    audit.record(actor, "mail.given_up", message)
    return message


def show_link(*, actor: Actor, message: Message) -> str:
    """The personal link of a mail that is kept here, for who passes it on; that it was read is
    recorded, since whoever has it acts in the name of the recipient.

    :raises Decided: it was sent by now, or has none.
    """
    require(actor, Permission.MAIL_WRITE)
    if message.state is not State.KEPT or not message.link:
        raise Decided(_("The personal link is not kept here any more."))
    audit.record(actor, "mail.link_shown", message)
    return message.link


def cancel_mailing(mailing_id: int) -> int:
    """Take back what of a mailing still waits; how many that were."""
    taken = (
        update(Message)
        .where(Message.mailing_id == mailing_id, Message.state == State.QUEUED)
        .values(state=State.CANCELLED, state_since=now(), link=None)
        .returning(Message.id)
    )
    return len(db.session.scalars(taken).all())


def anew() -> dict[str, Any]:
    """What becomes of a message that a worker shall try as if for the first time."""
    return _moved(State.QUEUED) | {"tries": 0, "next_try_at": now(), "data_begun_at": None}


def _moved(state: State) -> dict[str, Any]:
    nobody: dict[str, Any] = {"owner": None, "lease_until": None, "error": None}
    return nobody | {"state": state, "state_since": now()}


def _move(message: Message, sources: frozenset[State], values: dict[str, Any]) -> None:
    """A conditional update: a worker may be faster."""
    moved = db.session.scalar(
        update(Message)
        .where(Message.id == message.id, Message.state.in_(sources))
        .values(**values)
        .returning(Message.id)
    )
    if moved is None:
        raise Decided(_("Meanwhile the state of this mail has changed. Look again."))
    db.session.refresh(message)
