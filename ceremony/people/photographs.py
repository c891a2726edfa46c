"""An upload becomes the photograph of a badge: looked at, turned, cropped, made anew."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from ceremony.core.errors import DomainError
from ceremony.core.i18n import _

SIZE = (432, 540)  # 36 x 45 mm on the badge at 300 dpi
SMALLEST = (240, 300)
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_STORED = 25 * 1024
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITIES = (88, 82, 76, 70, 62, 54, 46, 38, 30, 20, 12)
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
        image = _plain(ImageOps.exif_transpose(image))
        if image.width < SMALLEST[0] or image.height < SMALLEST[1]:
            raise BadPhotograph(
                _(
                    "This photograph is too small: %(width)d × %(height)d points. At least"
                    " 240 × 300 are needed.",
                    width=image.width,
                    height=image.height,
                ),
                field="photograph",
            )
        return _encoded(ImageOps.fit(image, SIZE, Image.Resampling.LANCZOS, centering=EYES))


@contextmanager
def _refusing() -> Iterator[None]:
    """Say in a sentence what Pillow says in exceptions."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many() from error
    except UnidentifiedImageError as error:
        message = _("This is not a photograph. Send a JPEG, PNG or WEBP file.")
        raise BadPhotograph(message, field="photograph") from error
    except BROKEN as error:
        message = _("This photograph is damaged or was not sent completely. Send it again.")
        raise BadPhotograph(message, field="photograph") from error


def _opened(content: bytes) -> Image.Image:
    """The image, its header read and found acceptable; nothing is decoded yet."""
    image = Image.open(BytesIO(content), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise _too_many()
    # A JPEG of several pictures (MPO) is what telephones make; the first one counts.
    if image.format in {"PNG", "WEBP"} and getattr(image, "is_animated", False):
        message = _("This picture moves. Send one that stands still.")
        raise BadPhotograph(message, field="photograph")
    image.draft("RGB", (2 * SIZE[1], 2 * SIZE[1]))  # a JPEG is decoded no larger than needed
    return image


def _too_many() -> BadPhotograph:
    message = _("This photograph has more than 40 million points. Send a smaller one.")
    return BadPhotograph(message, field="photograph")


def _plain(image: Image.Image) -> Image.Image:
    """*image* in sRGB on white, without transparency."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    elif profile and image.mode in {"RGB", "CMYK", "L"}:
        image = _in_srgb(image, profile)
    return image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        made = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError):
        return image  # a profile that nobody can read: its colours are taken as they are
    return made or image


def _encoded(image: Image.Image) -> bytes:
    """The best JPEG that is small enough; a noisy picture gets what the lowest quality gives."""
    image.info.clear()
    for quality in QUALITIES:
        stored = BytesIO()
        image.save(stored, "JPEG", quality=quality, optimize=True)
        if stored.tell() <= MOST_STORED:
            break
    return stored.getvalue()
