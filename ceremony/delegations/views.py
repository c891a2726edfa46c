from hashlib import sha256
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.errors import DomainError
from ceremony.core.forms import has_odd_characters
from ceremony.core.i18n import _, lazy
from ceremony.core.permissions import Permission
from ceremony.core.registries import Hit, Place, Search, registries
from ceremony.core.web import actor, perform, requires
from ceremony.delegations import documents, operations, plans, queries
from ceremony.delegations.forms import UploadForm, answers_form
from ceremony.delegations.models import Delegation, Workbook
from ceremony.delegations.states import State
from ceremony.delegations.workbook import header, sheets
from ceremony.people import queries as people
from ceremony.people.kinds import BodyKind
from ceremony.people.listing import number
from ceremony.people.states import State as Accreditation
from ceremony.register import queries as register

bp = Blueprint("delegations", __name__, url_prefix="/desk/delegations")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

registries.places.append(
    Place(
        lazy("Delegations"),
        "flag",
        "delegations.index",
        Permission.DELEGATIONS_READ,
        lazy("Who comes"),
        20,
    )
)


def _found(words: str, most: int) -> list[Hit]:
    return [
        Hit(
            x.delegation.body.name,
            x.delegation.body.kind.label,
            url_for("delegations.show", delegation_id=x.delegation.id),
        )
        for x in queries.delegations(words=words).rows[:most]
    ]


register.senders.append(queries.participants_here)
registries.searches.append(Search(lazy("Delegations"), Permission.DELEGATIONS_READ, _found))


def _place() -> queries.Place:
    """What the address says; what is no id asks for the first page."""
    return queries.Place(*(number(request.args.get(x, "")) for x in ("after", "before")))


def _page_url(**place: int) -> str:
    """This page of the list, begun or ended at another row."""
    kept = {x: y for x, y in request.args.items() if x not in {"after", "before"}}
    return f"{request.path}?{urlencode(kept | place)}"


bp.add_app_template_global(_page_url, "page_url")


def _filters(*names: str) -> dict[str, str]:
    return {name: request.args.get(name, "")[:200] for name in names}


@bp.get("")
@requires(Permission.DELEGATIONS_READ)
def index() -> ResponseReturnValue:
    filters = _filters("words", "kind")
    return render_template(
        "delegations/index.html",
        page=queries.delegations(_place(), **filters),
        total=queries.total(),
        filters=filters,
        kinds=[x for x in BodyKind if x not in {BodyKind.OUTLET, BodyKind.WORKFORCE}],
        states=list(Accreditation),
    )


@bp.get("/<int:delegation_id>")
@requires(Permission.DELEGATIONS_READ, load=queries.delegation)
def show(delegation: Delegation) -> ResponseReturnValue:
    filters = _filters("state")
    return render_template(
        "delegations/show.html",
        delegation=delegation,
        page=queries.members(delegation, _place(), **filters),
        counts=queries.members_by_state(delegation),
        every_zone=people.zones(),
        filters=filters,
        states=list(Accreditation),
        acts=registries.panels_for("delegation.acts", actor()),
    )


@bp.get("/template.xlsx")
@requires(Permission.DELEGATIONS_READ)
def template() -> ResponseReturnValue:
    return _download(documents.template(), XLSX, "delegation.xlsx")


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
        page=queries.examined(workbook, _place(), only=only),
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
    return _download(text.encode(), "text/csv; charset=utf-8", "findings.csv")


def _download(content: bytes, mimetype: str, name: str) -> Response:
    response = Response(content, content_type=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _file_name(sent: str | None) -> str:
    """The name of an uploaded file, its end first of all, without what no name shows."""
    shown = (x for x in sent or "" if x not in "\r\n\t" and not has_odd_characters(x))
    return "".join(shown)[-120:]
