"""Reading the outbox and the mailings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from ceremony.accounts.models import User
from ceremony.core import paging
from ceremony.core.db import db
from ceremony.core.mail import Message, State
from ceremony.core.paging import Page, Place
from ceremony.delegations.models import Delegation
from ceremony.mailings.models import Mailing
from ceremony.people.models import Body, Person

WAITING = frozenset({State.QUEUED, State.SENDING})
TROUBLE = frozenset({State.FAILED, State.UNCERTAIN})


@dataclass(frozen=True)
class Asked:
    """What somebody asked the list of mail for; empty means any."""

    words: str = ""
    state: State | None = None
    mailing_id: int | None = None


def message(message_id: int) -> Message:
    """:raises NoResultFound: there is none."""
    return db.session.get_one(Message, message_id)


def mailing(mailing_id: int) -> Mailing:
    """:raises NoResultFound: there is none."""
    return db.session.get_one(Mailing, mailing_id)


def messages(asked: Asked, place: Place) -> Page:
    """One page of the outbox, the newest first."""
    where = _fitting(asked)
    if asked.state:
        where.append(Message.state == asked.state)
    page = paging.page(select(Message), [Message.id], place, where=where, descends=True)
    return page.showing([row[0] for row in page.rows])


def counts(asked: Asked) -> dict[State, int]:
    """How many fit the rest of *asked* in each state."""
    rows = select(Message.state, func.count()).where(*_fitting(asked)).group_by(Message.state)
    return dict.fromkeys(State, 0) | dict(db.session.execute(rows).all())


def trouble() -> Select[int]:
    """How many mails wait for somebody's decision."""
    return select(func.count()).where(Message.state.in_(TROUBLE))


def last_error() -> str | None:
    """Why mail that was tried still waits, as the server said last."""
    return db.session.scalar(
        select(Message.error)
        .where(Message.state == State.QUEUED, Message.error.is_not(None))
        .order_by(Message.state_since.desc(), Message.id.desc())
        .limit(1)
    )


def about(message: Message) -> str:
    """The name of what *message* is about; empty if it has none here."""
    named: dict[str, Select[str]] = {
        "person": select(Person.badge_name).where(Person.id == message.subject_id),
        "delegation": select(Body.name)
        .join(Delegation, Delegation.body_id == Body.id)
        .where(Delegation.id == message.subject_id),
    }
    if message.subject_type not in named:
        return ""
    return db.session.scalar(named[message.subject_type]) or ""


def mailings(place: Place) -> Page:
    """One page of mailings with their authors' names, the newest first."""
    rows: Select[*tuple[Any, ...]] = select(Mailing, User.name).outerjoin(
        User, User.id == Mailing.author_id
    )
    return paging.page(rows, [Mailing.id], place, descends=True)


def counts_of(mailing_ids: Sequence[int]) -> dict[int, Mapping[State, int]]:
    """How many mails of each mailing are in each state."""
    rows = db.session.execute(
        select(func.coalesce(Message.mailing_id, 0), Message.state, func.count())
        .where(Message.mailing_id.in_(mailing_ids))
        .group_by(Message.mailing_id, Message.state)
    )
    found: dict[int, dict[State, int]] = {x: dict.fromkeys(State, 0) for x in mailing_ids}
    for mailing_id, state, count in rows:
        found[mailing_id][state] = count
    return dict(found)


def author(mailing: Mailing) -> str:
    name = select(User.name).where(User.id == mailing.author_id)
    return (db.session.scalar(name) if mailing.author_id else None) or ""


def _fitting(asked: Asked) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if asked.mailing_id is not None:
        where.append(Message.mailing_id == asked.mailing_id)
    columns: list[Any] = [Message.address, Message.name, Message.subject]
    for word in asked.words.split():
        where.append(or_(*(x.icontains(word, autoescape=True) for x in columns)))
    return where
