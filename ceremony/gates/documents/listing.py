"""A long list of names on A4: head, rows to tick off, foot. Shared by what gates have on paper."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ceremony.badges.documents.face import serial_text
from ceremony.core import settings
from ceremony.core.i18n import _
from ceremony.core.mail.wording import in_city
from ceremony.core.typography.families import Weight
from ceremony.core.typography.fitting import Box, fit
from ceremony.core.typography.shaping import shape
from ceremony.core.typography.sheet import A4, GOLD, INK, INK_2, POINT, RULE, Sheets

MARGIN = 18.0
WIDTH = A4.width - 2 * MARGIN
RIGHT = A4.width - MARGIN
TOP, BOTTOM = 34.0, A4.height - 20
ROW, SQUARE = 6.0, 3.6
PER_PAGE = int((BOTTOM - TOP - 6) / ROW)
NAME, BODY, MARK = 7.0, 80.0, 146.0  # where columns begin
WHO = Box(BODY - NAME - 3, ROW - 0.9, 10 * POINT, 6 * POINT, more_lines=2, leading=1.05)
WHENCE = Box(MARK - BODY - 3, ROW - 0.9, 9 * POINT, 5.5 * POINT, more_lines=2, leading=1.05)
HEAD = Box(WIDTH - 50, 9, 16 * POINT, 9 * POINT, weight=Weight.BOLD)


class Row(NamedTuple):
    """One badge; *mark* stands between delegation and number."""

    serial: int
    name: str
    body: str
    mark: str = ""
    note: str = ""


class About(NamedTuple):
    """What stands at head and foot of each page."""

    title: str
    note: str
    mark_head: str


def paged(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), PER_PAGE):
        yield rows[start : start + PER_PAGE]


def page(sheets: Sheets, about: About, rows: Sequence[Row], number: int, pages: int) -> None:
    """One page of the list; the page after it may begin."""
    sheets.text(fit(about.title, HEAD), MARGIN, MARGIN, HEAD.width)
    if rows and rows[0].name:
        first, last = rows[0].name, rows[-1].name
        span = first if first == last else _("%(first)s to %(last)s", first=first, last=last)
        fitted = fit(span, Box(WIDTH, 5, 9 * POINT, 6 * POINT))
        sheets.text(fitted, MARGIN, MARGIN + 8, WIDTH)
    right(sheets, about.note, MARGIN + 5, 9)
    _rows(sheets, about, rows)
    foot(sheets, number, pages)
    sheets.next()


def _rows(sheets: Sheets, about: About, rows: Sequence[Row]) -> None:
    heads = ((_("Name"), NAME), (_("Delegation"), BODY), (about.mark_head, MARK))
    for words, x in heads:
        text(sheets, words, MARGIN + x, TOP, 8.5, INK_2)
    right(sheets, _("Badge"), TOP, 8.5)
    y = TOP + 2
    sheets.rule(MARGIN, y, WIDTH, 0.5)
    for row in rows:
        _row(sheets, row, y)
        y += ROW
        sheets.rule(MARGIN, y, WIDTH, 0.12, RULE)


def _row(sheets: Sheets, row: Row, y: float) -> None:
    sheets.frame(MARGIN, y + (ROW - SQUARE) / 2, SQUARE, SQUARE, 0.25)
    baseline = y + ROW / 2 + 1.3
    for words, box, x in ((row.name, WHO, NAME), (row.body, WHENCE, BODY)):
        fitted = fit(words, box)
        sheets.text(fitted, MARGIN + x, y + (ROW - fitted.height) / 2 + 0.2, box.width)
    text(sheets, row.mark, MARGIN + MARK, baseline, 10, INK, Weight.BOLD)
    right(sheets, serial_text(row.serial), baseline, 10)
    if row.note:
        text(sheets, row.note, MARGIN + MARK, baseline, 8, INK_2)


def foot(sheets: Sheets, number: int, pages: int) -> None:
    """The ceremony, the instant, and page of pages."""
    here = settings.current()
    as_of = in_city(f"{here.local_now:%Y-%m-%d %H:%M}")
    sheets.rule(MARGIN, A4.height - 15, WIDTH, 0.15)
    words = _("%(ceremony)s. As of %(as_of)s.", ceremony=here.short_title, as_of=as_of)
    text(sheets, words, MARGIN, A4.height - 10.5, 8, INK_2)
    page_of = _("Page %(number)d of %(pages)d", number=number, pages=pages)
    right(sheets, page_of, A4.height - 10.5, 8)


def text(
    sheets: Sheets,
    words: str,
    x: float,
    baseline: float,
    points: float,
    colour: str = INK,
    weight: Weight = Weight.REGULAR,
) -> None:
    sheets.line(shape(words, weight), x, baseline, points * POINT, colour)


def right(sheets: Sheets, words: str, baseline: float, points: float) -> None:
    line, size = shape(words), points * POINT
    sheets.line(line, RIGHT - line.width * size / 1000, baseline, size, INK)


def gold(sheets: Sheets, y: float) -> None:
    sheets.rule(MARGIN, y, WIDTH, 0.6, GOLD)
