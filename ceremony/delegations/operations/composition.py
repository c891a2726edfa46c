"""What a focal point does: enter members, change them, take them out, and submit."""

from collections.abc import Mapping, Sequence
from typing import Any

from ceremony.core import settings
from ceremony.core.clock import now
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError, EditConflict
from ceremony.core.i18n import _, lazy, ngettext
from ceremony.core.permissions import SYSTEM, Actor, Permission, may, require
from ceremony.delegations import completeness, limits
from ceremony.delegations.models import Delegation
from ceremony.delegations.operations import leaving, settling, telling
from ceremony.delegations.queries import members
from ceremony.delegations.states.delegations import LIFECYCLE, OPEN, State
from ceremony.delegations.states.members import CHANGEABLE
from ceremony.people import names, queries
from ceremony.people import operations as people
from ceremony.people.kinds import Function
from ceremony.people.models import Accreditation, Participation, Person
from ceremony.people.states import LIVE
from ceremony.people.states import State as Member

# By which a member is told from others of the delegation.
TELLING = frozenset(
    "given_names family_name badge_name nationality_code born_on document_number".split()
)


FROZEN_SAYS = {
    State.SUBMITTED: lazy("The delegation is submitted: its members change by request now."),
    State.APPROVED: lazy("The delegation is approved: its members change by request now."),
    State.REFUSED: lazy("The delegation is refused: nobody can be entered for it."),
    State.WITHDRAWN: lazy("The delegation is withdrawn: nobody can be entered for it."),
}


class Frozen(DomainError):
    """The delegation was submitted: members change by request."""

    status = 409


class DeadlinePassed(DomainError):
    """Only the organisers enter anybody after the deadline."""

    status = 409


class NotComplete(DomainError):
    """Something is missing that every delegation or member needs."""


class NotAMember(DomainError):
    """The person does not belong to this delegation."""

    status = 404


def add_member(
    *, actor: Actor, delegation: Delegation, is_another: bool = False, **values: Any
) -> Person:
    """Enter one member as a draft.

    :param is_another: a member of the same name and birthday is known to be somebody else.
    :param values: as :func:`ceremony.people.operations.register` takes them, without the body.
    :raises AlreadyRegistered: the same document, or name and birthday, in this delegation.
    """
    lock("people.add")
    demand_open(actor, delegation)
    body_id = delegation.body_id
    people.demand_no_twin(is_another=is_another, within=[body_id], **values)
    [person_id] = people.register(
        actor=actor, people=[values | {"body_id": body_id}], state=Member.DRAFT
    )
    return queries.person(person_id)


def change_member(
    *,
    actor: Actor,
    delegation: Delegation,
    person: Person,
    version: int | None = None,
    is_another: bool = False,
    **values: Any,
) -> Person:
    """Set *values* of a member and of the way in which they take part here.

    :param version: what :func:`version_of` said when the values were made; None: whatever it is.
    :param is_another: a member of the same name and birthday is known to be somebody else.
    :raises EditConflict: somebody else saved another version in between.
    :raises AlreadyRegistered: now it looks like another member of this delegation.
    """
    if TELLING & values.keys():
        lock("people.add")
    demand_open(actor, delegation)
    demand_changeable(actor, delegation, person)
    part = member_of(delegation, person)
    if version not in {None, version_of(person, part)}:
        raise EditConflict
    theirs = {x: y for x, y in values.items() if x in people.PARTICIPATION_FIELDS}
    own = {x: y for x, y in values.items() if x in people.PERSON_FIELDS}
    if len(theirs) + len(own) != len(values):
        raise TypeError(", ".join(sorted(values.keys() - theirs.keys() - own.keys())))
    if not is_another:
        _demand_no_new_twin(delegation, person, own)
    people.change(actor=actor, person=person, **own)
    if any(getattr(part, name) != value for name, value in theirs.items()):
        people.change_participation(actor=actor, participation=part, **theirs)
    return person


def version_of(person: Person, part: Participation) -> int:
    """Rises with every change of who a member is, or as what they take part."""
    return person.version + part.version


def take_out(*, actor: Actor, delegation: Delegation, person: Person) -> Person:
    """Withdraw a member; possible at any time, and a badge they hold ends at once.

    Whom others send too stops taking part here, and goes on for them.
    """
    require(actor, Permission.DELEGATIONS_COMPOSE, delegation)
    limits.hold_delegation(delegation)
    if not may(actor, Permission.DELEGATIONS_MANAGE):
        require(actor, Permission.PEOPLE_SEND, person)
    member = members.Member(person, member_of(delegation, person), _right(person))
    if member.accreditation.state is Member.ASKED:
        raise Frozen(_was_asked_for(person))
    leaving.withdraw(actor, [member])
    return person


def put_back(*, actor: Actor, delegation: Delegation, person: Person) -> Person:
    """Let a member who was taken out be a draft again."""
    demand_open(actor, delegation)
    member_of(delegation, person)
    people.restore(actor=actor, accreditations=[_right(person)])
    return person


