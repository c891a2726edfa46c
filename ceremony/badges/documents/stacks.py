"""Rows that share one column: where they need more height than there is, all shrink together."""

from collections.abc import Callable
from typing import NamedTuple

from ceremony.badges.documents import fields
from ceremony.badges.documents.drawing import Paper
from ceremony.badges.documents.elements import Row, Stack
from ceremony.badges.documents.face import BadgeFace, Problem
from ceremony.badges.documents.values import HAIR, Place
from ceremony.core.typography.fitting import Fitted, fit

STEPS = 7  # of halving: a hundredth of the way
TALL = 1000.0
SMALLEST = 0.25  # of the least size, for what is far too much
PAD = 0.25  # of a filled row, in sizes


class Piece(NamedTuple):
    """A row, set in some size; None for rules and space."""

    row: Row
    fitted: Fitted | None

    @property
    def height(self) -> float:
        if self.fitted is None:
            return self.row.size if self.row.field == "rule" else 0
        return self.fitted.height + (2 * PAD * self.fitted.size if self.row.fill else 0)


Setting = Callable[[float], list[Piece]]


def draw(paper: Paper, face: BadgeFace, stack: Stack) -> None:
    """Set the rows of *stack* from the top of its box on; space takes what is left over."""
    pieces = _arranged(paper, face, stack)
    spaces = sum(x.row.field == "space" for x in pieces)
    spare = max(0, stack.box.height - _height(pieces))
    x, top, width, _ = stack.box
    for number, piece in enumerate(pieces):
        top += piece.row.gap if number else 0
        if piece.row.field == "space":
            top += spare / spaces
        elif piece.fitted is None:
            colour = fields.tone(piece.row.colour, face)
            paper.box(Place(x, top, width, piece.row.size), colour)
        else:
            _set(paper, face, piece, Place(x, top, width, piece.height), stack.align)
        top += piece.height


def _set(paper: Paper, face: BadgeFace, piece: Piece, place: Place, align: float) -> None:
    row, fitted = piece
    assert fitted  # noqa: S101
    colour, ground = fields.tones(row, face)
    pad = PAD * fitted.size if ground else 0
    if ground:
        paper.box(place, ground)
    paper.fill(colour)
    paper.text(fitted, place.x + 2 * pad, place.y + pad, place.width - 4 * pad, align)


def _arranged(paper: Paper, face: BadgeFace, stack: Stack) -> list[Piece]:
    """The rows that have something to say, as large as the box allows."""
    said = [(row, fields.words(paper, face, row) if row.is_text else "") for row in stack.rows]
    rows = [(row, text) for row, text in said if text or not row.is_text]

    def wanted(part: float) -> list[Piece]:
        """*part* 1 is the size wanted, 0 the least."""
        return _pieces(rows, face, stack, lambda x: x.least + part * (x.size - x.least))

    def squeezed(part: float) -> list[Piece]:
        """*part* 1 is the least size; what is smaller is not readable."""
        return _pieces(rows, face, stack, lambda x: x.least * (SMALLEST + part * (1 - SMALLEST)))

    pieces = _largest(wanted, stack.box.height)
    if not pieces:
        pieces = _largest(squeezed, stack.box.height) or squeezed(0)
    for row in _too_long(pieces):
        paper.note(row.field, Problem.LONG)
    return pieces


def _too_long(pieces: list[Piece]) -> list[Row]:
    """The rows that are smaller than is good to read, because of their own length."""
    small = [x for x in pieces if x.fitted and x.fitted.size < x.row.least - HAIR]
    long = [x for x in small if x.fitted and len(x.fitted.lines) > 1]
    wide = [x for x in small if x.fitted and " " not in x.fitted.text.strip()]
    return [x.row for x in small if x in long or x in wide] or [x.row for x in small]


def _largest(setting: Setting, height: float) -> list[Piece]:
    """The largest of a *setting* that is no higher than *height*; nothing if none is."""
    if _height(pieces := setting(1)) <= height + HAIR:
        return pieces
    if _height(found := setting(0)) > height + HAIR:
        return []
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _height(pieces := setting(middle)) <= height:
            low, found = middle, pieces
        else:
            high = middle
    return found


def _pieces(
    rows: list[tuple[Row, str]], face: BadgeFace, stack: Stack, size: Callable[[Row], float]
) -> list[Piece]:
    return [Piece(row, _fitted(row, text, face, stack, size(row))) for row, text in rows]


def _fitted(row: Row, text: str, face: BadgeFace, stack: Stack, size: float) -> Fitted | None:
    if not row.is_text:
        return None
    width = stack.box.width - (4 * PAD * size if row.fill else 0)
    return fit(text, fields.box(row, width, TALL, size, min(size, row.least)), face.han)


def _height(pieces: list[Piece]) -> float:
    gaps = sum(x.row.gap for x in pieces[1:])
    return gaps + sum(x.height for x in pieces)
