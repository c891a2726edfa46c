"""Deciding about a delegation: approve its members, return it, refuse it, take it off the list."""

from collections.abc import Mapping, Sequence

from ceremony.core.errors import DomainError, demand_reason
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.core.states import WrongState
from ceremony.delegations import limits
from ceremony.delegations.models import Delegation
from ceremony.delegations.operations import changes, composition, leaving, telling
from ceremony.delegations.queries import members
from ceremony.delegations.states.delegations import FROZEN, LIFECYCLE
from ceremony.people import operations as people
from ceremony.people.models import Accreditation
from ceremony.people.operations import passes
from ceremony.people.states import LIVE


class NobodyChosen(DomainError):
    """No member was chosen who waits for a decision."""


def approve(*, actor: Actor, delegation: Delegation, ids: Sequence[int]) -> Sequence[Accreditation]:
    """Approve some or all members; with the last undecided one the delegation is approved.

    :param ids: of accreditations, submitted members of *delegation*.
    :raises QuotaReached: more than were agreed in a category.
    """
    require(actor, Permission.DELEGATIONS_DECIDE, delegation)
    limits.hold_delegation(delegation)
    if delegation.state not in FROZEN:
        raise WrongState(
            _("Not possible while the state is %(state)s.", state=delegation.state.label)
        )
    chosen = _chosen(delegation, ids)
    return people.approve(actor=actor, accreditations=chosen)


def return_(
    *, actor: Actor, delegation: Delegation, reason: str, reasons: Mapping[int, str]
) -> Delegation:
    """Give the delegation back to its focal points, who mend it and submit again.

    :param reason: what the delegation as a whole should know; may be empty if a member has one.
    :param reasons: accreditation id to what is wrong with this member.
    """
    require(actor, Permission.DELEGATIONS_DECIDE, delegation)
    said = {key: words.strip() for key, words in reasons.items() if words.strip()}
    if not (reason.strip() or said):
        raise DomainError(_("Say what has to be mended."), field="reason")
    limits.hold_delegation(delegation)
    concerned = _chosen(delegation, list(said)) if said else []
    for accreditation in concerned:
        people.return_(actor=actor, accreditations=[accreditation], reason=said[accreditation.id])
    words = reason.strip() or _("See what is said of the members.")
    LIFECYCLE.advance(actor, "return", delegation, reason=words)
    by_name = [(x.person.badge_name, said[x.id]) for x in concerned]
    telling.returned(actor, delegation, reason.strip(), by_name)
    return delegation


def refuse(*, actor: Actor, delegation: Delegation, reason: str) -> Delegation:
    """Refuse the delegation with all its members; a State's: the chief of protocol alone.

    Nothing is mailed by itself. Who takes part for others too goes on for them.
    Source: DOMAIN, delegations.
    """
    require(actor, Permission.DELEGATIONS_REFUSE, delegation)
    why = demand_reason(reason)
    limits.hold_delegation(delegation)
    changes.lapse(actor=actor, delegation=delegation)
    LIFECYCLE.advance(actor, "refuse", delegation, reason=why)
    leaving.refuse(actor, members.of(delegation), why)
    passes.end_of(actor=actor, body_id=delegation.body_id, reason=why)
    return delegation


def withdraw(*, actor: Actor, delegation: Delegation) -> Delegation:
    """The delegation does not come: its members are withdrawn, their badges end at once."""
    require(actor, Permission.DELEGATIONS_MANAGE, delegation)
    limits.hold_delegation(delegation)
    changes.lapse(actor=actor, delegation=delegation)
    LIFECYCLE.advance(actor, "withdraw", delegation, reason=None)
    leaving.withdraw(actor, members.of(delegation))
    why = _("The delegation does not come.")
    passes.end_of(actor=actor, body_id=delegation.body_id, reason=why)
    return delegation


def reopen(*, actor: Actor, delegation: Delegation) -> Delegation:
    """Let its focal points change it again; members who were withdrawn can be put back."""
    limits.hold_delegation(delegation)
    LIFECYCLE.advance(actor, "reopen", delegation, reason=None)
    return delegation


def submit_on_behalf(*, actor: Actor, delegation: Delegation) -> Delegation:
    """What came on paper is complete: the desk submits for the delegation.

    :raises NotComplete: nobody comes, or nobody is head; what else is missing is a warning.
    """
    require(actor, Permission.DELEGATIONS_MANAGE, delegation)
    limits.hold_delegation(delegation)
    coming = [x for x in members.of(delegation) if x.accreditation.state in LIVE]
    composition.demand_head(coming)
    composition.wait(actor, delegation, coming)
    return delegation


def _chosen(delegation: Delegation, ids: Sequence[int]) -> list[Accreditation]:
    """Those of *ids* that are members; they must wait for a decision, or the move refuses."""
    wanted = set(ids)
    found = [x.accreditation for x in members.of(delegation) if x.accreditation.id in wanted]
    if not found or len(found) != len(wanted):
        raise NobodyChosen(_("Choose members of this delegation who wait for a decision."))
    return found
