"""Where a browser is when a session has begun: by a password or by a personal link."""

from flask import request, url_for
from flask_login import current_user, login_user

from ceremony.accounts import queries
from ceremony.core import kept
from ceremony.core.pages import home
from ceremony.core.web import is_local


def hold(token: str) -> bool:
    """Give the browser the session *token*: nothing of a cookie that somebody planted stays.

    :returns: False if the account was disabled while the password was looked at.
    """
    entered = queries.find_signed_in(token)
    if entered is None:
        return False
    kept.begin_session(entered.id)
    return bool(login_user(entered))


def destination() -> str:
    """What waits to be sent again, else the page of ours that was asked for, else where to work.

    The start of the desk is no such page: it is the address that everybody knows.
    """
    if kept.waiting(current_user.id):
        return url_for("core.kept")
    wanted = request.args.get("next", "")
    is_start = wanted == url_for("desk.overview")
    return wanted if is_local(wanted) and not is_start else home(current_user)
