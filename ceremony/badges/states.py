"""The lifecycles of a credential and of the keys that sign credentials."""

from enum import StrEnum

from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission
from ceremony.core.states import Lifecycle, Move


class State(StrEnum):
    ISSUED = "issued"
    PRINTED = "printed"
    WITH_BEARER = "with_bearer"
    COLLECTED = "collected"
    RETURNED = "returned"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


class RevokedBecause(StrEnum):
    """Why a credential does not count any more; a gate says so."""

    LOST = "lost"
    STOLEN = "stolen"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"

    @property
    def label(self) -> str:
        return str(_REASONS[self])


class KeyState(StrEnum):
    """What a signing key still does."""

    ACTIVE = "active"  # signs
    RETIRED = "retired"  # verifies what it signed
    WITHDRAWN = "withdrawn"  # what it signed is not genuine

    @property
    def label(self) -> str:
        return str(_KEYS[self])


# Expired is no state of its own: whatever counts does so until the end of its validity.
_LABELS = {
    State.ISSUED: lazy("Not printed yet"),
    State.PRINTED: lazy("Printed"),
    State.WITH_BEARER: lazy("Issued to bearer"),
    State.COLLECTED: lazy("Collected"),
    State.RETURNED: lazy("Returned"),
    State.REVOKED: lazy("Revoked"),
}
_REASONS = {
    RevokedBecause.LOST: lazy("Lost"),
    RevokedBecause.STOLEN: lazy("Stolen"),
    RevokedBecause.WITHDRAWN: lazy("Withdrawn"),
    RevokedBecause.REPLACED: lazy("Replaced by a new one"),
}
_KEYS = {
    KeyState.ACTIVE: lazy("Active"),
    KeyState.RETIRED: lazy("Retired"),
    KeyState.WITHDRAWN: lazy("Withdrawn"),
}

# What counts at gates; the others are refused there.
LIVE = frozenset({State.ISSUED, State.PRINTED, State.WITH_BEARER, State.COLLECTED})
ON_PAPER = frozenset({State.PRINTED, State.WITH_BEARER, State.COLLECTED})
OUTSIDE = frozenset({State.WITH_BEARER, State.COLLECTED})

LIFECYCLE = Lifecycle(
    "badges",
    State.ISSUED,
    [
        Move(
            "print",
            frozenset({State.ISSUED}),
            State.PRINTED,
            Permission.BADGES_PRINT,
            "printed",
        ),
        Move(
            "print_now",
            frozenset({State.ISSUED}),
            State.PRINTED,
            Permission.BADGES_HAND_OVER,
            "printed",
        ),
        Move(
            "give_to_bearer",
            frozenset({State.PRINTED}),
            State.WITH_BEARER,
            Permission.BADGES_HAND_OVER,
            "given_to_bearer",
        ),
        Move(
            "hand_over",
            frozenset({State.PRINTED, State.WITH_BEARER, State.RETURNED}),
            State.COLLECTED,
            Permission.BADGES_HAND_OVER,
            "handed_over",
        ),
        Move(
            "put_back",
            OUTSIDE,
            State.PRINTED,
            Permission.BADGES_HAND_OVER,
            "put_back",
        ),
        Move(
            "take_back",
            OUTSIDE,
            State.RETURNED,
            Permission.BADGES_HAND_OVER,
            "taken_back",
        ),
        Move(
            "revoke",
            LIVE | {State.RETURNED},
            State.REVOKED,
            Permission.BADGES_REVOKE,
            "revoked",
        ),
    ],
)

KEYS = Lifecycle(
    "badges",
    KeyState.ACTIVE,
    [
        Move(
            "retire",
            frozenset({KeyState.ACTIVE}),
            KeyState.RETIRED,
            Permission.BADGES_KEYS,
            "key_retired",
        ),
        Move(
            "withdraw",
            frozenset({KeyState.ACTIVE, KeyState.RETIRED}),
            KeyState.WITHDRAWN,
            Permission.BADGES_KEYS,
            "key_withdrawn",
        ),
    ],
)
