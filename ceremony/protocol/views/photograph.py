"""Positions for the family photograph."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ceremony.core.typography.sheet import A5_LYING, A6_LYING
from ceremony.core.web import requires
from ceremony.protocol import queries
from ceremony.protocol.documents import floor
from ceremony.protocol.documents.floor import Rows
from ceremony.protocol.order import REPRESENTED
from ceremony.protocol.photograph import positions
from ceremony.protocol.views.blueprint import READ, asked, bp, nothing, paper

MOST_PER_ROW, PER_ROW = 40, 13
SIZES = {"a5": A5_LYING, "a6": A6_LYING}


@bp.get("/photograph")
@requires(READ)
def photograph() -> ResponseReturnValue:
    return render_template(
        "protocol/photograph.html",
        rows=_rows(),
        per_row=_per_row(),
        most=MOST_PER_ROW,
        everybody=_everybody(),
    )


@bp.get("/photograph.pdf")
@requires(READ)
def photograph_pdf() -> ResponseReturnValue:
    if not (rows := _rows()):
        return nothing("protocol.photograph")
    return paper(floor.plan_pdf(rows), "family-photograph", "pdf")


@bp.get("/photograph/labels-<any(a5, a6):size>.pdf")
@requires(READ)
def floor_labels(size: str) -> ResponseReturnValue:
    if not (rows := _rows()):
        return nothing("protocol.photograph")
    return paper(floor.labels_pdf(rows, SIZES[size]), f"floor-labels-{size}", "pdf")


def _per_row() -> int:
    return asked("per_row", PER_ROW, MOST_PER_ROW)


def _everybody() -> bool:
    return request.args.get("who") == "all"


def _rows() -> Rows:
    heads = queries.precedence().heads
    shown = [x for x in heads if _everybody() or x.sender.kind in REPRESENTED]
    return positions(shown, _per_row())
