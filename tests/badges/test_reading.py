"""The codes of every layout on both sides, by two decoders; bench/reading.py has the rates."""

from collections.abc import Callable
from dataclasses import replace
from itertools import chain

import pytest

from ceremony.badges.documents.elements import Box, Code, Element
from ceremony.badges.documents.layout import Layout
from ceremony.badges.documents.starters import starters
from ceremony.badges.documents.values import Place
from tests import programs
from tests.badges import faces, phone, printed

SIDES = [(code, side) for code, x in starters().items() for side in range(len(x.sides))]


@pytest.fixture(autouse=True)
def _two_decoders() -> None:
    programs.need(programs.no_zbar())


def read(layouts: dict[str, Layout], dpi: int) -> set[tuple[str, int, str]]:
    """Layout, side and decoder of the badges whose code was read as it is."""
    found = set()
    for serial, (name, layout) in enumerate(layouts.items(), 1):
        badge = faces.face(serial=serial, token=faces.code(serial))
        pdf, _wanting = faces.pdf(badge, layout=layout, backs=True)
        for side, picture in enumerate(printed.pictures(pdf, dpi)):
            for decoder, decode in phone.DECODERS.items():
                if decode(picture.convert("L")) == [badge.token]:
                    found.add((name, side, decoder))
    return found


@pytest.mark.parametrize("dpi", [150, 300])
def test_both_decoders_read_every_layout_from_both_sides(dpi):
    assert read(starters(), dpi) == {(*x, decoder) for x in SIDES for decoder in phone.DECODERS}


def test_it_is_seen_if_a_code_is_too_small():
    def tiny(code: Code) -> list[Element]:
        return [replace(code, box=Place(code.box.x, code.box.y, 8, 8))]

    assert read(_changed(tiny), 150) == set()


def test_it_is_seen_if_a_code_has_no_white_around_it():
    def hemmed(code: Code) -> list[Element]:
        return [code, Box(box=code.box.grown(2), frame=2)]

    assert read(_changed(hemmed), 150) == set()


def _changed(instead: Callable[[Code], list[Element]]) -> dict[str, Layout]:
    """All layouts with something else *instead* of their codes."""

    def side(elements: tuple[Element, ...]) -> tuple[Element, ...]:
        found = (instead(x) if isinstance(x, Code) else [x] for x in elements)
        return tuple(chain.from_iterable(found))

    known = starters().items()
    return {code: replace(x, front=side(x.front), back=side(x.back)) for code, x in known}
