"""Requests after submitting: one more member, or one for another."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError, demand_reason
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.delegations import completeness, limits
from ceremony.delegations.models import ChangeRequest, Delegation
from ceremony.delegations.operations import composition, telling
from ceremony.delegations.operations import leaving as ending
from ceremony.delegations.queries import members
from ceremony.delegations.states.changes import CHANGES, Kind, State
from ceremony.delegations.states.delegations import FROZEN
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.models import Accreditation, Person
from ceremony.people.states import LIVE
from ceremony.people.states import State as Member


class NotSubmitted(DomainError):
    """Before submitting, members are simply changed."""

    status = 409


class AlreadyAsked(DomainError):
    """A request about this member waits already."""

    status = 409


def ask(
    *,
    actor: Actor,
    delegation: Delegation,
    words: str,
    leaving: Person | None = None,
    is_another: bool = False,
    **values: Any,
) -> ChangeRequest:
    """Ask for one more member, or for one in the place of *leaving*: also after the deadline.

    The new member is a draft that takes no place until the request is accepted.

    :param words: why; needed for a substitution.
    :param values: of the one who comes, as :func:`composition.add_member` takes them.
    :raises NotComplete: the new member lacks what everybody needs.
    """
    require(actor, Permission.DELEGATIONS_COMPOSE, delegation)
    lock("people.add")
    limits.hold_delegation(delegation)
    if delegation.state not in FROZEN:
        raise NotSubmitted(_("The delegation is not submitted: change its members directly."))
    if leaving is not None:
        _demand_may_leave(delegation, leaving)
    people.demand_no_twin(is_another=is_another, within=[delegation.body_id], **values)
    coming = _asked_for(actor, delegation, values)
    request = ChangeRequest(
        delegation=delegation,
        kind=Kind.SUBSTITUTION if leaving else Kind.ADDITION,
        coming=coming,
        leaving=leaving,
        words=words.strip(),
    )
    CHANGES.begin(actor, request, event="change_asked")
    return request


def _asked_for(actor: Actor, delegation: Delegation, values: Mapping[str, Any]) -> Person:
    """The one who comes, entered; they take no place yet."""
    [person_id] = people.register(
        actor=actor,
        people=[{**values, "body_id": delegation.body_id}],
        state=Member.ASKED,
    )
    coming = queries.person(person_id)
    if missing := completeness.needed(coming, composition.member_of(delegation, coming)):
        raise composition.NotComplete(
            _("Still missing: %(what)s.", what=", ".join(x.label for x in missing))
        )
    return coming


def accept(*, actor: Actor, request: ChangeRequest) -> ChangeRequest:
    """Let the new member wait for a decision, and take the one who leaves out in exchange.

    :raises NotSubmitted: the delegation was returned or opened again meanwhile.
    :raises QuotaReached: as an addition it is one too many, and the quota was not raised.
    """
    limits.hold_delegation(request.delegation)
    db.session.refresh(request)
    delegation = request.delegation
    if delegation.state not in FROZEN:
        raise NotSubmitted(
            _(
                "%(delegation)s is mended now. Decide this once it is submitted again.",
                delegation=delegation.body.name,
            )
        )
    CHANGES.advance(actor, "accept", request, answer=None)
    coming, gone = _right(request.coming_id), members.of(delegation, [request.leaving_id or 0])
    freed = [x.accreditation.category_id for x in gone if _takes_a_place(x)]
    ending.withdraw(actor, gone)
    people.admit(actor=actor, accreditations=[coming])
    if coming.category_id not in freed:
        limits.demand_places([delegation.body_id], LIVE, [coming.person_id])
    telling.change_accepted(actor, request)
    return request


def _takes_a_place(member: members.Member) -> bool:
    return member.participation.is_primary and member.accreditation.state in LIVE


def decline(*, actor: Actor, request: ChangeRequest, answer: str) -> ChangeRequest:
    """Say no; the focal point reads *answer*, and everything stays as it is."""
    why = demand_reason(answer, field="answer")
    limits.hold_delegation(request.delegation)
    db.session.refresh(request)
    CHANGES.advance(actor, "decline", request, answer=why)
    _drop(actor, [request])
    telling.change_declined(actor, request)
    return request


def take_back(*, actor: Actor, request: ChangeRequest) -> ChangeRequest:
    """The focal point does not want it any more."""
    limits.hold_delegation(request.delegation)
    db.session.refresh(request)
    CHANGES.advance(actor, "take_back", request)
    _drop(actor, [request])
    return request


def lapse(*, actor: Actor, delegation: Delegation) -> None:
    """End what was asked for: the delegation does not come."""
    rows = select(ChangeRequest).where(
        ChangeRequest.delegation_id == delegation.id, ChangeRequest.state == State.ASKED
    )
    waiting = db.session.scalars(rows.order_by(ChangeRequest.id)).all()
    if waiting:
        CHANGES.advance(actor, "lapse", *waiting)
        _drop(actor, waiting)


def _drop(actor: Actor, requests: Sequence[ChangeRequest]) -> None:
    """Who was asked for does not come."""
    coming = [_right(x.coming_id) for x in requests]
    asked = [x for x in coming if x.state is Member.ASKED]
    people.drop(actor=actor, accreditations=asked)


def _demand_may_leave(delegation: Delegation, leaving: Person) -> None:
    composition.member_of(delegation, leaving)
    if leaving.accreditation is None or leaving.accreditation.state not in LIVE:
        raise DomainError(_("%(name)s does not come any more.", name=leaving.badge_name))
    waiting: Sequence[int] = db.session.scalars(
        select(ChangeRequest.id).where(
            ChangeRequest.leaving_id == leaving.id, ChangeRequest.state == State.ASKED
        )
    ).all()
    if waiting:
        raise AlreadyAsked(
            _("Somebody else for %(name)s was asked already.", name=leaving.badge_name)
        )


def _right(person_id: int) -> Accreditation:
    [accreditation] = queries.candidates([queries.accreditation_of(person_id).id])
    return accreditation
