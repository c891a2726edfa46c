"""What officers change on their own account."""

from ceremony.accounts import queries
from ceremony.accounts.models import Link, User
from ceremony.accounts.operations import links, sessions
from ceremony.core import audit, mail
from ceremony.core.clock import now
from ceremony.core.errors import NotAllowed
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor


def set_password_by_link(*, actor: Actor, link: Link, password_hash: str) -> User:
    """Use up *link*; whoever was signed in with the old password no longer is."""
    user = queries.user(link.user_id or 0)
    links.use(link)
    user.password_hash = password_hash
    sessions.close(user.id)
    _tell(user)
    audit.record(actor, "accounts.password_set", user)
    return user


def change_password(*, actor: Actor, user: User, password_hash: str, session_id: int) -> User:
    """Change one's own password; every other session ends."""
    _demand_own(actor, user)
    user.password_hash = password_hash
    sessions.close(user.id, but=session_id)
    _tell(user)
    audit.record(actor, "accounts.password_changed", user)
    return user


def choose_password(*, actor: Actor, user: User, password_hash: str, session_id: int) -> User:
    """Choose a first password, having come by a personal link; every other session ends.

    :raises NotAllowed: there is one already, or *user* works at the desk: a mailed link opens
        no office, so the administrator gives another.
    """
    _demand_own(actor, user)
    if not user.may_choose_password:
        raise NotAllowed(_("You may not do this."))
    user.password_hash = password_hash
    sessions.close(user.id, but=session_id)
    _tell(user)
    audit.record(actor, "accounts.password_set", user)
    return user


def change_language(*, actor: Actor, user: User, language: str) -> User:
    """Change the language of one's own pages; empty: as the browser asks."""
    _demand_own(actor, user)
    user.language = language or None
    audit.record(actor, "accounts.language_changed", user)
    return user


def _tell(user: User) -> None:
    """Mail the owner that the password is new: it may have been somebody else who chose it."""
    if mail.is_address(user.email):  # some sign in with an address that gets no mail
        mail.post(
            template="accounts/password",
            to=user.email,
            name=user.name,
            language=user.language or "",
            about=user,
            at=now(),
        )


def _demand_own(actor: Actor, user: User) -> None:
    if not sessions.is_own(actor, user.id):
        raise NotAllowed(_("You may not do this."))
