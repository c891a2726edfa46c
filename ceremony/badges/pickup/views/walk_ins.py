"""Who stands at the desk and is not registered."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.badges.pickup import operations
from ceremony.badges.pickup.forms import WalkInForm
from ceremony.badges.pickup.views.blueprint import bp
from ceremony.core import settings
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.web import requires
from ceremony.people import mrz


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT)
def register() -> ResponseReturnValue:
    form = WalkInForm()
    if person_id := form.perform(operations.register):
        flash(_("Registered for today. Who vets sees it first; take the photograph now."), "go")
        return redirect(url_for("pickup.take_photograph", person_id=person_id), 303)
    return render_template("badges/pickup/register.html", form=form)


@bp.post("/new/from-document")
@requires(Permission.PEOPLE_EDIT)
def register_from_document() -> ResponseReturnValue:
    """The same form, filled in with what the document says; nothing is kept yet."""
    document = mrz.read(request.form.get("lines", ""), settings.current().today)
    if document is None:
        abort(400)
    form = WalkInForm(document, formdata=None)
    return render_template("badges/pickup/register.html", form=form)
