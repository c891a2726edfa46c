"""Papers with one line on each page, and what somebody who copies it gets."""

from io import BytesIO
from pathlib import Path

import pypdfium2

from ceremony.core.typography.booklet import Booklet, blank, finish
from ceremony.core.typography.pdf import Typesetter
from ceremony.core.typography.shaping import Line, shape
from tests.core.typography.sheets import Name

SIZE = (600.0, 800.0)


def append(booklet: Booklet, *lines: Line) -> None:
    """One page for each of *lines*, as one part."""
    canvas = blank(SIZE)
    setter = Typesetter(canvas)
    for line in lines:
        setter.draw(line, 40, 400, 20)
        canvas.showPage()
    booklet.append(finish(canvas, booklet.checkpoint.next_number))


def paper(*lines: Line) -> bytes:
    file = BytesIO()
    with Booklet(file, "Names") as booklet:
        append(booklet, *lines)
        return file.getvalue()


def pages(*names: Name) -> bytes:
    return paper(*(shape(name.text, han=name.han) for name in names))


def copied(pdf: bytes | Path) -> list[str]:
    """What somebody who marks everything on each page and copies it gets."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range().strip() for page in document]
