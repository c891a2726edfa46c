"""What the register knows of the ceremony file: the host country is one of its States."""

from typing import Any

from ceremony.core.ceremony_file import facts
from ceremony.core.ceremony_file import fields as f
from ceremony.core.ceremony_file.parts import Draft, Item
from ceremony.core.i18n import _
from ceremony.register import queries


def check_host(draft: Draft, item: Item) -> None:
    """The host by its code, whichever of its names was written."""
    if not (given := item.facts["host"]):
        return
    found, states = queries.find(given), queries.states()
    if found in states:
        item.facts["host"] = found.iso3
    else:
        sentence = f.unknown(given, _("State"), [x.name for x in states])
        draft.refuse("ceremony", item, "host", sentence)


def name(iso3: Any) -> str:
    return queries.participant(iso3).name if iso3 else "–"


facts.checks.append(check_host)
facts.show["host"] = name
