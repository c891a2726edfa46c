"""The muster list: who was last seen where, for an evacuation."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from ceremony.core import settings
from ceremony.core.paging import number
from ceremony.core.web import actor, download, perform, requires
from ceremony.gates import exporting, operations
from ceremony.gates.documents import muster_sheets
from ceremony.gates.queries import muster as reads
from ceremony.gates.views.blueprint import READ, bp, run_id

PDF = "application/pdf"


@bp.get("/muster")
@requires(READ)
def muster() -> ResponseReturnValue:
    found = _asked()
    given = {"zone": request.args.get("zone", type=number), "q": request.args.get("q", "")}
    codes = {zone.id: zone.code for zone, _count in found.zones}
    return render_template("gates/muster.html", muster=found, zone_codes=codes, **given)


@bp.post("/muster/<kind>")
@requires(READ)
def export_muster(kind: str) -> ResponseReturnValue:
    run = run_id()
    if kind not in {*exporting.KINDS, "pdf"} or run is None:
        abort(404)
    found, by = _asked(), getattr(actor(), "name", "")
    if kind == "pdf":
        content, mimetype = muster_sheets.pdf(found), PDF
    else:
        content, mimetype = exporting.muster(kind, found, by=by)[0], exporting.KINDS[kind]
    taken = {"what": "muster", "kind": kind, "rows": found.count}
    perform(operations.record_taken, run_id=run, **taken)
    name = f"muster-{settings.current().local_now:%Y-%m-%d-%H%M}.{kind}"
    return download(content, mimetype, name)


def _asked() -> reads.Muster:
    given = request.values
    return reads.muster(run_id(), zone_id=given.get("zone", type=number), words=given.get("q", ""))
