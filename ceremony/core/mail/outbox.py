"""Who sends which message: claimed, held by a lease, settled. Two workers never send the same.

A row says *before* the mail itself is given to the server that it may have arrived
(``data_begun_at``). A worker that dies earlier has sent nothing, so another may; one that
dies later leaves a message that only an officer sends again.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select, update

from ceremony.core.clock import now
from ceremony.core.db import db, reading, transaction
from ceremony.core.i18n import _
from ceremony.core.mail.models import Message, State
from ceremony.core.mail.smtp import Answer, Verdict
from ceremony.core.permissions import SYSTEM

LEASE = timedelta(minutes=2)
PAUSES = tuple(timedelta(minutes=x) for x in (1, 5, 15, 60, 180, 360, 720, 1440))


class LostLease(Exception):
    """Another worker has the message."""


def due() -> ColumnElement[bool]:
    return and_(Message.state == State.QUEUED, Message.next_try_at <= now())


def claim(owner: str) -> int | None:
    """The message that has waited longest, now *owner*'s; None: nothing is due."""
    while True:
        with reading() as session:  # asks without the write lock
            first = select(Message.id).where(due()).order_by(Message.next_try_at, Message.id)
            message_id = session.scalar(first.limit(1))
        if message_id is None:
            return None
        with transaction(SYSTEM, working=True) as session:
            taken = session.scalar(
                update(Message)
                .where(Message.id == message_id, due())
                .values(
                    state=State.SENDING,
                    state_since=now(),
                    owner=owner,
                    lease_until=now() + LEASE,
                    tries=Message.tries + 1,
                    data_begun_at=None,
                )
                .returning(Message.id)
            )
        if taken is not None:
            return message_id


def begin_data(message_id: int, owner: str) -> None:
    """Write down that the message may have arrived from now on.

    :raises LostLease: it is no longer *owner*'s.
    """
    instant = now()
    values = {"data_begun_at": instant, "lease_until": instant + LEASE}
    with transaction(SYSTEM, working=True):
        _hold(message_id, owner, {State.SENDING}, values)


def settle(message_id: int, owner: str, answer: Answer) -> State:
    """Write down how the try ended.

    :raises LostLease: an officer or another worker decided meanwhile.
    """
    with transaction(SYSTEM, working=True) as session:
        tries = session.scalar(select(Message.tries).where(Message.id == message_id)) or 0
        values = _settled(answer, tries)
        _hold(message_id, owner, {State.SENDING, State.UNCERTAIN}, values)
    return State(values["state"])


def settle_kept(message_id: int, owner: str) -> State:
    with transaction(SYSTEM, working=True):
        _hold(message_id, owner, {State.SENDING}, _over(State.KEPT))
    return State.KEPT


def rescue() -> None:
    """Take up what workers left that were killed: their leases have run out."""
    left = and_(Message.state == State.SENDING, Message.lease_until < now())
    with reading() as session:
        if not session.scalar(select(exists().where(left))):
            return
    broken = _("The worker that sent it was stopped.")
    untold = _("The worker was stopped while it was sent: it may have arrived.")
    unsent = Message.data_begun_at.is_(None)
    with transaction(SYSTEM, working=True) as session:
        for condition, values in (
            (~unsent, _over(State.UNCERTAIN, error=untold)),
            (Message.tries > len(PAUSES), _over(State.FAILED, error=broken)),
            (unsent, _again(timedelta(), error=broken)),
        ):
            session.execute(update(Message).where(left, condition).values(**values))


def waiting() -> int:
    """How many messages wait, those whose next try comes later too."""
    return db.session.scalar(select(func.count()).where(Message.state == State.QUEUED)) or 0


def _settled(answer: Answer, tries: int) -> dict[str, Any]:
    if answer.verdict is Verdict.TAKEN:
        return _over(State.SENT, link=None, sent_at=now())
    if answer.verdict is Verdict.UNKNOWN:
        return _over(State.UNCERTAIN, error=answer.said)
    if answer.verdict is Verdict.NEVER or tries > len(PAUSES):
        return _over(State.FAILED, error=answer.said)
    return _again(PAUSES[tries - 1], error=answer.said)


def _over(state: State, **values: Any) -> dict[str, Any]:
    """The owner stays named: who finished late may still say that it was taken."""
    return {"state": state, "state_since": now(), "lease_until": None, "error": None, **values}


def _again(pause: timedelta, **values: Any) -> dict[str, Any]:
    waits = {"owner": None, "data_begun_at": None, "next_try_at": now() + pause}
    return {**_over(State.QUEUED), **waits, **values}


def _hold(message_id: int, owner: str, states: set[State], values: dict[str, Any]) -> None:
    mine = (Message.id == message_id, Message.owner == owner, Message.state.in_(states))
    held = update(Message).where(*mine).values(**values).returning(Message.id)
    if db.session.scalar(held) is None:
        raise LostLease
