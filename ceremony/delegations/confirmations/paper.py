"""The confirmation as PDF: one A4 page for each person."""

from collections.abc import Iterator, Sequence

from flask_babel import get_locale

from ceremony.core.i18n import _
from ceremony.core.typography.families import Weight, missing
from ceremony.core.typography.fitting import Box, fit
from ceremony.core.typography.shaping import shape
from ceremony.core.typography.sheet import A4, GOLD, INK, INK_2, POINT, RULE, Sheets, wrapped
from ceremony.delegations.confirmations import facts
from ceremony.delegations.confirmations.facts import Confirmation, Here
from ceremony.delegations.queries.members import Member

MARGIN = 24.0
WIDTH = A4.width - 2 * MARGIN
LEADING = 1.38
LABELS = 46.0  # the column in which it says what stands beside
CODE = 34.0  # side of the QR code
POINTS = (11.0, 10.0, 9.0, 8.0, 7.0)  # of the rows: smaller where they say much
LOWEST = A4.height - 42  # where the last row ends
NAME = Box(
    WIDTH, 27, 30 * POINT, 16 * POINT, lines=1, more_lines=3, leading=1.12, weight=Weight.TITLE
)
SENDER = Box(WIDTH, 13, 14 * POINT, 9 * POINT, more_lines=3, leading=1.25, weight=Weight.BOLD)
SPELT = Box(WIDTH - CODE - 8, 20, 40 * POINT, 24 * POINT, weight=Weight.BOLD, tracking=30)


def pdf(members: Sequence[Member]) -> bytes:
    """The confirmations of approved *members*, in the present language."""
    return drawn(facts.here(), facts.confirmations(members))


def drawn(here: Here, confirmations: Sequence[Confirmation]) -> bytes:
    """The same of what is known in words already."""
    locale = get_locale()
    sheets = Sheets(A4, is_mirrored=bool(locale and locale.text_direction == "rtl"))
    for each in confirmations:
        y = _head(sheets, here)
        y = _person(sheets, each, y)
        y = _code(sheets, each, y)
        _rows(sheets, here, each, y)
        _foot(sheets, here)
        sheets.next()
    return sheets.pdf(_("Confirmation of accreditation"))


def _head(sheets: Sheets, here: Here) -> float:
    """What the paper is, and of which ceremony, above a gold rule; where that ends."""
    free = WIDTH - 56 if here.mark else WIDTH
    y = _text(sheets, here.subtitle, 22, 10, INK_2, width=free)
    if here.mark:
        line = shape(here.mark, Weight.BOLD)
        left = A4.width - MARGIN - line.width * 10 * POINT / 1000
        sheets.line(line, left, 22 + 1.05 * 10 * POINT, 10 * POINT)
    y = _text(sheets, _("Confirmation of accreditation"), y + 2.4, 24, weight=Weight.TITLE)
    y = _text(sheets, here.title, y + 1.6, 11)
    y = _text(sheets, here.where, y, 10, INK_2)
    sheets.rule(MARGIN, y + 4, WIDTH, 0.6, GOLD)
    return y + 4.6


def _person(sheets: Sheets, each: Confirmation, y: float) -> float:
    y = _fitted(sheets, each.name, NAME, y + 11)
    if each.original_name and not missing(each.original_name):
        y = _text(sheets, each.original_name, y + 1, 15, INK_2)
    y = _fitted(sheets, each.sender, SENDER, y + 5)
    return _text(sheets, each.function, y + 0.8, 11)


def _code(sheets: Sheets, each: Confirmation, y: float) -> float:
    """The code to be shown, spelt and to be scanned, between rules of ink."""
    top = y + 11
    sheets.rule(MARGIN, top, WIDTH, 0.6)
    label = _text(sheets, _("Collection code"), top + 7, 10, INK_2)
    spelt = fit(f"{each.code[:4]} {each.code[4:]}", SPELT)
    baseline = label + 3 + spelt.size * 0.8
    for line in spelt.lines:
        sheets.line(line, MARGIN, baseline, spelt.size)
    words = _("Show this code, on paper or on a telephone, or spell it.")
    _text(sheets, words, baseline + 5, 10, INK_2, width=SPELT.width)
    sheets.code(each.code, A4.width - MARGIN - CODE - 2, top + 6.6, CODE)
    bottom = top + CODE + 12.6
    sheets.rule(MARGIN, bottom, WIDTH, 0.25)
    return bottom + 0.25


def _rows(sheets: Sheets, here: Here, each: Confirmation, y: float) -> None:
    """What is said of the badge, one line under the other, and what else matters."""
    rows = list(_said(here, each))
    points = next((x for x in POINTS if y + _height(rows, x) <= LOWEST), POINTS[-1])
    for label, words in rows:
        _text(sheets, label, y + 2.6 + 1.05 * (points - 10) * POINT, 10, INK_2, width=LABELS - 4)
        y = _text(sheets, words, y + 2.6, points, x=MARGIN + LABELS, width=WIDTH - LABELS) + 2.2
        sheets.rule(MARGIN, y, WIDTH, 0.2, RULE)
    only = _("The badge is handed over in person. This paper opens no door: only the badge does.")
    y = _text(sheets, only, y + 6, 10)
    if here.contact:
        _text(sheets, _("Questions: %(contact)s", contact=here.contact), y + 0.6, 10, INK_2)


def _height(rows: Sequence[tuple[str, str]], points: float) -> float:
    lines = sum(len(wrapped(x, WIDTH - LABELS, points * POINT)) for _label, x in rows)
    return lines * points * POINT * LEADING + 4.8 * len(rows)


def _said(here: Here, each: Confirmation) -> Iterator[tuple[str, str]]:
    later = _("Announced later by the organisers")
    yield _("Collect the badge at"), here.collection_place or later
    if here.collection_hours or here.collection_place:
        yield _("When"), here.collection_hours or later
    yield _("Bring with you"), each.document or _("The travel document you were registered with")
    yield _("Category"), each.category
    if each.zones:
        yield _("Zones"), each.zones
    yield _("Valid"), each.validity


def _foot(sheets: Sheets, here: Here) -> None:
    y = A4.height - 14
    sheets.rule(MARGIN, y - 4.5, WIDTH, 0.15)
    sheets.line(shape(here.foot), MARGIN, y, 8 * POINT, INK_2)


def _fitted(sheets: Sheets, text: str, box: Box, y: float) -> float:
    """Set *text* from *y* on, smaller where it is long; where it ends."""
    set_ = fit(text, box)
    for line in set_.lines:
        sheets.line(line, MARGIN, y + set_.size, set_.size)
        y += set_.size * set_.leading
    return y


def _text(
    sheets: Sheets,
    text: str,
    y: float,
    points: float,
    colour: str = INK,
    *,
    x: float = MARGIN,
    width: float = WIDTH,
    weight: Weight = Weight.REGULAR,
) -> float:
    """Set *text* from *y* on in lines of *width*; where it ends."""
    size = points * POINT
    for line in wrapped(text, width, size, weight):
        sheets.line(line, x, y + 1.05 * size, size, colour)
        y += size * LEADING
    return y
