"""What of the badges is a part of the ceremony file."""

from ceremony.badges.layouts import ceremony_part
from ceremony.badges.passes import queries
from ceremony.core.ceremony_file import facts
from ceremony.core.ceremony_file.parts import Draft, Item
from ceremony.core.i18n import ngettext

__all__ = ["ceremony_part"]


def check_pins(draft: Draft, item: Item) -> None:
    """What is lent exists."""
    if item.facts["pins"] < (out := queries.pins().out):
        sentence = ngettext("One pin is lent.", "%(num)d pins are lent.", out)
        draft.refuse("ceremony", item, "pins", sentence)


facts.checks.append(check_pins)
