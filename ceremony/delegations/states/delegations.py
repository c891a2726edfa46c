"""The lifecycle of a delegation. Source: DOMAIN, delegations."""

from enum import StrEnum

from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission
from ceremony.core.states import Lifecycle, Move


class State(StrEnum):
    INVITED = "invited"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    State.INVITED: lazy("Invited"),
    State.DRAFT: lazy("Draft"),
    State.SUBMITTED: lazy("Submitted"),
    State.RETURNED: lazy("Returned"),
    State.APPROVED: lazy("Approved"),
    State.REFUSED: lazy("Refused"),
    State.WITHDRAWN: lazy("Withdrawn"),
}

OPEN = frozenset({State.INVITED, State.DRAFT, State.RETURNED})  # focal points may change members
FROZEN = frozenset({State.SUBMITTED, State.APPROVED})  # they may ask for changes
OVER = frozenset({State.REFUSED, State.WITHDRAWN})

LIFECYCLE = Lifecycle(
    "delegations",
    State.INVITED,
    [
        Move(
            "begin",
            frozenset({State.INVITED}),
            State.DRAFT,
            Permission.DELEGATIONS_COMPOSE,
            "begun",
        ),
        Move(
            "submit",
            OPEN,
            State.SUBMITTED,
            Permission.DELEGATIONS_COMPOSE,
            "submitted",
        ),
        Move(
            "return",
            frozenset({State.SUBMITTED}),
            State.RETURNED,
            Permission.DELEGATIONS_DECIDE,
            "returned",
        ),
        Move(
            "approve",
            frozenset({State.SUBMITTED}),
            State.APPROVED,
            Permission.DELEGATIONS_DECIDE,
            "approved",
        ),
        Move(
            "refuse",
            OPEN | {State.SUBMITTED},
            State.REFUSED,
            Permission.DELEGATIONS_REFUSE,
            "refused",
        ),
        Move(
            "withdraw",
            OPEN | FROZEN,
            State.WITHDRAWN,
            Permission.DELEGATIONS_MANAGE,
            "withdrawn",
        ),
        Move(
            "reopen",
            FROZEN | OVER,
            State.DRAFT,
            Permission.DELEGATIONS_DECIDE,
            "reopened",
        ),
    ],
)
