"""The zones at the foot of a badge: filled if they are open, dashed and struck if not."""

from ceremony.badges.documents.drawing import GREY, INK, WHITE, Paper
from ceremony.badges.documents.face import ZoneMark
from ceremony.core.typography.families import Weight
from ceremony.core.typography.fitting import Box, fit

LEFT, ZONES_TOP, WIDTH, HEIGHT = 7.0, 129.0, 91.0, 13.0
LARGE = 4  # so many stand in one row of large marks


def draw_zones(paper: Paper, zones: tuple[ZoneMark, ...]) -> None:
    """Up to four large marks in one row; more of them in two rows of smaller ones."""
    if zones not in paper.forms:
        paper.forms[zones] = f"zones{len(paper.forms)}"
        paper.canvas.beginForm(paper.forms[zones], 0, 0, 300, 430)
        _draw(paper, zones)
        paper.canvas.endForm()
    paper.canvas.doForm(paper.forms[zones])


def _draw(paper: Paper, zones: tuple[ZoneMark, ...]) -> None:
    is_large = len(zones) <= LARGE
    columns = LARGE if is_large else (len(zones) + 1) // 2
    gap = 2.4 if is_large else 1.4
    width = (WIDTH - gap * (columns - 1)) / columns
    height = HEIGHT if is_large else (HEIGHT - gap) / 2
    for place, zone in enumerate(zones):
        row, column = divmod(place, columns)
        x, y = LEFT + column * (width + gap), ZONES_TOP + row * (height + gap)
        _box(paper, zone, x, y, width, height)
        (_large if is_large else _small)(paper, zone, x, y, width, height)


def _box(paper: Paper, zone: ZoneMark, x: float, y: float, width: float, height: float) -> None:
    if zone.is_open:
        paper.box(x, y, width, height, INK)
    else:
        paper.dashed(x, y, width, height, 0.25)
    paper.fill(WHITE if zone.is_open else GREY)


def _large(paper: Paper, zone: ZoneMark, x: float, y: float, width: float, height: float) -> None:
    """The name on top, the code large below it at the right."""
    paper.text(fit(zone.name, Box(width - 2.4, 6.4, 2.8, 2.4, more_lines=2)), x + 1.2, y + 0.9)
    weight = Weight.BOLD if zone.is_open else Weight.REGULAR
    code = fit(zone.code, Box(width / 2, 8.4, 8.4, 3, leading=1, weight=weight))
    right, top = x + width - 1.4, y + height - 0.5 - code.height
    paper.text(code, right, top, 0, 1)
    _strike(paper, zone, right, code.width, top + 0.55 * code.height, 0.5)


def _small(paper: Paper, zone: ZoneMark, x: float, y: float, width: float, height: float) -> None:
    """The code at the left, the name beside it."""
    weight = Weight.BOLD if zone.is_open else Weight.REGULAR
    code = fit(zone.code, Box(width / 3, height, 4.6, 2.4, leading=1, weight=weight))
    top = y + (height - code.height) / 2
    paper.text(code, x + 1.2, top)
    _strike(paper, zone, x + 1.2 + code.width, code.width, top + 0.55 * code.height, 0.35)
    left = x + 1.2 + max(code.width, 2.6) + 1.1
    room = x + width - 0.8 - left
    name = fit(zone.name, Box(room, height - 0.6, 2.6, 2.3, more_lines=2, leading=1.05))
    paper.text(name, left, y + (height - name.height) / 2)


def _strike(
    paper: Paper, zone: ZoneMark, right: float, width: float, y: float, line: float
) -> None:
    """A closed zone's code is struck out, so that it reads without colour."""
    if not zone.is_open:
        paper.box(right - width - 0.4, y - line / 2, width + 0.8, line, GREY)
