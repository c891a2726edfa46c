"""The print room: batches chosen, begun, followed, decided on, fetched, stopped."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, format_timedelta
from flask_login import current_user

from ceremony.badges import jobs as print_jobs
from ceremony.badges import operations
from ceremony.badges import queries as badges
from ceremony.badges.batches import choosing, queries
from ceremony.badges.batches import words as batch_words
from ceremony.badges.batches.choosing import Choice
from ceremony.badges.batches.forms import DecisionForm, PrintForm, part
from ceremony.badges.batches.queries import CHECK, PRINT, Standing
from ceremony.badges.models import Batch
from ceremony.badges.queries import Filter
from ceremony.badges.views.blueprint import asked, bp
from ceremony.badges.words import FIELDS, PROBLEMS
from ceremony.core import jobs
from ceremony.core.clock import now
from ceremony.core.errors import DomainError
from ceremony.core.forms import numbers
from ceremony.core.i18n import _, lazy, ngettext
from ceremony.core.permissions import Permission, may
from ceremony.core.registries import JobKind, registries
from ceremony.core.web import back, perform, personal, place, requires
from ceremony.people import words
from ceremony.people.forms import chosen

SHOWN = 200  # findings on the page; the others are counted


def _print_page(job: jobs.Job) -> str | None:
    batch_id = job.arguments.get("batch")
    return url_for("badges.progress", batch_id=batch_id) if batch_id else None


registries.jobs[CHECK] = JobKind(lazy("Checking badges"), _print_page)
registries.jobs[PRINT] = JobKind(lazy("Printing badges"), _print_page)


@bp.get("/prints")
@requires(Permission.BADGES_PRINT)
def prints() -> ResponseReturnValue:
    page = queries.page(place())
    asked_for = batch_words.asked([x.batch for x in page.rows])
    return render_template("badges/prints/index.html", page=page, asked=asked_for)


@bp.route("/prints/new", methods=["GET", "POST"])
@requires(Permission.BADGES_PRINT)
def prepare_print() -> ResponseReturnValue:
    """What is about to be printed, before anything is. A list sends what is ticked in it."""
    which = Choice(**asked().as_arguments(), **part(request.args))
    if request.method == "POST":
        which = Choice(ids=tuple(numbers(request.form.getlist("id"))))
    return prepared(which)


def prepared(which: Choice) -> ResponseReturnValue:
    """The page on which the printing of *which* is begun."""
    try:
        found = choosing.candidates(which)
    except DomainError as error:
        flash(str(error), "stop")
        return redirect(url_for("badges.progress", batch_id=which.batch), 303)
    return _page(PrintForm.of(which), found)


def _page(form: PrintForm, found: list[choosing.Candidate]) -> ResponseReturnValue:
    counted = choosing.tally(found)
    outdated = sum(x.is_outdated and not x.must_be_new for x in found)
    form.fit(counted)
    known: dict[str, Any] = {"form": form, "tally": counted, "outdated": outdated}
    return render_template("badges/prints/new.html", **known, choice=form.choice)


@bp.post("/prints")
@requires(Permission.BADGES_PRINT)
def start_printing() -> ResponseReturnValue:
    form = PrintForm()
    found = choosing.candidates(replace(form.choice, is_new_only=False))
    form.fit(choosing.tally(found))
    if batch := form.perform(operations.start_printing):
        return redirect(url_for("badges.progress", batch_id=batch.id), 303)
    return _page(form, found)


@bp.post("/prints/people")
@requires(Permission.BADGES_PRINT)
def print_people() -> ResponseReturnValue:
    """The badges of the people chosen in their list; those without one are counted."""
    people_ids = chosen(request.form)
    ids = badges.current_ids(Filter(), accreditation_ids=people_ids)
    if not ids:
        flash(_without(len(people_ids)) if people_ids else words.none_chosen(), "wait")
        return redirect(back(url_for("people.index")), 303)
    if len(ids) < len(people_ids):
        flash(_some(len(ids), len(people_ids)), "wait")
    return prepared(Choice(ids=tuple(ids)))


def _without(count: int) -> str:
    return ngettext(
        "The one chosen has no badge. It is issued when the accreditation is approved.",
        "None of the %(num)d chosen has a badge. It is issued when the accreditation is approved.",
        count,
    )


def _some(printed: int, count: int) -> str:
    return ngettext(
        "%(num)d of the %(chosen)d chosen has a badge: only this one is printed.",
        "%(num)d of the %(chosen)d chosen have a badge: only these are printed.",
        printed,
        chosen=count,
    )


@bp.get("/prints/<int:batch_id>")
@requires(Permission.BADGES_PRINT, load=queries.batch)
def progress(batch: Batch) -> ResponseReturnValue:
    known = queries.standing(batch.id)
    job, findings = known.job, known.findings
    never = operations.unprintable(findings)
    return render_template(
        "badges/prints/part.html" if "HX-Request" in request.headers else "badges/prints/show.html",
        known=known,
        findings=[(x, FIELDS.get(x[1], x[1]), PROBLEMS[x[2]]) for x in findings[:SHOWN]],
        holders=queries.holders([x[0] for x in findings[:SHOWN]]),
        serials={x[0] for x in findings if x[0]},
        never=never,
        late={x[0] for x in known.late} - never,
        form=DecisionForm(),
        asked=batch_words.asked([batch])[batch.id],
        rate=_rate(job),
        can_fetch=job is not None and print_jobs.has_made(job),
        can_stop=may(current_user, Permission.BADGES_PRINT, known)
        or may(current_user, Permission.JOBS_OWN, job),
    )


def _rate(job: jobs.Job | None) -> str:
    """How quick it is, and how long it may still take."""
    if job is None or job.is_over or not (job.done and job.started_at):
        return ""
    seconds = max((now() - job.started_at).total_seconds(), 0.1)
    left = (job.total - job.done) * seconds / job.done
    return _(
        "%(rate)s a second, about %(left)s left",
        rate=format_decimal(round(job.done / seconds)),
        left=format_timedelta(timedelta(seconds=max(left, 1)), threshold=1.2),
    )


@bp.post("/prints/<int:batch_id>/decision")
@requires(Permission.BADGES_PRINT, load=queries.batch)
def decide_print(batch: Batch) -> ResponseReturnValue:
    form = DecisionForm()
    if not form.perform(operations.go_on, batch=batch):
        flash(" ".join(form.form_errors), "stop")
    return redirect(url_for("badges.progress", batch_id=batch.id), 303)


@bp.post("/prints/<int:batch_id>/file")
@requires(Permission.BADGES_PRINT, load=queries.standing)
def printed(known: Standing) -> ResponseReturnValue:
    """By a POST, since that it was fetched is recorded; nobody gets what another one printed."""
    file = print_jobs.fetch(known.job) if known.job else None
    if file is None:
        flash(_("The file is no longer kept. Print again what is needed."), "wait")
        return redirect(url_for("badges.progress", batch_id=known.batch.id), 303)
    perform(operations.record_fetched, batch=known.batch)
    name = f"badges-batch-{known.batch.id}{file.suffix}"
    return personal(send_file(file, as_attachment=True, download_name=name))


@bp.post("/prints/<int:batch_id>/stop")
@requires(Permission.BADGES_PRINT, load=queries.batch)
def stop_printing(batch: Batch) -> ResponseReturnValue:
    perform(operations.stop_printing, batch=batch)
    return redirect(url_for("badges.progress", batch_id=batch.id), 303)
