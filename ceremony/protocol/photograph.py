"""Who stands where in the family photograph. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

from ceremony.people.kinds import Rank
from ceremony.protocol.order import H, Headed

FRONT = frozenset({Rank.HEAD_OF_STATE})


@dataclass(frozen=True)
class Position(Generic[H]):
    """One place on the floor.

    :ivar row: from 1, the front.
    :ivar place: from 1, as the photographer sees the row from left to right.
    :ivar number: of the place of honour, from 1: the centre of the front row, then outwards, row
        by row. It is no number of the precedence list: the host and Heads of State come forward.
    """

    row: int
    place: int
    number: int
    head: H


def from_centre(count: int) -> list[int]:
    """Indexes of a row's places, seen by the photographer, in the order in which they are filled.

    The first stands in the centre, the second at the right hand of the first (the
    photographer's left), the third at the left hand, and so on outwards.
    Source: diplomatic practice, the right hand is the place of honour; DOMAIN, papers that
    protocol lives on.
    """
    centre = count // 2
    outwards = [centre + sign * step for step in range(count) for sign in (-1, 1)]
    return [x for x in dict.fromkeys(outwards) if 0 <= x < count]


def positions(heads: Sequence[H], per_row: int) -> list[list[Position[H]]]:
    """*heads*, who come in the order of precedence, in rows from the front; each from the left.

    The host stands in the middle of the front row. Every Head of State stands in the front row,
    of whatever kind of delegation; where they are more than *per_row*, it is longer.
    """
    ordered = _front_first(heads, per_row)
    longest = max(per_row, sum(_stands_in_front(x) for x in ordered))
    rows: list[list[Position[H]]] = []
    start = 0
    while start < len(ordered):
        here = ordered[start : start + (per_row if rows else longest)]
        row = [
            Position(len(rows) + 1, index + 1, start + offset + 1, here[offset])
            for offset, index in enumerate(from_centre(len(here)))
        ]
        rows.append(sorted(row, key=lambda x: x.place))
        start += len(here)
    return rows


def _stands_in_front(head: Headed) -> bool:
    return head.sender.is_host or head.rank in FRONT


def _front_first(heads: Sequence[H], per_row: int) -> list[H]:
    """The front row first, filled up in the order of precedence; the host first of all."""
    others = [x for x in heads if not _stands_in_front(x)]
    free = max(0, per_row - (len(heads) - len(others)))
    behind = {x.sender.body_id for x in others[free:]}
    return sorted(heads, key=lambda x: (not x.sender.is_host, x.sender.body_id in behind))
