"""The page of one delegation: looked at, approved, returned, refused."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.errors import DomainError
from ceremony.core.forms import Form, ticked
from ceremony.core.i18n import _, lazy, ngettext
from ceremony.core.permissions import Permission, may
from ceremony.core.registries import registries
from ceremony.core.web import actor, perform, requires
from ceremony.delegations.forms.review import DeclineForm, ReasonForm, SureForm, return_form
from ceremony.delegations.models import ChangeRequest, Delegation
from ceremony.delegations.operations import changes, decisions
from ceremony.delegations.queries import delegations as queries
from ceremony.delegations.queries import history, lists, members, points, review
from ceremony.delegations.states.changes import CHANGES
from ceremony.delegations.states.delegations import LIFECYCLE, State
from ceremony.delegations.views.blueprint import bp
from ceremony.people import queries as people
from ceremony.people.states import State as Member

# Move -> the operation, and what the page says after it.
_OPERATIONS: dict[str, tuple[Any, object]] = {
    "submit": (decisions.submit_on_behalf, lazy("Submitted for the delegation.")),
    "refuse": (decisions.refuse, lazy("Refused. Nothing was mailed: write to them yourself.")),
    "withdraw": (decisions.withdraw, lazy("Withdrawn, with all of its members.")),
    "reopen": (decisions.reopen, lazy("Open again: its focal points can change it.")),
}


@bp.get("/<int:delegation_id>")
@requires(Permission.DELEGATIONS_READ, load=queries.delegation)
def show(delegation: Delegation) -> ResponseReturnValue:
    everybody = members.of(delegation)
    decides = may(actor(), Permission.DELEGATIONS_DECIDE, delegation)
    return render_template(
        "delegations/show.html",
        delegation=delegation,
        members=everybody,
        waiting=[x for x in everybody if x.accreditation.state is Member.SUBMITTED],
        review=review.of(delegation, everybody, decides=decides),
        moves={x.name for x in LIFECYCLE.open_to(actor(), delegation)},
        undecided=lists.counts(state=State.SUBMITTED).get(State.SUBMITTED, 0),
        requests=queries.requests_of(delegation),
        points=points.of(delegation),
        documents=queries.documents(delegation),
        history=history.of(delegation),
        every_zone=people.zones(),
        acts=registries.panels_for("delegation.acts", actor()),
        panels=registries.panels_for("delegation", actor()),
    )


@bp.post("/<int:delegation_id>/approve")
@requires(Permission.DELEGATIONS_DECIDE, load=queries.delegation)
def approve(delegation: Delegation) -> ResponseReturnValue:
    try:
        done = perform(decisions.approve, delegation=delegation, ids=ticked(request.form))
        flash(_approved(delegation, len(done)), "go")
    except DomainError as error:
        flash(str(error), "error")
    return redirect(_page(delegation), 303)


def _approved(delegation: Delegation, count: int) -> str:
    if delegation.state is State.APPROVED:
        return ngettext(
            "%(num)d member approved. The delegation is approved.",
            "%(num)d members approved. The delegation is approved.",
            count,
        )
    return ngettext("%(num)d member approved.", "%(num)d members approved.", count)


@bp.route("/<int:delegation_id>/return", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_DECIDE, load=queries.delegation)
def return_(delegation: Delegation) -> ResponseReturnValue:
    everybody = members.of(delegation)
    waiting = [x for x in everybody if x.accreditation.state is Member.SUBMITTED]
    form = return_form(waiting, review.of(delegation, everybody).checks)
    if form.perform(decisions.return_, delegation=delegation):
        flash(_("Returned. Its focal points can change it again."), "go")
        return redirect(_page(delegation), 303)
    return render_template(
        "delegations/return.html",
        delegation=delegation,
        form=form,
        waiting=waiting,
    )


@bp.route("/<int:delegation_id>/submit", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_MANAGE, load=queries.delegation)
def submit(delegation: Delegation) -> ResponseReturnValue:
    return _move(delegation, "submit", SureForm())


@bp.route("/<int:delegation_id>/refuse", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_REFUSE, load=queries.delegation)
def refuse(delegation: Delegation) -> ResponseReturnValue:
    return _move(delegation, "refuse", ReasonForm())


@bp.route("/<int:delegation_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_MANAGE, load=queries.delegation)
def withdraw(delegation: Delegation) -> ResponseReturnValue:
    return _move(delegation, "withdraw", SureForm())


@bp.route("/<int:delegation_id>/reopen", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_DECIDE, load=queries.delegation)
def reopen(delegation: Delegation) -> ResponseReturnValue:
    return _move(delegation, "reopen", SureForm())


def _move(delegation: Delegation, name: str, form: Form) -> ResponseReturnValue:
    """Say what will happen, then do it."""
    operation, done = _OPERATIONS[name]
    if form.perform(operation, delegation=delegation):
        flash(str(done), "go")
        return redirect(_page(delegation), 303)
    return render_template(
        "delegations/move.html",
        delegation=delegation,
        move=name,
        form=form,
        counts=lists.members_by_state(delegation),
        is_open=any(x.name == name for x in LIFECYCLE.open_to(actor(), delegation)),
    )


@bp.post("/changes/<int:change_id>/accept")
@requires(Permission.DELEGATIONS_DECIDE, load=queries.change_request)
def accept_change(request: ChangeRequest) -> ResponseReturnValue:
    try:
        perform(changes.accept, request=request)
        flash(_("Accepted: the new member waits for a decision."), "go")
    except DomainError as error:
        flash(str(error), "error")
    return redirect(_page(request.delegation), 303)


@bp.route("/changes/<int:change_id>/decline", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_DECIDE, load=queries.change_request)
def decline_change(request: ChangeRequest) -> ResponseReturnValue:
    form = DeclineForm()
    if form.perform(changes.decline, request=request):
        flash(_("Declined. Everything stays as it was."), "go")
        return redirect(_page(request.delegation), 303)
    is_open = any(x.name == "decline" for x in CHANGES.open_to(actor(), request))
    return render_template("delegations/decline.html", asked=request, form=form, is_open=is_open)


def _page(delegation: Delegation) -> str:
    return url_for("delegations.show", delegation_id=delegation.id)
