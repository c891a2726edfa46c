"""Changing accounts. Passwords arrive hashed: hashing is slow and comes before."""

from ceremony.accounts.operations.devices import (
    new_pairing_code,
    pair,
    register_device,
    revoke_device,
)
from ceremony.accounts.operations.own import (
    change_language,
    change_password,
    set_password_by_link,
)
from ceremony.accounts.operations.sessions import (
    SEEN_EVERY,
    end_session,
    end_sessions,
    see,
    sign_in,
)
from ceremony.accounts.operations.users import (
    change,
    create,
    disable,
    enable,
    invite,
    invite_administrator,
    invite_first_administrator,
    open_account,
)

__all__ = [
    "SEEN_EVERY",
    "change",
    "change_language",
    "change_password",
    "create",
    "disable",
    "enable",
    "end_session",
    "end_sessions",
    "invite",
    "invite_administrator",
    "invite_first_administrator",
    "new_pairing_code",
    "open_account",
    "pair",
    "register_device",
    "revoke_device",
    "see",
    "set_password_by_link",
    "sign_in",
]
