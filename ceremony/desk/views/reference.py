"""Pages to look things up: who may do what, and how everything looks."""

from flask import abort, current_app, render_template
from flask.typing import ResponseReturnValue

from ceremony.core import settings
from ceremony.core.permissions import Permission
from ceremony.core.web import requires
from ceremony.desk import documents
from ceremony.desk.forms import sample_forms
from ceremony.desk.views.blueprint import bp


@bp.get("/desk/permissions")
@requires(Permission.DESK)
def permissions() -> ResponseReturnValue:
    return render_template(
        "desk/permissions.html", roles=documents.ROLES, rows=documents.permission_rows()
    )


@bp.get("/styleguide")
@requires(Permission.DESK)
def styleguide() -> ResponseReturnValue:
    """Every component in every state: in development, in a demonstration, or where asked for."""
    wanted = current_app.debug or current_app.config.get("STYLEGUIDE")
    if not (wanted or settings.current().is_demo):
        abort(404)
    form, form_with_errors = sample_forms()
    return render_template("desk/styleguide.html", form=form, form_with_errors=form_with_errors)
