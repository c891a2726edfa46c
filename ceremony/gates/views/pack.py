"""The lists on paper for when no device works, as one file."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from ceremony.core import settings
from ceremony.core.i18n import _
from ceremony.core.web import download, perform, requires
from ceremony.gates import operations, queries
from ceremony.gates.documents import pack as documents
from ceremony.gates.queries.names import names
from ceremony.gates.views.blueprint import SUPERVISE, bp


@bp.post("/pack.pdf")
@requires(SUPERVISE)
def pack() -> ResponseReturnValue:
    gates, known = queries.checkpoints(), names()
    if not gates:
        flash(_("There is no checkpoint, so there is no list."), "wait")
        return redirect(url_for("gates.index"), 303)
    content = documents.pdf(gates, known)
    perform(operations.record_pack, version=known.version)
    name = f"gates-on-paper-{settings.current().local_now:%Y-%m-%d-%H%M}.pdf"
    return download(content, "application/pdf", name)
