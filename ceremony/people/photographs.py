"""An upload becomes the photograph of a badge: looked at, turned, cropped, made anew."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.ExifTags import Base

from ceremony.core import pictures
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.pictures import TooManyPoints

SIZE = (432, 540)  # 36 x 45 mm on the badge at 300 dpi
SMALLEST = (240, 300)
MOST_BYTES = 10 * 1024 * 1024
MOST_STORED = 25 * 1024
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITIES = (88, 82, 76, 70, 62, 54, 46, 38, 30, 20, 12)
UPRIGHT = 4  # an orientation of Exif beyond it swaps width and height
EYES = (0.5, 0.35)  # where a crop keeps its middle: faces are in the upper half
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error)


class BadPhotograph(DomainError):
    """What was sent cannot be a photograph on a badge."""


def made_from(content: bytes) -> bytes:
    """The JPEG that a badge shows: 432 x 540, upright, without any metadata.

    :param content: a JPEG, PNG or WEBP file, whatever it is called.
    :raises BadPhotograph: it is no such file, or too large, too small, animated or damaged.
    """
    if len(content) > MOST_BYTES:
        raise BadPhotograph(_("This file is larger than 10 MB."), field="photograph")
    with _refusing():
        image = _opened(content)
        image.load()
        _demand_large_enough(image)
        image = pictures.plain(image, _covering(image.size))
        return _encoded(ImageOps.fit(image, SIZE, Image.Resampling.LANCZOS, centering=EYES))


def points(content: bytes) -> int:
    """How many points are decoded to make a photograph of *content*; 0: it will be refused."""
    try:
        with _refusing():
            image = _opened(content)
            return image.width * image.height
    except BadPhotograph:
        return 0


def _demand_large_enough(image: Image.Image) -> None:
    turned = image.getexif().get(Base.Orientation, 1) > UPRIGHT
    width, height = image.size[::-1] if turned else image.size
    if width < SMALLEST[0] or height < SMALLEST[1]:
        raise BadPhotograph(
            _(
                "This photograph is too small: %(width)d × %(height)d points. At least"
                " 240 × 300 are needed.",
                width=width,
                height=height,
            ),
            field="photograph",
        )


def _covering(size: tuple[int, int]) -> tuple[int, int]:
    """*size* made smaller as long as a badge can be cut out of it, however it is turned."""
    share = min(1.0, 2 * SIZE[1] / min(size))
    return round(size[0] * share), round(size[1] * share)


@contextmanager
def _refusing() -> Iterator[None]:
    """Say in a sentence what Pillow says in exceptions."""
    try:
        yield
    except TooManyPoints as error:
        raise _too_many(error.most) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many(pictures.MOST_POINTS) from error
    except UnidentifiedImageError as error:
        message = _("This is not a photograph. Send a JPEG, PNG or WEBP file.")
        raise BadPhotograph(message, field="photograph") from error
    except BROKEN as error:
        message = _("This photograph is damaged or was not sent completely. Send it again.")
        raise BadPhotograph(message, field="photograph") from error


def _opened(content: bytes) -> Image.Image:
    """The image, its header read and found acceptable; nothing is decoded yet."""
    image = pictures.look_at(content, FORMATS, 2 * SIZE[1])
    # A JPEG of several pictures (MPO) is what telephones make; the first one counts.
    if image.format in {"PNG", "WEBP"} and getattr(image, "is_animated", False):
        message = _("This picture moves. Send one that stands still.")
        raise BadPhotograph(message, field="photograph")
    return image


def _too_many(most: int) -> BadPhotograph:
    message = _(
        "This photograph has more than %(most)d million points. Send a smaller one.",
        most=most // 1_000_000,
    )
    return BadPhotograph(message, field="photograph")


def _encoded(image: Image.Image) -> bytes:
    """The best JPEG that is small enough; a noisy picture gets what the lowest quality gives."""
    image.info.clear()
    for quality in QUALITIES:
        stored = BytesIO()
        image.save(stored, "JPEG", quality=quality, optimize=True)
        if stored.tell() <= MOST_STORED:
            break
    return stored.getvalue()
