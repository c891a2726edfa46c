"""One member: entered, changed, taken out and put back."""

from typing import Any

from flask import Response, abort, flash, request
from flask.typing import ResponseReturnValue

from ceremony.core import files
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.web import perform, requires
from ceremony.delegations import expiry
from ceremony.delegations.models import Delegation
from ceremony.delegations.operations import composition, disclosure, photographs
from ceremony.delegations.portal import rows
from ceremony.delegations.portal.blueprint import Own, back, bp, member, page, rights
from ceremony.delegations.portal.forms import MemberForm, NewMemberForm, PhotographForm
from ceremony.delegations.queries import delegations, members
from ceremony.people.models import Person


@bp.route("/<int:delegation_id>/members/new", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_COMPOSE, load=delegations.delegation)
def new(delegation: Delegation) -> ResponseReturnValue:
    if request.method == "GET" and not rights(delegation).is_open:
        return back(delegation)
    form = NewMemberForm(delegation.body)
    form.may_keep = rights(delegation).is_open
    if added := form.perform(composition.add_member, delegation=delegation):
        flash(_("%(name)s is in the delegation.", name=added.badge_name), "go")
        _warn(added)
        return back(delegation)
    return page("new", delegation, form=form)


@bp.route("/<int:delegation_id>/members/<int:person_id>", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_COMPOSE, load=member)
def show_member(own: Own[Person]) -> ResponseReturnValue:
    if request.method == "GET":
        return _member(own)
    form = MemberForm(own.thing, composition.member_of(own.delegation, own.thing))
    form.may_keep = _row(own).may_change
    changed = form.perform(composition.change_member, delegation=own.delegation, person=own.thing)
    if changed:
        flash(_("%(name)s: saved.", name=changed.badge_name), "go")
        _warn(changed)
        return back(own.delegation)
    return _member(own, form=form)


def _row(own: Own[Person]) -> rows.Row:
    [row] = rows.of(members.of(own.delegation, [own.thing.id]), rights(own.delegation))
    return row


def _warn(person: Person) -> None:
    """Say what was saved all the same; its field says it too."""
    if wrong := expiry.here().sentence(person.document_expires_on):
        flash(_("%(name)s: %(sentence)s", name=person.badge_name, sentence=wrong), "wait")


def _member(own: Own[Person], **more: Any) -> str:
    """The member as they are now: a form where it may be changed, else the facts."""
    delegation = delegations.delegation(own.delegation.id)
    person = members.person(delegation, own.thing.id)
    [found] = members.of(delegation, [person.id])
    [row] = rows.of([found], rights(delegation))
    form = MemberForm(person, row.part) if row.may_change and "form" not in more else None
    shown = {
        "form": form,
        "photo_form": PhotographForm(formdata=None),
        "document_number": None,
        "needs": None,
    }
    return page("member", delegation, row=row, person=person, **shown | more)


@bp.post("/<int:delegation_id>/members/<int:person_id>/document")
@requires(Permission.DELEGATIONS_COMPOSE, load=member)
def show_document(own: Own[Person]) -> ResponseReturnValue:
    number = perform(disclosure.show_document, delegation=own.delegation, person=own.thing)
    return _member(own, document_number=number)


@bp.post("/<int:delegation_id>/members/<int:person_id>/needs")
@requires(Permission.DELEGATIONS_COMPOSE, load=member)
def show_needs(own: Own[Person]) -> ResponseReturnValue:
    needs = perform(disclosure.show_needs, delegation=own.delegation, person=own.thing)
    return _member(own, needs=needs)


@bp.get("/<int:delegation_id>/members/<int:person_id>/photograph")
@requires(Permission.DELEGATIONS_COMPOSE, load=member)
def photograph(own: Own[Person]) -> ResponseReturnValue:
    return picture(own.thing.photo)


def picture(name: str | None) -> ResponseReturnValue:
    """The stored photograph *name*, which its own delegation may keep for an hour."""
    if name is None or not files.path(name).exists():
        abort(404)
    response = Response(files.read(name), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.set_etag(name.partition(".")[0])
    return response.make_conditional(request)


@bp.post("/<int:delegation_id>/members/<int:person_id>/photograph")
@requires(Permission.DELEGATIONS_COMPOSE, load=member)
def set_photograph(own: Own[Person]) -> ResponseReturnValue:
    form = PhotographForm()
    form.may_keep = _row(own).may_photograph
    if form.perform(photographs.set_photograph, delegation=own.delegation, person=own.thing):
        flash(_("The photograph was saved."), "go")
        return back(own.delegation)
    return _member(own, photo_form=form)


@bp.post("/<int:delegation_id>/members/<int:person_id>/photograph/remove")
@requires(Permission.DELEGATIONS_COMPOSE, load=member)
def remove_photograph(own: Own[Person]) -> ResponseReturnValue:
    perform(photographs.remove_photograph, delegation=own.delegation, person=own.thing)
    flash(_("The photograph was removed."), "go")
    return back(own.delegation)


@bp.route("/<int:delegation_id>/members/<int:person_id>/out", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_COMPOSE, load=member)
def take_out(own: Own[Person]) -> ResponseReturnValue:
    """Asked on a page of its own once the delegation is submitted: it cannot be undone then."""
    if request.method == "POST":
        perform(composition.take_out, delegation=own.delegation, person=own.thing)
        return back(own.delegation, out=own.thing.id)
    return page("out", own.delegation, row=_row(own), person=own.thing)


@bp.post("/<int:delegation_id>/members/<int:person_id>/back")
@requires(Permission.DELEGATIONS_COMPOSE, load=member)
def put_back(own: Own[Person]) -> ResponseReturnValue:
    try:
        perform(composition.put_back, delegation=own.delegation, person=own.thing)
        flash(_("%(name)s is in the delegation again.", name=own.thing.badge_name), "go")
    except DomainError as error:
        flash(str(error), "error")
    return back(own.delegation)
