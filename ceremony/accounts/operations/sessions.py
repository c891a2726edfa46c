"""Signing in and out, and seeing that a session is in use."""

from datetime import timedelta
from secrets import token_urlsafe

from sqlalchemy import update

from ceremony.accounts import queries
from ceremony.accounts.actors import SignedIn
from ceremony.accounts.models import User, UserSession
from ceremony.core import audit, limits
from ceremony.core.clock import now
from ceremony.core.crypto import token_hash
from ceremony.core.db import db
from ceremony.core.permissions import Actor, Permission, require

SESSION = timedelta(hours=14)  # a long day at the desk
SEEN_EVERY = timedelta(minutes=5)


def sign_in(*, actor: Actor, user: User, address: str, agent: str) -> str:
    """Begin a session and return its token; the password was checked before.

    :param actor: still a visitor; the trail names the officer whom the password proved.
    """
    token, entered = begin(actor, user, address, agent)
    limits.forget("sign-in", user.email)
    audit.record(entered, "accounts.signed_in", user)
    return token


def begin(
    actor: Actor, user: User, address: str, agent: str, link_id: int | None = None
) -> tuple[str, SignedIn]:
    """A new session: its token, and *user* as the one who acts in it.

    :param link_id: of the personal link that began it.
    """
    token = token_urlsafe(32)
    session = UserSession(
        user_id=user.id,
        link_id=link_id,
        token_hash=token_hash(token),
        seen_at=now(),
        expires_at=now() + SESSION,
        address=address,
        agent=agent[:200],
    )
    db.session.add(session)
    db.session.flush()
    return token, SignedIn(user.id, user.name, user.email, actor.grants, session.id, token)


def end_session(*, actor: Actor, session: UserSession) -> UserSession:
    """Sign one's own session out, or as administrator anybody's.

    Whoever came by a personal link ends only what a link began.
    """
    if not is_own(actor, session.user_id) or (_by_link(actor) and session.link_id is None):
        require(actor, Permission.ACCOUNTS_MANAGE)
    session.ended_at = now()
    audit.record(actor, "accounts.signed_out", queries.user(session.user_id))
    return session


def end_sessions(*, actor: Actor, user: User, but: int | None = None) -> User:
    """Sign *user* out everywhere, except in the session *but*.

    Whoever came by a personal link ends only what a link began.
    """
    if not is_own(actor, user.id):
        require(actor, Permission.ACCOUNTS_MANAGE)
    close(user.id, but, by_link=_by_link(actor))
    audit.record(actor, "accounts.sessions_ended", user)
    return user


def see(session_id: int) -> None:
    """Note that a session is in use; a working transaction."""
    db.session.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.seen_at < now() - SEEN_EVERY)
        .values(seen_at=now())
    )


def is_own(actor: Actor, user_id: int) -> bool:
    """Whether *actor* is the officer *user_id*: a device may have the same number."""
    return (actor.kind, actor.id) == ("user", user_id)


def _by_link(actor: Actor) -> bool:
    return isinstance(actor, SignedIn) and actor.by_link


def close(user_id: int, but: int | None = None, *, by_link: bool = False) -> None:
    """End the open sessions of *user_id*, except the session *but*.

    :param by_link: only what personal links began.
    """
    db.session.execute(
        update(UserSession)
        .where(
            UserSession.user_id == user_id,
            UserSession.ended_at.is_(None),
            UserSession.id != (but or 0),
            *([UserSession.link_id.is_not(None)] if by_link else []),
        )
        .values(ended_at=now())
    )
