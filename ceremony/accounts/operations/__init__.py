"""Changing accounts. Passwords arrive hashed: hashing is slow and comes before."""

from ceremony.accounts.operations.devices import (
    new_pairing_code,
    pair,
    register_device,
    revoke_device,
)
from ceremony.accounts.operations.entry import ask_for_link, enter
from ceremony.accounts.operations.outsiders import (
    grant_scoped,
    make_entry_link,
    revoke_entry_links,
    welcome_outsider,
    withdraw_scoped,
)
from ceremony.accounts.operations.own import (
    change_language,
    change_password,
    choose_password,
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
    "ask_for_link",
    "change",
    "change_language",
    "change_password",
    "choose_password",
    "create",
    "disable",
    "enable",
    "end_session",
    "end_sessions",
    "enter",
    "grant_scoped",
    "invite",
    "invite_administrator",
    "invite_first_administrator",
    "make_entry_link",
    "new_pairing_code",
    "open_account",
    "pair",
    "register_device",
    "revoke_device",
    "revoke_entry_links",
    "see",
    "set_password_by_link",
    "sign_in",
    "welcome_outsider",
    "withdraw_scoped",
]
