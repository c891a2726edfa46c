"""What a phone sees of a printed badge, and two decoders that have nothing in common."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from math import cos, radians, sin

from PIL import Image, ImageChops, ImageFilter

from tests.badges import printed

Picture = Image.Image

GREY = 128  # what is behind the badge
FRAME = 640  # of the camera, as a gate's page asks for it
FILLED = 0.6  # of the frame, by the longer side of the badge
DISTANCE = 3  # of the lens, in longer sides of the badge
GRAIN = 0.06


@dataclass(frozen=True)
class Look:
    """How badly a badge is seen.

    :ivar blur_mm: sigma of a Gaussian blur, on the paper.
    :ivar tilt: degrees about an axis in the paper, another one for each badge.
    :ivar turn: degrees in the paper.
    :ivar is_shaded: little contrast, and four times as much light at one end as at the other.
    :ivar jpeg: quality, of a picture with the grain of a sensor; 0 is neither.
    :ivar is_far: no more pixels than the camera of a gate has for it.
    """

    name: str
    blur_mm: float = 0
    tilt: float = 0
    turn: float = 0
    is_shaded: bool = False
    jpeg: int = 0
    is_far: bool = False


CLEAN = Look("as printed")
LOOKS = (
    CLEAN,
    Look("out of focus, σ 0.3 mm", blur_mm=0.3),
    Look("far out of focus, σ 0.4 mm", blur_mm=0.4),
    Look("tilted by 35°", tilt=35),
    Look("turned by 12°", turn=12),
    Look("half in the shade, little contrast", is_shaded=True),
    Look("grain, JPEG 60", jpeg=60),
    Look("60 % of a frame of 640 pixels, grain, JPEG 60", jpeg=60, is_far=True),
    Look("out of focus, σ 0.2 mm, tilted by 30°", blur_mm=0.2, tilt=30),
    Look("all of it, in a frame of 640 pixels", 0.15, 25, 12, True, 60, True),
)


def seen(picture: Picture, look: Look, dpi: int, number: int = 0) -> Picture:
    """A rasterised badge as a phone sees it; the same every time.

    :param number: chooses the axis of the tilt, and to which side it is turned.
    """
    side = 1 if number % 2 else -1
    scale = FILLED * FRAME / max(picture.size)
    if look.blur_mm:
        picture = picture.filter(ImageFilter.GaussianBlur(look.blur_mm * dpi / 25.4))
    if look.tilt:
        picture = _tilted(picture, look.tilt, radians(37 * number))
    if look.turn:
        angle = side * look.turn
        picture = picture.rotate(angle, Image.Resampling.BILINEAR, expand=True, fillcolor=GREY)
    if look.is_far:
        picture = _far(picture, scale)
    if look.is_shaded:
        picture = _shaded(picture, side > 0)
    return _grainy(picture, look.jpeg) if look.jpeg else picture


def _tilted(picture: Picture, degrees: float, axis: float) -> Picture:
    """As a lens before its middle sees it when it is turned about *axis*."""
    s, c, x, y = sin(radians(degrees)), cos(radians(degrees)), cos(axis), sin(axis)
    right = (c + x * x * (1 - c), x * y * (1 - c), -y * s)  # where the edges of the paper point
    down = (x * y * (1 - c), c + y * y * (1 - c), x * s)
    normal = (y * s, -x * s, c)
    far = DISTANCE * max(picture.size)
    width, height = (round(1.2 * side) for side in picture.size)

    def row(edge: tuple[float, ...], middle: float) -> tuple[float, ...]:
        a, b = (far * (c * edge[i] - edge[2] * normal[i]) + middle * normal[i] for i in (0, 1))
        return a, b, middle * far * c - a * width / 2 - b * height / 2

    below = far * c - normal[0] * width / 2 - normal[1] * height / 2
    rows = (*row(right, picture.width / 2), *row(down, picture.height / 2), *normal[:2])
    return picture.transform(
        (width, height),
        Image.Transform.PERSPECTIVE,
        [value / below for value in rows],
        Image.Resampling.BILINEAR,
        fillcolor=GREY,
    )


def _shaded(picture: Picture, is_upside_down: bool) -> Picture:
    pale = picture.point([60 + value * 140 // 255 for value in range(256)])
    light = Image.linear_gradient("L").point([64 + value * 3 // 4 for value in range(256)])
    if is_upside_down:
        light = light.rotate(180)
    return ImageChops.multiply(pale, light.resize(picture.size))


def _far(picture: Picture, scale: float) -> Picture:
    width, height = (round(side * scale) for side in picture.size)
    frame = Image.new("L", (FRAME, FRAME), GREY)
    small = picture.resize((width, height), Image.Resampling.BICUBIC)
    frame.paste(small, ((FRAME - width) // 2, (FRAME - height) // 2))
    return frame


def _grainy(picture: Picture, quality: int) -> Picture:
    file = BytesIO()
    Image.blend(picture, _grain(picture.size), GRAIN).save(file, "JPEG", quality=quality)
    return Image.open(file)


@cache
def _grain(size: tuple[int, int]) -> Picture:
    return Image.frombytes("L", size, random.Random(size[0]).randbytes(size[0] * size[1]))


def _zxing(picture: Picture) -> list[str]:
    """What gates have, as WebAssembly."""
    return printed.codes(picture)


def _zbar(picture: Picture) -> list[str]:
    from pyzbar import pyzbar  # needs a library that Python cannot bring

    found = pyzbar.decode(picture, symbols=[pyzbar.ZBarSymbol.QRCODE])
    return [x.data.decode("ascii", "replace") for x in found]


DECODERS: dict[str, Callable[[Picture], list[str]]] = {"ZXing-C++": _zxing, "ZBar": _zbar}
