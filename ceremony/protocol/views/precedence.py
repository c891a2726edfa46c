"""The precedence list: by rule, and as officers rearrange it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.i18n import _
from ceremony.core.paging import number
from ceremony.core.web import perform, requires
from ceremony.protocol import operations, queries
from ceremony.protocol.documents import lists
from ceremony.protocol.forms import MoveForm
from ceremony.protocol.models import PrecedenceChange
from ceremony.protocol.queries import Placed
from ceremony.protocol.views.blueprint import ARRANGE, READ, bp, nothing, paper


@bp.get("/precedence")
@requires(READ)
def precedence() -> ResponseReturnValue:
    how = queries.arrangement()
    shown, all_ = queries.precedence(how), queries.delegations()
    with_head = {x.sender.body_id for x in shown.heads}
    headless = [x for x in all_ if x.body_id not in with_head]
    return render_template("protocol/precedence.html", shown=shown, how=how, headless=headless)


@bp.get("/precedence.pdf")
@requires(READ)
def precedence_pdf() -> ResponseReturnValue:
    how = queries.arrangement()
    shown = queries.precedence(how)
    if not shown.rows:
        return nothing("protocol.precedence")
    return paper(lists.precedence_pdf(shown, how), "precedence", "pdf")


@bp.route("/precedence/<int:body_id>/move", methods=["GET", "POST"])
@requires(ARRANGE, load=queries.placed)
def move(placed: Placed) -> ResponseReturnValue:
    sender, rows = placed.head.sender, queries.precedence().rows
    form = MoveForm(rows, sender.body_id, number(request.args.get("before", "")))
    if form.perform(operations.move, body_id=sender.body_id):
        flash(_("%(delegation)s was moved.", delegation=sender.name), "go")
        return _to_list(sender.body_id)
    return render_template("protocol/move.html", form=form, placed=placed)


@bp.post("/precedence/changes/<int:change_id>/take-back")
@requires(ARRANGE, load=queries.change)
def take_back(change: PrecedenceChange) -> ResponseReturnValue:
    body_id = change.body_id
    perform(operations.take_back, change=change)
    flash(_("Taken back. The rule and the other changes decide again."), "go")
    return _to_list(body_id)


def _to_list(body_id: int) -> ResponseReturnValue:
    return redirect(url_for("protocol.precedence", _anchor=f"of-{body_id}"), 303)
