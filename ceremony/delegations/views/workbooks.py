"""The importer: a workbook is sent, looked at, and imported or discarded."""

from hashlib import sha256

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.characters import without_odd_characters
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.spreadsheets import sheets
from ceremony.core.web import download, perform, place, requires
from ceremony.delegations import documents, plans
from ceremony.delegations.documents import XLSX
from ceremony.delegations.forms.workbooks import UploadForm, answers_form
from ceremony.delegations.models import Workbook
from ceremony.delegations.operations import workbooks as operations
from ceremony.delegations.queries import workbooks as queries
from ceremony.delegations.states.workbooks import State
from ceremony.delegations.views.blueprint import bp
from ceremony.delegations.workbook import header


@bp.get("/template.xlsx")
@requires(Permission.DELEGATIONS_READ)
def template() -> ResponseReturnValue:
    return download(documents.template(), XLSX, "delegation.xlsx")


@bp.route("/import", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_IMPORT)
def upload() -> ResponseReturnValue:
    form = UploadForm(data={"delegation": request.args.get("delegation", "")[:120]})
    if form.validate_on_submit():
        try:
            return redirect(_next(_kept(form)), 303)
        except DomainError as error:
            form.refuse(error)
    return render_template("delegations/upload.html", form=form, waiting=queries.waiting())


def _kept(form: UploadForm) -> Workbook:
    """Read first, which may take a second; write after."""
    data, delegation = form.file.data.read(), (form.delegation.data or "").strip()
    found = header.find(sheets.read(data), _file_name(form.file.data.filename))
    return perform(
        operations.upload,
        name=_file_name(form.file.data.filename),
        sha256=sha256(data).hexdigest(),
        header=found,
        records=plans.read(found, delegation=delegation),
        delegation=delegation,
    )


def _next(workbook: Workbook) -> str:
    """Where questions are open, first there."""
    unknown = any(x["column"] is None for x in workbook.headings)
    page = "answers" if unknown or workbook.questions or workbook.lacking else "examined"
    return url_for(f"delegations.{page}", workbook_id=workbook.id)


@bp.route("/import/<int:workbook_id>/columns", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_IMPORT, load=queries.workbook)
def answers(workbook: Workbook) -> ResponseReturnValue:
    if workbook.state is not State.EXAMINED:
        return redirect(url_for("delegations.examined", workbook_id=workbook.id))
    form = answers_form(workbook, queries.doubtful_dates(workbook))
    if form.validate_on_submit():
        records = queries.read_again(workbook, **form.answers)
        perform(operations.answer, workbook=workbook, records=records, **form.answers)
        return redirect(url_for("delegations.examined", workbook_id=workbook.id), 303)
    return render_template("delegations/answers.html", form=form, workbook=workbook)


@bp.get("/import/<int:workbook_id>")
@requires(Permission.DELEGATIONS_IMPORT, load=queries.workbook)
def examined(workbook: Workbook) -> ResponseReturnValue:
    if workbook.state is not State.EXAMINED:
        waiting, body = queries.waiting_for_decision(workbook)
        return render_template(
            "delegations/imported.html", workbook=workbook, waiting=waiting, body=body
        )
    only = request.args.get("show", "")
    return render_template(
        "delegations/examined.html",
        workbook=workbook,
        page=queries.examined(workbook, place(), only=only),
        only=only,
        words=documents,
    )


@bp.post("/import/<int:workbook_id>/import")
@requires(Permission.DELEGATIONS_IMPORT, load=queries.workbook)
def confirm(workbook: Workbook) -> ResponseReturnValue:
    try:
        _import(workbook)
    except DomainError as error:
        flash(str(error), "error")
    return redirect(url_for("delegations.examined", workbook_id=workbook.id), 303)


def _import(workbook: Workbook) -> None:
    kept = perform(
        operations.import_,
        workbook=workbook,
        records=queries.read_again(workbook) if workbook.state is State.EXAMINED else [],
        leave_out="leave_out" in request.form,
    )
    if kept.state is State.EXAMINED:
        flash(
            _(
                "People or delegations changed since this list was examined. It was examined "
                "again and nothing was imported: look at it once more."
            ),
            "warning",
        )


@bp.post("/import/<int:workbook_id>/discard")
@requires(Permission.DELEGATIONS_IMPORT, load=queries.workbook)
def discard(workbook: Workbook) -> ResponseReturnValue:
    try:
        perform(operations.discard, workbook=workbook)
        flash(_("The workbook was discarded. Nobody was imported from it."), "success")
    except DomainError as error:
        flash(str(error), "error")
    return redirect(url_for("delegations.upload"), 303)


@bp.get("/import/<int:workbook_id>/findings.csv")
@requires(Permission.DELEGATIONS_IMPORT, load=queries.workbook)
def findings(workbook: Workbook) -> ResponseReturnValue:
    rows = queries.examined(workbook, size=sheets.MAX_ROWS).rows
    text = documents.findings_csv(rows)
    return download(text.encode(), "text/csv", "findings.csv")


def _file_name(sent: str | None) -> str:
    """The name of an uploaded file, its end first of all, without what no name shows."""
    shown = "".join(x for x in sent or "" if x not in "\r\n\t")
    return without_odd_characters(shown)[-120:]
