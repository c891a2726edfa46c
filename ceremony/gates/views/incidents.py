"""Incidents: listed, told by hand, looked at, closed."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from ceremony.core import runs
from ceremony.core.i18n import _
from ceremony.core.paging import number
from ceremony.core.web import actor, place, requires
from ceremony.gates import operations
from ceremony.gates.forms import ActionForm, IncidentForm
from ceremony.gates.models import Incident, IncidentKind, Severity
from ceremony.gates.queries import incidents as reads
from ceremony.gates.states import LIFECYCLE, IncidentState
from ceremony.gates.views.asking import Filter, gates, one_of, uuid
from ceremony.gates.views.blueprint import READ, SUPERVISE, attempt, bp, run_id


def _incident(event: UUID) -> Incident:
    return reads.incident(event, actor())


@bp.get("/incidents")
@requires(READ)
def incidents() -> ResponseReturnValue:
    asked = _asked()
    page = reads.incidents(actor(), asked, place(uuid))
    return render_template("gates/incidents.html", asked=asked, page=page, filters=_filters(asked))


@bp.route("/incidents/new", methods=["GET", "POST"])
@requires(SUPERVISE)
def tell() -> ResponseReturnValue:
    form = IncidentForm()
    if told := form.perform(operations.tell_incident):
        flash(_("Kept. Say what is done about it, and close it when it is over."), "go")
        return redirect(url_for("gates.incident", event=told.event), 303)
    return render_template("gates/incident_new.html", form=form)


@bp.route("/incidents/<uuid:event>", methods=["GET", "POST"])
@requires(READ, load=_incident)
def incident(incident: Incident) -> ResponseReturnValue:
    form = ActionForm(incident)
    if form.perform(operations.note_action, incident=incident):
        flash(_("Saved."), "go")
        return redirect(url_for("gates.incident", event=incident.event), 303)
    return render_template("gates/incident.html", form=form, **_facts(_incident(incident.event)))


@bp.post("/incidents/<uuid:event>/<move>")
@requires(SUPERVISE)
def move(event: UUID, move: str) -> ResponseReturnValue:
    try:
        found = _incident(event)
    except NoResultFound:
        abort(404)
    if move not in LIFECYCLE.moves:
        abort(404)
    there = url_for("gates.incident", event=found.event)
    return attempt(operations.move_incident, there, incident=found, move=move)


def _facts(incident: Incident) -> dict[str, Any]:
    return {
        "incident": incident,
        "origin": reads.origin(incident),
        "shown": reads.shown_by(incident.id),
        "deeds": reads.deeds(incident.id),
        "moves": list(LIFECYCLE.open_to(actor(), incident)),
    }


def _asked() -> reads.Asked:
    given = request.args
    run = given.get("run", type=number)
    return reads.Asked(
        run_id=run_id() if run is None else run,
        kind=one_of(IncidentKind, given.get("kind", "")),
        severity=one_of(Severity, given.get("severity", "")),
        checkpoint_id=given.get("checkpoint", type=number),
        state=one_of(IncidentState, given.get("state", "")),
    )


def _filters(asked: reads.Asked) -> list[Filter]:
    """The selects above the list, with what is chosen in each."""
    every = runs.every()
    found: list[Filter] = [
        ("state", _("State"), [(x, x.label) for x in IncidentState], asked.state),
        ("kind", _("What"), [(x, x.label) for x in reads.kinds(actor())], asked.kind),
        ("severity", _("How serious"), [(x, x.label) for x in Severity], asked.severity),
        ("checkpoint", _("Checkpoint"), gates(), asked.checkpoint_id),
    ]
    if len(every) > 1:
        found.insert(0, ("run", _("Run"), [(x.id, x.label) for x in every], asked.run_id))
    return found
