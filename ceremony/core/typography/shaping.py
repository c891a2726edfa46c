"""From a line of text to glyphs at their places, in the order they are seen."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

import uharfbuzz as hb
from bidi import algorithm

from ceremony.core.typography.families import (
    FAMILIES,
    NEUTRAL,
    Family,
    Font,
    Weight,
    family_for,
    family_of,
    font,
    font_for,
    script,
)

RIGHT_TO_LEFT = frozenset({"R", "AL", "RLE", "RLO", "RLI"})


class Shape(NamedTuple):
    """A glyph and its place from where its cluster begins, in thousandths of the size."""

    glyph: int
    x: float
    y: float


class Cluster(NamedTuple):
    """Letters and what draws them: a body, and marks that stand for nothing by themselves.

    :ivar text: the letters, in the order in which they are seen.
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
    """

    text: str
    runs: tuple[Run, ...]
    width: float


@lru_cache(maxsize=4096)
def shape(text: str, weight: Weight = Weight.REGULAR, tracking: float = 0) -> Line:
    """Set *text* (in logical order, without line breaks) in one line.

    :param tracking: added between letters, in thousandths of the size; only in
        scripts whose letters stand apart.
    """
    text = "".join(" " if x.isspace() else x for x in text)
    runs = tuple(
        _run(part, level, font_for(part, family, weight), tracking)
        for part, level, family in _in_visual_order(_split(text))
    )
    return Line(text, runs, sum(cluster.advance for run in runs for cluster in run.clusters))


def is_right_to_left(text: str) -> bool:
    """Whether *text* is read from the right, as its first letter with a direction says."""
    return bool(algorithm.get_base_level(text))


Part = tuple[str, int, Family]


def _split(text: str) -> list[Part]:
    """Cut *text* where level, family or script changes."""
    levels = _levels(text)
    families, scripts = _families(text), _scripts(text)
    keys = zip(levels, families, scripts, strict=True)
    parts, start = [], 0
    for (level, family, _), group in groupby(keys):
        end = start + len(list(group))
        parts.append((text[start:end], level, family))
        start = end
    return parts


def _levels(text: str) -> list[int]:
    """The bidirectional level of every letter (Unicode Annex 9)."""
    if RIGHT_TO_LEFT.isdisjoint(map(algorithm.bidirectional, text)):
        return [0] * len(text)
    storage: dict[str, Any] = algorithm.get_empty_storage()
    base = algorithm.get_base_level(text)
    storage["base_level"] = base
    storage["base_dir"] = "LR"[base]
    algorithm.get_embedding_levels(text, storage)
    for place, letter in enumerate(storage["chars"]):
        letter["place"] = place
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    levels = [base] * len(text)
    for letter in storage["chars"]:
        levels[letter["place"]] = letter["level"]
    return levels


def _families(text: str) -> list[Family]:
    """One family for the whole text if there is one, else one for each script."""
    if whole := family_for(text):
        return [whole] * len(text)
    found: list[Family] = []
    present = next((family_of(x) for x in text if script(x) != NEUTRAL), None) or FAMILIES[0]
    for letter in text:
        neutral = script(letter) == NEUTRAL
        if not (neutral and ord(letter) in font(present, Weight.REGULAR).letters):
            present = family_of(letter) or present
        found.append(present)
    return found


def _scripts(text: str) -> list[str]:
    """The script of every letter; neutral ones go with what stands before them."""
    found = []
    present = next((script(x) for x in text if script(x) != NEUTRAL), "Latn")
    for letter in text:
        present = present if script(letter) == NEUTRAL else script(letter)
        found.append(present)
    return found


def _in_visual_order(parts: list[Part]) -> list[Part]:
    """Turn round every stretch of parts at or above each odd level (rule L2)."""
    levels = [level for _, level, _ in parts]
    for floor in range(max(levels, default=0), 0, -1):
        turned: list[Part] = []
        for above, group in groupby(parts, key=lambda part: part[1] >= floor):
            stretch = list(group)
            turned += stretch[::-1] if above else stretch
        parts = turned
    return parts


def _run(text: str, level: int, face: Font, tracking: float) -> Run:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if level % 2 else "ltr"
    hb.shape(face.shaper, buffer)
    glyphs = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    starts = sorted({info.cluster for info, _ in glyphs})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    extra = tracking if face.family.is_tracked else 0
    return Run(
        face,
        tuple(
            _cluster(text[start : ends[start]][:: -1 if level % 2 else 1], list(group), face, extra)
            for start, group in groupby(glyphs, key=lambda glyph: glyph[0].cluster)
        ),
    )


def _cluster(text: str, glyphs: list[tuple[Any, Any]], face: Font, tracking: float) -> Cluster:
    shapes, pen = [], 0.0
    for info, place in glyphs:
        x, y = pen + place.x_offset * face.units, place.y_offset * face.units
        shapes.append(Shape(info.codepoint, x, y))
        pen += place.x_advance * face.units
    body = max(shapes, key=lambda shape: face.advance(shape.glyph))
    shapes.remove(body)
    return Cluster(text, body, tuple(shapes), pen + tracking)
