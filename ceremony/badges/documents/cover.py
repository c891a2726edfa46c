"""The sheet that goes with the badges of one delegation: a list to tick off, and a receipt. A4."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ceremony.badges.documents.face import serial_text
from ceremony.core.i18n import _, ngettext
from ceremony.core.typography.booklet import Part, finish
from ceremony.core.typography.families import Weight
from ceremony.core.typography.fitting import Box, Fitted, fit
from ceremony.core.typography.shaping import shape
from ceremony.core.typography.sheet import A4, GOLD, INK, INK_2, POINT, RULE, Sheets

MARGIN = 18.0
WIDTH = A4.width - 2 * MARGIN
BOTTOM = A4.height - 22
ROW, DENSE, SQUARE = 7.8, 7.0, 4.2  # a row is as low as DENSE where that saves a page
HEADER = 5.9  # of a list
SERIAL, NAME, CATEGORY = 10.0, 34.0, 126.0  # where the columns begin
RECEIPT = 66.0  # its height, with the white above it
LEAST = 3  # of the rows stand on the page of the receipt: nobody signs for what is elsewhere
TITLE = Box(WIDTH, 24, 26 * POINT, 14 * POINT, 2, 3, leading=1.12, weight=Weight.TITLE)
CONTINUED = Box(WIDTH - 40, 7, 12 * POINT, 7 * POINT, more_lines=2, weight=Weight.BOLD)
HALF = (WIDTH - 10) / 2


class Line(NamedTuple):
    """One badge of the list."""

    serial: int
    holder: str
    category: str


@dataclass(frozen=True)
class Cover:
    """What the sheet says.

    :ivar over: what all papers of the ceremony begin with; *where*: its place and dates.
    :ivar foot: the ceremony, and the instant of which all of this is true.
    """

    over: str
    body: str
    batch: int | None
    where: str
    foot: str
    lines: Sequence[Line]


def set_cover(cover: Cover, first: int) -> Part:
    """Its pages; their objects are numbered from *first* on."""
    sheets = Sheets(A4)
    title = fit(cover.body, TITLE)
    pages, row = _paged(len(cover.lines), BOTTOM - _head_end(title) - HEADER)
    begin = 0
    for number, count in enumerate(pages, 1):
        y = _head(sheets, cover, title) if number == 1 else _continued(sheets, cover)
        y = _list(sheets, cover.lines[begin : begin + count], y, row)
        begin += count
        if number == len(pages):
            _receipt(sheets, cover, y)
        _foot(sheets, cover, number, len(pages))
        sheets.next()
    return finish(sheets.canvas, first)


def _paged(rows: int, room: float) -> tuple[list[int], float]:
    """How many of the *rows* stand on each page, and how high each is.

    :param room: for rows on the first page, if the receipt is not there.
    """
    if rows * DENSE <= room - RECEIPT:
        return [rows], min(ROW, (room - RECEIPT) / max(rows, 1))
    pages: list[int] = []
    while rows * ROW > room - RECEIPT:
        pages.append(min(int(room / ROW), rows - LEAST))
        rows -= pages[-1]
        room = BOTTOM - MARGIN - 10 - HEADER
    return [*pages, rows], ROW


def _head_end(title: Fitted) -> float:
    return MARGIN + 30 + title.height


def _head(sheets: Sheets, cover: Cover, title: Fitted) -> float:
    """Where it ends: after the gold rule, and how many badges there are."""
    _text(sheets, cover.over, MARGIN, MARGIN + 3, 9, INK_2)
    sheets.text(title, MARGIN, MARGIN + 7, WIDTH)
    y = MARGIN + 11.5 + title.height
    _text(sheets, cover.where, MARGIN, y, 9, INK_2)
    sheets.rule(MARGIN, y + 4, WIDTH, 0.6, GOLD)
    count = ngettext("%(num)d badge", "%(num)d badges", len(cover.lines))
    _text(sheets, count, MARGIN, y + 13.5, 16, INK, Weight.BOLD)
    if cover.batch is not None:
        _right(sheets, _("Batch %(number)d", number=cover.batch), y + 13.5, 12)
    return _head_end(title)


def _continued(sheets: Sheets, cover: Cover) -> float:
    words = _("%(delegation)s, continued", delegation=cover.body)
    fitted = fit(words, CONTINUED)
    sheets.text(fitted, MARGIN, MARGIN, CONTINUED.width)
    if cover.batch is not None:
        _right(sheets, _("Batch %(number)d", number=cover.batch), MARGIN + 4.5, 12)
    return MARGIN + 10


def _list(sheets: Sheets, lines: Sequence[Line], y: float, row: float) -> float:
    """The *lines*, each as high as a *row*, under what their columns say; where they end."""
    holder = Box(CATEGORY - NAME - 4, row - 1.2, 11 * POINT, 7 * POINT, more_lines=2, leading=1.1)
    kind = replace(holder, width=WIDTH - CATEGORY, size=10 * POINT)
    for words, x in ((_("Serial"), SERIAL), (_("Name"), NAME), (_("Category"), CATEGORY)):
        _text(sheets, words, MARGIN + x, y + 3.4, 9, INK_2)
    y += HEADER - 0.5
    sheets.rule(MARGIN, y, WIDTH, 0.5)
    y += 0.5
    for line in lines:
        sheets.frame(MARGIN, y + (row - SQUARE) / 2, SQUARE, SQUARE, 0.25)
        baseline = y + row / 2 + 1.4
        _text(sheets, serial_text(line.serial), MARGIN + SERIAL, baseline, 11, INK, Weight.BOLD)
        for words, box, x in ((line.holder, holder, NAME), (line.category, kind, CATEGORY)):
            fitted = fit(words, box)
            sheets.text(fitted, MARGIN + x, y + (row - fitted.height) / 2, box.width)
        y += row
        sheets.rule(MARGIN, y - 0.1, WIDTH, 0.15, RULE)
    return y


def _receipt(sheets: Sheets, cover: Cover, y: float) -> None:
    """Below the list that ends at *y*: who took them, when, from whom. No number is asked for."""
    y += 10
    sheets.rule(MARGIN, y, WIDTH, 0.5)
    _text(sheets, _("Receipt"), MARGIN, y + 8, 14, INK, Weight.TITLE)
    said = ngettext(
        "I have received %(num)d badge for %(delegation)s.",
        "I have received %(num)d badges for %(delegation)s.",
        len(cover.lines),
        delegation=cover.body,
    )
    fitted = fit(said, Box(WIDTH, 10, 11 * POINT, 8 * POINT, more_lines=2, leading=1.3))
    sheets.text(fitted, MARGIN, y + 11, WIDTH)
    top = y + 15 + fitted.height
    sheets.frame(MARGIN, top, SQUARE, SQUARE, 0.25)
    shown = _(
        "The desk has looked at the document of whoever signs. Nothing of it is written down."
    )
    room = WIDTH - SERIAL
    beside = fit(shown, Box(room, 8, 9.5 * POINT, 7 * POINT, more_lines=2, leading=1.3))
    sheets.text(beside, MARGIN + SERIAL, top, room)
    there = HALF + 10
    upper = ((_("Name"), 0, 38), (_("Date and time"), there, 38))
    lower = ((_("Signature"), 0, 52), (_("For the desk"), there, 52))
    for words, x, below in upper + lower:
        sheets.rule(MARGIN + x, y + below, HALF, 0.25)
        _text(sheets, words, MARGIN + x, y + below + 4, 9, INK_2)


def _foot(sheets: Sheets, cover: Cover, number: int, pages: int) -> None:
    _text(sheets, cover.foot, MARGIN, A4.height - 11, 8, INK_2)
    page = _("Page %(number)d of %(pages)d", number=number, pages=pages)
    _right(sheets, page, A4.height - 11, 8)


def _text(
    sheets: Sheets,
    words: str,
    x: float,
    baseline: float,
    points: float,
    colour: str,
    weight: Weight = Weight.REGULAR,
) -> None:
    sheets.line(shape(words, weight), x, baseline, points * POINT, colour)


def _right(sheets: Sheets, words: str, baseline: float, points: float) -> None:
    line, size = shape(words), points * POINT
    left = MARGIN + WIDTH - line.width * size / 1000
    sheets.line(line, left, baseline, size, INK_2)
