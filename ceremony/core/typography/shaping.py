"""From a line of text to glyphs at their places, in the order they are seen."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

import uharfbuzz as hb

from ceremony.core.typography.direction import as_seen, in_visual_order, levels
from ceremony.core.typography.direction import is_right_to_left as is_right_to_left
from ceremony.core.typography.families import (
    LATIN,
    NEUTRAL,
    Family,
    Font,
    Han,
    Weight,
    families,
    font_for,
    script,
)


class Shape(NamedTuple):
    """A glyph and its place from where its cluster begins, in thousandths of the size."""

    glyph: int
    x: float
    y: float


class Cluster(NamedTuple):
    """Letters and what draws them: a body, and marks that stand for nothing by themselves.

    :ivar text: the letters, in the order and the form in which they are seen.
    :ivar body: the first glyph that takes room.
    """

    text: str
    body: Shape
    marks: tuple[Shape, ...]
    advance: float


@dataclass(frozen=True)
class Run:
    """Clusters of one font, from left to right."""

    font: Font
    clusters: tuple[Cluster, ...]


@dataclass(frozen=True)
class Line:
    """One set line.

    :ivar width: in thousandths of the size.
    :ivar ascent: how far its ink goes up from the base line, in the same; 0 if no letter
        can go higher than those of Latin.
    :ivar descent: how far down.
    """

    text: str
    runs: tuple[Run, ...]
    width: float
    ascent: float = 0
    descent: float = 0


@lru_cache(maxsize=4096)
def shape(
    text: str,
    weight: Weight = Weight.REGULAR,
    tracking: float = 0,
    han: Han = Han.SC,
    is_from_right: bool | None = None,
) -> Line:
    """Set *text* (in logical order, without line breaks) in one line.

    A letter that no font has leaves a gap: :func:`families.missing` names it.

    :param tracking: added between letters, in thousandths of the size; only in
        scripts whose letters stand apart.
    :param han: whose forms of Chinese characters.
    :param is_from_right: whether the text of which this is a line is read from the right.
    """
    text = "".join(" " if x.isspace() else x for x in unicodedata.normalize("NFC", text))
    parts = _split(text, han, is_from_right)
    runs = tuple(
        _run(part, level, font_for(part, family, weight), tracking)
        for part, level, family in in_visual_order(parts, [level for _, level, _ in parts])
    )
    width = sum(cluster.advance for run in runs for cluster in run.clusters)
    return Line(text, runs, width, *_ink(runs))


def _ink(runs: tuple[Run, ...]) -> tuple[float, float]:
    ascent = descent = 0.0
    for run in runs:
        if run.font.family.is_tall:
            for cluster in run.clusters:
                for glyph, _, y in (cluster.body, *cluster.marks):
                    top, bottom = run.font.ink(glyph)
                    ascent, descent = max(ascent, top + y), max(descent, bottom - y)
    return ascent, descent


Part = tuple[str, int, Family]


def _split(text: str, han: Han, is_from_right: bool | None) -> list[Part]:
    """Cut *text* where level, family or script changes."""
    side = is_right_to_left(text) if is_from_right is None else is_from_right
    if text and text.isascii() and text.isprintable() and not side:
        return [(text, 0, LATIN)]
    found = families(text, han)
    keys = zip(levels(text, side), found, _scripts(text), strict=True)
    text = "".join(x if family else " " for x, family in zip(text, found, strict=True))
    parts, start = [], 0
    for (level, family, _), group in groupby(keys):
        end = start + len(list(group))
        parts.append((text[start:end], level, family or LATIN))
        start = end
    return parts


def _scripts(text: str) -> list[str]:
    """The script of every letter; neutral ones go with what stands before them."""
    found = []
    present = next((script(x) for x in text if script(x) != NEUTRAL), "Latn")
    for letter in text:
        present = present if script(letter) == NEUTRAL else script(letter)
        found.append(present)
    return found


def _run(text: str, level: int, face: Font, tracking: float) -> Run:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if level % 2 else "ltr"
    buffer.language = face.family.language
    hb.shape(face.shaper, buffer)
    glyphs = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    starts = sorted({info.cluster for info, _ in glyphs})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    extra = tracking if face.family.is_tracked else 0
    return Run(
        face,
        tuple(
            _cluster(as_seen(text[start : ends[start]], level), list(group), face, extra)
            for start, group in groupby(glyphs, key=lambda glyph: glyph[0].cluster)
        ),
    )


def _cluster(text: str, glyphs: list[tuple[Any, Any]], face: Font, tracking: float) -> Cluster:
    if len(glyphs) == 1:
        [(info, place)] = glyphs
        shape = Shape(info.codepoint, place.x_offset * face.units, place.y_offset * face.units)
        return Cluster(text, shape, (), place.x_advance * face.units + tracking)
    shapes, pen, body = [], 0.0, None
    for info, place in glyphs:
        x, y = pen + place.x_offset * face.units, place.y_offset * face.units
        shapes.append(Shape(info.codepoint, x, y))
        pen += place.x_advance * face.units
        body = body or (shapes[-1] if place.x_advance else None)
    body = body or shapes[0]
    shapes.remove(body)
    return Cluster(text, body, tuple(shapes), pen + tracking)
