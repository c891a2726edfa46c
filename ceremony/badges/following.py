"""What a change of the ceremony does to badges on paper, told before it is saved."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ceremony.badges import operations, queries
from ceremony.badges.queries import Filter
from ceremony.core.ceremony_file.parts import Draft, Effect, Facts
from ceremony.core.db import lock
from ceremony.core.i18n import ngettext
from ceremony.core.permissions import Actor


def settle(_actor: Actor, draft: Draft) -> None:
    """Badges name the zones that they do not open, too; what a category is, people tell."""
    before, after = (_printed(x) for x in (draft.present["zones"], draft.facts("zones")))
    if before != after:
        lock("badges.faces")  # none is marked as printed after they are listed
        operations.compare(queries.on_paper())


def _printed(zones: Sequence[Facts]) -> list[list[Any]]:
    """What a badge can show of them; how many have room there, say, concerns gates alone."""
    return [[zone[x] for x in ("code", "name", "pictogram", "escort_required")] for zone in zones]


def watch() -> Callable[[], Iterable[Effect]]:
    """Remember which badges are no longer true; the answer says how many more there are."""
    before = queries.outdated_ids(Filter())

    def look() -> Iterable[Effect]:
        count = len(queries.outdated_ids(Filter()) - before)
        sentence = ngettext(
            "One printed badge will have to be printed again.",
            "%(num)d printed badges will have to be printed again.",
            count,
        )
        yield Effect(count, sentence, is_of_persons=False)

    return look
