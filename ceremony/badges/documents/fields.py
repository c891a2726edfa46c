"""What a badge says in each field of its layout, and how those words are set."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from ceremony.badges.documents.drawing import INK, WHITE, Paper
from ceremony.badges.documents.elements import SHARED, Row, Text
from ceremony.badges.documents.face import BadgeFace, Problem, serial_text
from ceremony.badges.documents.values import COLOURS
from ceremony.core.characters import has_letter
from ceremony.core.colours import contrast, readable_on
from ceremony.core.typography.families import Han, Weight, missing
from ceremony.core.typography.fitting import Box, fit

TIGHT = -12  # thousandths of the size, between large bold letters
LARGE = 5.0
LEAST_CONTRAST = 4.5  # of WCAG 2.2, AA
NEEDED = {"name", "label"}  # a badge stands by it
OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")  # they would turn other words round


class Words(NamedTuple):
    """A text as it may be set.

    :ivar lacking: letters that no font has; they are left out.
    """

    text: str
    lacking: str


def said(face: BadgeFace, spec: Text | Row) -> str:
    """What *face* has in the field of *spec*."""
    if spec.field == "words":
        return spec.words
    if spec.field == "serial":
        return serial_text(face.serial)
    if spec.field == "category":
        return face.stock.word
    if spec.field == "original_name" and face.original_name == face.name:
        return ""
    found: str = getattr(face.stock if spec.field in SHARED else face, spec.field)
    return found


def words(paper: Paper, face: BadgeFace, spec: Text | Row) -> str:
    """The same, without what cannot or must not be set; what that is goes to *paper*."""
    text, lacking = _clean(said(face, spec), face.han)
    if lacking:
        paper.note(spec.field, Problem.LETTERS, lacking)
        if spec.field == "original_name":
            return ""  # half a name in its own script is none
    elif spec.field in NEEDED and not has_letter(text):
        paper.note(spec.field, Problem.EMPTY)
    return text


@lru_cache(maxsize=4096)
def _clean(text: str, han: Han) -> Words:
    """*text* in one line, without control characters, overrides and letters without a font."""
    text = OVERRIDES.sub("", " ".join(text.split()))
    text = "".join(x for x in text if unicodedata.category(x) != "Cc")
    lacking = missing(text, han)
    if lacking:
        left = "".join(x for x in text if x not in lacking and x not in "\u200d\ufe0f")
        text = " ".join(left.split())
    return Words(text, lacking)


def box(spec: Text | Row, width: float, height: float, size: float, least: float) -> Box:
    """Room for *spec*; one line more than it wants rather than letters below *least*."""
    return Box(
        width,
        height,
        size,
        least,
        lines=spec.lines,
        more_lines=spec.lines + 1,
        leading=spec.leading,
        weight=spec.font,
        tracking=TIGHT if spec.font is Weight.BOLD and size >= LARGE else 0,
    )


def draw(paper: Paper, face: BadgeFace, spec: Text) -> None:
    """Set the field of *spec* in its box."""
    text = words(paper, face, spec)
    if not text:
        return
    x, y, width, height = spec.box
    pad = 0.3 * spec.size if spec.fill else 0
    room = box(spec, width - 2 * pad, height, spec.size, spec.least)
    fitted = fit(text, room, face.han)
    if not fitted.is_readable:
        paper.note(spec.field, Problem.LONG)
    colour, ground = tones(spec, face)
    if ground:
        paper.box(spec.box, ground)
    paper.fill(colour)
    top = y + spec.vertical * (height - fitted.height)
    paper.text(fitted, x + pad, top, width - 2 * pad, spec.align)


def tones(spec: Text | Row, face: BadgeFace) -> tuple[str, str]:
    """The colour of the letters of *spec*, always readable, and of their ground, if any."""
    ground = tone(spec.fill, face)
    wanted = tone(spec.colour, face)
    if (
        "category" in {spec.colour, spec.fill}
        and contrast(wanted, ground or WHITE) < LEAST_CONTRAST
    ):
        return (readable_on(ground) if ground else INK), ground
    return wanted, ground


def tone(colour: str, face: BadgeFace) -> str:
    """A colour of a layout as ``#rrggbb``."""
    return face.stock.colour if colour == "category" else COLOURS.get(colour, colour)
