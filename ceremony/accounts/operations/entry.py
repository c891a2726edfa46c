"""Coming in by a personal link, and asking for one."""

from contextlib import suppress
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.exc import NoResultFound

from ceremony.accounts import queries
from ceremony.accounts.models import Link, Purpose, User
from ceremony.accounts.operations import outsiders, sessions
from ceremony.core import audit, limits, mail
from ceremony.core.clock import now
from ceremony.core.crypto import token_hash
from ceremony.core.db import db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor

ASKED_LINK = timedelta(minutes=60)


def enter(
    *, actor: Actor, token: str, address: str, agent: str, leaving: int | None = None
) -> tuple[str, User]:
    """Begin a session by the personal link *token*; the session's own token, and whose it is.

    :param actor: whoever held the browser until now; the trail names whom the link proved.
    :param leaving: the session of that one, which ends.
    :raises DomainError: the link is over, or its account disabled or without a role outside.
    """
    link = db.session.scalars(
        update(Link)
        .where(
            Link.purpose == Purpose.ENTRY,
            Link.token_hash == token_hash(token),
            Link.revoked_at.is_(None),
            Link.expires_at > now(),
        )
        .values(last_used_at=now())
        .returning(Link)
    ).one_or_none()
    if link is None or not (user := queries.user(link.user_id or 0)).may_enter:
        raise DomainError(_("This link does not work any more."))
    if leaving is not None:
        with suppress(NoResultFound):  # it ended a moment ago
            sessions.end_session(actor=actor, session=queries.user_session(leaving))
    session_token, entered = sessions.begin(actor, user, address, agent, link.id)
    audit.record(entered, "accounts.entered", user)
    return session_token, user


def ask_for_link(*, actor: Actor, address: str, client: str) -> None:
    """Mail a personal link to *address*, if an account outside the desk has it; tell nobody.

    :param client: from where it is asked; both are counted, whoever they are.
    """
    limits.note("link", address)
    limits.note("link from", client)
    known = queries.find_user_by_email(address)
    if known is not None and (user := queries.user(known.id)).may_enter:
        _mail(actor, user)
    else:  # as slow, or nearly: the time of the answer should not tell either
        mail.letter("accounts/entry", "", name=address, minutes=60)


def _mail(actor: Actor, user: User) -> None:
    token = outsiders.new_link(actor, user, ASKED_LINK)
    mail.post(
        template="accounts/entry",
        to=user.email,
        name=user.name,
        language=user.language or "",
        about=user,
        link=mail.url("accounts.enter", entry_token=token),
        minutes=int(ASKED_LINK.total_seconds() // 60),
    )
