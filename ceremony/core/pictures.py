"""Pictures that people send: looked at before they are decoded, and never held whole twice."""

from io import BytesIO

from PIL import Image, ImageCms, ImageOps
from PIL.ExifTags import Base

MOST_POINTS = 16_000_000  # of a picture that is decoded whole: 64 MB
MOST_OF_WEBP = 8_000_000  # its decoder holds every point five times
MOST_OF_JPEG = 40_000_000  # decoded no larger than needed
STRIP = 128  # rows that are converted at once

_SEGMENTS_OF_FRAME = {0xC0, 0xC1, 0xC2}


class TooManyPoints(Exception):
    """The picture is too large to be decoded; *most* is how many points one like it may have."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


def look_at(content: bytes, formats: tuple[str, ...], least: int) -> Image.Image:
    """The picture, not decoded yet; what Pillow raises is the caller's to explain.

    :param least: a JPEG is decoded smaller, but no side below this, unless it is very large.
    :raises TooManyPoints: decoding it would take more memory than there is for one.
    """
    image = Image.open(BytesIO(content), formats=formats)
    points, of_whole, most = image.width * image.height, MOST_POINTS, MOST_POINTS
    if image.format == "WEBP":
        most = MOST_OF_WEBP
    elif image.format in {"JPEG", "MPO"}:
        in_passes = _is_in_passes(content)
        most = MOST_POINTS if in_passes else MOST_OF_JPEG
        of_whole = MOST_POINTS // 2 if in_passes else MOST_POINTS
    if points > most:
        raise TooManyPoints(most)
    part = 1
    while part < 8 and (
        points > of_whole * part**2 or min(image.width, image.height) >= 2 * part * least
    ):
        part *= 2
    image.draft("RGB", (image.width // part, image.height // part))
    if image.width * image.height > of_whole:
        raise TooManyPoints(of_whole)
    return image


def plain(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """*image* in *size* points: sRGB on white, upright, without any metadata; it is used up.

    :param size: before it is turned.
    """
    colours = _Colours(image)
    made = Image.new("RGB", (size[0], image.height))
    for top in range(0, image.height, STRIP):
        part = image.crop((0, top, image.width, min(top + STRIP, image.height)))
        part = colours.plain(part).resize((size[0], part.height), Image.Resampling.LANCZOS)
        made.paste(part, (0, top))
    orientation = image.getexif().get(Base.Orientation)
    image.close()
    made = made.resize(size, Image.Resampling.LANCZOS)
    if orientation:
        made.getexif()[Base.Orientation] = orientation
        made = ImageOps.exif_transpose(made)
    made.info.clear()
    return made


class _Colours:
    """How the colours of a picture become sRGB: a profile that nobody can read is left out."""

    def __init__(self, image: Image.Image) -> None:
        self._change = None
        profile = image.info.get("icc_profile")
        if profile and image.mode in {"RGB", "CMYK", "L"} and not image.has_transparency_data:
            try:
                source = ImageCms.ImageCmsProfile(BytesIO(profile))
                ours = ImageCms.createProfile("sRGB")
                self._change = ImageCms.buildTransform(source, ours, image.mode, "RGB")
            except (ImageCms.PyCMSError, OSError):
                return

    def plain(self, part: Image.Image) -> Image.Image:
        """*part* of the picture as RGB."""
        if self._change:
            return ImageCms.applyTransform(part, self._change) or part.convert("RGB")
        if part.mode.startswith("I"):  # 16 bits of grey
            part = part.convert("I").point(lambda value: value / 256).convert("L")
        if part.has_transparency_data:
            part = part.convert("RGBA")
            part = Image.alpha_composite(Image.new("RGBA", part.size, "white"), part)
        return part.convert("RGB")


def _is_in_passes(content: bytes) -> bool:
    """Whether a JPEG comes in several passes: its decoder then holds all of it, at full size."""
    place, parts = 2, 0
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            return True  # odd: the worst is believed
        kind, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if kind == 0xFF:  # fills up
            place += 1
            continue
        if kind in _SEGMENTS_OF_FRAME:
            if kind == 0xC2 or place + 9 >= len(content):
                return True
            parts = content[place + 9]
        elif kind == 0xDA:
            return place + 4 >= len(content) or content[place + 4] != parts
        place += 2 + length
    return True
