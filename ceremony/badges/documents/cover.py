"""The sheet that goes with the badges of one delegation: a list to tick off, and a receipt. A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ceremony.badges.documents.face import serial_text
from ceremony.core.i18n import _, ngettext
from ceremony.core.typography.booklet import Part, finish
from ceremony.core.typography.families import Weight
from ceremony.core.typography.fitting import Box, fit
from ceremony.core.typography.shaping import shape
from ceremony.core.typography.sheet import A4, GOLD, INK, INK_2, POINT, RULE, Sheets

MARGIN = 18.0
WIDTH = A4.width - 2 * MARGIN
BOTTOM = A4.height - 24
ROW, SQUARE = 7.8, 4.2
SERIAL, NAME, CATEGORY = 10.0, 34.0, 126.0  # where the columns begin
RECEIPT = 64.0  # its height
TITLE = Box(WIDTH, 24, 26 * POINT, 14 * POINT, 2, 3, leading=1.12, weight=Weight.TITLE)
HOLDER = Box(CATEGORY - NAME - 4, ROW - 1.6, 11 * POINT, 7 * POINT, more_lines=2, leading=1.1)
KIND = Box(WIDTH - CATEGORY, ROW - 1.6, 10 * POINT, 7 * POINT, more_lines=2, leading=1.1)


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
    pages = _paged(len(cover.lines))
    begin = 0
    for number, count in enumerate(pages, 1):
        y = _head(sheets, cover) if number == 1 else _continued(sheets, cover)
        y = _list(sheets, cover.lines[begin : begin + count], y) if count else y
        begin += count
        if number == len(pages):
            _receipt(sheets, cover)
        _foot(sheets, cover, number, len(pages))
        sheets.next()
    return finish(sheets.canvas, first)


def _paged(rows: int) -> list[int]:
    """How many rows stand on each page; on the last one there is room for the receipt."""
    tall = BOTTOM - MARGIN
    room = int((tall - 62) / ROW)
    pages: list[int] = []
    while rows > room:
        pages.append(room)
        rows -= room
        room = int((tall - 26) / ROW)
    less = room - int(RECEIPT / ROW) - 1
    return [*pages, rows] if rows <= less else [*pages, rows, 0]


def _head(sheets: Sheets, cover: Cover) -> float:
    """Where it ends: after the gold rule, and how many badges there are."""
    _text(sheets, cover.over, MARGIN, MARGIN + 3, 9, INK_2)
    title = fit(cover.body, TITLE)
    sheets.text(title, MARGIN, MARGIN + 7, WIDTH)
    y = MARGIN + 7 + title.height + 4.5
    _text(sheets, cover.where, MARGIN, y, 9, INK_2)
    sheets.rule(MARGIN, y + 4, WIDTH, 0.6, GOLD)
    count = ngettext("%(num)d badge", "%(num)d badges", len(cover.lines))
    _text(sheets, count, MARGIN, y + 14, 16, INK, Weight.BOLD)
    if cover.batch is not None:
        _right(sheets, _("Batch %(number)d", number=cover.batch), y + 14, 12)
    return y + 20


def _continued(sheets: Sheets, cover: Cover) -> float:
    words = _("%(delegation)s, continued", delegation=cover.body)
    fitted = fit(words, Box(WIDTH, 7, 12 * POINT, 8 * POINT, weight=Weight.BOLD))
    sheets.text(fitted, MARGIN, MARGIN, WIDTH)
    return MARGIN + 10


def _list(sheets: Sheets, lines: Sequence[Line], y: float) -> float:
    for words, x in ((_("Serial"), SERIAL), (_("Name"), NAME), (_("Category"), CATEGORY)):
        _text(sheets, words, MARGIN + x, y + 3.4, 9, INK_2)
    y += 5.4
    sheets.rule(MARGIN, y, WIDTH, 0.5)
    y += 0.5
    for line in lines:
        sheets.frame(MARGIN, y + (ROW - SQUARE) / 2, SQUARE, SQUARE, 0.25)
        baseline = y + ROW / 2 + 1.4
        _text(sheets, serial_text(line.serial), MARGIN + SERIAL, baseline, 11, INK, Weight.BOLD)
        for words, box, x in ((line.holder, HOLDER, NAME), (line.category, KIND, CATEGORY)):
            fitted = fit(words, box)
            sheets.text(fitted, MARGIN + x, y + (ROW - fitted.height) / 2, box.width)
        y += ROW
        sheets.rule(MARGIN, y - 0.1, WIDTH, 0.15, RULE)
    return y


def _receipt(sheets: Sheets, cover: Cover) -> None:
    """At the foot of the last page: who took them, with which document, when."""
    y = BOTTOM - RECEIPT + 5
    sheets.rule(MARGIN, y, WIDTH, 0.5)
    _text(sheets, _("Receipt"), MARGIN, y + 8, 14, INK, Weight.TITLE)
    said = ngettext(
        "I have received %(num)d badge for %(delegation)s.",
        "I have received %(num)d badges for %(delegation)s.",
        len(cover.lines),
        delegation=cover.body,
    )
    fitted = fit(said, Box(WIDTH, 11, 11 * POINT, 8 * POINT, more_lines=2, leading=1.3))
    sheets.text(fitted, MARGIN, y + 11.5, WIDTH)
    half = (WIDTH - 10) / 2
    there = half + 10
    upper = ((_("Name"), 0, 34), (_("Document shown, and its number"), there, 34))
    lower = ((_("Signature"), 0, 54), (_("Date and time"), there, 54))
    for words, x, below in upper + lower:
        sheets.rule(MARGIN + x, y + below, half, 0.25)
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