def submit(*, actor: Actor, delegation: Delegation) -> Delegation:
    """Freeze the delegation and let its members wait for a decision; its focal points are told.

    :raises NotComplete: it has no member, no head, or a member lacks what everybody needs.
    :raises QuotaReached: more members of a category than were agreed.
    """
    demand_open(actor, delegation)
    coming = [x for x in members.of(delegation) if x.accreditation.state in LIVE]
    _demand_complete(coming)
    limits.demand_one_head([delegation.body_id])
    if not may(actor, Permission.DELEGATIONS_MANAGE):
        limits.demand_places([delegation.body_id], LIVE)
    wait(actor, delegation, coming)
    telling.submitted(actor, delegation, len(coming))
    return delegation


def wait(actor: Actor, delegation: Delegation, coming: Sequence[members.Member]) -> None:
    """Let those of *coming* who are not decided wait, and the delegation with them.

    Whom others send too is not the focal point's alone: they follow what was submitted.
    """
    entered = {Member.DRAFT, Member.RETURNED}
    moved = [x.accreditation for x in coming if x.accreditation.state in entered]
    own = [x for x in moved if may(actor, Permission.PEOPLE_SEND, x)]
    people.submit(actor=actor, accreditations=own)
    people.submit(actor=SYSTEM, accreditations=[x for x in moved if x not in own])
    LIFECYCLE.advance(actor, "submit", delegation, submitted_at=now(), reason=None)
    settling.settle(actor=actor, body_ids=[delegation.body_id])


def demand_open(actor: Actor, delegation: Delegation) -> None:
    """Refuse what may not be changed any more; an organiser may always.

    :raises Frozen: it was submitted, refused or withdrawn.
    :raises DeadlinePassed: its deadline is over.
    """
    require(actor, Permission.DELEGATIONS_COMPOSE, delegation)
    limits.hold_delegation(delegation)
    if may(actor, Permission.DELEGATIONS_MANAGE):
        return
    if delegation.state not in OPEN:
        raise Frozen(str(FROZEN_SAYS[delegation.state]))
    demand_in_time(delegation)


def demand_in_time(delegation: Delegation) -> None:
    """What was returned may be mended after the deadline too: an organiser wants it.

    :raises DeadlinePassed: it is later than was agreed.
    """
    if is_late(delegation):
        raise DeadlinePassed(f"{_('The deadline has passed.')} {who_can_still()}")


def who_can_still() -> str:
    """Whom a focal point asks who has no more time."""
    if contact := settings.current().contact:
        return _(
            "Ask the organisers, %(contact)s: they can still enter what is missing.",
            contact=contact,
        )
    return _("Ask the organisers: they can still enter what is missing.")


def is_late(delegation: Delegation) -> bool:
    """Whether focal points have no more time to enter members."""
    over = delegation.deadline is not None and now() >= delegation.deadline
    return over and delegation.state is not State.RETURNED


def demand_changeable(actor: Actor, delegation: Delegation, person: Person) -> None:
    """Refuse to let a focal point touch what was decided, or who belongs to others too.

    :raises NotAMember: the person does not take part for this delegation.
    """
    member_of(delegation, person)
    if may(actor, Permission.DELEGATIONS_MANAGE):
        return
    require(actor, Permission.PEOPLE_COMPOSE, person)
    right = _right(person)
    db.session.refresh(right, ["state"])  # somebody may have decided meanwhile
    if right.state is Member.ASKED:
        raise Frozen(_was_asked_for(person))
    if right.state not in CHANGEABLE:
        raise Frozen(_("%(name)s was decided already.", name=person.badge_name))


def _was_asked_for(person: Person) -> str:
    return _("%(name)s was asked for. Take the request back.", name=person.badge_name)


def member_of(delegation: Delegation, person: Person) -> Participation:
    """How *person* takes part for *delegation*.

    :raises NotAMember: not at all.
    """
    for part in person.participations:
        if part.body_id == delegation.body_id:
            return part
    raise NotAMember(_("This person does not belong to the delegation."))


def _demand_no_new_twin(delegation: Delegation, person: Person, values: Mapping[str, Any]) -> None:
    """Ask only about what is new: who looked like another before was asked about then."""
    kept = {name: getattr(person, name) for name in TELLING - {"document_number"}}
    asked = {x: y for x, y in values.items() if x in TELLING and kept.get(x, "") != y}
    usual = names.badge_name(person.given_names, person.family_name, person.nationality_code)
    if asked and (kept | asked)["badge_name"] == usual:
        asked["badge_name"] = ""  # it follows the names
    if asked:
        people.demand_no_twin(within=[delegation.body_id], but=person.id, **kept | asked)


def _right(person: Person) -> Accreditation:
    if person.accreditation is None:
        raise NotAMember(_("This person does not belong to the delegation."))
    return person.accreditation


def demand_head(coming: Sequence[members.Member]) -> None:
    """:raises NotComplete: nobody comes, or nobody who comes is head."""
    if not coming:
        raise NotComplete(_("Nobody is in the delegation yet."))
    if not any(x.participation.function is Function.HEAD for x in coming):
        raise NotComplete(_("A delegation has exactly one head. Say who it is."))


def _demand_complete(coming: Sequence[members.Member]) -> None:
    demand_head(coming)
    lacking = [x for x in coming if completeness.needed(x.person, x.participation)]
    if lacking:
        raise NotComplete(
            ngettext(
                "%(num)d member is not complete: %(names)s.",
                "%(num)d members are not complete: %(names)s.",
                len(lacking),
                names=", ".join(x.person.badge_name for x in lacking[:5]),
            )
        )
    db.session.flush()
