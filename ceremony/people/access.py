"""Who gets what: the table kind x function x rank -> category -> zones, as a pure rule."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, TypeVar

from ceremony.people.kinds import BodyKind, Function, Rank


class Rule(Protocol):
    """A line of the table; None fits everything."""

    body_kind: BodyKind | None
    function: Function | None
    rank: Rank | None
    category_id: int
    zones: list[str] | None


class Part(NamedTuple):
    """One participation, as far as the table asks."""

    body_kind: BodyKind
    function: Function
    rank: Rank


R = TypeVar("R", bound=Rule)


def rule_for(rules: Iterable[R], part: Part) -> R | None:
    """The first of *rules* (in the order of the table) that fits *part*."""
    for rule in rules:
        asked = (rule.body_kind, rule.function, rule.rank)
        if all(wanted in (None, given) for wanted, given in zip(asked, part, strict=True)):
            return rule
    return None


def union(zones: Iterable[Sequence[str]], order: Sequence[str]) -> list[str]:
    """The codes in any of *zones*, in the *order* of the ceremony's zones."""
    wanted = {code for codes in zones for code in codes}
    return [code for code in order if code in wanted]
