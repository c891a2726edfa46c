"""The lifecycle of an accreditation, the right to pass."""

from enum import StrEnum

from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission
from ceremony.core.states import Lifecycle, Move


class State(StrEnum):
    ASKED = "asked"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    State.ASKED: lazy("Asked for"),
    State.DRAFT: lazy("Draft"),
    State.SUBMITTED: lazy("Submitted"),
    State.RETURNED: lazy("Returned"),
    State.APPROVED: lazy("Approved"),
    State.REFUSED: lazy("Refused"),
    State.REVOKED: lazy("Revoked"),
    State.WITHDRAWN: lazy("Withdrawn"),
}

WITH_REASON = frozenset({State.RETURNED, State.REFUSED, State.REVOKED})

# What takes a place of a quota: everybody who comes, or may yet. Who is asked for in a request
# for a change takes none until it is accepted.
LIVE = frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED})

LIFECYCLE = Lifecycle(
    "people",
    State.SUBMITTED,
    [
        Move(
            "submit",
            frozenset({State.DRAFT, State.RETURNED}),
            State.SUBMITTED,
            Permission.PEOPLE_SEND,
            "submitted",
        ),
        Move(
            "admit",
            frozenset({State.ASKED}),
            State.SUBMITTED,
            Permission.PEOPLE_DECIDE,
            "admitted",
        ),
        Move(
            "drop",
            frozenset({State.ASKED}),
            State.WITHDRAWN,
            Permission.PEOPLE_SEND,
            "dropped",
        ),
        Move(
            "approve",
            frozenset({State.SUBMITTED}),
            State.APPROVED,
            Permission.PEOPLE_DECIDE,
            "approved",
        ),
        Move(
            "return",
            frozenset({State.SUBMITTED}),
            State.RETURNED,
            Permission.PEOPLE_DECIDE,
            "returned",
        ),
        Move(
            "refuse",
            frozenset({State.SUBMITTED}),
            State.REFUSED,
            Permission.PEOPLE_REFUSE,
            "refused",
        ),
        Move(
            "revoke",
            frozenset({State.APPROVED}),
            State.REVOKED,
            Permission.PEOPLE_DECIDE,
            "revoked",
        ),
        Move(
            "withdraw",
            LIVE,
            State.WITHDRAWN,
            Permission.PEOPLE_SEND,
            "withdrawn",
        ),
        Move(
            "restore",
            frozenset({State.WITHDRAWN}),
            State.DRAFT,
            Permission.PEOPLE_COMPOSE,
            "restored",
        ),
        Move(
            "reopen",
            frozenset({State.REFUSED, State.REVOKED, State.WITHDRAWN}),
            State.SUBMITTED,
            Permission.PEOPLE_DECIDE,
            "reopened",
        ),
    ],
)

# The others answer a request for a change: the delegation's page makes them, no list of people.
BY_HAND = {x: move for x, move in LIFECYCLE.moves.items() if x not in {"admit", "drop"}}
