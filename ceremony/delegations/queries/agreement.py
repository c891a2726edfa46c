"""What is odd about that which was agreed with a delegation: allowed, and said."""

from ceremony.core.clock import now
from ceremony.core.i18n import _, ngettext, said
from ceremony.delegations import limits
from ceremony.delegations.models import Delegation
from ceremony.delegations.states.delegations import OPEN
from ceremony.people.states import State


def remarks(delegation: Delegation) -> list[str]:
    """One sentence for each."""
    found = []
    if delegation.deadline and delegation.deadline < now() and delegation.state in OPEN:
        found.append(
            _("This deadline has passed: the focal points of the delegation can enter nobody.")
        )
    for place in limits.places(delegation, {State.APPROVED}):
        if place.is_exceeded and place.places is not None:
            found.append(_too_many(place, place.taken - place.places))
    return found


def _too_many(place: limits.Place, over: int) -> str:
    return ngettext(
        "%(category)s: %(taken)d are approved, %(num)d more than there are places now."
        " Nobody loses a badge by this.",
        "%(category)s: %(taken)d are approved, %(num)d more than there are places now."
        " Nobody loses a badge by this.",
        over,
        category=said(place.category.name),
        taken=place.taken,
    )
