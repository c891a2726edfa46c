"""Terms and their texts, such as rules and emergency numbers, in rows."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from ceremony.badges.documents.drawing import INK, Paper
from ceremony.badges.documents.elements import List
from ceremony.badges.documents.face import Problem, Rows, Stock
from ceremony.core.typography.families import Weight, missing
from ceremony.core.typography.fitting import Fitted, spacing
from ceremony.core.typography.shaping import Line, is_right_to_left
from ceremony.core.typography.sheet import wrapped

LEADING = 1.32
STEP = 0.1


class Block(NamedTuple):
    """Set lines, and where their top left corner stands in the box of the list."""

    fitted: Fitted
    left: float
    top: float
    width: float
    align: float


def draw(paper: Paper, stock: Stock, element: List) -> None:
    """The ceremony's numbers come before the rows of the list, its rules after them."""
    own: Rows = getattr(stock, element.field) if element.field else ()
    rows = element.rows + own if element.field == "rules" else own + element.rows
    lacking = "".join(dict.fromkeys(missing(" ".join(x for row in rows for x in row))))
    field = element.field or "list"
    if lacking:
        paper.note(field, Problem.LETTERS, lacking)
    size = _largest(rows, element)
    blocks, height = _arranged(rows, element, size)
    if size < element.least - 0.01:
        paper.note(field, Problem.LONG)
    paper.fill(INK)
    begin = element.box.y + element.vertical * max(0, element.box.height - height)
    for fitted, left, top, width, align in blocks:
        paper.text(fitted, element.box.x + left, begin + top, width, align)


def _largest(rows: Rows, element: List) -> float:
    """The size, in steps down from the one wanted, in which *rows* find room; else the last."""

    def fits(step: int) -> bool:
        blocks, height = _arranged(rows, element, element.size - step * STEP)
        is_narrow = all(x.fitted.is_readable for x in blocks)  # no word sticks out of its column
        return is_narrow and height <= element.box.height + 0.01

    last = round(element.size / STEP) - 2
    return element.size - bisect_left(range(last), True, key=fits) * STEP


def _arranged(rows: Rows, element: List, size: float) -> tuple[list[Block], float]:
    """The blocks of all rows in one *size*, and how high they are together."""
    top = 0.0
    found: list[Block] = []
    between = size * (0.3 if element.term else 0.75)
    for term, text in rows:
        top += between if found else 0
        blocks = list(_row(term, text, element, size))
        found += [x._replace(top=x.top + top) for x in blocks]
        top += max(x.top + x.fitted.height for x in blocks)
    return found, top


def _row(term: str, text: str, element: List, size: float) -> Iterator[Block]:
    """The term in its column or above its text; a text without a term has all the width."""
    whole, top, left = element.box.width, 0.0, 0.0
    if term:
        block = _block(term, element.term - 1 if element.term else whole, size, Weight.BOLD)
        yield block
        top, left = (0.0, element.term) if element.term else (block.fitted.height, 0.0)
    if text:
        yield _block(text, whole - left, size)._replace(left=left, top=top)


def _block(text: str, width: float, size: float, weight: Weight = Weight.REGULAR) -> Block:
    lines: tuple[Line, ...] = wrapped(text, width, size, weight)
    widest = max((x.width for x in lines), default=0) * size / 1000
    fitted = Fitted(text, lines, size, spacing(lines, LEADING), widest <= width, "")
    return Block(fitted, 0, 0, width, 1.0 if is_right_to_left(text) else 0.0)
