"""The lifecycle of a credential."""

from enum import StrEnum

from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission
from ceremony.core.states import Lifecycle, Move


class State(StrEnum):
    ISSUED = "issued"
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


_LABELS = {State.ISSUED: lazy("Issued"), State.REVOKED: lazy("Revoked")}
_REASONS = {
    RevokedBecause.LOST: lazy("Lost"),
    RevokedBecause.STOLEN: lazy("Stolen"),
    RevokedBecause.WITHDRAWN: lazy("Withdrawn"),
    RevokedBecause.REPLACED: lazy("Replaced by a new one"),
}

LIFECYCLE = Lifecycle(
    "badges",
    State.ISSUED,
    [
        Move(
            "revoke",
            frozenset({State.ISSUED}),
            State.REVOKED,
            Permission.BADGES_REVOKE,
            "revoked",
        ),
    ],
)
