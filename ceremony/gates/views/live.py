"""Who goes through the gates now, and how full the zones are."""

from typing import Any

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from ceremony.core import settings
from ceremony.core.clock import now
from ceremony.core.web import actor, etagged, requires
from ceremony.gates import queries
from ceremony.gates.queries import incidents
from ceremony.gates.states import IncidentState
from ceremony.gates.views.blueprint import READ, bp, run_id

EVERY_SECONDS = 10
LATEST, OPEN = 8, 4


@bp.get("")
@requires(READ)
def index() -> ResponseReturnValue:
    return render_template("gates/index.html", seconds=EVERY_SECONDS, **_figures())


@bp.get("/figures")
@requires(READ)
def figures() -> ResponseReturnValue:
    """The panels alone; the same figures are not sent twice."""
    response = make_response(render_template("gates/figures.html", **_figures()))
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["As-Of"] = settings.current().local_now.strftime("%H:%M:%S")
    return etagged(response)


def _figures() -> dict[str, Any]:
    here, run = settings.current(), run_id()
    flow = queries.flow(run, queries.counts(run, here.midnight), at=now(), zone=here.zone)
    asked = incidents.Asked(run, state=IncidentState.OPEN)
    return {
        "flow": flow,
        "fillings": queries.fillings(run, flow.lines),
        "shares": queries.shares(run),
        "incidents": incidents.incidents(actor(), asked, size=OPEN).rows,
        "scans": queries.latest_scans(actor(), run, size=LATEST).rows,
    }
