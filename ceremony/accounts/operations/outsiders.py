"""People outside the desk: their accounts, what they may do for which thing, and their links."""

from datetime import timedelta
from secrets import token_urlsafe

from sqlalchemy import update

from ceremony.accounts import queries
from ceremony.accounts.models import Link, Purpose, RoleGrant, User, UserSession
from ceremony.accounts.operations import sessions
from ceremony.core import audit
from ceremony.core.clock import now
from ceremony.core.crypto import token_hash
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError, NotAllowed
from ceremony.core.i18n import _
from ceremony.core.permissions import (
    OUTSIDE,
    Actor,
    Grant,
    Permission,
    Role,
    may,
    require,
)


def welcome_outsider(*, actor: Actor, email: str, name: str, language: str = "") -> User:
    """The account of *email*, as it is; where there is none, a new one without password.

    :param language: of the pages of a new account; empty: as the browser asks.
    :raises DomainError: the account is disabled.
    """
    _demand_inviter(actor)
    email = email.strip().lower()
    lock("accounts.user", email)
    known = queries.find_user_by_email(email)
    if known is not None:
        _demand_enabled(known)
        return queries.user(known.id)
    user = User(email=email, name=name, language=language or None, role_grants=[])
    db.session.add(user)
    audit.record(actor, "accounts.created", user)
    return user


def grant_scoped(
    *, actor: Actor, user: User, role: Role, scope_kind: str, scope_id: int
) -> RoleGrant:
    """Let *user* hold *role* for one thing, ``("body", 4)``; what is held already stays.

    :raises NotAllowed: *role* is none of people outside, or *actor* may not give it.
    """
    _demand_giver(actor, role)
    lock("accounts.grants", user.id)
    user = queries.user(user.id)
    _demand_enabled(user)
    if held := _held(user, Grant(role, scope_kind, scope_id)):
        return held
    held = RoleGrant(user_id=user.id, role=role, scope_kind=scope_kind, scope_id=scope_id)
    user.role_grants.append(held)
    audit.record(actor, "accounts.role_granted", held, user_id=user.id)
    return held


def withdraw_scoped(
    *, actor: Actor, user: User, role: Role, scope_kind: str, scope_id: int
) -> User:
    """Take *role* for one thing away, at once; who holds no other outside is signed out.

    :raises NotAllowed: *role* is none of people outside, or *actor* may not take it.
    """
    _demand_giver(actor, role)
    lock("accounts.grants", user.id)
    user = queries.user(user.id)
    held = _held(user, Grant(role, scope_kind, scope_id))
    if held is None:
        return user
    audit.record(actor, "accounts.role_withdrawn", held, role=[role])
    user.role_grants.remove(held)
    db.session.flush()
    if not user.is_outside:
        _end_links(actor, user)
        _forget_password(actor, user)
    if not user.role_grants:
        sessions.close(user.id)
    return user


def make_entry_link(*, actor: Actor, user: User, lasts: timedelta) -> str:
    """The secret of a new personal link of *user*; those made before work on.

    :raises DomainError: the account is disabled, or holds no role outside the desk.
    """
    _demand_inviter(actor)
    return new_link(actor, queries.user(user.id), lasts)


def revoke_entry_links(*, actor: Actor, user: User) -> User:
    """No personal link of *user* works any more, nor what whoever had one may have begun with it.

    That is the sessions and, but for officers, the password: it was chosen by a link.
    """
    _demand_inviter(actor)
    lock("accounts.grants", user.id)
    user = queries.user(user.id)
    _end_links(actor, user)
    _forget_password(actor, user)
    return user


def new_link(actor: Actor, user: User, lasts: timedelta) -> str:
    """A personal link, whoever asks for it: its secret may only go to the address of *user*."""
    _demand_enabled(user)
    if not user.is_outside:
        raise DomainError(_("This account has nothing to enter for."))
    token = token_urlsafe(24)
    expires_at = now() + lasts
    made = Link(
        purpose=Purpose.ENTRY, token_hash=token_hash(token), user_id=user.id, expires_at=expires_at
    )
    db.session.add(made)
    audit.record(actor, "accounts.entry_link_made", user)
    return token


def _end_links(actor: Actor, user: User) -> None:
    mine = Link.purpose == Purpose.ENTRY, Link.user_id == user.id
    ended = db.session.scalars(
        update(Link)
        .where(*mine, Link.revoked_at.is_(None))
        .values(revoked_at=now())
        .returning(Link.id)
    ).all()
    if not ended:
        return
    db.session.execute(
        update(UserSession)
        .where(UserSession.link_id.in_(ended), UserSession.ended_at.is_(None))
        .values(ended_at=now())
    )
    audit.record(actor, "accounts.entry_links_revoked", user, links=len(ended))


def _forget_password(actor: Actor, user: User) -> None:
    """An officer got theirs from the administrator, anybody else by a link that may have leaked."""
    if user.is_officer or user.password_hash is None:
        return
    user.password_hash = None
    sessions.close(user.id)
    audit.record(actor, "accounts.password_forgotten", user)


def _held(user: User, grant: Grant) -> RoleGrant | None:
    return next((x for x in user.role_grants if x.grant == grant), None)


def _demand_inviter(actor: Actor) -> None:
    """Whoever may give one of the roles outside; the administrator may at least shut doors."""
    if not any(may(actor, x) for x in OUTSIDE.values()):
        require(actor, Permission.ACCOUNTS_MANAGE)


def _demand_giver(actor: Actor, role: Role) -> None:
    if role not in OUTSIDE:
        raise NotAllowed(_("You may not do this."))
    require(actor, OUTSIDE[role])


def _demand_enabled(user: User) -> None:
    if user.disabled_at:
        raise DomainError(
            _(
                "The account of %(email)s is disabled. The administrator can enable it.",
                email=user.email,
            ),
            field="email",
        )
