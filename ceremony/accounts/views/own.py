"""One's own account: name, language, password, and where one is signed in."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import NoResultFound

from ceremony.accounts import operations, queries, words
from ceremony.accounts.forms import ChangePasswordForm, LanguageForm, NewPasswordForm
from ceremony.accounts.models import User, UserSession
from ceremony.accounts.views.blueprint import bp
from ceremony.core import limits
from ceremony.core.db import transaction
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.web import actor, perform, requires


def own_session(session_id: int) -> UserSession:
    """One of the sessions of whoever asks; those of others do not exist.

    To whoever came by a personal link, nor do those of their office.
    """
    session = queries.user_session(session_id, user_id=current_user.id)
    if current_user.by_link and session.link_id is None:
        raise NoResultFound
    return session


@bp.route("/account", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_OWN)
def own() -> ResponseReturnValue:
    user = queries.user(current_user.id)
    form = LanguageForm(obj=user)
    if form.perform(operations.change_language, user=user):
        flash(_("The language was saved."), "go")
        return redirect(url_for("accounts.own"), 303)
    sessions = queries.open_sessions(current_user.id, by_link=current_user.by_link)
    return render_template(
        "accounts/own.html", user=user, form=form, sessions=sessions, words=words
    )


@bp.route("/account/password", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_OWN)
def change_password() -> ResponseReturnValue:
    user = queries.user(current_user.id)
    if user.may_choose_password:
        return _choose_password(user)
    limits.check("password", str(user.id), most=10, minutes=15)
    form = ChangePasswordForm(stored=user.password_hash)
    session_id = current_user.session_id
    if form.perform(operations.change_password, user=user, session_id=session_id):
        flash(_("Your password is changed. You are signed out everywhere else."), "go")
        return redirect(url_for("accounts.own"), 303)
    if form.current.errors:
        with transaction(actor(), working=True):
            limits.note("password", str(user.id))
    return render_template("accounts/password.html", form=form, user=user)


def _choose_password(user: User) -> ResponseReturnValue:
    """A first one, of somebody who came by a personal link."""
    form, session_id = NewPasswordForm(), current_user.session_id
    if form.perform(operations.choose_password, user=user, session_id=session_id):
        flash(_("Your password is set. You can sign in with it from now on."), "go")
        return redirect(url_for("accounts.own"), 303)
    return render_template("accounts/password.html", form=form, user=user)


@bp.post("/account/sessions/<int:session_id>/end")
@requires(Permission.ACCOUNTS_OWN, load=own_session)
def end_own_session(session: UserSession) -> ResponseReturnValue:
    perform(operations.end_session, session=session)
    flash(_("The session was ended."), "go")
    return redirect(url_for("accounts.own"), 303)


@bp.post("/account/sessions/end")
@requires(Permission.ACCOUNTS_OWN)
def end_other_sessions() -> ResponseReturnValue:
    user = queries.user(current_user.id)
    perform(operations.end_sessions, user=user, but=current_user.session_id)
    flash(_("You are signed out everywhere else."), "go")
    return redirect(url_for("accounts.own"), 303)
