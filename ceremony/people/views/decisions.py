"""Deciding about one person or many: asked on a page that names them, then done."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.permissions import Permission, require
from ceremony.core.states import Move
from ceremony.core.web import actor, requires
from ceremony.people import operations, queries, words
from ceremony.people.forms import DecisionForm, chosen
from ceremony.people.states import LIFECYCLE, State
from ceremony.people.views.blueprint import bp


def _move(name: str) -> Move[State]:
    if name not in LIFECYCLE.moves:
        raise ValueError(name)
    return LIFECYCLE.moves[name]


@bp.post("/decide/<name>")
@requires(Permission.PEOPLE_READ, load=_move)
def decide(move: Move[State]) -> ResponseReturnValue:
    require(actor(), move.permission)
    form = DecisionForm(move)
    if form.is_sure.data and (count := form.perform(operations.decide, move=move.name)):
        flash(words.done(move.name, count), "go")
        return redirect(back(), 303)
    return _ask(form, move)


def _ask(form: DecisionForm, move: Move[State]) -> ResponseReturnValue:
    people = queries.candidates(form.chosen or chosen(request.form))
    possible = [x for x in people if x.state in move.sources]
    if not possible:
        flash(words.none_possible(move.name) if people else words.none_chosen(), "wait")
        return redirect(back(), 303)
    form.ids.data, form.is_sure.data = " ".join(str(x.id) for x in possible), "yes"
    return render_template(
        "people/decide.html",
        form=form,
        move=move,
        words=words,
        possible=possible,
        others=[x for x in people if x.state not in move.sources],
        without_photograph=[x.person for x in possible if x.person.lacks_photograph],
        zones=queries.zones(),
        back=back(),
    )


def back() -> str:
    """Where the question came from, if that is a page of people."""
    start, given = url_for("people.index"), request.form.get("back", "")
    ours = given == start or given.startswith((f"{start}?", f"{start}/"))
    return given if ours and given.isprintable() else start
