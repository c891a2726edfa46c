"""Deciding about one person or many: asked on a page that names them, then done."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core import jobs
from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission, may, require
from ceremony.core.registries import JobKind, registries
from ceremony.core.states import Move
from ceremony.core.web import actor, back, perform, requires
from ceremony.people import operations, queries, words
from ceremony.people.forms import DecisionForm, chosen
from ceremony.people.models import Person
from ceremony.people.operations.deciding import CHUNK
from ceremony.people.states import BY_HAND, State
from ceremony.people.views.blueprint import bp

NAMED = 25  # on the page that asks
LISTED = 200  # of those who were left out
TOLD = 20  # of them in a notice: it travels in a cookie


def _page_of(job: jobs.Job) -> str:
    return url_for("people.deciding", deciding_id=job.id)


registries.jobs["people.decide"] = JobKind(lazy("Deciding about many people"), _page_of)


def _move(name: str) -> Move[State]:
    if name not in BY_HAND:
        raise ValueError(name)
    return BY_HAND[name]


@bp.post("/decide/<name>")
@requires(Permission.PEOPLE_READ, load=_move)
def decide(move: Move[State]) -> ResponseReturnValue:
    require(actor(), move.permission)
    form = DecisionForm(move)
    if form.is_sure.data and len(form.chosen) > CHUNK:
        if job := form.perform(operations.start_deciding, move=move.name):
            return redirect(url_for("people.deciding", deciding_id=job.id), 303)
    elif form.is_sure.data and (outcome := form.perform(operations.decide_some, move=move.name)):
        _tell(move.name, outcome)
        return redirect(back(url_for("people.index")), 303)
    return _ask(form, move)


def _tell(move: str, outcome: operations.Outcome) -> None:
    """One notice: how many were decided on, and who was left out."""
    done, skipped = words.done(move, outcome.done), outcome.skipped
    if not skipped:
        flash(done, "go")
        return
    named = skipped[:TOLD]
    people = {x.id: x.person for x in queries.accreditations([x.id for x in named])}
    rows = [_left(people.get(x.id), x.reason) for x in named]
    left = {"left": words.skipped(len(skipped)), "rows": rows, "more": len(skipped[TOLD:])}
    flash({"fact": done} | left, "wait")  # type: ignore[arg-type]


def _left(person: Person | None, reason: str) -> dict[str, str]:
    if person is None:
        return {"name": "–", "url": "", "note": reason}
    url = url_for("people.show", person_id=person.id)
    return {"name": person.badge_name, "url": url, "note": reason}


def _ask(form: DecisionForm, move: Move[State]) -> ResponseReturnValue:
    known = queries.states_of(form.chosen or chosen(request.form))
    ids = [id_ for id_, state in known if state in move.sources]
    others = [id_ for id_, state in known if state not in move.sources]
    if not ids:
        flash(words.none_possible(move.name) if known else words.none_chosen(), "wait")
        return redirect(back(url_for("people.index")), 303)
    form.ids.data, form.is_sure.data = " ".join(map(str, ids)), "yes"
    return render_template(
        "people/decide.html",
        form=form,
        move=move,
        words=words,
        count=len(ids),
        possible=queries.candidates(ids[:NAMED]),
        other_count=len(others),
        others=queries.accreditations(others[:5]),
        without_photograph=queries.lacking_photograph(ids) if move.name == "approve" else 0,
        is_long=len(ids) > CHUNK,
        zones=queries.zones(),
        back=back(url_for("people.index")),
    )


def _job(deciding_id: int) -> jobs.Job:
    found = jobs.get(deciding_id)
    if found.name != "people.decide":
        abort(404)
    return found


@bp.get("/decisions/<int:deciding_id>")
@requires(Permission.JOBS_OWN, load=_job)
def deciding(job: jobs.Job) -> ResponseReturnValue:
    part = (
        "people/deciding/part.html" if "HX-Request" in request.headers else "people/deciding.html"
    )
    return render_template(
        part, job=job, move=_move(job.arguments["move"]), words=words, most=LISTED, **_skipped(job)
    )


def _skipped(job: jobs.Job) -> dict[str, Any]:
    """Who was left out: their names and the reasons for who reads people, else how many.

    An administrator sees how far every job is, and so does whoever began it and lost the role.
    """
    skipped = [operations.Skipped(*x) for x in job.result.get("skipped", [])]
    reads = may(actor(), Permission.PEOPLE_READ)
    ids = [x.id for x in skipped[:LISTED]] if reads else []
    people = {x.id: x.person for x in queries.accreditations(ids)}
    return {"skipped": skipped, "people": people, "reads": reads}


@bp.post("/decisions/<int:deciding_id>/stop")
@requires(Permission.JOBS_OWN, load=_job)
def stop_deciding(job: jobs.Job) -> ResponseReturnValue:
    perform(operations.stop_deciding, job=job)
    return redirect(url_for("people.deciding", deciding_id=job.id), 303)
