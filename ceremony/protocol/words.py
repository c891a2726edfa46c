"""What the pages of protocol and the audit trail say."""

from flask_babel import format_datetime

from ceremony.core import settings
from ceremony.core.i18n import _, lazy
from ceremony.core.registries import registries
from ceremony.people.kinds import Function
from ceremony.protocol.models import SeatingDraw
from ceremony.protocol.order import GROUPS, Alphabet

EVENTS = {
    "protocol.arranged": lazy("Papers of protocol arranged"),
    "protocol.letter_drawn": lazy("Letter for the seating drawn"),
    "protocol.move_taken_back": lazy("Change of precedence taken back"),
    "protocol.moved": lazy("Precedence changed by hand"),
}
registries.events.update(EVENTS)

# Headings of the groups of delegations, in the order of order.GROUPS; the last is of all others.
HEADINGS = (
    lazy("States"),
    lazy("Observer States"),
    lazy("Regional economic integration organisations"),
    lazy("United Nations entities"),
    lazy("International and regional organisations"),
    lazy("Non-governmental organisations"),
    lazy("Private sector"),
    lazy("Research institutions"),
    lazy("Guests of the host"),
    lazy("Others"),
)
# What several members of one function are called together.
PLURALS = {
    Function.HEAD: lazy("Heads of delegation"),
    Function.DEPUTY_HEAD: lazy("Deputy heads of delegation"),
    Function.DELEGATE: lazy("Delegates"),
    Function.ADVISER: lazy("Advisers"),
    Function.INTERPRETER: lazy("Interpreters"),
    Function.SECURITY_OFFICER: lazy("Security officers"),
    Function.PROTOCOL: lazy("Protocol"),
    Function.MEDICAL: lazy("Medical"),
    Function.MEDIA: lazy("Official photographers and media"),
    Function.SPOUSE: lazy("Spouses"),
    Function.DRIVER: lazy("Drivers"),
    Function.JOURNALIST: lazy("Journalists"),
    Function.STAFF: lazy("Staff"),
}


def heading(group: int) -> str:
    """Of the delegations of one of order.GROUPS."""
    return str(HEADINGS[min(group, len(GROUPS))])


def together(function: Function, count: int) -> str:
    """What *count* members of one function are called."""
    return str(PLURALS[function]) if count > 1 else function.label


def by_rule(alphabet: Alphabet, is_host_first: bool) -> str:
    """By which rule the precedence list is made."""
    if is_host_first:
        return _(
            "The host first, then by rank and by the names of States in the order of the"
            " %(alphabet)s alphabet.",
            alphabet=alphabet.label,
        )
    return _(
        "By rank, then by the names of States in the order of the %(alphabet)s alphabet.",
        alphabet=alphabet.label,
    )


def drawn(draw: SeatingDraw) -> str:
    """The letter that counts, and when it was drawn."""
    return _(
        "Letter %(letter)s, drawn %(instant)s; names of States in the order of the %(alphabet)s"
        " alphabet.",
        letter=draw.letter,
        instant=format_datetime(
            draw.drawn_at.astimezone(settings.current().zone), "d MMM y, HH:mm", rebase=False
        ),
        alphabet=draw.alphabet.label,
    )
