"""Reading accounts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from ceremony.accounts.actors import SignedIn
from ceremony.accounts.models import Device, Link, Purpose, User, UserSession
from ceremony.core.clock import now
from ceremony.core.crypto import token_hash
from ceremony.core.db import db
from ceremony.core.errors import NotAllowed
from ceremony.core.folding import fold
from ceremony.core.i18n import _
from ceremony.core.permissions import OUTSIDE, SYSTEM, Actor


def user(user_id: int) -> User:
    """Raise :class:`~sqlalchemy.exc.NoResultFound` if there is none."""
    return db.session.get_one(
        User, user_id, options=[selectinload(User.role_grants)], populate_existing=True
    )


def users() -> Sequence[User]:
    """All, those who may sign in first, by name."""
    found = db.session.scalars(select(User).options(selectinload(User.role_grants))).all()
    return sorted(found, key=lambda x: (x.disabled_at is not None, fold(x.name), x.id))


def find_user_by_email(email: str) -> User | None:
    return db.session.scalars(select(User).where(User.email == email.strip().lower())).one_or_none()


def are_there_users() -> bool:
    return bool(db.session.scalar(select(func.count()).select_from(User)))


def device(device_id: int) -> Device:
    return db.session.get_one(Device, device_id, options=[selectinload(Device.role_grants)])


def find_signed_in(token: str) -> SignedIn | None:
    """Who holds the session *token*, unless it ended, expired or its user was disabled.

    What a personal link began ends with the link, and acts in roles outside the desk only:
    mail is read by others too, so a link opens no office.
    """
    row = db.session.execute(
        select(UserSession, User)
        .join(User, User.id == UserSession.user_id)
        .outerjoin(Link, Link.id == UserSession.link_id)
        .options(selectinload(User.role_grants))
        .where(
            UserSession.token_hash == token_hash(token),
            UserSession.ended_at.is_(None),
            UserSession.expires_at > now(),
            User.disabled_at.is_(None),
            Link.revoked_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    session, holder = row
    by_link = session.link_id is not None
    return SignedIn(
        id=holder.id,
        name=holder.name,
        email=holder.email,
        grants=frozenset(x.grant for x in holder.role_grants if x.role in OUTSIDE or not by_link),
        session_id=session.id,
        token=token,
        seen_at=session.seen_at,
        language=holder.language,
        by_link=by_link,
    )


def acting(kind: str, user_id: int | None) -> Actor:
    """Whoever began long work, with the roles that they hold now.

    :raises NotAllowed: the account was disabled since, or no account began it.
    """
    if kind == "system":
        return SYSTEM
    if kind != "user" or user_id is None:
        raise NotAllowed(_("You may not do this."))
    holder = user(user_id)
    if holder.disabled_at is not None:
        raise NotAllowed(_("The account of whoever began this was disabled."))
    return SignedIn(
        id=holder.id,
        name=holder.name,
        email=holder.email,
        grants=frozenset(x.grant for x in holder.role_grants),
        session_id=0,
        token="",
        language=holder.language,
    )


def user_session(session_id: int, user_id: int | None = None) -> UserSession:
    """The open session, of *user_id* if that is given."""
    statement = select(UserSession).where(
        UserSession.id == session_id, UserSession.ended_at.is_(None)
    )
    if user_id is not None:
        statement = statement.where(UserSession.user_id == user_id)
    return db.session.scalars(statement).one()


def last_seen() -> dict[int, datetime]:
    """When each user was last at work, by id."""
    rows = select(UserSession.user_id, func.max(UserSession.seen_at)).group_by(UserSession.user_id)
    return dict(db.session.execute(rows).all())


def open_sessions(user_id: int, *, by_link: bool = False) -> Sequence[UserSession]:
    """Where *user_id* is signed in, the last used first.

    :param by_link: only what personal links began.
    """
    return db.session.scalars(
        select(UserSession)
        .where(
            UserSession.user_id == user_id,
            UserSession.ended_at.is_(None),
            UserSession.expires_at > now(),
            *([UserSession.link_id.is_not(None)] if by_link else []),
        )
        .order_by(UserSession.seen_at.desc(), UserSession.id)
    ).all()


def link(purpose: Purpose, token: str) -> Link:
    """The unused, unexpired link; :class:`~sqlalchemy.exc.NoResultFound` if there is none."""
    return db.session.scalars(
        select(Link).where(
            Link.purpose == purpose,
            Link.token_hash == token_hash(token),
            Link.used_at.is_(None),
            Link.expires_at > now(),
        )
    ).one()


def find_link(purpose: Purpose, token: str) -> Link | None:
    """The link, used, revoked or expired ones too: its page says which."""
    return db.session.scalars(
        select(Link).where(Link.purpose == purpose, Link.token_hash == token_hash(token))
    ).one_or_none()


def entry_links(user_id: int) -> Sequence[Link]:
    """The personal links by which *user_id* may still enter, the newest first."""
    return db.session.scalars(
        select(Link)
        .where(
            Link.purpose == Purpose.ENTRY,
            Link.user_id == user_id,
            Link.revoked_at.is_(None),
            Link.expires_at > now(),
        )
        .order_by(Link.id.desc())
    ).all()
