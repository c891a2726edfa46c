"""A camera made of pictures: Chromium shows a file wherever a page asks for the camera."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import qrcode
from PIL import Image

SIZE = (1280, 720)
TABLE = (74, 82, 88)  # what lies behind the badge
QUALITY = 92


def seen(picture: Image.Image, share: float = 0.9) -> Image.Image:
    """One frame of 1280 x 720 with *picture* in its middle.

    :param share: of the frame's height or width, whichever is reached first.
    """
    frame = Image.new("RGB", SIZE, TABLE)
    scale = min(SIZE[0] * share / picture.width, SIZE[1] * share / picture.height)
    size = round(picture.width * scale), round(picture.height * scale)
    shown = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    frame.paste(shown, ((SIZE[0] - size[0]) // 2, (SIZE[1] - size[1]) // 2))
    return frame


def film(path: Path, pictures: Sequence[Image.Image], frames_each: int = 30) -> Path:
    """Write *pictures*, one after the other, as motion JPEG; Chromium repeats it without end.

    :param path: ends with ``.mjpeg``.
    :param frames_each: how long each is seen, at about 30 frames a second.
    """
    with path.open("wb") as file:
        for picture in pictures:
            frame = BytesIO()
            seen(picture).save(frame, "JPEG", quality=QUALITY)
            file.write(frame.getvalue() * frames_each)
    return path


def blank() -> Image.Image:
    """Nothing in front of the camera."""
    return Image.new("RGB", SIZE, TABLE)


def code(text: str) -> Image.Image:
    """*text* as a QR code alone, 4 white modules around it."""
    drawn = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=10, border=4)
    drawn.add_data(text)
    image: Image.Image = drawn.make_image().get_image()
    return image.convert("RGB")
