"""The lifecycles of what is asked for: a change of members, and to come at all."""

from enum import StrEnum

from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission
from ceremony.core.states import Lifecycle, Move


class Kind(StrEnum):
    ADDITION = "addition"
    SUBSTITUTION = "substitution"

    @property
    def label(self) -> str:
        return str(_KINDS[self])


class State(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        return str(_STATES[self])


class Admission(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return str(_ADMISSIONS[self])


_KINDS = {Kind.ADDITION: lazy("Addition"), Kind.SUBSTITUTION: lazy("Substitution")}
_STATES = {
    State.ASKED: lazy("Asked"),
    State.ACCEPTED: lazy("Accepted"),
    State.DECLINED: lazy("Declined"),
    State.TAKEN_BACK: lazy("Taken back"),
    State.LAPSED: lazy("Lapsed"),
}
_ADMISSIONS = {
    Admission.ASKED: lazy("Asked"),
    Admission.ACCEPTED: lazy("Accepted"),
    Admission.REFUSED: lazy("Refused"),
}

_ASKED = frozenset({State.ASKED})
CHANGES = Lifecycle(
    "delegations",
    State.ASKED,
    [
        Move(
            "accept",
            _ASKED,
            State.ACCEPTED,
            Permission.DELEGATIONS_DECIDE,
            "change_accepted",
        ),
        Move(
            "decline",
            _ASKED,
            State.DECLINED,
            Permission.DELEGATIONS_DECIDE,
            "change_declined",
        ),
        Move(
            "take_back",
            _ASKED,
            State.TAKEN_BACK,
            Permission.DELEGATIONS_COMPOSE,
            "change_taken_back",
        ),
        Move(
            "lapse",
            _ASKED,
            State.LAPSED,
            Permission.DELEGATIONS_MANAGE,
            "change_lapsed",
        ),
    ],
)
_WAITING = frozenset({Admission.ASKED})
ADMISSIONS = Lifecycle(
    "delegations",
    Admission.ASKED,
    [
        Move(
            "accept",
            _WAITING,
            Admission.ACCEPTED,
            Permission.DELEGATIONS_MANAGE,
            "admission_accepted",
        ),
        Move(
            "refuse",
            _WAITING,
            Admission.REFUSED,
            Permission.DELEGATIONS_REFUSE,
            "admission_refused",
        ),
    ],
)
