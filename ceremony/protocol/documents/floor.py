"""The family photograph on paper: a plan of the rows, and a card for every place on the floor."""

from collections.abc import Sequence

from ceremony.core.i18n import _
from ceremony.core.typography.families import Weight
from ceremony.core.typography.fitting import Box, fit
from ceremony.core.typography.shaping import shape
from ceremony.core.typography.sheet import (
    A4_LYING,
    GOLD,
    INK,
    INK_2,
    POINT,
    Sheets,
    Size,
)
from ceremony.protocol.documents.ceremony import Facts, facts, in_its_language
from ceremony.protocol.photograph import Position
from ceremony.protocol.queries import Head

MARGIN = 14.0
WIDTH = A4_LYING.width - 2 * MARGIN
TOP, BOTTOM = 44.0, A4_LYING.height - 34
TALLEST, WIDEST = 30.0, 34.0
GAP = 1.6

Rows = Sequence[Sequence[Position[Head]]]


def plan_pdf(rows: Rows) -> bytes:
    """The rows as the photographer sees them: the front one lowest on the sheet."""
    with in_its_language():
        here, title = facts(), _("Positions for the family photograph")
        sheets = Sheets(A4_LYING)
        _head(sheets, here, title)
        widest = max((len(row) for row in rows), default=1)
        width = min(WIDEST, WIDTH / widest)
        height = min(TALLEST, (BOTTOM - TOP) / max(len(rows), 1))
        for number, row in enumerate(reversed(rows)):
            left = (A4_LYING.width - len(row) * width) / 2
            top = BOTTOM - (len(rows) - number) * height
            for place, position in enumerate(row):
                _place(sheets, position, left + place * width, top, width, height)
        _photographer(sheets)
        sheets.next()
        return sheets.pdf(title)


def _head(sheets: Sheets, here: Facts, title: str) -> None:
    over = _("%(subtitle)s: %(title)s", subtitle=here.subtitle, title=here.title)
    _line(sheets, over, MARGIN, 17, 9, INK_2)
    _line(sheets, title, MARGIN, 27, 18, INK)
    _line(sheets, f"{here.place}, {here.dates}", MARGIN, 33, 9, INK_2)
    sheets.rule(MARGIN, 36.5, WIDTH, 0.6, GOLD)
    _line(sheets, here.foot, MARGIN, A4_LYING.height - 10, 8, INK_2)


def _line(sheets: Sheets, text: str, x: float, y: float, points: float, colour: str) -> None:
    sheets.line(shape(text), x, y, points * POINT, colour)


def _place(
    sheets: Sheets, position: Position[Head], x: float, y: float, width: float, height: float
) -> None:
    x, y, width, height = x + GAP / 2, y + GAP / 2, width - GAP, height - GAP
    sheets.frame(x, y, width, height, 0.7 if position.number == 1 else 0.2)
    number = Box(width - 2, height * 0.28, height * 0.24, 1, weight=Weight.BOLD, leading=1.1)
    name = Box(width - 1.6, height * 0.6, 3.4, 2.2, lines=2, more_lines=6, leading=1.12)
    sheets.text(fit(str(position.number), number), x + 1, y + 0.8, width - 2, 0.5)
    fitted = fit(position.head.sender.name, name)
    top = y + height * 0.34 + (height * 0.6 - fitted.height) / 2
    sheets.text(fitted, x + 0.8, top, width - 1.6, 0.5)


def _photographer(sheets: Sheets) -> None:
    words, size = shape(_("Photographer"), Weight.BOLD), 10 * POINT
    middle = A4_LYING.width / 2
    sheets.line(words, middle - words.width * size / 2000, BOTTOM + 12, size)
    sheets.rule(middle - 16, BOTTOM + 6.4, 32, 0.6, INK)


def labels_pdf(rows: Rows, size: Size) -> bytes:
    """A card for every place, to lie on the floor: the front row first, from the left."""
    sheets = Sheets(size)
    with in_its_language():
        for row in rows:
            for position in row:
                _card(sheets, position)
                sheets.next()
        return sheets.pdf(_("Floor labels for the family photograph"))


def _card(sheets: Sheets, position: Position[Head]) -> None:
    width, height = sheets.size
    margin = width * 0.07
    room = width - 2 * margin
    number = Box(room, height * 0.42, height * 0.4, 10, weight=Weight.BOLD, leading=1.05)
    name = Box(
        room, height * 0.3, height * 0.16, height * 0.07, lines=1, more_lines=3, weight=Weight.BOLD
    )
    where = _("Row %(row)d, place %(place)d", row=position.row, place=position.place)
    sheets.text(fit(str(position.number), number), margin, height * 0.06, room, 0.5)
    fitted = fit(position.head.sender.name, name)
    sheets.text(fitted, margin, height * 0.5 + (height * 0.3 - fitted.height) / 2, room, 0.5)
    sheets.rule(width / 2 - 12, height * 0.845, 24, 0.6, GOLD)
    small = Box(room, height * 0.07, height * 0.05, 2)
    sheets.text(fit(where, small), margin, height * 0.88, room, 0.5)
