"""The confirmation on the page of a person, and the mail about a delegation on its own."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, lazy
from ceremony.core.mail import is_address
from ceremony.core.permissions import Permission
from ceremony.core.registries import JobKind, Panel, registries
from ceremony.core.web import download, perform, requires
from ceremony.delegations.confirmations import letters
from ceremony.delegations.models import Delegation
from ceremony.delegations.operations import confirmations
from ceremony.delegations.queries import confirmations as queries
from ceremony.delegations.queries.members import Member
from ceremony.delegations.views.blueprint import bp
from ceremony.people import queries as people
from ceremony.people.models import Person
from ceremony.people.states import State


def _is_approved(person: Person) -> bool:
    return person.accreditation is not None and person.accreditation.state is State.APPROVED


def _confirmed(person_id: int) -> Member:
    """:raises ValueError: there is nothing to confirm."""
    right = people.person(person_id).accreditation
    if right is None or right.state is not State.APPROVED:
        raise ValueError(person_id)
    [member] = queries.persons([right.id])
    return member


def _of_person(person: object) -> dict[str, object]:
    assert isinstance(person, Person)  # noqa: S101 - the page is about one
    return {
        "is_approved": _is_approved(person),
        "has_address": is_address(person.email),
        "messages": queries.mail_about(person),
    }


def _of_delegation(delegation: object) -> dict[str, object]:
    assert isinstance(delegation, Delegation)  # noqa: S101 - the page is about one
    return {"messages": queries.mail_about(delegation)}


registries.panels.append(
    Panel("person", Permission.BADGES_ISSUE, "delegations/panels/of_person.html", _of_person, 5)
)
registries.panels.append(
    Panel("delegation", Permission.MAIL_READ, "delegations/panels/mail.html", _of_delegation, 90)
)

registries.jobs[confirmations.JOB] = JobKind(lazy("Confirming approvals by mail"))


@bp.get("/confirmations/<int:person_id>.pdf")
@requires(Permission.BADGES_ISSUE, load=_confirmed)
def confirmation(member: Member) -> ResponseReturnValue:
    name = f"confirmation-{member.accreditation.collection_code}.pdf"
    return download(letters.paper_of(member), letters.PDF, name)


@bp.post("/confirmations/<int:person_id>")
@requires(Permission.PEOPLE_DECIDE, load=people.person)
def mail_confirmation(person: Person) -> ResponseReturnValue:
    right, person_id, letter = person.accreditation, person.id, None
    if right is not None and _is_approved(person):
        letter = dict(letters.own(queries.persons([right.id]))).get(right.id)
    try:
        perform(confirmations.mail_again, accreditation=right, letter=letter)
        flash(_("The confirmation waits to be mailed."), "go")
    except DomainError as error:
        flash(str(error), "error")
    return redirect(url_for("people.show", person_id=person_id), 303)
