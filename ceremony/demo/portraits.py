"""Drawn portraits of people who do not exist: plain shapes, quiet and dignified."""

import math
from collections.abc import Callable
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from ceremony.core import files
from ceremony.demo.looks import HAIRS, Looks, looks_of
from ceremony.people.photographs import SIZE

EACH = 32  # distinct portraits of women, and as many of men
FINER = 2  # drawn so much larger, then made smooth
MIDDLE = 216


@cache
def portrait(number: int, *, is_woman: bool) -> bytes:
    """A JPEG of 432 x 540 points; the same number gives the same face.

    :param number: any; the faces repeat after :data:`EACH`.
    """
    looks = looks_of(number % EACH, is_woman=is_woman)
    image = Image.new("RGB", (SIZE[0] * FINER, SIZE[1] * FINER), looks.ground)
    pen = _Pen(ImageDraw.Draw(image))
    pen.shape([(432, 0), (432, 540), (300, 540), (400, 120)], _shade(looks.ground, 0.96))
    _BEHIND.get(looks.cut, _nothing)(pen, looks)
    _body(pen, looks)
    _face(pen, looks)
    _FRONT.get(looks.cut, _nothing)(pen, looks)
    if looks.glasses:
        _glasses(pen)
    stored = BytesIO()
    image.resize(SIZE, Image.Resampling.BOX).save(stored, "JPEG", quality=82, optimize=True)
    return stored.getvalue()


def store_all() -> dict[tuple[int, bool], str]:
    """Keep every portrait as a stored file; its name by number and whether it is a woman's."""
    return {
        (number, is_woman): files.store(portrait(number, is_woman=is_woman), ".jpg")
        for number in range(EACH)
        for is_woman in (True, False)
    }


