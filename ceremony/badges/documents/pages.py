"""Many badges on pages of one PDF. Pure: it may run in a process of its own."""

from collections.abc import Sequence

from reportlab.lib.units import mm

from ceremony.badges.documents import sheets, sides
from ceremony.badges.documents.drawing import Paper, Rehearsal
from ceremony.badges.documents.face import BadgeFace, Finding, Problem
from ceremony.badges.documents.layout import Layout
from ceremony.core.typography.booklet import Part, blank, finish


def set_badges(
    faces: Sequence[BadgeFace], layout: Layout, first: int, *, backs: bool
) -> tuple[Part, list[Finding]]:
    """The badges of *faces*, and what is not as it should be.

    One to a page, each front is followed by its back; on sheets to be cut, each sheet of
    fronts by one of backs, so that they meet when printed on both sides, turned over the
    long edge.

    :param first: the number of the part's first object in its file.
    """
    size = layout.size
    printed = layout.sides if backs else layout.sides[:1]
    width, height = sheets.page(layout)
    canvas = blank((width * mm, height * mm))
    paper = Paper(canvas, size.width, size.height)
    findings: list[Finding] = []
    for start in range(0, len(faces), layout.per_sheet):
        together = faces[start : start + layout.per_sheet]
        for number, side in enumerate(printed):
            places = sheets.places(layout, is_back=number == 1)
            for face, place in zip(together, places, strict=False):
                canvas._code.append(f"q {place} cm")
                sides.draw(paper, face, side)
                canvas._code.append("Q")
                findings += _taken(paper, face)
            sheets.draw_marks(canvas, layout)
            canvas.showPage()
    return finish(canvas, first), _once(findings)


def check(faces: Sequence[BadgeFace], layout: Layout, *, backs: bool) -> list[Finding]:
    """What would not be as it should be, without drawing anything."""
    paper = Rehearsal(layout.size.width, layout.size.height)
    findings: list[Finding] = []
    for face in faces:
        for side in layout.sides if backs else layout.sides[:1]:
            sides.draw(paper, face, side)
        findings += _taken(paper, face)
    return _once(findings)


def numbers_for(badges: int) -> int:
    """More numbers than the objects of so many badges ever need, front and back."""
    return 1000 + 14 * badges


def _taken(paper: Paper, face: BadgeFace) -> list[Finding]:
    """What *paper* noted of *face*; the next badge begins anew."""
    found = [Finding(face.serial, *noted) for noted in paper.noted]
    paper.noted.clear()
    return found


def _once(findings: list[Finding]) -> list[Finding]:
    """The same may be wrong on both sides."""
    return list(dict.fromkeys(findings))


__all__ = ["Finding", "Problem", "check", "numbers_for", "set_badges"]
