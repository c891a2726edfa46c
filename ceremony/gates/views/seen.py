"""Where a badge was seen: found by serial, plate or name; that somebody asked is recorded."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from ceremony.core.registries import Panel, registries
from ceremony.core.web import perform, personal, requires
from ceremony.gates import operations
from ceremony.gates.queries import seen as reads
from ceremony.gates.views.blueprint import SUPERVISE, bp, run_id
from ceremony.people.models import Person
from ceremony.people.states import State


def _of_person(person: object) -> dict[str, object]:
    assert isinstance(person, Person)  # noqa: S101 - the page is about one
    right = person.accreditation
    is_approved = right is not None and right.state is State.APPROVED
    return {"right_id": right.id if right and is_approved else None}


registries.panels.append(Panel("person", SUPERVISE, "gates/of_person.html", _of_person, order=20))


@bp.get("/seen")
@requires(SUPERVISE)
def seen() -> ResponseReturnValue:
    q = request.args.get("q", "").strip()
    found = reads.holders(q) if q else []
    return render_template("gates/seen.html", q=q, found=found, most=reads.MOST)


@bp.post("/seen/<int:accreditation_id>")
@requires(SUPERVISE)
def trace(accreditation_id: int) -> ResponseReturnValue:
    asked = {"accreditation_id": accreditation_id, "run_id": run_id()}
    found = perform(operations.read_whereabouts, **asked)
    page = render_template("gates/trace.html", trace=found, most=reads.LATEST)
    return personal(Response(page))
