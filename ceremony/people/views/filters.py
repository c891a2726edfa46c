"""The filters that somebody keeps for the list: saved, renamed, deleted, put back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.i18n import _
from ceremony.core.paging import number
from ceremony.core.permissions import Permission
from ceremony.core.web import actor, perform, requires
from ceremony.people import operations, saved
from ceremony.people.forms import FilterFields, SavedFilterForm
from ceremony.people.listing import Filter
from ceremony.people.models import SavedFilter
from ceremony.people.views.blueprint import bp


def _demand_own(kept: SavedFilter, *, is_deleted: bool = False) -> None:
    """Another officer's is no page, nor is one that was deleted (or was not, if *is_deleted*)."""
    if kept.owner_id != actor().id or (kept.deleted_at is not None) is not is_deleted:
        abort(404)


@bp.get("/filters")
@requires(Permission.PEOPLE_READ)
def filters() -> ResponseReturnValue:
    kept = saved.open_to(actor())
    deleted = number(request.args.get("deleted", ""))
    words = saved.Words([x.arguments for x in kept])
    return render_template(
        "people/filters/index.html",
        kept=kept,
        owners=saved.owners(kept),
        me=actor().id,
        said={x.id: words.say(Filter.read(x.arguments, actor())) for x in kept},
        deleted=saved.find_deleted(actor(), deleted) if deleted else None,
    )


@bp.route("/filters/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_READ)
def save_filter() -> ResponseReturnValue:
    """What is kept stands in the address, as the list has it."""
    form, asked = FilterFields(), Filter.read(request.args, actor())
    if form.perform(operations.save_filter, arguments=asked.arguments):
        flash(_("Saved. You find it above the list."), "go")
        return redirect(url_for("people.index", **asked.arguments), 303)
    said = saved.Words([{k: str(v) for k, v in asked.arguments.items()}]).say(asked)
    return render_template("people/filters/new.html", form=form, asked=asked, said=said)


@bp.route("/filters/<int:filter_id>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_READ, load=saved.kept)
def edit_filter(kept: SavedFilter) -> ResponseReturnValue:
    _demand_own(kept)
    form = SavedFilterForm(kept)
    if form.perform(operations.change_filter, saved=kept):
        flash(_("Saved."), "go")
        return redirect(url_for("people.filters"), 303)
    said = saved.Words([kept.arguments]).say(Filter.read(kept.arguments, actor()))
    return render_template("people/filters/edit.html", form=form, kept=kept, said=said)


@bp.post("/filters/<int:filter_id>/delete")
@requires(Permission.PEOPLE_READ, load=saved.kept)
def delete_filter(kept: SavedFilter) -> ResponseReturnValue:
    _demand_own(kept)
    perform(operations.delete_filter, saved=kept)
    return redirect(url_for("people.filters", deleted=kept.id), 303)


@bp.post("/filters/<int:filter_id>/restore")
@requires(Permission.PEOPLE_READ, load=saved.kept)
def restore_filter(kept: SavedFilter) -> ResponseReturnValue:
    _demand_own(kept, is_deleted=True)
    perform(operations.restore_filter, saved=kept)
    flash(_("Put back."), "go")
    return redirect(url_for("people.filters"), 303)
