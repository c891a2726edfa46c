"""Submitting: what will happen, who lacks what, and the one button that does it."""

from flask import flash
from flask.typing import ResponseReturnValue

from ceremony.core.forms import Form
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.web import requires
from ceremony.delegations import limits
from ceremony.delegations.models import Delegation
from ceremony.delegations.operations import composition
from ceremony.delegations.portal import rows
from ceremony.delegations.portal.blueprint import back, bp, page, rights
from ceremony.delegations.queries import delegations, portal
from ceremony.people.kinds import Function


@bp.route("/<int:delegation_id>/submission", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_COMPOSE, load=delegations.delegation)
def submission(delegation: Delegation) -> ResponseReturnValue:
    form = Form()
    if form.perform(composition.submit, delegation=delegation):
        flash(_("The delegation is submitted. The organisers look at it now."), "go")
        return back(delegation)
    delegation = delegations.delegation(delegation.id)
    allowed = rights(delegation)
    if not (allowed.is_open or form.is_submitted()):
        return back(delegation)
    listed = rows.of(portal.composition(delegation).listed, allowed)
    coming = [x for x in listed if x.is_coming]
    return page(
        "submission",
        delegation,
        form=form,
        coming=coming,
        heads=[x for x in coming if x.part.function is Function.HEAD],
        places=limits.places(delegation),
    )
