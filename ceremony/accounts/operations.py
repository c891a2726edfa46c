"""Changing accounts. Passwords arrive hashed: hashing is slow and comes before."""

from collections.abc import Iterable
from datetime import timedelta
from secrets import choice, token_urlsafe

from sqlalchemy import update

from ceremony.accounts import queries
from ceremony.accounts.models import Device, Link, Purpose, RoleGrant, User, UserSession
from ceremony.core import audit, limits
from ceremony.core.clock import now
from ceremony.core.crypto import token_hash
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import OFFICE, Actor, Grant, Permission, Role, require

SESSION = timedelta(hours=14)  # a long day at the desk
PASSWORD_LINK = timedelta(hours=48)
PAIRING_LINK = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=5)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is read as another


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
    *, actor: Actor, user: User, name: str, roles: Iterable[Role], email: str | None = None
) -> User:
    """Change name, address and roles; the last administrator stays one."""
    require(actor, Permission.ACCOUNTS_MANAGE)
    roles = set(roles)
    lock("accounts.administrators")
    if Role.ADMINISTRATOR not in roles:
        _keep_an_administrator(user)
    user.name = name
    if email and email.strip().lower() != user.email:
        if queries.find_user_by_email(email):
            raise DomainError(_("This address has an account already."), field="email")
        user.email = email.strip().lower()
    audit.record(actor, "accounts.changed", user)
    _grant(actor, user, roles)
    return user


def disable(*, actor: Actor, user: User) -> User:
    """End all sessions of *user* at once; the account can be enabled again."""
    require(actor, Permission.ACCOUNTS_MANAGE)
    lock("accounts.administrators")
    _keep_an_administrator(user)
    user.disabled_at = now()
    _end_sessions(user.id)
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
    return _new_link(Purpose.PASSWORD, token_urlsafe(24), PASSWORD_LINK, user_id=user.id)


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


def set_password_by_link(*, actor: Actor, link: Link, password_hash: str) -> User:
    """Use up *link*; whoever was signed in with the old password no longer is."""
    user = queries.user(link.user_id or 0)
    _use(link)
    user.password_hash = password_hash
    _end_sessions(user.id)
    audit.record(actor, "accounts.password_set", user)
    return user


def change_password(*, actor: Actor, user: User, password_hash: str, session_id: int) -> User:
    """Change one's own password; every other session ends."""
    user.password_hash = password_hash
    _end_sessions(user.id, but=session_id)
    audit.record(actor, "accounts.password_changed", user)
    return user


def change_language(*, actor: Actor, user: User, language: str) -> User:
    user.language = language or None
    audit.record(actor, "accounts.language_changed", user)
    return user


def sign_in(*, actor: Actor, user: User, address: str, agent: str) -> str:
    """Begin a session and return its token; the password was checked before."""
    token = token_urlsafe(32)
    db.session.add(
        UserSession(
            user_id=user.id,
            token_hash=token_hash(token),
            seen_at=now(),
            expires_at=now() + SESSION,
            address=address,
            agent=agent[:200],
        )
    )
    limits.forget("sign-in", user.email)
    audit.record(actor, "accounts.signed_in", user)
    return token


def end_session(*, actor: Actor, session: UserSession) -> UserSession:
    """Sign one's own session out, or as administrator anybody's."""
    if session.user_id != actor.id:
        require(actor, Permission.ACCOUNTS_MANAGE)
    session.ended_at = now()
    audit.record(actor, "accounts.signed_out", queries.user(session.user_id))
    return session


def end_sessions(*, actor: Actor, user: User, but: int | None = None) -> User:
    """Sign *user* out everywhere, except in the session *but*."""
    if user.id != actor.id:
        require(actor, Permission.ACCOUNTS_MANAGE)
    _end_sessions(user.id, but)
    audit.record(actor, "accounts.sessions_ended", user)
    return user


def see(session_id: int) -> None:
    """Note that a session is in use; a working transaction."""
    db.session.execute(
        update(UserSession)
        .where(UserSession.id == session_id, UserSession.seen_at < now() - SEEN_EVERY)
        .values(seen_at=now())
    )


def register_device(*, actor: Actor, name: str, grant: Grant) -> tuple[Device, str]:
    """Make a device that holds *grant*, and the code that pairs it once, within 10 minutes."""
    require(actor, Permission.GATES_PAIR)
    held = RoleGrant(role=grant.role, scope_kind=grant.scope_kind, scope_id=grant.scope_id)
    device = Device(name=name, role_grants=[held])
    db.session.add(device)
    audit.record(actor, "accounts.device_registered", device, held)
    return device, new_pairing_code(actor=actor, device=device)


def new_pairing_code(*, actor: Actor, device: Device) -> str:
    require(actor, Permission.GATES_PAIR)
    code = "".join(choice(LETTERS) for _place in range(10))
    audit.record(actor, "accounts.pairing_opened", device)
    return _new_link(Purpose.PAIRING, code, PAIRING_LINK, device_id=device.id)


def pair(*, actor: Actor, link: Link) -> tuple[Device, str]:
    """Use up *link*: the device gets its token; one it had before works no longer."""
    device = queries.device(link.device_id or 0)
    _use(link)
    if device.revoked_at:
        raise DomainError(_("This device was revoked."))
    token = token_urlsafe(32)
    device.token_hash, device.paired_at = token_hash(token), now()
    audit.record(actor, "accounts.device_paired", device)
    return device, token


def revoke_device(*, actor: Actor, device: Device) -> Device:
    """At once the device can do nothing; its scans stay."""
    require(actor, Permission.GATES_PAIR)
    device.token_hash, device.revoked_at = None, now()
    audit.record(actor, "accounts.device_revoked", device)
    return device


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


def _new_link(purpose: Purpose, token: str, lasts: timedelta, **subject: int) -> str:
    [(column, subject_id)] = subject.items()
    db.session.execute(
        update(Link)
        .where(Link.purpose == purpose, getattr(Link, column) == subject_id, Link.used_at.is_(None))
        .values(used_at=now())
    )
    db.session.add(
        Link(purpose=purpose, token_hash=token_hash(token), expires_at=now() + lasts, **subject)
    )
    db.session.flush()
    return token


def _use(link: Link) -> None:
    """Only one of those who use a link at the same instant comes through."""
    used = db.session.scalar(
        update(Link)
        .where(Link.id == link.id, Link.used_at.is_(None))
        .values(used_at=now())
        .returning(Link.id)
    )
    if used is None:
        raise DomainError(_("This link was used a moment ago."))


def _end_sessions(user_id: int, but: int | None = None) -> None:
    db.session.execute(
        update(UserSession)
        .where(
            UserSession.user_id == user_id,
            UserSession.ended_at.is_(None),
            UserSession.id != (but or 0),
        )
        .values(ended_at=now())
    )
