"""The font families, and which of them sets a text."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import uharfbuzz as hb

FOLDER = Path(__file__).parent / "fonts"
IGNORABLE = frozenset(
    [*range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)
NEUTRAL = "Zyyy"  # ISO 15924: common to all scripts


class Weight(StrEnum):
    REGULAR = "Regular"
    BOLD = "Bold"
    TITLE = "Title"  # a serif, where the script has one


@dataclass(frozen=True)
class Family:
    """One design, in the weights we ship, for some scripts (ISO 15924).

    :ivar title: the design that sets titles in these scripts.
    """

    name: str
    scripts: frozenset[str]
    weights: frozenset[Weight] = frozenset({Weight.REGULAR, Weight.BOLD})
    is_tracked: bool = False  # letters may be set closer
    title: str = ""


# To add a family: its files into the folder (make_fonts.py) and one line here.
FAMILIES = (
    Family("NotoSans", frozenset({"Latn", "Cyrl", "Grek"}), is_tracked=True, title="SourceSerif4"),
    Family("NotoSansArabic", frozenset({"Arab"})),
    Family("NotoSansSC", frozenset({"Hani", "Bopo"}), frozenset({Weight.REGULAR})),
)


def _outliner() -> hb.DrawFuncs:
    """Writes an outline as PDF path operators; HarfBuzz makes its curves cubic."""
    functions = hb.DrawFuncs()
    for setter, operator in (
        (functions.set_move_to_func, "m"),
        (functions.set_line_to_func, "l"),
        (functions.set_cubic_to_func, "c"),
    ):
        setter(partial(_write_operator, operator))
    functions.set_close_path_func(lambda path: path.append("h\n"))
    return functions


def _write_operator(operator: str, *values: Any) -> None:
    *numbers, path = values
    path.append(" ".join(f"{x:.0f}" for x in numbers) + f" {operator}\n")


OUTLINER = _outliner()


class Font:
    """One file: its letters and its measures, in thousandths of the size."""

    def __init__(self, family: Family, weight: Weight) -> None:
        self.family = family
        is_title = weight is Weight.TITLE
        self.name = f"{family.title}-Regular" if is_title else f"{family.name}-{weight}"
        self.face = hb.Face(hb.Blob.from_file_path(str(FOLDER / f"{self.name}.ttf")))
        self.shaper = hb.Font(self.face)
        self.units = 1000 / self.face.upem
        self._advances: dict[int, float] = {}
        self._outlines: dict[int, str] = {}

    @cached_property
    def letters(self) -> frozenset[int]:
        return frozenset(self.face.unicodes)

    def advance(self, glyph: int) -> float:
        """The width of *glyph* by itself."""
        if glyph not in self._advances:
            self._advances[glyph] = self.shaper.get_glyph_h_advance(glyph) * self.units
        return self._advances[glyph]

    def outline(self, glyph: int) -> str:
        """The path of *glyph* as PDF operators, in units of the font."""
        if glyph not in self._outlines:
            path: list[str] = []
            self.shaper.draw_glyph(glyph, OUTLINER, path)
            self._outlines[glyph] = "".join(path)
        return self._outlines[glyph]


@cache
def font(family: Family, weight: Weight = Weight.REGULAR) -> Font:
    """The font of *family* in *weight*, or in the usual weight where there is no other."""
    exists = bool(family.title) if weight is Weight.TITLE else weight in family.weights
    return Font(family, weight) if exists or weight is Weight.REGULAR else font(family)


def font_for(text: str, family: Family, weight: Weight) -> Font:
    """The same; titles with a letter that their design lacks are set in the usual one."""
    found = font(family, weight)
    has_all = weight is not Weight.TITLE or set(map(ord, text)) - IGNORABLE <= found.letters
    return found if has_all else font(family)


@lru_cache(maxsize=8192)
def script(letter: str) -> str:
    """The script of one letter, or NEUTRAL if it goes with any."""
    buffer = hb.Buffer()
    buffer.add_str(letter)
    buffer.guess_segment_properties()
    return buffer.script or NEUTRAL


@lru_cache(maxsize=8192)
def family_of(letter: str) -> Family | None:
    """The family that sets *letter*; None if we have no glyph for it."""
    wanted = script(letter)
    ordered = sorted(FAMILIES, key=lambda family: wanted not in family.scripts)
    return next((x for x in ordered if ord(letter) in font(x, Weight.REGULAR).letters), None)


def family_for(text: str) -> Family | None:
    """The one family that sets all of *text*, so that a name keeps one face."""
    wanted = {script(x) for x in text} - {NEUTRAL} or {"Latn"}
    letters = set(map(ord, text)) - IGNORABLE
    return next(
        (
            family
            for family in FAMILIES
            if not wanted.isdisjoint(family.scripts)
            and letters <= font(family, Weight.REGULAR).letters
        ),
        None,
    )


def missing(text: str) -> str:
    """The letters of *text* that no family has, each once, in order."""
    letters = (x for x in dict.fromkeys(text) if not x.isspace())
    return "".join(x for x in letters if ord(x) not in IGNORABLE and family_of(x) is None)
