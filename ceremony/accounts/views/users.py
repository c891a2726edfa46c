"""Everybody's accounts, for the administrator."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.accounts import operations, queries, words
from ceremony.accounts.forms import UserFields, UserForm
from ceremony.accounts.models import User, UserSession
from ceremony.accounts.views.blueprint import bp
from ceremony.core import address
from ceremony.core.i18n import _, lazy
from ceremony.core.permissions import Permission
from ceremony.core.registries import Place, registries
from ceremony.core.web import perform, requires

MANAGE = Permission.ACCOUNTS_MANAGE

registries.places.append(
    Place(lazy("Users"), "user-circle", "accounts.users", MANAGE, lazy("Afterwards"), 92)
)


@bp.get("/desk/users")
@requires(MANAGE)
def users() -> ResponseReturnValue:
    """Officers and who holds nothing (any more); by another tab, people outside the desk."""
    outside = request.args.get("who") == "outside"
    parted: dict[bool, list[User]] = {False: [], True: []}
    for one in queries.users():
        parted[one.is_outside and not one.is_officer].append(one)
    return render_template("accounts/users.html", **_facts(parted[outside]), **_counts(parted))


def _facts(shown: list[User]) -> dict[str, object]:
    known = words.scopes(held for user in shown for held in user.role_grants)
    roles = {user.id: words.roles(user.role_grants, known) for user in shown}
    return {"users": shown, "roles": roles, "last_seen": queries.last_seen()}


def _counts(parted: dict[bool, list[User]]) -> dict[str, object]:
    return {"officers": len(parted[False]), "outsiders": len(parted[True])}


@bp.route("/desk/users/new", methods=["GET", "POST"])
@requires(MANAGE)
def new_user() -> ResponseReturnValue:
    form = UserFields()
    if made := form.perform(operations.open_account):
        return _link_page(*made)
    return render_template("accounts/new_user.html", form=form)


@bp.route("/desk/users/<int:user_id>", methods=["GET", "POST"])
@requires(MANAGE, load=queries.user)
def user(user: User) -> ResponseReturnValue:
    form = UserForm(user)
    if form.perform(operations.change, user=user):
        flash(_("Saved."), "go")
        return redirect(url_for("accounts.user", user_id=user.id), 303)
    user, sessions = queries.user(user.id), queries.open_sessions(user.id)
    about = {"sessions": sessions, "links": queries.entry_links(user.id), "words": words}
    return render_template("accounts/user.html", user=user, form=form, **about)


@bp.post("/desk/users/<int:user_id>/link")
@requires(MANAGE, load=queries.user)
def invite(user: User) -> ResponseReturnValue:
    return _link_page(user, perform(operations.invite, user=user))


@bp.post("/desk/users/<int:user_id>/disable")
@requires(MANAGE, load=queries.user)
def disable(user: User) -> ResponseReturnValue:
    perform(operations.disable, user=user)
    flash(_("%(name)s cannot sign in any more and was signed out.", name=user.name), "go")
    return redirect(url_for("accounts.user", user_id=user.id), 303)


@bp.post("/desk/users/<int:user_id>/enable")
@requires(MANAGE, load=queries.user)
def enable(user: User) -> ResponseReturnValue:
    perform(operations.enable, user=user)
    flash(_("%(name)s can sign in again.", name=user.name), "go")
    return redirect(url_for("accounts.user", user_id=user.id), 303)


@bp.post("/desk/users/<int:user_id>/sessions/end")
@requires(MANAGE, load=queries.user)
def end_sessions(user: User) -> ResponseReturnValue:
    perform(operations.end_sessions, user=user)
    flash(_("%(name)s is signed out everywhere.", name=user.name), "go")
    return redirect(url_for("accounts.user", user_id=user.id), 303)


@bp.post("/desk/users/<int:user_id>/links/revoke")
@requires(MANAGE, load=queries.user)
def revoke_links(user: User) -> ResponseReturnValue:
    perform(operations.revoke_entry_links, user=user)
    flash(_("What began with a personal link of %(name)s has ended.", name=user.name), "go")
    return redirect(url_for("accounts.user", user_id=user.id), 303)


@bp.post("/desk/users/sessions/<int:session_id>/end")
@requires(MANAGE, load=queries.user_session)
def end_session(session: UserSession) -> ResponseReturnValue:
    perform(operations.end_session, session=session)
    flash(_("The session was ended."), "go")
    return redirect(url_for("accounts.user", user_id=session.user_id), 303)


def _link_page(user: User, token: str) -> ResponseReturnValue:
    """The link, in the answer to the POST that made it and never again."""
    link = f"{address.shown()}{url_for('accounts.set_password', token=token)}"
    return render_template("accounts/link.html", user=user, link=link)
