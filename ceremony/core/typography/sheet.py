"""Sheets of paper to draw on: millimetres from the top left corner, and the house's type."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from io import BytesIO
from typing import NamedTuple

from reportlab.lib.units import mm

from ceremony.core.typography import qr
from ceremony.core.typography.booklet import FIRST_FREE, Booklet, blank, finish
from ceremony.core.typography.families import Weight
from ceremony.core.typography.fitting import Fitted
from ceremony.core.typography.pdf import Typesetter
from ceremony.core.typography.shaping import Line, is_right_to_left, shape

INK, INK_2, RULE, GOLD = "#15191e", "#474f58", "#d9dce0", "#a5853b"
POINT: float = 1 / mm  # of type, in millimetres


class Size(NamedTuple):
    """A format of paper, in millimetres."""

    width: float
    height: float


A4, A4_LYING = Size(210, 297), Size(297, 210)
A5_LYING, A6_LYING = Size(210, 148), Size(148, 105)


class Sheets:
    """Pages of one size, drawn one after the other, then taken as a PDF file.

    :ivar is_mirrored: every place is counted from the right: for what is read from there.
    """

    def __init__(self, size: Size, *, is_mirrored: bool = False) -> None:
        self.size = size
        self.is_mirrored = is_mirrored
        self.canvas = blank((size.width * mm, size.height * mm))
        self.type = Typesetter(self.canvas)

    def next(self) -> None:
        """End this page; what is drawn next stands on another one."""
        self.canvas.showPage()

    def pdf(self, title: str) -> bytes:
        """Every page that was ended, as a file called *title*."""
        buffer = BytesIO()
        booklet = Booklet(buffer, title)
        booklet.append(finish(self.canvas, FIRST_FREE))
        return buffer.getvalue()

    def line(self, line: Line, x: float, baseline: float, size: float, colour: str = INK) -> None:
        """Set *line* with its left end at *x*."""
        self._colour(colour)
        x = self._left(x, line.width * size / 1000)
        self.type.draw(line, x * mm, (self.size.height - baseline) * mm, size * mm)

    def text(self, fitted: Fitted, x: float, top: float, width: float, align: float = 0) -> None:
        """Set *fitted* from *top* on; *align* in *width*: 0 left, 0.5 middle, 1 right."""
        size, baseline = fitted.size, top + fitted.baseline
        for line in fitted.lines:
            left = x + align * (width - line.width * size / 1000)
            self.line(line, left, baseline, size)
            baseline += size * fitted.leading

    def rule(self, x: float, y: float, width: float, thickness: float, colour: str = INK) -> None:
        """A level line whose upper edge is at *y*."""
        self.box(x, y, width, thickness, colour)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self._colour(colour)
        x = self._left(x, width)
        bottom = (self.size.height - y - height) * mm
        shape = f"{x * mm:.3f} {bottom:.3f} {width * mm:.3f} {height * mm:.3f} re f"
        self.canvas._code.append(shape)

    def frame(self, x: float, y: float, width: float, height: float, thickness: float) -> None:
        """The outline of a rectangle, inside of it."""
        self.box(x, y, width, thickness, INK)
        self.box(x, y + height - thickness, width, thickness, INK)
        self.box(x, y, thickness, height, INK)
        self.box(x + width - thickness, y, thickness, height, INK)

    def code(self, text: str, x: float, y: float, side: float) -> None:
        """*text* as a QR code whose upper left corner is at *x*, *y*, without its quiet zone."""
        self._colour(INK)
        x = self._left(x, side)
        bottom = (self.size.height - y - side) * mm
        self.canvas._code.append(qr.inline_image(qr.modules(text), x * mm, bottom, side * mm))

    @contextmanager
    def turned(self) -> Iterator[None]:
        """What is drawn inside stands upside down, as if the sheet were turned round."""
        width, height = self.size.width * mm, self.size.height * mm
        self.canvas._code.append(f"q -1 0 0 -1 {width:.3f} {height:.3f} cm")
        yield
        self.canvas._code.append("Q")

    def _left(self, x: float, width: float) -> float:
        """From the left edge to what is *width* wide and stands at *x*."""
        return self.size.width - x - width if self.is_mirrored else x

    def _colour(self, colour: str) -> None:
        red, green, blue = (x / 255 for x in bytes.fromhex(colour.removeprefix("#")))
        self.canvas._code.append(f"{red:.3f} {green:.3f} {blue:.3f} rg")


@lru_cache(maxsize=16384)
def wrapped(
    text: str, width: float, size: float, weight: Weight = Weight.REGULAR
) -> tuple[Line, ...]:
    """*text* in lines no longer than *width*; a single word that is too long stays whole.

    Every line is read from the side from which the whole text is.
    """
    set_ = partial(shape, weight=weight, is_from_right=is_right_to_left(text))
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and set_(longer).width * size / 1000 <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(map(set_, lines))
