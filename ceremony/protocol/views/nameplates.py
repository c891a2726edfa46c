"""Nameplates for the delegations that are chosen."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ceremony.core.paging import number
from ceremony.core.web import requires
from ceremony.protocol import queries, words
from ceremony.protocol.documents import nameplates as plates
from ceremony.protocol.views.blueprint import READ, asked, bp, nothing, paper

MOST_SEATS = 20


@bp.get("/nameplates")
@requires(READ)
def nameplates() -> ResponseReturnValue:
    senders = queries.delegations()
    groups = sorted({x.group for x in senders})
    return render_template(
        "protocol/nameplates.html",
        senders=senders,
        groups=[(x, words.heading(x)) for x in groups],
        seats=asked("seats", 1, MOST_SEATS),
        most=MOST_SEATS,
    )


@bp.get("/nameplates.pdf")
@requires(READ)
def nameplates_pdf() -> ResponseReturnValue:
    chosen = [x for text in request.args.getlist("id") if (x := number(text))]
    senders = queries.delegations(chosen)
    if not senders:
        return nothing("protocol.nameplates")
    seats = asked("seats", 1, MOST_SEATS)
    return paper(plates.pdf((x.name, seats) for x in senders), "nameplates", "pdf")
