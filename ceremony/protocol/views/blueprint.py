"""Where the pages of protocol hang, and what they do with files and numbers in the URL."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.clock import now
from ceremony.core.i18n import _, lazy
from ceremony.core.paging import number
from ceremony.core.permissions import Permission
from ceremony.core.registries import Place, registries
from ceremony.core.web import download
from ceremony.protocol import words

READ = Permission.PROTOCOL_READ
ARRANGE = Permission.PROTOCOL_ARRANGE
TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

bp = Blueprint("protocol", __name__, url_prefix="/desk/protocol")
registries.places.append(
    Place(lazy("Protocol"), "list-numbers", "protocol.index", READ, lazy("Who comes"), 45)
)


@bp.context_processor
def _words() -> dict[str, object]:
    return {"said_of": words}


def paper(content: bytes, name: str, suffix: str) -> Response:
    """*content* as a file called *name* with the day in it."""
    full = f"{name}-{now():%Y-%m-%d}.{suffix}"
    return download(content, TYPES[suffix], full)


def nothing(endpoint: str, sentence: str = "") -> ResponseReturnValue:
    """Back to the page of a paper that cannot be made yet, saying why."""
    flash(sentence or _("No delegation takes part yet, so there is nothing to print."), "wait")
    return redirect(url_for(endpoint), 303)


def asked(name: str, usual: int, most: int) -> int:
    """The number *name* of the URL, from 1 to *most*; what makes no sense is the usual one."""
    given = number(request.args.get(name, ""))
    return min(given, most) if given else usual
