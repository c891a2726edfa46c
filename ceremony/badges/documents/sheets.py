"""How badges lie on the paper of the printer: one to a page, or on A4 sheets to be cut."""

from collections.abc import Iterator

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from ceremony.badges.documents.layout import Layout
from ceremony.badges.documents.paper import A4, Grid, grid

MARK, APART = 4.0, 1.0  # a crop mark, and its distance from what it cuts
HAIRLINE = 0.1


def page(layout: Layout) -> tuple[float, float]:
    """Width and height of a page, in millimetres."""
    return (layout.size.width, layout.size.height) if layout.per_sheet == 1 else A4


def places(layout: Layout, *, is_back: bool) -> Iterator[str]:
    """Where each badge of a sheet stands, as a matrix of PDF.

    The sheet is turned over its long edge: the back of the badge at the left is at the
    right, and one that lies on its side is turned the other way.
    """
    lying = grid(layout.size, layout.per_sheet)
    if layout.per_sheet == 1 or lying is None:
        yield "1 0 0 1 0 0"
        return
    width, height = _cell(layout, lying)
    for row in range(lying.rows):
        for column in range(lying.columns):
            across = lying.columns - 1 - column if is_back else column
            x = (A4[0] - lying.columns * width) / 2 + across * width
            y = (A4[1] + lying.rows * height) / 2 - (row + 1) * height
            yield _matrix(x, y, width, height, lying.is_turned, is_back)


def _matrix(x: float, y: float, width: float, height: float, is_turned: bool, is_back: bool) -> str:
    if not is_turned:
        return f"1 0 0 1 {x * mm:.3f} {y * mm:.3f}"
    if is_back:
        return f"0 -1 1 0 {x * mm:.3f} {(y + height) * mm:.3f}"
    return f"0 1 -1 0 {(x + width) * mm:.3f} {y * mm:.3f}"


def draw_marks(canvas: Canvas, layout: Layout) -> None:
    """Where to cut: marks in the margin, or on the cut itself where there is no margin."""
    lying = grid(layout.size, layout.per_sheet)
    if layout.per_sheet == 1 or lying is None:
        return
    width, height = _cell(layout, lying)
    left, bottom = (A4[0] - lying.columns * width) / 2, (A4[1] - lying.rows * height) / 2
    right, top = A4[0] - left, A4[1] - bottom
    lines = []
    for column in range(lying.columns + 1):
        x = left + column * width
        lines += [(x, end, x, far) for end, far in _ends(bottom, top)]
    for row in range(lying.rows + 1):
        y = bottom + row * height
        lines += [(end, y, far, y) for end, far in _ends(left, right)]
    path = " ".join("{:.2f} {:.2f} m {:.2f} {:.2f} l".format(*(v * mm for v in x)) for x in lines)
    canvas._code.append(f"0 0 0 RG {HAIRLINE * mm:.3f} w {path} S")


def _ends(low: float, high: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """From where to where the two marks of a line between *low* and *high* go."""
    if low >= APART + MARK / 2:
        return (low - APART, max(low - APART - MARK, 0)), (high + APART, high + APART + MARK)
    return (low - MARK / 2, low + MARK / 2), (high - MARK / 2, high + MARK / 2)


def _cell(layout: Layout, lying: Grid) -> tuple[float, float]:
    size = layout.size
    return (size.height, size.width) if lying.is_turned else (size.width, size.height)
