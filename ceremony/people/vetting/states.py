"""The lifecycles of a person's vetting, and of a file of answers."""

from enum import StrEnum

from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission
from ceremony.core.states import Lifecycle, Move
from ceremony.people.states import State as Accreditation

VET = Permission.PEOPLE_VET


class State(StrEnum):
    """How far the vetting of one person is."""

    WAITING = "waiting"
    SENT = "sent"
    CLEARED = "cleared"
    OBJECTED = "objected"
    BYPASSED = "bypassed"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


class Answered(StrEnum):
    """What became of a file of answers."""

    OPEN = "open"
    IMPORTED = "imported"
    DISCARDED = "discarded"

    @property
    def label(self) -> str:
        return str(_ANSWERED[self])


class Standing(StrEnum):
    """What everybody may know of a vetting."""

    UNVETTED = "unvetted"
    CLEARED = "cleared"


_LABELS = {
    State.WAITING: lazy("Waiting"),
    State.SENT: lazy("Sent"),
    State.CLEARED: lazy("Cleared"),
    State.OBJECTED: lazy("Objected"),
    State.BYPASSED: lazy("Not vetted, by rank"),
}
_ANSWERED = {
    Answered.OPEN: lazy("Examined"),
    Answered.IMPORTED: lazy("Imported"),
    Answered.DISCARDED: lazy("Discarded"),
}

FINISHED = frozenset({State.CLEARED, State.BYPASSED})

# Whoever is in one of these has been withdrawn from us, or not yet been handed over.
UNCONCERNED = frozenset(
    {Accreditation.DRAFT, Accreditation.REFUSED, Accreditation.REVOKED, Accreditation.WITHDRAWN}
)
CONCERNED = frozenset(Accreditation) - UNCONCERNED

ASKED = frozenset({State.WAITING, State.SENT})
_ANSWERS = frozenset({State.CLEARED, State.OBJECTED})

LIFECYCLE = Lifecycle(
    "people",
    State.WAITING,
    [
        Move("send", frozenset({State.WAITING}), State.SENT, VET, "vetting_sent"),
        Move("clear", ASKED | {State.OBJECTED}, State.CLEARED, VET, "vetting_cleared"),
        Move("object", ASKED | {State.CLEARED}, State.OBJECTED, VET, "vetting_objected"),
        Move("repeat", _ANSWERS | {State.SENT}, State.WAITING, VET, "vetting_repeated"),
        Move(
            "renew",
            frozenset({State.SENT, State.CLEARED}),
            State.WAITING,
            VET,
            "vetting_renewed",
        ),
        Move("bypass", ASKED | {State.CLEARED}, State.BYPASSED, VET, "vetting_bypassed"),
        Move("oblige", frozenset({State.BYPASSED}), State.WAITING, VET, "vetting_obliged"),
    ],
)

ANSWERS = Lifecycle(
    "people",
    Answered.OPEN,
    [
        Move("accept", frozenset({Answered.OPEN}), Answered.IMPORTED, VET, "vetting_imported"),
        Move("discard", frozenset({Answered.OPEN}), Answered.DISCARDED, VET, "vetting_discarded"),
    ],
)
