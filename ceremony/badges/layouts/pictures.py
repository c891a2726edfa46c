"""A badge looked at before it is printed: drawn as it will be, then made a picture."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from threading import BoundedSemaphore, Lock

from PIL import Image

from ceremony.badges.documents.face import BadgeFace, Finding
from ceremony.badges.documents.layout import Layout
from ceremony.badges.documents.pages import set_badges
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.typography.booklet import Booklet

POINTS = 660  # on the longer side of a badge
MOST_AT_ONCE = 2  # of a process: whoever scans or prints in it is not kept waiting
PATIENCE_S = 3
_drawing = BoundedSemaphore(MOST_AT_ONCE)
_one_at_a_time = Lock()  # PDFium works on one thing only


class Busy(DomainError):
    """Others are looking at layouts; it works again in a moment."""

    status = 503

    def __init__(self) -> None:
        super().__init__(_("Several layouts are being drawn just now. Try again in a moment."))


@contextmanager
def turn() -> Iterator[None]:
    """One of the few that draw at once.

    :raises Busy: none was free for a moment.
    """
    if not _drawing.acquire(timeout=PATIENCE_S):
        raise Busy
    try:
        yield
    finally:
        _drawing.release()


def pdf(layout: Layout, faces: list[BadgeFace], *, backs: bool = True) -> bytes:
    """The badges of *faces* as they are printed.

    :raises Busy: others are drawing.
    """
    with turn():
        return _made(layout, faces, backs=backs)[0]


def of(layout: Layout, face: BadgeFace) -> tuple[list[bytes], list[Finding]]:
    """Front and back as JPEG, and what is not as it should be.

    :raises Busy: others are drawing.
    """
    with turn():
        return _seen(layout, face)


def _seen(layout: Layout, face: BadgeFace) -> tuple[list[bytes], list[Finding]]:
    from pypdfium2 import PdfDocument  # eight megabytes that few workers need

    content, findings = _made(replace(layout, per_sheet=1), [face], backs=True)
    scale = POINTS / (max(layout.size.width, layout.size.height) * 72 / 25.4)
    with _one_at_a_time:
        document = PdfDocument(content)
        try:
            pages = [page.render(scale=scale).to_pil().convert("RGB") for page in document]
        finally:
            document.close()
    return [_encoded(x) for x in pages], findings


def _made(layout: Layout, faces: list[BadgeFace], *, backs: bool) -> tuple[bytes, list[Finding]]:
    file = BytesIO()
    with Booklet(file, _("Badges")) as booklet:
        first = booklet.checkpoint.next_number
        part, findings = set_badges(faces, layout, first, backs=backs)
        booklet.append(part)
        return file.getvalue(), findings


def _encoded(picture: Image.Image) -> bytes:
    stored = BytesIO()
    picture.save(stored, "JPEG", quality=88, subsampling=0)
    return stored.getvalue()
