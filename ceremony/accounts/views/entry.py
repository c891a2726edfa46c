"""The personal link of people outside the desk: its page, coming in by it, asking for one.

Looking at the page changes nothing, so programs that open links in mail do no harm.
"""

from contextlib import AbstractContextManager, nullcontext

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_login import current_user

from ceremony.accounts import operations, queries, words
from ceremony.accounts.forms import LinkForm, SignInForm
from ceremony.accounts.models import Link, Purpose, User
from ceremony.accounts.views.arriving import destination, hold
from ceremony.accounts.views.blueprint import bp
from ceremony.accounts.views.signing import sign_in_page
from ceremony.core import limits
from ceremony.core.db import transaction
from ceremony.core.i18n import _
from ceremony.core.permissions import OUTSIDE, Permission
from ceremony.core.web import actor, perform, requires

MINUTES, MOST_WRONG = 15, 60  # unknown links, from one network address
HOUR, MOST_ASKED, MOST_FROM = 60, 5, 60  # links asked for: of one address, from one network


@bp.get("/enter/<entry_token>")
@requires(Permission.PUBLIC)
def enter(entry_token: str) -> ResponseReturnValue:
    link, user = _found(entry_token)
    if link is None or user is None or link.is_over or not user.may_enter:
        return _over(link, user, entry_token)
    if current_user.kind == "user" and current_user.id == user.id:
        return redirect(destination(), 303)
    doing = words.roles(x for x in user.role_grants if x.role in OUTSIDE)
    return _page("accounts/enter.html", user, link=link, doing=doing, masked=mask(user.email))


@bp.post("/enter/<entry_token>")
@requires(Permission.PUBLIC)
def come_in(entry_token: str) -> ResponseReturnValue:
    """Begin a session; one that somebody else has in this browser ends."""
    link, user = _found(entry_token)
    if link is None or user is None or link.is_over or not user.may_enter:
        return _over(link, user, entry_token)
    leaving = current_user.session_id if current_user.kind == "user" else None
    given = {"token": entry_token, "address": _client(), "leaving": leaving}
    token, _user = perform(operations.enter, agent=request.user_agent.string, **given)
    return redirect(destination() if hold(token) else url_for("accounts.sign_in"), 303)


@bp.post("/enter/<entry_token>/renew")
@requires(Permission.PUBLIC)
def renew_link(entry_token: str) -> ResponseReturnValue:
    """Mail a new link to the address of one that has expired; the page never says it whole."""
    link, user = _found(entry_token)
    if link is None or user is None or link.revoked_at or not user.may_enter:
        return _over(link, user, entry_token)
    return _mail_to(user.email)


@bp.post("/sign-in/link")
@requires(Permission.PUBLIC)
def ask_for_link() -> ResponseReturnValue:
    form = LinkForm()
    if not form.validate_on_submit():
        return sign_in_page(SignInForm(formdata=None), form), 422
    return _mail_to(form.address.data.lower())


def _mail_to(address: str) -> ResponseReturnValue:
    """The same answer whoever has the address, and as many tries."""
    limits.check("link", address, most=MOST_ASKED, minutes=HOUR)
    limits.check("link from", _client(), most=MOST_FROM, minutes=HOUR)
    perform(operations.ask_for_link, address=address, client=_client())
    flash(_("If this address may enter here, a link to it is on its way."), "go")
    return redirect(url_for("accounts.sign_in"), 303)


def mask(email: str) -> str:
    """``f•••@mission.example``: known to its owner, not to who finds the link."""
    local, _at, domain = email.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def _found(token: str) -> tuple[Link | None, User | None]:
    """The link, whatever became of it, and whose it is.

    :raises TooManyTries: unknown ones were tried from there too often.
    """
    limits.check("enter", _client(), most=MOST_WRONG, minutes=MINUTES)
    link = queries.find_link(Purpose.ENTRY, token)
    return link, queries.user(link.user_id or 0) if link else None


def _over(link: Link | None, user: User | None, token: str) -> ResponseReturnValue:
    if link is None and request.method == "POST":
        with transaction(actor(), working=True):
            limits.note("enter", _client())
    is_revoked = link is not None and (link.revoked_at or not (user and user.may_enter))
    return _page("accounts/entry_over.html", user, 410, link=link, revoked=is_revoked, token=token)


def _page(template: str, user: User | None, status: int = 200, **facts: object) -> Response:
    """A page in the language of *user*, whose address no other page ever hears of."""
    with _speaking(user.language if user else None):
        response = make_response(render_template(template, user=user, **facts), status)
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _speaking(language: str | None) -> AbstractContextManager[None]:
    known = language in current_app.config["LANGUAGES"]
    return force_locale(language) if known else nullcontext()


def _client() -> str:
    return request.remote_addr or ""
