"""Officers' accounts, as the administrator makes and changes them."""

from collections.abc import Iterable
from datetime import timedelta
from secrets import token_urlsafe

from sqlalchemy.orm.attributes import flag_modified

from ceremony.accounts import queries
from ceremony.accounts.models import Purpose, RoleGrant, User
from ceremony.accounts.operations import links, sessions
from ceremony.core import audit, versions
from ceremony.core.clock import now
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import OFFICE, Actor, Permission, Role, require

PASSWORD_LINK = timedelta(hours=48)


def create(
    *, actor: Actor, email: str, name: str, roles: Iterable[Role], password_hash: str | None = None
) -> User:
    """Make an officer's account; without *password_hash* it needs a link to set one.

    :raises DomainError: the address has an account already.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    email = email.strip().lower()
    lock("accounts.user", email)
    if queries.find_user_by_email(email):
        raise DomainError(_("This address has an account already."), field="email")
    user = User(email=email, name=name, password_hash=password_hash, role_grants=[])
    db.session.add(user)
    audit.record(actor, "accounts.created", user)
    _grant(actor, user, roles)
    return user


def change(
    *,
    actor: Actor,
    user: User,
    name: str,
    roles: Iterable[Role],
    email: str | None = None,
    version: int | None = None,
) -> User:
    """Change name, address and roles; the last administrator stays one.

    Whoever had no office and gets one needs a link for a new password: the one there was may have
    been chosen by a personal link, which opens no office.

    :param version: what these were made from; None: whatever is there.
    :raises EditConflict: somebody else saved another version in between.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    versions.demand(user, version)
    roles = set(roles)
    lock("accounts.administrators")
    if Role.ADMINISTRATOR not in roles:
        _keep_an_administrator(user)
    user.name = name
    if email and email.strip().lower() != user.email:
        if queries.find_user_by_email(email):
            raise DomainError(_("This address has an account already."), field="email")
        user.email = email.strip().lower()
    if roles & OFFICE and not user.is_officer:
        user.password_hash = None
        sessions.close(user.id)
    audit.record(actor, "accounts.changed", user)
    _grant(actor, user, roles)
    return user


def disable(*, actor: Actor, user: User) -> User:
    """End all sessions of *user* at once; the account can be enabled again."""
    require(actor, Permission.ACCOUNTS_MANAGE)
    lock("accounts.administrators")
    _keep_an_administrator(user)
    user.disabled_at = now()
    sessions.close(user.id)
    audit.record(actor, "accounts.disabled", user)
    return user


def enable(*, actor: Actor, user: User) -> User:
    require(actor, Permission.ACCOUNTS_MANAGE)
    user.disabled_at = None
    audit.record(actor, "accounts.enabled", user)
    return user


def invite(*, actor: Actor, user: User) -> str:
    """A token with which *user* sets a password once, within 48 hours; earlier ones end."""
    require(actor, Permission.ACCOUNTS_MANAGE)
    audit.record(actor, "accounts.invited", user)
    return links.make(Purpose.PASSWORD, token_urlsafe(24), PASSWORD_LINK, user_id=user.id)


def invite_first_administrator(*, actor: Actor, email: str, name: str) -> str | None:
    """Make the first account and its token; None if somebody is there already."""
    lock("accounts.administrators")
    if queries.are_there_users():
        return None
    user = create(actor=actor, email=email, name=name, roles=[Role.ADMINISTRATOR])
    return invite(actor=actor, user=user)


def open_account(*, actor: Actor, email: str, name: str, roles: Iterable[Role]) -> tuple[User, str]:
    """Make an account and the token with which its officer sets a password."""
    user = create(actor=actor, email=email, name=name, roles=roles)
    return user, invite(actor=actor, user=user)


def invite_administrator(*, actor: Actor, email: str, name: str) -> str:
    """Let *email* be an administrator who can sign in again, and return the token of a link."""
    lock("accounts.administrators")
    known = queries.find_user_by_email(email)
    if known is None:
        return open_account(actor=actor, email=email, name=name, roles=[Role.ADMINISTRATOR])[1]
    user = queries.user(known.id)
    roles = {x.role for x in user.role_grants if x.scope_kind is None} | {Role.ADMINISTRATOR}
    change(actor=actor, user=user, name=name, roles=roles)
    if user.disabled_at:
        enable(actor=actor, user=user)
    return invite(actor=actor, user=user)


def _grant(actor: Actor, user: User, roles: Iterable[Role]) -> None:
    wanted = set(roles) & OFFICE
    general = {x.role: x for x in user.role_grants if x.scope_kind is None}
    gone = [held for role, held in general.items() if role not in wanted]
    new = [RoleGrant(role=role) for role in sorted(wanted - general.keys())]
    db.session.flush()
    if gone:
        audit.record(actor, "accounts.role_withdrawn", *gone, role=sorted(x.role for x in gone))
    for held in gone:
        user.role_grants.remove(held)
    user.role_grants.extend(new)
    if gone or new:
        flag_modified(user, "name")  # roles are part of what a form shows: a newer version
    db.session.flush()
    audit.record(actor, "accounts.role_granted", *new, user_id=user.id)


def _keep_an_administrator(user: User) -> None:
    others = [
        x
        for x in queries.users()
        if x.id != user.id
        and x.disabled_at is None
        and any(held.role is Role.ADMINISTRATOR for held in x.role_grants)
    ]
    if not others:
        raise DomainError(_("This is the last administrator. Name another one first."))
