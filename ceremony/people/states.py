"""The lifecycle of an accreditation, the right to pass."""

from enum import StrEnum

from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission
from ceremony.core.states import Lifecycle, Move


class State(StrEnum):
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    State.SUBMITTED: lazy("Submitted"),
    State.APPROVED: lazy("Approved"),
    State.REFUSED: lazy("Refused"),
    State.REVOKED: lazy("Revoked"),
    State.WITHDRAWN: lazy("Withdrawn"),
}

WITH_REASON = frozenset({State.REFUSED, State.REVOKED})

LIFECYCLE = Lifecycle(
    "people",
    State.SUBMITTED,
    [
        Move(
            "approve",
            frozenset({State.SUBMITTED}),
            State.APPROVED,
            Permission.PEOPLE_DECIDE,
            "approved",
        ),
        Move(
            "refuse",
            frozenset({State.SUBMITTED}),
            State.REFUSED,
            Permission.PEOPLE_DECIDE,
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
            frozenset({State.SUBMITTED, State.APPROVED}),
            State.WITHDRAWN,
            Permission.PEOPLE_EDIT,
            "withdrawn",
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
