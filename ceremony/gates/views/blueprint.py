"""The gates' place in the side bar, and what their pages share."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ceremony.core import runs
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, lazy
from ceremony.core.permissions import Permission, may
from ceremony.core.registries import Place, registries
from ceremony.core.web import actor, perform
from ceremony.gates import saying, words
from ceremony.gates.queries import incidents

READ, SUPERVISE = Permission.GATES_READ, Permission.GATES_SUPERVISE
Tab = tuple[str, str, int | None, bool]

bp = Blueprint("gates", __name__, url_prefix="/desk/gates")

registries.places.append(
    Place(lazy("Gates"), "door", "gates.index", READ, lazy("On the ground"), 60)
)


@bp.context_processor
def _shared() -> dict[str, object]:
    return {"gate_tabs": tabs, "words": words, "saying": saying}


def run_id() -> int | None:
    """The run that goes on, asked once a request."""
    if "gate_run" not in g:
        g.gate_run = runs.find_current_id()
    found: int | None = g.gate_run
    return found


def tabs(here: str) -> list[Tab]:
    """The pages of the gates that whoever looks may open; *here* is the endpoint shown."""
    pages: list[tuple[str, str, int | None, Permission]] = [
        (_("Live"), "gates.index", None, READ),
        (_("Incidents"), "gates.incidents", incidents.count_open(actor(), run_id()), READ),
        (_("Scans"), "gates.scans", None, READ),
        (_("Refused"), "gates.refused", None, READ),
        (_("Muster list"), "gates.muster", None, READ),
        (_("Where seen"), "gates.seen", None, SUPERVISE),
        (_("Devices"), "gates.devices", None, READ),
        (_("Guards"), "gates.guards", None, READ),
        (_("Limits"), "gates.limits", None, READ),
    ]
    return [
        (label, url_for(endpoint), count or None, endpoint == here)
        for label, endpoint, count, permission in pages
        if may(current_user, permission)
    ]


def attempt(
    operation: Callable[..., object], there: str, done: str = "", **arguments: object
) -> ResponseReturnValue:
    """Perform *operation*, say what was *done* or why it was refused, and go *there*."""
    try:
        perform(operation, **arguments)
    except DomainError as error:
        flash(str(error), "stop")
    else:
        if done:
            flash(done, "go")
    return redirect(there, 303)
