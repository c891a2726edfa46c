"""What a layout shows of the category and the zones: badges have it in common."""

from collections.abc import Callable, Iterator
from typing import Any

from ceremony.badges.documents import zones
from ceremony.badges.documents.elements import Band, Element, Legend, Row, Stack, Zones
from ceremony.badges.documents.face import Look, ZoneMark
from ceremony.badges.documents.layout import Layout

# A letter for each fact; those of zones are followed by how many there are.
OF_CATEGORY: dict[str, Callable[[Look], Any]] = {
    "w": lambda x: x.word,
    "l": lambda x: x.letter,
    "b": lambda x: x.band,
    "c": lambda x: x.colour,
}
OF_ZONE: dict[str, Callable[[ZoneMark], Any]] = {
    "n": lambda x: x.name,
    "s": lambda x: x.pictogram,
    "e": lambda x: x.is_escorted,
}


def shown(layout: Layout, count: int, *, backs: bool) -> str:
    """What badges of *layout* show of their category and of *count* zones: "wlbcns7".

    :param backs: whether the other sides are printed too.
    """
    sides = layout.sides if backs else layout.sides[:1]
    found = {x for side in sides for element in side for x in _of(element, count)}
    letters = "".join(x for x in (*OF_CATEGORY, *OF_ZONE) if x in found)
    return f"{letters}{count}" if found & OF_ZONE.keys() else letters


def said(look: Look, marks: tuple[ZoneMark, ...], facts: str) -> list[Any]:
    """What the *facts* are, of which ``shown`` gave the letters; zones added later are left out."""
    letters = facts.rstrip("0123456789")
    count = int(facts[len(letters) :] or 0)
    of_zone = [OF_ZONE[x] for x in letters if x in OF_ZONE]
    of_category = [OF_CATEGORY[x](look) for x in letters if x in OF_CATEGORY]
    return [*of_category, *([read(mark) for read in of_zone] for mark in marks[:count])]


def _of(element: Element, count: int) -> Iterator[str]:
    if isinstance(element, Band):
        yield from "wlbc" if element.letter else "wbc"
    elif isinstance(element, Zones):
        yield from zones.shown(element, count)
    elif isinstance(element, Legend):
        yield from "nse" if zones.columns_of(element, count) == 1 else "ns"
    parts: tuple[Element | Row, ...] = (element,)
    for spec in element.rows if isinstance(element, Stack) else parts:
        if getattr(spec, "field", "") == "category":
            yield "w"
        if "category" in {getattr(spec, "colour", ""), getattr(spec, "fill", "")}:
            yield "c"
