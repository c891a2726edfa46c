"""The keys that sign badges, for the administrator: a new one takes over, one is withdrawn."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from ceremony.badges import operations
from ceremony.badges.keys import queries
from ceremony.badges.keys.queries import Key
from ceremony.badges.states import KeyState
from ceremony.core.forms import Form
from ceremony.core.i18n import _ as said_now
from ceremony.core.i18n import lazy as _
from ceremony.core.permissions import Permission
from ceremony.core.registries import Place, registries
from ceremony.core.web import perform, requires

KEYS = Permission.BADGES_KEYS

bp = Blueprint("keys", __name__, url_prefix="/desk/badges/keys")
bp.add_app_template_filter(queries.name, "key_name")

registries.places.append(Place(_("Signing keys"), "key", "keys.index", KEYS, _("Afterwards"), 96))


class WithdrawalForm(Form):
    """Why nothing that a key signed is genuine any more."""

    reason = StringField(
        _("Why"),
        [InputRequired(_("Say why this key is withdrawn.")), Length(max=200)],
        description=_("A copy of the server was stolen; the file was sent to somebody."),
    )
    agreed = BooleanField(
        _("Yes, withdraw it now"), [InputRequired(_("Tick the box if you mean it."))]
    )

    @property
    def values(self) -> dict[str, str]:
        return {"reason": super().values["reason"]}


@bp.get("")
@requires(KEYS)
def index() -> ResponseReturnValue:
    return render_template("badges/keys/index.html", keys=queries.every())


@bp.post("")
@requires(KEYS)
def rotate() -> ResponseReturnValue:
    new = perform(operations.rotate_key, instead_of=request.form.get("key", type=int))
    flash(said_now("Key %(key)s signs from now on.", key=queries.name(new.key_id)), "go")
    return redirect(url_for("keys.index"), 303)


@bp.route("/<int:key_id>/withdrawal", methods=["GET", "POST"])
@requires(KEYS, load=queries.key)
def withdraw(known: Key) -> ResponseReturnValue:
    form = WithdrawalForm()
    if known.key.state is KeyState.WITHDRAWN:
        return redirect(url_for("keys.index"), 303)
    if form.perform(operations.withdraw_key, key=known.key):
        flash(said_now("The key is withdrawn. Gates refuse what it signed."), "go")
        return redirect(url_for("keys.index"), 303)
    return render_template("badges/keys/withdraw.html", form=form, known=known)
