"""After submitting: one more is asked for, or somebody else instead of one."""

from flask import flash, request
from flask.typing import ResponseReturnValue

from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.web import perform, requires
from ceremony.delegations.models import ChangeRequest, Delegation
from ceremony.delegations.operations import changes
from ceremony.delegations.portal.blueprint import Own, back, bp, change, member, page, rights
from ceremony.delegations.portal.forms import AskForm
from ceremony.delegations.queries import delegations
from ceremony.people.models import Person


@bp.route("/<int:delegation_id>/changes/new", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_COMPOSE, load=delegations.delegation)
def ask(delegation: Delegation) -> ResponseReturnValue:
    return _ask(delegation, None)


@bp.route("/<int:delegation_id>/members/<int:person_id>/instead", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_COMPOSE, load=member)
def ask_instead(own: Own[Person]) -> ResponseReturnValue:
    return _ask(own.delegation, own.thing)


def _ask(delegation: Delegation, leaving: Person | None) -> ResponseReturnValue:
    if request.method == "GET" and not rights(delegation).may_ask:
        return back(delegation)
    form, name = AskForm(delegation.body), leaving.badge_name if leaving else ""
    form.may_keep = rights(delegation).may_ask
    if form.perform(changes.ask, delegation=delegation, leaving=leaving):
        flash(_("The organisers were asked. Their answer is shown here."), "go")
        return back(delegation)
    return page("ask", delegation, form=form, leaving=name)


@bp.post("/<int:delegation_id>/changes/<int:change_id>/take-back")
@requires(Permission.DELEGATIONS_COMPOSE, load=change)
def take_back(own: Own[ChangeRequest]) -> ResponseReturnValue:
    try:
        perform(changes.take_back, request=own.thing)
        flash(_("The request was taken back. Everything stays as it was."), "go")
    except DomainError as error:
        flash(str(error), "error")
    return back(own.delegation)
