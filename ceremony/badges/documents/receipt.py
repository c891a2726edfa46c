"""The custody receipt: what a bearer took along, on A4, once for each side. Both sign both."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ceremony.badges.documents.face import serial_text
from ceremony.badges.pickup.receipts import Whole
from ceremony.core import settings
from ceremony.core.i18n import _, ngettext, said
from ceremony.core.mail.wording import in_city
from ceremony.core.settings import Settings
from ceremony.core.typography.families import Weight
from ceremony.core.typography.fitting import Box, fit
from ceremony.core.typography.shaping import shape
from ceremony.core.typography.sheet import A4, GOLD, INK, INK_2, POINT, RULE, Sheets, wrapped

MARGIN = 18.0
WIDTH = A4.width - 2 * MARGIN
RIGHT = A4.width - MARGIN
CODE = 26.0  # side of the QR code
ROW = 8.0
FOOT = A4.height - 18
SIGNING = 52.0  # height of the undertaking and both signatures
SERIAL, NAME, CATEGORY = MARGIN, MARGIN + 24, MARGIN + 112
LEADING = 1.38
FREE = WIDTH - CODE - 8
BODY = Box(FREE, 15, 16 * POINT, 10 * POINT, more_lines=2, leading=1.15, weight=Weight.BOLD)
BEARER = Box(FREE, 9, 12 * POINT, 8 * POINT, more_lines=2, leading=1.15)
HOLDER = Box(CATEGORY - NAME - 4, ROW - 1.4, 10.5 * POINT, 6.5 * POINT, more_lines=2, leading=1.1)
KIND = Box(RIGHT - CATEGORY, ROW - 1.4, 10 * POINT, 6.5 * POINT, more_lines=2, leading=1.1)


class Row(NamedTuple):
    """One badge, or the pins."""

    serial: str
    holder: str
    kind: str


def number(receipt_id: int) -> str:
    """How people call a receipt; the search of the pick-up desk finds it by this."""
    return f"CR-{receipt_id:06}"


def pdf(whole: Whole) -> bytes:
    """Both copies, each on as many pages as it needs."""
    sheets, rows = Sheets(A4), list(_rows(whole))
    for copy in (_("Copy of the desk"), _("Copy of the bearer")):
        pages = _paged(rows)
        for place, part in enumerate(pages, start=1):
            y = _head(sheets, whole, copy) if place == 1 else _top(sheets, whole, copy)
            y = _table(sheets, part, y)
            if place == len(pages):
                _signing(sheets, whole)
            _foot(sheets, place, len(pages))
            sheets.next()
    return sheets.pdf(_("Custody receipt %(number)s", number=number(whole.receipt.id)))


def _rows(whole: Whole) -> Iterator[Row]:
    for item in whole.items:
        right = item.credential.accreditation
        name = right.pass_name
        if right.person_id and right.person.original_name:
            name = f"{name} · {right.person.original_name}"
        yield Row(serial_text(item.credential.serial), name, said(right.category.name))
    if pins := whole.receipt.pins:
        yield Row("–", ngettext("%(num)d lapel pin", "%(num)d lapel pins", pins), _("Pin"))


def _paged(rows: Sequence[Row]) -> list[Sequence[Row]]:
    """The rows of each page; the last one leaves room for the signatures."""
    first, later = _fitting(112), _fitting(36)
    pages: list[Sequence[Row]] = [rows[:first]]
    rest = rows[first:]
    while rest:
        pages.append(rest[:later])
        rest = rest[later:]
    lacks = first if len(pages) == 1 else later
    if len(pages[-1]) > lacks - int(SIGNING / ROW):
        pages.append(())
    return pages


def _fitting(top: float) -> int:
    """How many rows fit below a head that ends at *top*."""
    return int((FOOT - 8 - top) / ROW)


def _head(sheets: Sheets, whole: Whole, copy: str) -> float:
    """Which receipt it is, of whom, for whom, since when; where that ends."""
    receipt, here = whole.receipt, settings.current()
    y = _text(sheets, here.title, MARGIN, 10, INK_2)
    _right(sheets, copy, MARGIN + 1.05 * 10 * POINT, 10, Weight.BOLD)
    y = _text(sheets, _("Custody receipt"), y + 1.6, 26, weight=Weight.TITLE)
    sheets.rule(MARGIN, y + 2, WIDTH, 0.6, GOLD)
    top = y + 9
    sheets.code(number(receipt.id), RIGHT - CODE, top, CODE)
    _right(sheets, number(receipt.id), top + CODE + 5.4, 11, Weight.BOLD)
    y = _fitted(sheets, receipt.body.name, BODY, top - 1)
    y = _text(sheets, _("Taken along by"), y + 3, 9, INK_2)
    y = _fitted(sheets, receipt.bearer, BEARER, y)
    y = _text(sheets, _given(whole, here), y + 1.6, 10, width=FREE)
    if receipt.note:
        y = _text(sheets, receipt.note, y + 1, 10, INK_2, width=FREE)
    return max(y, top + CODE + 8) + 6


def _given(whole: Whole, here: Settings) -> str:
    at = whole.receipt.given_at.astimezone(here.zone)
    return _(
        "Given on %(when)s by %(officer)s",
        when=in_city(f"{at:%Y-%m-%d %H:%M}"),
        officer=whole.by,
    )


def _top(sheets: Sheets, whole: Whole, copy: str) -> float:
    """The head of a page that goes on."""
    words = _("%(number)s, %(body)s", number=number(whole.receipt.id), body=whole.receipt.body.name)
    y = _fitted(sheets, words, BODY, MARGIN)
    _right(sheets, copy, MARGIN + 1.05 * 10 * POINT, 10, Weight.BOLD)
    return y + 4


def _table(sheets: Sheets, rows: Sequence[Row], y: float) -> float:
    if not rows:
        return y
    for x, words in ((SERIAL, _("Serial")), (NAME, _("Name")), (CATEGORY, _("Category"))):
        sheets.line(shape(words, Weight.BOLD), x, y + 4, 9 * POINT, INK_2)
    y += 5.6
    sheets.rule(MARGIN, y, WIDTH, 0.4)
    for row in rows:
        sheets.line(shape(row.serial), SERIAL, y + ROW / 2 + 1.5, 11 * POINT)
        for x, words, box in ((NAME, row.holder, HOLDER), (CATEGORY, row.kind, KIND)):
            set_ = fit(words, box)
            sheets.text(set_, x, y + (ROW - set_.height) / 2, box.width)
        y += ROW
        sheets.rule(MARGIN, y, WIDTH, 0.2, RULE)
    return y


def _signing(sheets: Sheets, whole: Whole) -> None:
    """What the bearer undertakes, and where both sign: at the foot of the last page."""
    y = FOOT - SIGNING + 4
    badges = len(whole.items)
    count = ngettext("%(num)d badge", "%(num)d badges", badges) if badges else ""
    pins = whole.receipt.pins
    more = ngettext("%(num)d pin", "%(num)d pins", pins) if pins else ""
    y = _text(sheets, ", ".join(x for x in (count, more) if x), y, 11, weight=Weight.BOLD)
    words = _(
        "I have received the above, give each badge to the person it names, and bring back what"
        " is not handed over. A lost badge is reported at once."
    )
    _text(sheets, words, y + 1, 10, width=WIDTH)
    half = (WIDTH - 12) / 2
    line = FOOT - 12
    for x, said_ in ((MARGIN, _("Bearer, date")), (MARGIN + half + 12, _("Pick-up desk, date"))):
        sheets.rule(x, line, half, 0.3)
        sheets.line(shape(said_), x, line + 4.4, 9 * POINT, INK_2)


def _foot(sheets: Sheets, place: int, pages: int) -> None:
    here = settings.current()
    as_of = in_city(f"{here.local_now:%Y-%m-%d %H:%M}")
    words = _(
        "%(ceremony)s. As of %(as_of)s. Page %(page)d of %(pages)d.",
        ceremony=here.short_title,
        as_of=as_of,
        page=place,
        pages=pages,
    )
    sheets.rule(MARGIN, FOOT + 2, WIDTH, 0.15)
    sheets.line(shape(words), MARGIN, FOOT + 6.5, 8 * POINT, INK_2)


def _right(sheets: Sheets, words: str, baseline: float, points: float, weight: Weight) -> None:
    line = shape(words, weight)
    sheets.line(line, RIGHT - line.width * points * POINT / 1000, baseline, points * POINT)


def _fitted(sheets: Sheets, words: str, box: Box, y: float) -> float:
    set_ = fit(words, box)
    sheets.text(set_, MARGIN, y, box.width)
    return y + set_.height


def _text(
    sheets: Sheets,
    words: str,
    y: float,
    points: float,
    colour: str = INK,
    *,
    width: float = WIDTH,
    weight: Weight = Weight.REGULAR,
) -> float:
    """Set *words* from *y* on in lines of *width*; where it ends."""
    size = points * POINT
    for line in wrapped(words, width, size, weight):
        sheets.line(line, MARGIN, y + 1.05 * size, size, colour)
        y += size * LEADING
    return y
