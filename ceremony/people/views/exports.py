"""The list taken away as a file: at once, or made by a job and fetched."""

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from ceremony.core import jobs, settings
from ceremony.core.i18n import _, lazy
from ceremony.core.permissions import Permission
from ceremony.core.registries import JobKind, registries
from ceremony.core.web import actor, download, perform, personal, requires
from ceremony.people import exported, exporting, listing, operations
from ceremony.people.listing import Filter
from ceremony.people.views.blueprint import bp

STRAIGHT = 2_500  # rows that are not worth waiting for


def _page_of(job: jobs.Job) -> str:
    return url_for("people.exporting", export_id=job.id)


registries.jobs["people.export"] = JobKind(lazy("Exporting people"), _page_of)


def _kind(kind: str) -> str:
    if kind not in exporting.KINDS:
        raise ValueError(kind)
    return kind


@bp.post("/export/<kind>")
@requires(Permission.PEOPLE_EXPORT, load=_kind)
def export(kind: str) -> ResponseReturnValue:
    asked = Filter.read(request.form, actor())
    if not (rows := len(listing.in_order(asked))):
        flash(_("Nobody is in this list, so there is nothing to export."), "wait")
        return redirect(url_for("people.index", **asked.arguments), 303)
    if rows > STRAIGHT:
        more = {"rows": rows, "arguments": asked.arguments}
        job = perform(operations.start_export, kind=kind, **more)
        return redirect(url_for("people.exporting", export_id=job.id), 303)
    perform(operations.record_export, kind=kind, rows=rows, columns=asked.shown)
    return download(_made(kind, asked), exporting.KINDS[kind], _name(kind))


def _made(kind: str, asked: Filter) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "people"
        made = exporting.Export(file, kind, asked, getattr(actor(), "name", ""))
        while not made.go_on():
            pass
        return file.read_bytes()


def _name(kind: str) -> str:
    return f"people-{settings.current().local_now:%Y-%m-%d}.{kind}"


def _job(export_id: int) -> jobs.Job:
    found = jobs.get(export_id)
    if found.name != "people.export":
        abort(404)
    return found


@bp.get("/exports/<int:export_id>", endpoint="exporting")
@requires(Permission.JOBS_OWN, load=_job)
def exporting_(job: jobs.Job) -> ResponseReturnValue:
    is_part = "HX-Request" in request.headers
    part = "people/exporting/part.html" if is_part else "people/exporting/page.html"
    return render_template(part, job=job, is_there=exported.find(job) is not None)


@bp.post("/exports/<int:export_id>/file")
@requires(Permission.PEOPLE_EXPORT, load=_job)
def fetch_export(job: jobs.Job) -> ResponseReturnValue:
    """By a POST, since that it was fetched is recorded; nobody else gets it."""
    file, kind = exported.find(job), job.arguments["kind"]
    if file is None:
        abort(404)
    known = {"rows": job.result["rows"], "columns": job.result["columns"], "job_id": job.id}
    perform(operations.record_export, kind=kind, **known)
    sent = send_file(file, exporting.KINDS[kind], as_attachment=True, download_name=_name(kind))
    return personal(sent)


@bp.post("/exports/<int:export_id>/stop")
@requires(Permission.JOBS_OWN, load=_job)
def stop_export(job: jobs.Job) -> ResponseReturnValue:
    perform(operations.stop_export, job=job)
    return redirect(url_for("people.exporting", export_id=job.id), 303)
