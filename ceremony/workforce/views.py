"""The pages of the host's staff: services, and the people in them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, lazy
from ceremony.core.jobs import Job
from ceremony.core.paging import number
from ceremony.core.permissions import Permission
from ceremony.core.registries import Place as Line
from ceremony.core.registries import registries
from ceremony.core.web import actor, perform, place, requires
from ceremony.people.models import Body, Participation
from ceremony.people.states import State
from ceremony.workforce import operations, queries, words
from ceremony.workforce.forms import AddForm, LinesForm, RenameForm, ServiceForm, WorkerForm

bp = Blueprint("workforce", __name__, url_prefix="/desk/workforce")

registries.places.append(
    Line(
        lazy("Host staff"),
        "user-gear",
        "workforce.index",
        Permission.WORKFORCE_MANAGE,
        lazy("Who comes"),
        35,
    )
)
MANAGE = Permission.WORKFORCE_MANAGE


@bp.route("", methods=["GET", "POST"])
@requires(MANAGE)
def index() -> ResponseReturnValue:
    form = ServiceForm()
    if service := form.perform(operations.add_service):
        return redirect(url_for("workforce.show", service_id=service.id), 303)
    return render_template("workforce/index.html", form=form, services=queries.services())


@bp.get("/<int:service_id>")
@requires(MANAGE, load=queries.service)
def show(service: Body) -> ResponseReturnValue:
    return _page(service, AddForm(is_next="added" in request.args))


@bp.post("/<int:service_id>")
@requires(MANAGE, load=queries.service)
def add(service: Body) -> ResponseReturnValue:
    form, approved = AddForm(), "approve" in request.form
    if made := form.perform(operations.register, service=service, approved=approved):
        _tell(made)
        address = url_for("workforce.show", service_id=service.id, added=1, _anchor="add")
        return redirect(address, 303)
    return _page(service, form)


def _page(service: Body, form: AddForm) -> ResponseReturnValue:
    state = request.args.get("state", "")
    withdrawn = number(request.args.get("withdrawn", ""))
    return render_template(
        "workforce/show.html",
        service=service,
        form=form,
        page=queries.workers(service, place(), state=state),
        counts=queries.people_by_state(service),
        state=state,
        states=list(State),
        withdrawn=queries.find_withdrawn(service, withdrawn) if withdrawn else None,
        titles=queries.titles(service),
        acts=registries.panels_for("workforce.acts", actor()),
    )


@bp.route("/<int:service_id>/name", methods=["GET", "POST"])
@requires(MANAGE, load=queries.service)
def rename(service: Body) -> ResponseReturnValue:
    form = RenameForm(service)
    if form.perform(operations.rename_service, service=service):
        flash(_("Saved."), "go")
        return _to(service.id)
    return render_template("workforce/rename.html", form=form, service=service)


@bp.route("/<int:service_id>/several", methods=["GET", "POST"])
@requires(MANAGE, load=queries.service)
def several(service: Body) -> ResponseReturnValue:
    """Look first; register once nothing is wrong and every question is answered."""
    form = LinesForm(request.form.getlist("another"))
    is_ready = form.is_submitted() and form.look()
    if is_ready and "look" not in request.form:
        approved = "approve" in request.form
        try:
            made = perform(operations.register, service=service, approved=approved, **form.values)
            _tell(made)
            return _to(service.id)
        except DomainError as error:
            form.refuse(error)
    return render_template("workforce/several.html", form=form, service=service, is_ready=is_ready)


@bp.post("/<int:service_id>/approve")
@requires(Permission.PEOPLE_DECIDE, load=queries.service)
def approve(service: Body) -> ResponseReturnValue:
    approving, service_id = perform(operations.approve_waiting, service=service), service.id
    if isinstance(approving, Job):
        return redirect(url_for("people.deciding", deciding_id=approving.id), 303)
    _tell_approved(approving)
    return _to(service_id)


@bp.route("/people/<int:worker_id>", methods=["GET", "POST"])
@requires(MANAGE, load=queries.worker)
def edit(worker: Participation) -> ResponseReturnValue:
    form, worker_id = WorkerForm(worker), worker.id
    if form.perform(operations.change, worker=worker):
        flash(_("Saved."), "go")
        return _to(queries.worker(worker_id).body_id)
    return render_template("workforce/edit.html", form=form, worker=queries.worker(worker_id))


@bp.post("/people/<int:worker_id>/withdraw")
@requires(MANAGE, load=queries.worker)
def withdraw(worker: Participation) -> ResponseReturnValue:
    """The page after it offers to undo it."""
    service_id, worker_id = worker.body_id, worker.id
    try:
        perform(operations.withdraw, worker=worker)
    except DomainError as error:
        flash(str(error), "error")
    return redirect(url_for("workforce.show", service_id=service_id, withdrawn=worker_id), 303)


@bp.post("/people/<int:worker_id>/put-back")
@requires(MANAGE, load=queries.worker)
def put_back(worker: Participation) -> ResponseReturnValue:
    service_id = worker.body_id
    try:
        perform(operations.put_back, worker=worker)
        flash(_("Put back. They wait for a decision again."), "go")
    except DomainError as error:
        flash(str(error), "error")
    return _to(service_id)


def _to(service_id: int) -> ResponseReturnValue:
    return redirect(url_for("workforce.show", service_id=service_id), 303)


def _tell(made: operations.Registered) -> None:
    flash(words.registered(len(made.person_ids)), "go")
    if made.approving is not None:
        _tell_approved(made.approving)


def _tell_approved(approving: operations.Approving) -> None:
    if isinstance(approving, Job):
        flash(words.being_approved(approving.total), "go")
        return
    flash(words.approved(approving.done), "go" if approving.done else "wait")
    for reason in sorted({x.reason for x in approving.skipped}):
        flash(reason, "wait")
