"""The importer for the own delegation: a workbook is sent, looked at, imported or discarded."""

from hashlib import sha256

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.spreadsheets import sheets
from ceremony.core.uploads import shown_name
from ceremony.core.web import download, perform, place, requires
from ceremony.delegations import documents, plans
from ceremony.delegations.documents import XLSX
from ceremony.delegations.forms.workbooks import UploadForm, answers_form
from ceremony.delegations.models import Delegation, Workbook
from ceremony.delegations.operations import workbooks as operations
from ceremony.delegations.portal.blueprint import Own, bp, page, workbook
from ceremony.delegations.queries import delegations
from ceremony.delegations.queries import workbooks as queries
from ceremony.delegations.states.workbooks import State
from ceremony.delegations.workbook import header
from ceremony.delegations.workbook.columns import Column

COLUMNS = [x for x in Column if x not in {Column.DELEGATION, Column.KIND}]


@bp.get("/<int:delegation_id>/import/template.xlsx")
@requires(Permission.DELEGATIONS_COMPOSE, load=delegations.delegation)
def template(delegation: Delegation) -> ResponseReturnValue:
    return download(documents.template(COLUMNS), XLSX, f"{delegation.body.code}-template.xlsx")


@bp.route("/<int:delegation_id>/import", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_COMPOSE, load=delegations.delegation)
def upload(delegation: Delegation) -> ResponseReturnValue:
    form = UploadForm()
    if form.validate_on_submit():
        try:
            return redirect(_next(delegation, _kept(delegation, form)), 303)
        except DomainError as error:
            form.refuse(error)
    delegation = delegations.delegation(delegation.id)
    waiting = queries.waiting(delegation.body_id)
    return page("upload", delegation, form=form, waiting=waiting)


def _kept(delegation: Delegation, form: UploadForm) -> Workbook:
    """Read first, which may take a second; write after."""
    data, name = form.file.data.read(), shown_name(form.file.data.filename) or "–"
    found = header.find(sheets.read(data), name)
    return perform(
        operations.upload,
        name=name,
        sha256=sha256(data).hexdigest(),
        header=found,
        records=plans.read(found, within=delegation.body_id),
        delegation=delegation.body.name,
        body_id=delegation.body_id,
    )


def _next(delegation: Delegation, kept: Workbook) -> str:
    """Where questions are open, first there."""
    unknown = any(x["column"] is None for x in kept.headings)
    asking = "answers" if unknown or kept.questions or kept.lacking else "examined"
    return url_for(f"portal.{asking}", delegation_id=delegation.id, list_id=kept.id)


def _examined(own: Own[Workbook]) -> ResponseReturnValue:
    url = url_for("portal.examined", delegation_id=own.delegation.id, list_id=own.thing.id)
    return redirect(url, 303)


@bp.route("/<int:delegation_id>/import/<int:list_id>/columns", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_COMPOSE, load=workbook)
def answers(own: Own[Workbook]) -> ResponseReturnValue:
    if own.thing.state is not State.EXAMINED:
        return _examined(own)
    form = answers_form(own.thing, queries.doubtful_dates(own.thing))
    if form.validate_on_submit():
        said = {**form.answers, "delegation": own.delegation.body.name}
        records = queries.read_again(own.thing, **said)
        perform(operations.answer, workbook=own.thing, records=records, **said)
        return _examined(own)
    return page("answers", own.delegation, form=form, workbook=own.thing)


@bp.get("/<int:delegation_id>/import/<int:list_id>")
@requires(Permission.DELEGATIONS_COMPOSE, load=workbook)
def examined(own: Own[Workbook]) -> ResponseReturnValue:
    if own.thing.state is not State.EXAMINED:
        return page("imported", own.delegation, workbook=own.thing)
    only = request.args.get("show", "")
    return page(
        "examined",
        own.delegation,
        workbook=own.thing,
        found=queries.examined(own.thing, place(), only=only),
        only=only,
        words=documents,
        again=UploadForm(formdata=None) if _must_come_again(own.thing) else None,
    )


def _must_come_again(kept: Workbook) -> bool:
    """Whether nothing can be imported from it before its file is mended."""
    counts = kept.counts
    return bool(counts["over"] or (counts["blocked"] and not counts["new"] + counts["changed"]))


@bp.post("/<int:delegation_id>/import/<int:list_id>/import")
@requires(Permission.DELEGATIONS_COMPOSE, load=workbook)
def confirm(own: Own[Workbook]) -> ResponseReturnValue:
    try:
        _import(own.thing)
    except DomainError as error:
        flash(str(error), "error")
    return _examined(own)


def _import(kept: Workbook) -> None:
    is_open = kept.state is State.EXAMINED
    done = perform(
        operations.import_,
        workbook=kept,
        records=queries.read_again(kept) if is_open else [],
        leave_out="leave_out" in request.form,
    )
    if done.state is State.EXAMINED:
        flash(
            _(
                "Members changed since this list was examined. It was examined again and nothing"
                " was imported: look at it once more."
            ),
            "warning",
        )


@bp.post("/<int:delegation_id>/import/<int:list_id>/discard")
@requires(Permission.DELEGATIONS_COMPOSE, load=workbook)
def discard(own: Own[Workbook]) -> ResponseReturnValue:
    try:
        perform(operations.discard, workbook=own.thing)
        flash(_("The workbook was discarded. Nobody was imported from it."), "success")
    except DomainError as error:
        flash(str(error), "error")
    return redirect(url_for("portal.upload", delegation_id=own.delegation.id), 303)


@bp.get("/<int:delegation_id>/import/<int:list_id>/findings.csv")
@requires(Permission.DELEGATIONS_COMPOSE, load=workbook)
def findings(own: Own[Workbook]) -> ResponseReturnValue:
    rows = queries.examined(own.thing, size=sheets.MAX_ROWS).rows
    text = documents.findings_csv(rows)
    return download(text.encode(), "text/csv", "findings.csv")
