"""The own delegations, the overview of one, and its members as a list to keep."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.paging import number
from ceremony.core.permissions import Permission, may
from ceremony.core.registries import registries
from ceremony.core.web import actor, download, perform, requires
from ceremony.delegations import limits, member_list
from ceremony.delegations.documents import XLSX
from ceremony.delegations.models import Delegation
from ceremony.delegations.operations import disclosure, photographs
from ceremony.delegations.portal import next_step, rows
from ceremony.delegations.portal.blueprint import bp, page, rights
from ceremony.delegations.queries import delegations, members, portal
from ceremony.delegations.queries import workbooks as lists
from ceremony.delegations.states.changes import State as Asked
from ceremony.delegations.states.delegations import State


@bp.get("")
@requires(Permission.ACCOUNTS_OWN)
def index() -> ResponseReturnValue:
    own = portal.own(portal.own_bodies(actor()))
    if len(own) == 1:
        return redirect(url_for("portal.show", delegation_id=own[0].delegation.id), 303)
    if not own and may(actor(), Permission.DESK):
        return redirect(url_for("desk.overview"), 303)
    if not own:
        abort(404)
    return render_template("portal/index.html", own=own)


@bp.get("/<int:delegation_id>")
@requires(Permission.DELEGATIONS_COMPOSE, load=delegations.delegation)
def show(delegation: Delegation) -> ResponseReturnValue:
    allowed, composition = rights(delegation), portal.composition(delegation)
    listed = rows.of(composition.listed, allowed)
    return page(
        "show",
        delegation,
        rows=listed,
        asked={x.person.id for x in composition.asked},
        taken_out=composition.taken_out,
        just_out=number(request.args.get("out", "")),
        next=next_step.of(delegation, listed, allowed),
        places=limits.places(delegation),
        course=_course(delegation),
        changes=portal.changes(delegation),
        waiting=Asked.ASKED,
        documents=delegations.documents(delegation),
        loose=photographs.loose(delegation),
        lists=lists.waiting(delegation.body_id),
        liaison=portal.liaison(delegation),
        several=len(portal.own_bodies(actor())) > 1,
        panels=registries.panels_for("delegation.portal", actor(), delegation),
    )


def _course(delegation: Delegation) -> list[tuple[object, State, str]]:
    """What has happened, and what is still to come: (when or none, state, tense)."""
    past = [(at.at, state, "done") for state, at in portal.course(delegation)]
    if past:
        past[-1] = (*past[-1][:2], "now")
    ahead = {
        State.INVITED: (State.SUBMITTED, State.APPROVED),
        State.DRAFT: (State.SUBMITTED, State.APPROVED),
        State.RETURNED: (State.SUBMITTED, State.APPROVED),
        State.SUBMITTED: (State.APPROVED,),
    }
    return [*past, *((None, x, "") for x in ahead.get(delegation.state, ()))]


@bp.post("/<int:delegation_id>/members.xlsx")
@requires(Permission.DELEGATIONS_COMPOSE, load=delegations.delegation)
def members_xlsx(delegation: Delegation) -> ResponseReturnValue:
    """By a POST, since that it was taken away is recorded."""
    perform(disclosure.record_list, delegation=delegation, kind="xlsx")
    content = member_list.xlsx(members.of(delegation), delegation)
    return download(content, XLSX, f"{delegation.body.code}.xlsx")


@bp.post("/<int:delegation_id>/members.csv")
@requires(Permission.DELEGATIONS_COMPOSE, load=delegations.delegation)
def members_csv(delegation: Delegation) -> ResponseReturnValue:
    """As :func:`members_xlsx`."""
    perform(disclosure.record_list, delegation=delegation, kind="csv")
    content = member_list.csv_text(members.of(delegation), delegation)
    return download(content.encode(), "text/csv", f"{delegation.body.code}.csv")
