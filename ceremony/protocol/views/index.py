"""All papers on one page, and how they are made."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.i18n import _
from ceremony.core.web import requires
from ceremony.protocol import operations, queries
from ceremony.protocol.forms import ArrangementForm
from ceremony.protocol.views.blueprint import ARRANGE, READ, bp


@bp.get("")
@requires(READ)
def index() -> ResponseReturnValue:
    return render_template(
        "protocol/index.html",
        figures=queries.figures(),
        how=queries.arrangement(),
        changes=len(queries.changes()),
        drawn=next(iter(queries.draws()), None),
    )


@bp.route("/arrangement", methods=["GET", "POST"])
@requires(ARRANGE)
def arrangement() -> ResponseReturnValue:
    form = ArrangementForm(queries.arrangement())
    if form.perform(operations.arrange):
        flash(_("Saved. Every paper follows it from now on."), "go")
        return redirect(url_for("protocol.index"), 303)
    return render_template("protocol/arrangement.html", form=form)
