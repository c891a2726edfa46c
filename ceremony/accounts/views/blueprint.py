"""Where the pages of accounts hang, and what happens after each request of an officer."""

from contextlib import suppress

from flask import Blueprint, Response, g
from sqlalchemy.exc import OperationalError

from ceremony.accounts import operations
from ceremony.accounts.actors import SignedIn
from ceremony.core.clock import now
from ceremony.core.db import transaction

bp = Blueprint("accounts", __name__)


@bp.after_app_request
def note_use(response: Response) -> Response:
    """Remember that the session is in use, at most each five minutes.

    A busy database may refuse: that is no reason to break a page which is ready.
    """
    who = g.get("_login_user")
    if isinstance(who, SignedIn) and who.seen_at and who.seen_at < now() - operations.SEEN_EVERY:
        with suppress(OperationalError), transaction(who, working=True):
            operations.see(who.session_id)
    return response
