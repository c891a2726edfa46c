"""The lifecycle of an uploaded workbook."""

from enum import StrEnum

from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission
from ceremony.core.states import Lifecycle, Move


class State(StrEnum):
    EXAMINED = "examined"
    IMPORTED = "imported"
    DISCARDED = "discarded"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    State.EXAMINED: lazy("Examined, not imported"),
    State.IMPORTED: lazy("Imported"),
    State.DISCARDED: lazy("Discarded"),
}

LIFECYCLE = Lifecycle(
    "delegations",
    State.EXAMINED,
    [
        Move(
            "import",
            frozenset({State.EXAMINED}),
            State.IMPORTED,
            Permission.DELEGATIONS_COMPOSE,
            "imported",
        ),
        Move(
            "discard",
            frozenset({State.EXAMINED}),
            State.DISCARDED,
            Permission.DELEGATIONS_COMPOSE,
            "discarded",
        ),
    ],
)
