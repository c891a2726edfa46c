"""A page to set up a printer by, front and back: does it scale, do both sides meet?"""

from collections.abc import Iterator

from ceremony.badges.documents import sheets
from ceremony.badges.documents.layout import Layout
from ceremony.badges.documents.paper import A4
from ceremony.core.i18n import _
from ceremony.core.typography.families import Weight
from ceremony.core.typography.fitting import Box, fit
from ceremony.core.typography.shaping import shape
from ceremony.core.typography.sheet import Sheets, Size

TICKS = ((10, 4.0), (5, 2.6), (1, 1.6))  # every so many millimetres, how long
INK, LINE = "#000000", 0.15
CROSS_AT, CROSS = 15.0, 5.0  # from the edges; half of its width
STEP = 0.5  # of the scale on the crosses of the front
INNER = 22.0  # where crosses and rulers leave room
SMALL, LARGE = 80.0, 200.0  # widths of paper
CODES = (30, 35, 38, 44, 25)
QUIET = 4 / 41
TOKEN = 130  # characters of a badge's code
SIZES = (1.0, 1.4, 1.6, 1.9, 2.2, 2.8)
SAMPLE = "Hamburgefonstiv ĐẩặŁżé 0123456789"
RULES = (0.05, 0.1, 0.15, 0.25, 0.5)


def printer_test(layout: Layout | None = None) -> bytes:
    """The PDF: two pages of the size on which *layout* is printed, or of A4."""
    paper = Sheets(Size(*(sheets.page(layout) if layout else A4)))
    _frame(paper, is_front=True)
    top = _heading(paper, _("Test page, front"), is_short=paper.size.width < SMALL)
    _codes(paper, top)
    paper.next()
    _frame(paper, is_front=False)
    top = _heading(paper, _("Test page, back"), is_short=False)
    top = _greys(paper, top)
    _fine(paper, top)
    paper.next()
    return paper.pdf(_("Test page"))


def _heading(paper: Sheets, title: str, *, is_short: bool) -> float:
    """What to look for; returns where it ends."""
    wide, left = paper.size.width, _margin(paper)
    width, top = wide - 2 * left, INNER if wide > LARGE else 20.6
    large = 5 if wide > SMALL else 3.8
    name = fit(title, Box(width, 12, large, 2.4, lines=1, more_lines=2, weight=Weight.TITLE))
    paper.text(name, left, top, width)
    top += name.height + 0.4
    size = 3.2 if wide > LARGE else 2.4 if wide > SMALL else 1.9
    for sentence in () if is_short else _sentences():
        said = fit(sentence, Box(width, 30, size, size, lines=6))
        paper.text(said, left, top, width)
        top += said.height
    return top + (0 if is_short else 3)


def _sentences() -> tuple[str, ...]:
    return (
        _("Print at 100 %, without fitting to the page, both sides, turned over the long edge."),
        _("The rulers must measure true, and against the light the crosses must meet."),
        _("Each tick of a cross is half a millimetre."),
    )


def _margin(paper: Sheets) -> float:
    """What rulers and their figures leave free."""
    return INNER if paper.size.width > LARGE else 9.0


def _frame(paper: Sheets, *, is_front: bool) -> None:
    """Rulers on all edges, and the crosses, which lie alike on both sides."""
    width, height = paper.size
    for at, long in _ticks(width):
        paper.box(at - LINE / 2, 0, LINE, long, INK)
        paper.box(at - LINE / 2, height - long, LINE, long, INK)
        if at % 10 == 0:
            _figure(paper, at, at, 5.6)
            _figure(paper, at, at, height - 4.4)
    for at, long in _ticks(height):
        paper.box(0, at - LINE / 2, long, LINE, INK)
        paper.box(width - long, at - LINE / 2, long, LINE, INK)
        if at % 10 == 0 and at < height - 8:
            _figure(paper, at, 5.8, at + 0.6)
            _figure(paper, at, width - 5.8, at + 0.6)
    for x in (CROSS_AT, width / 2, width - CROSS_AT):
        for y in (CROSS_AT, *([height / 2] if height > LARGE else []), height - CROSS_AT):
            _cross(paper, x, y, is_front=is_front)


def _ticks(length: float) -> Iterator[tuple[int, float]]:
    """Where the ticks of a ruler stand, and how long each is."""
    for at in range(1, int(length)):
        yield at, next(long for every, long in TICKS if at % every == 0)


def _figure(paper: Sheets, number: int, x: float, baseline: float) -> None:
    line = shape(str(number))
    paper.line(line, x - line.width * 1.6 / 2000, baseline, 1.6)


def _cross(paper: Sheets, x: float, y: float, *, is_front: bool) -> None:
    paper.box(x - CROSS, y - LINE / 2, 2 * CROSS, LINE, INK)
    paper.box(x - LINE / 2, y - CROSS, LINE, 2 * CROSS, INK)
    steps = round(CROSS / STEP) if is_front else 0
    for step in range(-steps, steps + 1):
        long = 1.2 if step % 2 else 2
        paper.box(x + step * STEP - 0.03, y - long / 2, 0.06, long, INK)
        paper.box(x - long / 2, y + step * STEP - 0.03, long, 0.06, INK)


def _codes(paper: Sheets, top: float) -> None:
    """Codes as long as a badge's, each with its own size inside; as many as there is room for."""
    left, lowest = _margin(paper), paper.size.height - INNER
    x, row = left, 0.0
    for side in CODES:
        white = side * QUIET
        if x + side + 2 * white > paper.size.width - left and x > left:
            x, top, row = left, top + row, 0.0
        if x + side + 2 * white > paper.size.width - 6 or top + side + white + 5 > lowest:
            continue
        text = f"TEST PAGE {side} MM "
        paper.code((text * TOKEN)[:TOKEN], x + white, top + white, side)
        line = shape(_("%(side)d mm", side=side))
        paper.line(line, x + white, top + side + 2 * white + 2, 2.4)
        x, row = x + side + 2 * white + 2, max(row, side + 2 * white + 6)


def _greys(paper: Sheets, top: float) -> float:
    """From white to black in ten steps, each of which must differ from its neighbours."""
    left = _margin(paper)
    width = (paper.size.width - 2 * left) / 11
    for step in range(11):
        level = round(255 * (1 - step / 10))
        colour = f"#{level:02x}{level:02x}{level:02x}"
        paper.box(left + step * width, top, width, 9, colour)
        line = shape(f"{step * 10}")
        paper.line(line, left + (step + 0.5) * width - line.width * 1.9 / 2000, top + 11.6, 1.9)
    paper.rule(left, top, 11 * width, 0.1)
    return top + 16


def _fine(paper: Sheets, top: float) -> None:
    """Small type and thin lines: the smallest that can be read is what the printer can do."""
    left, lowest = _margin(paper), paper.size.height - INNER
    for size in SIZES:
        line = shape(f"{size} mm  {SAMPLE}")
        if top + size > lowest:
            return
        paper.line(line, left, top + size, size)
        top += size * 1.5 + 0.6
    top += 2
    for thickness in RULES:
        if top + 4 > lowest:
            return
        paper.rule(left, top, 24, thickness)
        paper.line(shape(f"{thickness} mm"), left + 27, top + 0.8, 2)
        top += 4
