"""Many badges on pages of one PDF. Pure: it may run in a process of its own."""

from collections.abc import Sequence

from reportlab.lib.units import mm

from ceremony.badges.documents import front
from ceremony.badges.documents.drawing import HEIGHT_MM, WIDTH_MM, Paper
from ceremony.badges.documents.face import BadgeFace
from ceremony.core.typography.booklet import Part, blank, finish

PAGE_SIZE = (WIDTH_MM * mm, HEIGHT_MM * mm)

Finding = tuple[int, str]  # a serial, and the field that could not be set well


def set_fronts(faces: Sequence[BadgeFace], first: int) -> tuple[Part, list[Finding]]:
    """The fronts of *faces*, one on a page.

    :param first: the number of the part's first object in its file.
    """
    canvas = blank(PAGE_SIZE)
    paper = Paper(canvas)
    findings = []
    for face in faces:
        findings += [(face.serial, field) for field in front.draw(paper, face)]
        canvas.showPage()
    return finish(canvas, first), findings


def numbers_for(pages: int) -> int:
    """More numbers than the objects of so many pages ever need."""
    return 1000 + 6 * pages
