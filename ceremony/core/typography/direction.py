"""The order in which the letters of a line are seen (Unicode Annex 9)."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeVar

from bidi import algorithm
from bidi.mirror import MIRRORED

TURNING = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})
UNKNOWN = dict.fromkeys(("LRI", "RLI", "FSI", "PDI"), "BN") | {"": "L"}  # to the library
MIRROR = str.maketrans(MIRRORED)
STRONG = {"L": 0, "R": 1, "EN": 1, "AN": 1}  # for brackets, figures go with the right
DEEPEST = 63  # open brackets that are remembered (BD16)

Letter = dict[str, Any]
T = TypeVar("T")


def is_right_to_left(text: str) -> bool:
    """Whether *text* is read from the right, as its first letter with a direction says."""
    return bool(algorithm.get_base_level(text))


def as_seen(text: str, level: int) -> str:
    """*text*, all of one level, from left to right; what runs from the right is mirrored."""
    return text[::-1].translate(MIRROR) if level % 2 else text


def in_visual_order(items: Sequence[T], levels: Sequence[int]) -> list[T]:
    """*items* from left to right: every stretch at or above an odd level is turned (rule L2)."""
    pairs = list(zip(items, levels, strict=True))
    for floor in range(max(levels, default=0), 0, -1):
        turned: list[tuple[T, int]] = []
        for is_above, group in groupby(pairs, key=lambda pair: pair[1] >= floor):
            stretch = list(group)
            turned += stretch[::-1] if is_above else stretch
        pairs = turned
    return [item for item, _ in pairs]


@lru_cache(maxsize=4096)
def levels(text: str, is_from_right: bool) -> tuple[int, ...]:
    """The level of every letter of *text*: odd ones run from the right.

    :param is_from_right: whether what the line belongs to is read from the right.
    """
    base = int(is_from_right)
    if not base and TURNING.isdisjoint(map(algorithm.bidirectional, text)):
        return (0,) * len(text)
    storage: dict[str, Any] = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    algorithm.get_embedding_levels(text, storage)
    for place, letter in enumerate(storage["chars"]):
        letter["place"] = place
        letter["type"] = UNKNOWN.get(letter["type"], letter["type"])
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    for run in storage["runs"]:
        start = run["start"]
        _pair_brackets(storage["chars"][start : start + run["length"]], run["sor"])
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    return _of_all(storage["chars"], len(text), base)


def _of_all(letters: list[Letter], count: int, base: int) -> tuple[int, ...]:
    """What the rules have put aside, joiners among it, goes with what stands before it."""
    known = {x["place"]: x["level"] for x in letters}
    found: list[int] = []
    for place in range(count):
        before = found[-1] if found else known.get(min(known, default=0), base)
        found.append(known.get(place, before))
    return tuple(found)


def _pair_brackets(letters: list[Letter], before: str) -> None:
    """Both brackets of a pair have one direction (rule N0), which the library leaves out."""
    for opening, closing in _pairs(letters):
        base = letters[opening]["level"] % 2
        inside = {STRONG[x["type"]] for x in letters[opening:closing] if x["type"] in STRONG}
        if not inside:
            continue
        types = [before, *(x["type"] for x in letters[:opening])]
        context = next(STRONG[x] for x in reversed(types) if x in STRONG)
        direction = "LR"[base if base in inside else context]
        for place in (opening, closing):
            letters[place]["type"] = direction
            for mark in letters[place + 1 :]:
                if mark["orig"] != "NSM":
                    break
                mark["type"] = direction


def _pairs(letters: list[Letter]) -> list[tuple[int, int]]:
    """Where the brackets that belong together stand, in order of the opening ones (BD16)."""
    open_: list[tuple[str, int]] = []
    found = []
    for place, letter in enumerate(letters):
        bracket = unicodedata.normalize("NFC", letter["ch"])
        kind = unicodedata.category(bracket) if letter["type"] == "ON" else ""
        if kind == "Ps" and bracket in MIRRORED:
            if len(open_) == DEEPEST:
                return []
            open_.append((MIRRORED[bracket], place))
        elif kind == "Pe" and bracket in [closing for closing, _ in open_]:
            closing, opening = open_.pop()
            while closing != bracket:
                closing, opening = open_.pop()
            found.append((opening, place))
    return sorted(found)
