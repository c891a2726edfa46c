"""The font families, and which of them sets a letter. A file is opened when a letter needs it."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import uharfbuzz as hb

FOLDER = Path(__file__).parent / "fonts"
INVISIBLE = (  # Unicode, Default_Ignorable_Code_Point
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x17B4, 0x17B5), (0x180B, 0x180F)),
    *((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF)),
    (0xE0000, 0xE0FFF),
)
IGNORABLE = frozenset(x for first, last in INVISIBLE for x in range(first, last + 1))
NEUTRAL = "Zyyy"  # ISO 15924: common to all scripts


class Weight(StrEnum):
    REGULAR = "Regular"
    BOLD = "Bold"
    TITLE = "Title"  # a serif, where the script has one


class Han(StrEnum):
    """Whose forms of Chinese characters a name is written in."""

    SC = "SC"
    JP = "JP"
    KR = "KR"


def han_for(nationality_code: str | None) -> Han:
    """The forms that somebody with this passport expects."""
    if nationality_code == "JPN":
        return Han.JP
    return Han.KR if nationality_code in {"KOR", "PRK"} else Han.SC


@dataclass(frozen=True)
class Family:
    """One design, in the weights we ship, for some scripts (ISO 15924).

    :ivar title: the design that sets titles in these scripts.
    :ivar is_tall: letters may go higher or deeper than those of Latin.
    :ivar language: whose forms of letters; never that of the process.
    """

    name: str
    scripts: frozenset[str]
    weights: frozenset[Weight] = frozenset({Weight.REGULAR, Weight.BOLD})
    is_tracked: bool = False  # letters may be set closer
    title: str = ""
    is_tall: bool = True
    language: str = "en"


# To add a family: its files into the folder (make_fonts.py) and one line here.
LATIN = Family(
    "NotoSans",
    frozenset({"Latn", "Cyrl", "Grek"}),
    is_tracked=True,
    title="SourceSerif4",
    is_tall=False,
)
ALPHABETS = (
    LATIN,
    Family("NotoSansArabic", frozenset({"Arab"})),
    Family("NotoSansArmenian", frozenset({"Armn"})),
    Family("NotoSansBengali", frozenset({"Beng"})),
    Family("NotoSansDevanagari", frozenset({"Deva"})),
    Family("NotoSansEthiopic", frozenset({"Ethi"})),
    Family("NotoSansGeorgian", frozenset({"Geor"})),
    Family("NotoSansGujarati", frozenset({"Gujr"})),
    Family("NotoSansGurmukhi", frozenset({"Guru"})),
    Family("NotoSansHebrew", frozenset({"Hebr"})),
    Family("NotoSansKannada", frozenset({"Knda"})),
    Family("NotoSansKhmer", frozenset({"Khmr"})),
    Family("NotoSansLao", frozenset({"Laoo"})),
    Family("NotoSansMalayalam", frozenset({"Mlym"})),
    Family("NotoSansMyanmar", frozenset({"Mymr"})),
    Family("NotoSansOriya", frozenset({"Orya"})),
    Family("NotoSansSinhala", frozenset({"Sinh"})),
    Family("NotoSansTamil", frozenset({"Taml"})),
    Family("NotoSansTelugu", frozenset({"Telu"})),
    Family("NotoSansThai", frozenset({"Thai"})),
)
CHINESE = frozenset({"Hani", "Bopo", "Hira", "Kana", "Hang"})  # written with such characters
LANGUAGES = {Han.SC: "zh-Hans", Han.JP: "ja", Han.KR: "ko"}
HAN_FAMILIES = {
    han: Family(f"NotoSans{han}", CHINESE, is_tall=False, language=language)
    for han, language in LANGUAGES.items()
}
FAMILIES = (*ALPHABETS, *HAN_FAMILIES.values())


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
        self._has: dict[int, bool] = {}
        self._advances: dict[int, float] = {}
        self._inks: dict[int, tuple[float, float]] = {}
        self._outlines: dict[int, str] = {}

    def has(self, letter: str) -> bool:
        """Whether there is a glyph for *letter*, or none is needed."""
        number = ord(letter)
        if number not in self._has:
            found = number in IGNORABLE or self.shaper.get_nominal_glyph(number) is not None
            self._has[number] = found
        return self._has[number]

    def advance(self, glyph: int) -> float:
        """The width of *glyph* by itself."""
        if glyph not in self._advances:
            self._advances[glyph] = self.shaper.get_glyph_h_advance(glyph) * self.units
        return self._advances[glyph]

    def ink(self, glyph: int) -> tuple[float, float]:
        """How far *glyph* goes up from its base line, and how far down."""
        if glyph not in self._inks:
            found = self.shaper.get_glyph_extents(glyph)
            top = found.y_bearing * self.units if found else 0
            self._inks[glyph] = top, (-found.height * self.units - top) if found else 0
        return self._inks[glyph]

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
    """The same; a *text* with a letter that its title or bold lacks is set in the usual one."""
    found = font(family, weight)
    has_all = weight is Weight.REGULAR or all(map(found.has, text))
    return found if has_all else font(family)


@lru_cache(maxsize=8192)
def script(letter: str) -> str:
    """The script of one letter, or NEUTRAL if it goes with any."""
    buffer = hb.Buffer()
    buffer.add_str(letter)
    buffer.guess_segment_properties()
    return buffer.script or NEUTRAL


@lru_cache(maxsize=8192)
def families_of(script_: str, han: Han) -> tuple[Family, ...]:
    """The families for the letters of a script, the best first."""
    if script_ in CHINESE:
        return (HAN_FAMILIES[han], *(x for key, x in HAN_FAMILIES.items() if key is not han))
    return tuple(x for x in ALPHABETS if script_ in x.scripts)


def forms_of(text: str, han: Han) -> Han:
    """Kana are Japanese and Hangul is Korean, whoever bears the name; else as *han* says."""
    scripts = set(map(script, text))
    if scripts & {"Hira", "Kana"}:
        return Han.JP
    return Han.KR if "Hang" in scripts else han


def has(family: Family, letter: str) -> bool:
    return font(family).has(letter)


def family_for(text: str, han: Han = Han.SC) -> Family | None:
    """The one family that sets all of *text*, so that a name keeps one face."""
    han = forms_of(text, han)
    wanted = sorted(set(map(script, text)) - {NEUTRAL}) or ["Latn"]
    candidates = dict.fromkeys(x for each in wanted for x in families_of(each, han))
    letters = "".join(set(text))
    return next((x for x in candidates if all(has(x, letter) for letter in letters)), None)


@lru_cache(maxsize=4096)
def families(text: str, han: Han = Han.SC) -> tuple[Family | None, ...]:
    """For every letter of *text* the family that sets it; None if no family has it.

    One family sets the whole if there is one. Else the family of the first letter sets
    all that goes with any script, as far as it can: both brackets of a pair, every figure.
    """
    if whole := family_for(text, han):
        return (whole,) * len(text)
    han = forms_of(text, han)
    scripts = dict.fromkeys(x for x in map(script, text) if x != NEUTRAL)
    main = (*(y for x in scripts for y in families_of(x, han)), LATIN, HAN_FAMILIES[han])
    found: list[Family | None] = []
    for letter in text:
        own = families_of(script(letter), han)
        if goes_with_the_one_before(letter) and found and found[-1]:
            own = (found[-1],)
        candidates = (*own, *main, *called_after(letter))
        found.append(next((x for x in candidates if has(x, letter)), None))
    return tuple(found)


@lru_cache(maxsize=8192)
def called_after(letter: str) -> tuple[Family, ...]:
    """Whose script the name of *letter* begins with: ARABIC COMMA goes with any, but is Arabic."""
    first, _, _ = unicodedata.name(letter, "").partition(" ")
    return tuple(x for x in ALPHABETS if x.name == f"NotoSans{first.title()}")


@lru_cache(maxsize=8192)
def goes_with_the_one_before(letter: str) -> bool:
    """Marks, joiners and variation selectors are no letters of their own."""
    return ord(letter) in IGNORABLE or unicodedata.category(letter) in {"Mn", "Me", "Mc"}


def missing(text: str, han: Han = Han.SC) -> str:
    """The letters of *text* that no family has, each once, in order."""
    if text.isascii() and text.isprintable():
        return ""
    text = unicodedata.normalize("NFC", text)
    pairs = zip(text, families(text, han), strict=True)
    letters = dict.fromkeys(x for x, family in pairs if family is None and not x.isspace())
    return "".join(letters)