class _Pen:
    """Draws in points of the finished portrait."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self.draw = draw

    def shape(self, points: list[tuple[float, float]], colour: str) -> None:
        self.draw.polygon([(x * FINER, y * FINER) for x, y in points], fill=colour)

    def oval(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        box = (x - width, y - height, x + width, y + height)
        self.draw.ellipse([side * FINER for side in box], fill=colour)

    def block(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        box = [side * FINER for side in (left, top, right, bottom)]
        self.draw.rounded_rectangle(box, radius=26 * FINER, fill=colour)

    def curve(self, points: list[tuple[float, float]], colour: str, thick: float) -> None:
        wide = int(thick * FINER)
        self.draw.line(
            [(x * FINER, y * FINER) for x, y in points], fill=colour, width=wide, joint="curve"
        )
        for x, y in (points[0], points[-1]):
            self.oval(x, y, thick / 2, thick / 2, colour)


def _egg(
    width: float, top: float, bottom: float, *, half: bool = False
) -> list[tuple[float, float]]:
    """An upright face: round above, narrower below; *half*: its right side only."""
    middle, height = (top + bottom) / 2, (bottom - top) / 2
    start, end = (-90, 90) if half else (0, 360)
    points = []
    for degrees in range(start, end + 1, 4):
        turn = math.radians(degrees)
        narrow = 1 - 0.16 * max(0.0, math.sin(turn))
        points.append((MIDDLE + width * narrow * math.cos(turn), middle + height * math.sin(turn)))
    return points


def _arc(x: float, y: float, width: float, rise: float) -> list[tuple[float, float]]:
    """A bow of *width*, its middle *rise* above its ends."""
    return [
        (x + width * t, y - rise * (1 - (2 * t) ** 2)) for t in (i / 10 - 0.5 for i in range(11))
    ]


def _shade(colour: str, by: float) -> str:
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{min(255, int(part * by)):02x}" for part in parts)


def _body(pen: _Pen, looks: Looks) -> None:
    pen.oval(MIDDLE, 590, 172, 170, looks.clothes)
    pen.block(MIDDLE - 36, 320, MIDDLE + 36, 450, _shade(looks.skin, 0.86))
    if looks.is_woman:
        pen.shape([(176, 424), (256, 424), (MIDDLE, 492)], _shade(looks.skin, 0.93))
        return
    pen.shape([(166, 432), (266, 432), (MIDDLE, 560)], "#f7f7f5")
    pen.shape([(178, 420), (254, 420), (MIDDLE, 462)], _shade(looks.skin, 0.86))
    pen.shape([(204, 462), (228, 462), (238, 560), (194, 560)], looks.tie)
    pen.shape([(174, 418), (150, 440), (MIDDLE - 24, 500), (MIDDLE, 464)], "#ffffff")
    pen.shape([(258, 418), (282, 440), (MIDDLE + 24, 500), (MIDDLE, 464)], "#ffffff")
    pen.shape([(150, 436), (112, 452), (196, 560), (206, 560)], _shade(looks.clothes, 1.18))
    pen.shape([(282, 436), (320, 452), (236, 560), (226, 560)], _shade(looks.clothes, 1.18))


def _face(pen: _Pen, looks: Looks) -> None:
    dark, line = _shade(looks.skin, 0.9), _shade(looks.skin, 0.7)
    if looks.cut not in {"scarf", "long", "bob"}:
        pen.oval(MIDDLE - looks.width + 2, 262, 13, 22, looks.skin)
        pen.oval(MIDDLE + looks.width - 2, 262, 13, 22, dark)
    pen.shape(_egg(looks.width, 128, 372), looks.skin)
    pen.shape(_egg(looks.width, 128, 372, half=True), dark)
    if looks.beard:
        _beard(pen, looks)
    brow = "#17191d" if looks.hair in HAIRS[:4] else _shade(looks.hair, 0.75)
    for x in (MIDDLE - 33, MIDDLE + 33):
        pen.curve(_arc(x, 236, 40, looks.brow), brow, 5)
        pen.oval(x, 254, 8.5, 6.5, "#1b1a1a")
    pen.curve([(MIDDLE + 2, 262), (MIDDLE - 6, 296), (MIDDLE + 10, 300)], line, 4)
    lips = "#a24a4a" if looks.is_woman else _shade(looks.skin, 0.6)
    pen.curve(_arc(MIDDLE, 330 - looks.mouth, 52, -looks.mouth), lips, 6)


def _beard(pen: _Pen, looks: Looks) -> None:
    lower = [(x, y) for x, y in _egg(looks.width, 128, 372) if y > 300]
    pen.shape([*lower, (MIDDLE - 44, 306), (MIDDLE, 312), (MIDDLE + 44, 306)], looks.hair)
    pen.shape(_egg(30, 312, 348), _shade(looks.skin, 0.95))


def _cap(pen: _Pen, looks: Looks, low: float, line: float) -> None:
    """Hair above the forehead: down to *low* at the temples, to *line* in the middle."""
    outer = [(x, y - 6) for x, y in _egg(looks.width + 8, 106, 372) if y < low]
    outer.sort(key=lambda point: point[0])
    pen.shape([*outer, *reversed(_arc(MIDDLE, low - 8, looks.width * 1.9, low - line))], looks.hair)


def _short(pen: _Pen, looks: Looks) -> None:
    _cap(pen, looks, 236, 172)


def _parted(pen: _Pen, looks: Looks) -> None:
    _cap(pen, looks, 232, 164)
    pen.shape(
        [(MIDDLE - 78, 214), (MIDDLE - 40, 122), (MIDDLE + 70, 150), (MIDDLE + 10, 182)], looks.hair
    )


def _receding(pen: _Pen, looks: Looks) -> None:
    _cap(pen, looks, 230, 146)


def _curly(pen: _Pen, looks: Looks) -> None:
    _cap(pen, looks, 226, 166)
    for degrees in range(190, 351, 16):
        turn = math.radians(degrees)
        x, y = MIDDLE + (looks.width + 2) * math.cos(turn), 212 + 98 * math.sin(turn)
        pen.oval(x, y, 21, 21, looks.hair)


def _bob(pen: _Pen, looks: Looks) -> None:
    pen.block(MIDDLE - looks.width - 20, 170, MIDDLE + looks.width + 20, 352, looks.hair)
    pen.oval(MIDDLE, 196, looks.width + 20, 98, looks.hair)


def _long(pen: _Pen, looks: Looks) -> None:
    pen.block(MIDDLE - looks.width - 18, 150, MIDDLE + looks.width + 18, 470, looks.hair)
    pen.oval(MIDDLE, 196, looks.width + 18, 98, looks.hair)


def _wavy(pen: _Pen, looks: Looks) -> None:
    pen.oval(MIDDLE, 214, looks.width + 28, 116, looks.hair)
    for x in (MIDDLE - looks.width - 4, MIDDLE + looks.width + 4):
        for y in (270, 316, 360):
            pen.oval(x, y, 32, 34, looks.hair)


def _bun(pen: _Pen, looks: Looks) -> None:
    pen.oval(MIDDLE, 92, 36, 32, looks.hair)
    pen.oval(MIDDLE, 206, looks.width + 9, 104, looks.hair)


def _scarf_behind(pen: _Pen, looks: Looks) -> None:
    pen.oval(MIDDLE, 230, 116, 150, looks.scarf)
    pen.shape([(102, 240), (330, 240), (352, 470), (80, 470)], looks.scarf)


def _scarf(pen: _Pen, looks: Looks) -> None:
    """The cloth leaves the face free, and covers neck and shoulders."""
    left = [(x, y) for x, y in _egg(looks.width - 6, 148, 384) if y > 262]
    pen.shape(
        [
            *left,
            (104, 262),
            (84, 470),
            (150, 500),
            (MIDDLE, 512),
            (282, 500),
            (348, 470),
            (328, 262),
        ],
        looks.scarf,
    )
    pen.shape(
        [(348, 470), (330, 290), (MIDDLE + 20, 398), (MIDDLE - 40, 508), (282, 500)],
        _shade(looks.scarf, 0.9),
    )


def _glasses(pen: _Pen) -> None:
    for x in (MIDDLE - 33, MIDDLE + 33):
        pen.curve(
            [(x + 24 * math.cos(t / 5), 255 + 18 * math.sin(t / 5)) for t in range(33)],
            "#2a2d31",
            4,
        )
    pen.curve([(MIDDLE - 9, 252), (MIDDLE + 9, 252)], "#2a2d31", 4)


def _nothing(_pen: _Pen, _looks: Looks) -> None:
    """Nothing grows there."""


_Stroke = Callable[[_Pen, Looks], None]
_BEHIND: dict[str, _Stroke] = {
    "bob": _bob,
    "long": _long,
    "wavy": _wavy,
    "bun": _bun,
    "scarf": _scarf_behind,
}
_FRONT: dict[str, _Stroke] = {
    "bob": _short,
    "long": _parted,
    "wavy": _short,
    "bun": _receding,
    "scarf": _scarf,
    "short": _short,
    "parted": _parted,
    "receding": _receding,
    "curly": _curly,
}
