"""Reading badges: the codes of all layouts, printed well and seen badly, by two decoders."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

import pypdfium2

from bench.table import Row
from ceremony.badges import token
from ceremony.badges.documents.elements import Code
from ceremony.badges.documents.face import BadgeFace
from ceremony.badges.documents.layout import Layout
from ceremony.badges.documents.starters import starters
from tests.badges import faces, phone
from tests.core.typography.scripts import NAMES

DPI = (150, 300)
AT_ONCE = 10
BADLY = phone.LOOKS[1:]
SIDES = ("front", "back")


class Seen(NamedTuple):
    """One kind of picture.

    :ivar layout: its code, :ivar side: 0 is the front.
    """

    layout: str
    side: int
    look: phone.Look
    dpi: int


class Found(NamedTuple):
    """How many pictures of each kind there were, and by which decoder how many were read."""

    pictures: Counter[Seen]
    read: Counter[tuple[str, Seen]]

    def by(self, decoder: str, seen: Iterable[Seen]) -> tuple[int, int]:
        """How many of such pictures *decoder* has read, and of how many."""
        known = list(seen)
        return sum(self.read[decoder, x] for x in known), sum(self.pictures[x] for x in known)


def measure(badges: int = 500) -> list[Row]:
    """Print *badges*, as many in each layout, and read both sides, each badly in one way too."""
    found = Found(Counter(), Counter())
    layouts = starters()
    turns = [x for _ in range(badges // len(layouts) // AT_ONCE) for x in layouts]
    firsts = range(1, AT_ONCE * len(turns), AT_ONCE)
    # Who is forked inherits locks of other threads, which nobody opens again.
    with ProcessPoolExecutor(len(os.sched_getaffinity(0)), get_context("spawn")) as pool:
        for part in pool.map(_read, turns, firsts):
            found.pictures.update(part.pictures)
            found.read.update(part.read)
    return [*_by_look(found), *_by_layout(found, layouts)]


def _read(layout: str, first: int) -> Found:
    """Print the next badges in *layout*, and look at them."""
    found = Found(Counter(), Counter())
    badges = [_face(serial) for serial in range(first, first + AT_ONCE)]
    pdf, _wanting = faces.pdf(*badges, layout=starters()[layout], backs=True)
    with pypdfium2.PdfDocument(pdf) as document:
        sides = len(document) // AT_ONCE
        for number, page in enumerate(document):
            badge, side = badges[number // sides], number % sides
            badly = BADLY[(badge.serial + side * len(BADLY) // 2) % len(BADLY)]
            for dpi in DPI:
                picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
                for look in (phone.CLEAN, badly):
                    seen = Seen(layout, side, look, dpi)
                    spoilt = phone.seen(picture, look, dpi, badge.serial)
                    found.pictures[seen] += 1
                    for decoder, decode in phone.DECODERS.items():
                        found.read[decoder, seen] += decode(spoilt) == [badge.token]
            page.close()
    return found


def _face(serial: int) -> BadgeFace:
    """Somebody invented, with a name in one of many scripts and a genuine code."""
    names, zones = list(NAMES.values()), 1 + serial % 6
    claims = token.Claims(serial, 1 + serial % 8, frozenset(range(zones)), faces.START, faces.END)
    return faces.face(
        serial=serial,
        token=token.write(claims, faces.KEY),
        original_name=names[serial % len(names)],
        zones=faces.zones(zones),
    )


def _by_look(found: Found) -> Iterator[Row]:
    for look in phone.LOOKS:
        seen = [x for x in found.pictures if x.look == look]
        gates, other = (_said(found, decoder, seen) for decoder in phone.DECODERS)
        if look is phone.CLEAN:
            are_all = all(read == of for read, of in (found.by(x, seen) for x in phone.DECODERS))
            yield Row(f"Codes read, {look.name}", gates, other, "100 %", are_all)
        else:
            yield Row(f"Codes read, {look.name}", gates, other, "", None)


def _by_layout(found: Found, layouts: dict[str, Layout]) -> Iterator[Row]:
    """What was seen badly of each."""
    for code, layout in layouts.items():
        seen = [x for x in found.pictures if x.layout == code and x.look != phone.CLEAN]
        gates, other = (_said(found, decoder, seen) for decoder in phone.DECODERS)
        yield Row(f"Codes read, seen badly, {code}: {_sizes(layout)}", gates, other, "", None)


def _said(found: Found, decoder: str, seen: Iterable[Seen]) -> str:
    counts = ((dpi, *found.by(decoder, (x for x in seen if x.dpi == dpi))) for dpi in DPI)
    return f"{decoder}: " + ", ".join(f"{dpi} dpi {read} of {of}" for dpi, read, of in counts)


def _sizes(layout: Layout) -> str:
    return ", ".join(
        f"{side} {x.box.width:g} mm"
        for side, elements in zip(SIDES, layout.sides, strict=False)
        for x in elements
        if isinstance(x, Code)
    )
