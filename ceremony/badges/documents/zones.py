"""The zones of a badge: a mark for each, or all of them in rows."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from ceremony.badges.documents.drawing import GREY, INK, RULE, WHITE, Paper
from ceremony.badges.documents.elements import Legend, Zones
from ceremony.badges.documents.face import Problem, ZoneMark
from ceremony.badges.documents.values import COLOURS, Place
from ceremony.core.typography.families import Weight
from ceremony.core.typography.fitting import Box, fit

WIDE, HIGH = 18.0, 10.0  # of a mark with a large code
WITH_SIGN = 8.0  # of one that has its code only, and a pictogram beside it
NARROW, LOW = 12.0, 4.4  # of one that still has room for its name
DENSE, AIRY = 1.5, 2.6  # the rows of a legend, in sizes of its type
APART = 4.0  # its columns
BOLD, REGULAR = Weight.BOLD, Weight.REGULAR

Marks = tuple[ZoneMark, ...]


class Grid(NamedTuple):
    """Where marks stand in a box, and how each is drawn."""

    columns: int
    gap: float
    width: float
    height: float
    draw: Callable[[Paper, ZoneMark, Place], None]


def draw(paper: Paper, zones: Marks, element: Zones) -> None:
    """A mark for each of *zones*: the more there are, the less each says."""
    if not zones:
        return
    grid = _grid(element.box, len(zones))
    for number, zone in enumerate(zones):
        row, column = divmod(number, grid.columns)
        x = element.box.x + column * (grid.width + grid.gap)
        y = element.box.y + row * (grid.height + grid.gap)
        place = Place(x, y, grid.width, grid.height)
        _ground(paper, zone, place)
        grid.draw(paper, zone, place)


def _grid(box: Place, count: int) -> Grid:
    gap = 2.4
    width = (box.width - gap * (max(count, 4) - 1)) / max(count, 4)
    if width >= WIDE and box.height >= HIGH:
        return Grid(count, gap, width, box.height, _large)
    gap, columns = 1.4, -(-count // 2)
    width, height = (box.width - gap * (columns - 1)) / columns, (box.height - gap) / 2
    if width >= NARROW and height >= LOW:
        return Grid(columns, gap, width, height, _small)
    gap = 1.0
    columns = next((x for x in (count, columns) if (box.width - x * gap) / x >= 5), columns)
    rows = -(-count // columns)
    across = max(columns, 4)  # two marks do not grow into walls
    width = (box.width - gap * (across - 1)) / across
    return Grid(columns, gap, width, (box.height - gap * (rows - 1)) / rows, _code_only)


def shown(element: Zones, count: int) -> str:
    """What the marks of *count* zones say besides their codes: names ("n"), pictograms ("s")."""
    grid = _grid(element.box, count) if count else None
    if grid is None or grid.draw is _code_only:
        return "s" if grid and grid.width >= WITH_SIGN else ""
    return "ns" if grid.draw is _large else "n"


def _ground(paper: Paper, zone: ZoneMark, place: Place) -> None:
    if zone.is_open:
        paper.box(place, INK)
    else:
        paper.dashed(place, 0.25)
    paper.fill(_ink(zone))


def _large(paper: Paper, zone: ZoneMark, place: Place) -> None:
    """The name on top, the code large below it at the right, the pictogram at the left."""
    x, y, width, height = place
    unit = height / 13
    room = Box(width - 2.4, 6.4 * unit, 2.8 * unit, 2.4, more_lines=2)
    paper.text(fit(zone.name, room), x + 1.2, y + 0.9 * unit)
    across = width / 2 - 1.4 if zone.pictogram else width - 2.8
    size = 8.4 * unit
    code = fit(zone.code, Box(across, size, size, 3, leading=1, weight=_weight(zone)))
    right, top = place.right - 1.4, place.bottom - 0.5 * unit - code.height
    paper.text(code, right, top, 0, 1)
    _strike(paper, zone, right, code.width, top + 0.55 * code.height, 0.5 * unit)
    if zone.pictogram:
        side = 5.6 * unit
        sign = Place(x + 1, place.bottom - 1.2 * unit - side, side, side)
        paper.pictogram(zone.pictogram, sign, _ink(zone))


def _small(paper: Paper, zone: ZoneMark, place: Place) -> None:
    """The code at the left, the name beside it."""
    x, y, width, height = place
    code = fit(zone.code, Box(width / 3, height, 4.6, 2.4, leading=1, weight=_weight(zone)))
    top = y + (height - code.height) / 2
    paper.text(code, x + 1.2, top)
    _strike(paper, zone, x + 1.2 + code.width, code.width, top + 0.55 * code.height, 0.35)
    left = x + 1.2 + max(code.width, 2.6) + 1.1
    room = place.right - 0.8 - left
    name = fit(zone.name, Box(room, height - 0.6, 2.6, 2.3, more_lines=2, leading=1.05))
    paper.text(name, left, y + (height - name.height) / 2)


def _code_only(paper: Paper, zone: ZoneMark, place: Place) -> None:
    """The code in the middle, beside its pictogram where there is room for both."""
    x, y, width, height = place
    side = min(height - 1.4, width / 2 - 1) if zone.pictogram and width >= WITH_SIGN else 0
    room = Box(width - side - 1.6, height, height * 0.78, 2, leading=1, weight=_weight(zone))
    code = fit(zone.code, room)
    left = x + (width - side - code.width - (0.8 if side else 0)) / 2
    if side:
        sign = Place(left, y + (height - side) / 2, side, side)
        paper.pictogram(zone.pictogram, sign, _ink(zone))
        left += side + 0.8
    top = y + (height - code.height) / 2
    paper.text(code, left, top)
    _strike(paper, zone, left + code.width, code.width, top + 0.55 * code.height, 0.35)


def draw_legend(paper: Paper, zones: Marks, legend: Legend) -> None:
    """A row for each of *zones*: code, pictogram, name, and whether one may enter.

    Where that would get too small there are two columns, and the filled or struck code alone
    says who may enter.
    """
    if not zones:
        return
    x, y, width, height = legend.box
    columns = columns_of(legend, len(zones))
    down = -(-len(zones) // columns)
    row = min(height / down, legend.size * AIRY)
    size = min(legend.size, row / DENSE)
    if size < legend.least - 0.01:
        paper.note("zones", Problem.LONG)
    across = (width - APART * (columns - 1)) / columns
    for number, zone in enumerate(zones):
        column, line = divmod(number, down)
        place = Place(x + column * (across + APART), y + line * row, across, row)
        _row(paper, zone if columns == 1 else replace(zone, access=""), place, size)
    for column in range(columns):
        left = x + column * (across + APART)
        paper.box(Place(left, y, across, min(0.5, row * 0.1)), COLOURS["gold"])
        for line in range(1, min(down, len(zones) - column * down) + 1):
            paper.box(Place(left, y + line * row - 0.15, across, 0.15), RULE)


def columns_of(legend: Legend, count: int) -> int:
    """In how many columns the rows of *count* zones stand; only one has room for more words."""
    return 1 if legend.box.height / max(count, 1) >= legend.least * DENSE else 2


def _row(paper: Paper, zone: ZoneMark, place: Place, size: float) -> None:
    side, middle = min(size * 1.6, place.height * 0.86), place.y + place.height / 2 + 0.1
    square = Place(place.x, middle - side / 2, side, side)
    if zone.is_open:
        paper.box(square, INK)
    else:
        paper.frame(square, 0.25, RULE)
    room = Box(side - 0.8, side, size, size * 0.4, leading=1, weight=_weight(zone))
    code = fit(zone.code, room)
    paper.fill(WHITE if zone.is_open else INK)
    paper.text(code, square.x, middle - code.height / 2, side, 0.5)
    if not zone.is_open:
        width = code.width + 0.8
        paper.box(Place(square.x + (side - width) / 2, middle, width, 0.25), INK)
    left = square.right + size * 0.6
    if zone.pictogram:
        sign = Place(left, middle - side * 0.45, side * 0.9, side * 0.9)
        paper.pictogram(zone.pictogram, sign, INK if zone.is_open else GREY)
        left += side * 1.2
    access = fit(zone.access, Box(place.width * 0.4, place.height, size, size * 0.6))
    paper.fill(INK)
    paper.text(access, place.right, middle - access.height / 2, 0, 1)
    width = place.right - (access.width + 1.5 if zone.access else 0) - left
    room = Box(width, place.height * 0.96, size, size * 0.7, 1, 2, 1.1, BOLD)
    name = fit(zone.name, room)
    paper.text(name, left, middle - name.height / 2)


def _strike(
    paper: Paper, zone: ZoneMark, right: float, width: float, y: float, line: float
) -> None:
    """A closed zone's code is struck out, so that it reads without colour."""
    if not zone.is_open:
        paper.box(Place(right - width - 0.4, y - line / 2, width + 0.8, line), GREY)


def _ink(zone: ZoneMark) -> str:
    return WHITE if zone.is_open else GREY


def _weight(zone: ZoneMark) -> Weight:
    return BOLD if zone.is_open else REGULAR
