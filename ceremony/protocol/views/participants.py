"""The provisional list of participants."""

from flask import render_template
from flask.typing import ResponseReturnValue

from ceremony.core.web import requires
from ceremony.protocol import participants as listing
from ceremony.protocol import queries
from ceremony.protocol.documents.participants import MAKERS
from ceremony.protocol.participants import Listing
from ceremony.protocol.views.blueprint import READ, bp, nothing, paper


@bp.get("/participants")
@requires(READ)
def participants() -> ResponseReturnValue:
    how = queries.arrangement()
    return render_template("protocol/participants.html", listing=_listing(), how=how)


@bp.get("/participants.<any(docx, pdf):suffix>")
@requires(READ)
def participants_file(suffix: str) -> ResponseReturnValue:
    found = _listing()
    if not found.delegations:
        return nothing("protocol.participants")
    content = MAKERS[suffix](found, queries.arrangement().list_number)
    return paper(content, "provisional-list-of-participants", suffix)


def _listing() -> Listing:
    return listing.listing(queries.delegations(), queries.members())
