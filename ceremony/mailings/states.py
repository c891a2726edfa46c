"""The lifecycle of a mailing."""

from enum import StrEnum

from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission
from ceremony.core.states import Lifecycle, Move


class State(StrEnum):
    DRAFT = "draft"
    RELEASED = "released"
    STOPPED = "stopped"
    DISCARDED = "discarded"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    State.DRAFT: lazy("Draft"),
    State.RELEASED: lazy("Sent"),
    State.STOPPED: lazy("Stopped"),
    State.DISCARDED: lazy("Discarded"),
}

LIFECYCLE = Lifecycle(
    "mailings",
    State.DRAFT,
    [
        Move(
            "release", frozenset({State.DRAFT}), State.RELEASED, Permission.MAIL_WRITE, "released"
        ),
        Move(
            "discard", frozenset({State.DRAFT}), State.DISCARDED, Permission.MAIL_WRITE, "discarded"
        ),
        Move("stop", frozenset({State.RELEASED}), State.STOPPED, Permission.MAIL_WRITE, "stopped"),
    ],
)
