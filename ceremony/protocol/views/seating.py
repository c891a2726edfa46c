"""The seating order from a drawn letter."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.i18n import _
from ceremony.core.web import requires
from ceremony.protocol import operations, order, queries
from ceremony.protocol.documents import lists, spreadsheets
from ceremony.protocol.forms import DrawForm
from ceremony.protocol.models import SeatingDraw
from ceremony.protocol.seating import Seats, seats
from ceremony.protocol.views.blueprint import ARRANGE, READ, asked, bp, nothing, paper

MOST_SEATS = 20
SHEETS: dict[str, Callable[[list[Seats]], bytes]] = {
    "csv": spreadsheets.seating_csv,
    "xlsx": spreadsheets.seating_xlsx,
}


@bp.get("/seating")
@requires(READ)
def seating() -> ResponseReturnValue:
    draws, each = queries.draws(), _each()
    rows = _rows(draws[0]) if draws else []
    return render_template(
        "protocol/seating.html", rows=rows, draws=draws, each=each, most=MOST_SEATS
    )


@bp.route("/seating/draw", methods=["GET", "POST"])
@requires(ARRANGE)
def draw() -> ResponseReturnValue:
    known, senders = queries.draws(), queries.delegations()
    form = DrawForm(queries.arrangement().alphabet, is_again=bool(known))
    if drawn := form.perform(operations.draw):
        flash(_("Letter %(letter)s. The seating order begins there.", letter=drawn.letter), "go")
        return redirect(url_for("protocol.seating"), 303)
    possible = {x: order.letters(senders, x) for x in order.Alphabet}
    return render_template("protocol/draw.html", form=form, possible=possible, known=known)


@bp.get("/seating.<any(pdf, csv, xlsx):suffix>")
@requires(READ)
def seating_file(suffix: str) -> ResponseReturnValue:
    draws = queries.draws()
    if not draws:
        return nothing("protocol.seating", _("Draw a letter first."))
    rows = _rows(draws[0])
    if suffix == "pdf":
        return paper(lists.seating_pdf(rows, draws[0], _each()), "seating", suffix)
    return paper(SHEETS[suffix](rows), "seating", suffix)


def _each() -> int:
    return asked("seats", 1, MOST_SEATS)


def _rows(drawn: SeatingDraw) -> list[Seats]:
    ordered = order.from_letter(queries.delegations(), drawn.alphabet, drawn.letter)
    return seats(ordered, _each())
