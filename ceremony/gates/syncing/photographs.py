"""Photographs as a scanner shows them: made once from those of badges, and kept beside them."""

from io import BytesIO

from PIL import Image
from sqlalchemy import select

from ceremony.core import files
from ceremony.core.db import db
from ceremony.gates import lines
from ceremony.gates.models import GatePass

SIZE = (296, 370)  # 148 x 185 on the screen, two points for each
MOST_BYTES = 12 * 1024
QUALITIES = (80, 74, 68, 62, 56, 50, 44, 38, 30, 22, 14, 8)


def find(serial: int) -> str | None:
    """The name of the stored photograph of whom the list has under this *serial*."""
    return db.session.scalar(select(GatePass.photograph).where(GatePass.serial == serial))


def mark(name: str) -> str:
    """As the list has it: by it a device knows that it has this one."""
    return str(lines.mark(name))


def small(name: str) -> bytes:
    """The JPEG that a scanner shows of the photograph *name*: :class:`FileNotFoundError`."""
    return files.derived(name, "-gate.jpg", _made)


def _made(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as stored:
        image = stored.convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)
    for quality in QUALITIES:
        made = BytesIO()
        image.save(made, "JPEG", quality=quality, optimize=True, progressive=True)
        if made.tell() <= MOST_BYTES:
            break
    return made.getvalue()
