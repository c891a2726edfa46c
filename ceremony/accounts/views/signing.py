"""Signing in and out, and the one-time link that sets a password."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from ceremony.accounts import demo, operations, passwords, queries
from ceremony.accounts.forms import LinkForm, NewPasswordForm, SignInForm
from ceremony.accounts.models import Purpose, User
from ceremony.accounts.views.arriving import destination, hold
from ceremony.accounts.views.blueprint import bp
from ceremony.core import kept, limits
from ceremony.core.db import transaction
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.web import actor, perform, requires

MINUTES = 15
MOST_OF_ADDRESS, MOST_OF_CLIENT = 10, 60


@bp.route("/sign-in", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def sign_in() -> ResponseReturnValue:
    if current_user.kind == "user":
        return redirect(destination(), 303)
    form = SignInForm()
    if form.validate_on_submit() and _enter(form):
        return redirect(destination(), 303)
    return sign_in_page(form, LinkForm(formdata=None)), 422 if form.is_submitted() else 200


def sign_in_page(form: SignInForm, link_form: LinkForm) -> str:
    return render_template(
        "accounts/sign_in.html", form=form, link_form=link_form, sign_ins=demo.sign_ins()
    )


@bp.post("/sign-out")
@requires(Permission.ACCOUNTS_OWN)
def sign_out() -> ResponseReturnValue:
    perform(operations.end_session, session=queries.user_session(current_user.session_id))
    logout_user()
    kept.begin_session()
    flash(_("You are signed out."), "go")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.route("/welcome/<token>", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def set_password(token: str) -> ResponseReturnValue:
    link = queries.find_link(Purpose.PASSWORD, token)
    if link is None or link.is_over:
        return render_template("accounts/link_over.html", link=link), 410
    form, user = NewPasswordForm(), queries.user(link.user_id or 0)
    if form.perform(operations.set_password_by_link, link=link):
        logout_user()
        flash(_("Your password is set. Sign in with it."), "go")
        return redirect(url_for("accounts.sign_in"), 303)
    return render_template("accounts/welcome.html", form=form, user=user)


def _enter(form: SignInForm) -> bool:
    """Sign in whom the form names; a refusal says the same whatever was wrong.

    :raises TooManyTries: with this address, or from where the request comes.
    """
    email, client = form.email.data.strip().lower(), request.remote_addr or ""
    limits.check("sign-in", email, most=MOST_OF_ADDRESS, minutes=MINUTES)
    limits.check("sign-in from", client, most=MOST_OF_CLIENT, minutes=MINUTES)
    user = queries.find_user_by_email(email)
    may_enter = passwords.fits(user.password_hash if user else None, form.password.data)
    if user is None or not may_enter or user.disabled_at:
        with transaction(actor(), working=True):
            limits.note("sign-in", email)
            limits.note("sign-in from", client)
    elif _begin_session(user, client):
        return True
    form.refuse(DomainError(_("The address or the password is not right.")))
    return False


def _begin_session(user: User, client: str) -> bool:
    """Begin the session.

    :returns: False if the account was disabled while the password was looked at.
    """
    agent = request.user_agent.string
    return hold(perform(operations.sign_in, user=user, address=client, agent=agent))
