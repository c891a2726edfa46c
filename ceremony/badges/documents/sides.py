"""One side of a badge: each element of its layout, drawn for one face."""

from collections.abc import Callable, Sequence
from typing import Any

from ceremony.badges.documents import bands, fields, lists, stacks, zones
from ceremony.badges.documents import elements as kinds
from ceremony.badges.documents.drawing import GREY, RULE, BrokenPicture, Paper
from ceremony.badges.documents.elements import SHARED, Element, Stack, Text
from ceremony.badges.documents.face import BadgeFace, Problem
from ceremony.core.typography.fitting import Box, fit

Draw = Callable[[Paper, BadgeFace, Any], None]
LOGO = "logo"  # not every ceremony has one


def draw(paper: Paper, face: BadgeFace, side: Sequence[Element]) -> None:
    """Draw *side*: first what all badges of a category share, then what is this one's own."""
    fixed = [x for x in side if is_shared(x)]

    def draw_shared() -> None:
        for element in fixed:
            DRAWN[type(element)](paper, face, element)

    paper.shared((id(side), face.stock), draw_shared)
    for element in side:
        if isinstance(element, kinds.Zones | kinds.Legend):
            key = (id(element), face.zones)
            paper.shared(key, lambda x=element: DRAWN[type(x)](paper, face, x))  # type: ignore[misc]
        elif not is_shared(element):
            DRAWN[type(element)](paper, face, element)


def is_shared(element: Element) -> bool:
    """Whether *element* looks the same on all badges of a category."""
    if isinstance(element, Text):
        return element.field in SHARED
    if isinstance(element, Stack):
        return all(x.field in SHARED or not x.is_text for x in element.rows)
    return not isinstance(element, kinds.Photo | kinds.Code | kinds.Zones | kinds.Legend)


def _photo(paper: Paper, face: BadgeFace, element: kinds.Photo) -> None:
    try:
        if face.photo:
            paper.photograph(face.photo, element.box)
    except BrokenPicture:
        paper.note("photo", Problem.BROKEN)
        _note(paper, face, element)
    if not face.photo:
        if face.needs_photo:
            paper.note("photo", Problem.ABSENT)
        _note(paper, face, element)
    paper.frame(element.box, 0.2, RULE)


def _note(paper: Paper, face: BadgeFace, element: kinds.Photo) -> None:
    """The words that stand for a photograph."""
    x, y, width, height = element.box
    note = fit(face.photo_note, Box(width * 0.84, height * 0.6, 3.2, 2, lines=3, more_lines=5))
    paper.fill(GREY)
    paper.text(note, x, y + (height - note.height) / 2, width, 0.5)


def _picture(paper: Paper, face: BadgeFace, element: kinds.Picture) -> None:
    file = dict(face.stock.pictures).get(element.name)
    try:
        if file:
            paper.picture(file, element.box)
        elif element.name != LOGO:
            paper.note(element.name, Problem.ABSENT)
    except BrokenPicture:
        paper.note(element.name, Problem.BROKEN)


def _box(paper: Paper, face: BadgeFace, element: kinds.Box) -> None:
    colour = fields.tone(element.colour, face)
    if element.frame:
        paper.frame(element.box, element.frame, colour)
    else:
        paper.box(element.box, colour)


def _pictogram(paper: Paper, face: BadgeFace, element: kinds.Pictogram) -> None:
    paper.pictogram(element.name, element.box, fields.tone(element.colour, face))


DRAWN: dict[type[Element], Draw] = {
    kinds.Band: lambda paper, face, x: bands.draw(paper, face.stock, x),
    kinds.Slot: lambda paper, _face, x: paper.slot(x.box),
    kinds.Text: fields.draw,
    kinds.Stack: stacks.draw,
    kinds.Photo: _photo,
    kinds.Code: lambda paper, face, x: paper.code(face.token, x.box),
    kinds.Zones: lambda paper, face, x: zones.draw(paper, face.zones, x),
    kinds.Legend: lambda paper, face, x: zones.draw_legend(paper, face.zones, x),
    kinds.List: lambda paper, face, x: lists.draw(paper, face.stock, x),
    kinds.Picture: _picture,
    kinds.Pictogram: _pictogram,
    kinds.Box: _box,
}
