"""The lifecycle of an incident."""

from enum import StrEnum

from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission
from ceremony.core.states import Lifecycle, Move


class IncidentState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {IncidentState.OPEN: lazy("Open"), IncidentState.CLOSED: lazy("Closed")}

LIFECYCLE = Lifecycle(
    "gates",
    IncidentState.OPEN,
    [
        Move(
            "close",
            frozenset({IncidentState.OPEN}),
            IncidentState.CLOSED,
            Permission.GATES_SUPERVISE,
            "incident_closed",
        ),
        Move(
            "reopen",
            frozenset({IncidentState.CLOSED}),
            IncidentState.OPEN,
            Permission.GATES_SUPERVISE,
            "incident_reopened",
        ),
    ],
)
