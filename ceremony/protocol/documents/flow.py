"""Papers of many pages: a head, blocks that flow, and a foot with the page of the pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ceremony.core.i18n import _
from ceremony.core.typography.families import Weight
from ceremony.core.typography.shaping import shape
from ceremony.core.typography.sheet import A4, GOLD, INK, INK_2, POINT, RULE, Sheets, wrapped

MARGIN = 18.0
WIDTH = A4.width - 2 * MARGIN
BOTTOM = A4.height - 22
LEADING = 1.36


@dataclass(frozen=True)
class Cell:
    """Text in a column: *x* from the margin, *width*, in millimetres; *points* its size."""

    text: str
    x: float = 0
    width: float = WIDTH
    points: float = 10
    weight: Weight = Weight.REGULAR
    colour: str = INK
    align: float = 0
    hanging: float = 0  # by how much all lines but the first stand in

    @property
    def size(self) -> float:
        return self.points * float(POINT)

    @property
    def height(self) -> float:
        first = wrapped(self.text, self.width - self.hanging, self.size, self.weight)
        return len(first) * self.size * LEADING


@dataclass(frozen=True)
class Block:
    """Cells side by side that no page parts.

    :ivar before: space above, left out at the top of a page.
    :ivar keeps: it never stands last on a page: what follows belongs to it.
    :ivar over: what is set above it where it begins a page: the head of a table, "continued".
    :ivar rule: thickness of the line below; 0 for none.
    """

    cells: tuple[Cell, ...]
    before: float = 0
    keeps: bool = False
    over: "Block | None" = None
    rule: float = 0
    colour: str = RULE
    padding: float = 0

    @property
    def height(self) -> float:
        return max((x.height for x in self.cells), default=0) + 2 * self.padding + self.rule


@dataclass(frozen=True)
class Frame:
    """What stands on every page: *title* is also that of the file."""

    title: str
    foot: str
    mark: str = ""


def paged(blocks: Sequence[Block], top: float) -> list[list[tuple[float, Block]]]:
    """Blocks at their heights, page by page.

    :param top: where the first page begins; the others begin at the margin.
    """
    pages: list[list[tuple[float, Block]]] = [[]]
    y = top
    for number, block in enumerate(blocks):
        space = block.before if pages[-1] else 0
        if y + space + _needed(blocks, number) > BOTTOM and pages[-1]:
            pages.append([])
            y, space = MARGIN, 0
            if block.over:
                pages[-1].append((y, block.over))
                y += block.over.height
        y += space
        pages[-1].append((y, block))
        y += block.height
    return pages


def _needed(blocks: Sequence[Block], number: int) -> float:
    """The height of a block, and of those that it must not be parted from."""
    needed = blocks[number].height
    while blocks[number].keeps and number + 1 < len(blocks):
        number += 1
        needed += blocks[number].before + blocks[number].height
    return needed


def pdf(frame: Frame, head: Iterable[Block], blocks: Sequence[Block]) -> bytes:
    """The whole paper: *head* once, then *blocks*, with *frame* on every page."""
    sheets = Sheets(A4)
    y = MARGIN
    opening = []
    for block in head:
        y += block.before
        opening.append((y, block))
        y += block.height
    pages = paged(blocks, y)
    pages[0] = opening + pages[0]
    for number, page in enumerate(pages, 1):
        for place, block in page:
            _draw(sheets, block, place)
        _foot(sheets, frame, number, len(pages))
        sheets.next()
    return sheets.pdf(frame.title)


def _draw(sheets: Sheets, block: Block, y: float) -> None:
    first = y + block.padding + 1.05 * max((x.size for x in block.cells), default=0)
    for cell in block.cells:
        baseline = first
        lines = wrapped(cell.text, cell.width - cell.hanging, cell.size, cell.weight)
        for number, line in enumerate(lines):
            free = cell.width - line.width * cell.size / 1000
            x = MARGIN + cell.x + cell.align * free + (cell.hanging if number else 0)
            sheets.line(line, x, baseline, cell.size, cell.colour)
            baseline += cell.size * LEADING
    if block.rule:
        sheets.rule(MARGIN, y + block.height - block.rule, WIDTH, block.rule, block.colour)


def _foot(sheets: Sheets, frame: Frame, number: int, pages: int) -> None:
    size, y = 8 * POINT, A4.height - 12
    sheets.rule(MARGIN, y - 4.5, WIDTH, 0.15, INK)
    sheets.line(shape(frame.foot), MARGIN, y, size, INK_2)
    words = _("Page %(number)d of %(pages)d", number=number, pages=pages)
    said = f"{frame.mark} · {words}" if frame.mark else words
    line = shape(said)
    sheets.line(line, A4.width - MARGIN - line.width * size / 1000, y, size, INK_2)


def heading(kicker: str, title: str, facts: Sequence[str], mark: str = "") -> list[Block]:
    """The head of a paper: the ceremony, what it is, its facts, under a gold rule."""
    over = Cell(kicker, points=10, colour=INK_2, width=WIDTH - (50 if mark else 0))
    cells = [over]
    if mark:
        cells.append(Cell(mark, WIDTH - 50, 50, 11, Weight.BOLD, align=1))
    gold = Block((), before=2.4, rule=0.6, colour=GOLD)
    lines = [Block((Cell(x, points=10, colour=INK_2),), before=0.4) for x in facts]
    named = Block((Cell(title, points=20),), before=2)
    return [Block(tuple(cells)), named, *lines, gold, Block((Cell(" "),), before=1)]


def table(
    columns: Sequence[Cell], rows: Iterable[Sequence[str]], *, bold: frozenset[int] = frozenset()
) -> list[Block]:
    """A table whose head stands again on every page.

    :param columns: how each column stands; their texts are the head.
    :param bold: the numbers of columns set in bold.
    """
    small = (replace(x, points=8.5, colour=INK_2) for x in columns)
    head = Block(tuple(small), keeps=True, rule=0.4, colour=INK, padding=0.6)
    blocks = [head]
    for row in rows:
        cells = tuple(
            replace(column, text=text, weight=Weight.BOLD if n in bold else Weight.REGULAR)
            for n, (column, text) in enumerate(zip(columns, row, strict=True))
        )
        blocks.append(Block(cells, over=head, rule=0.15, padding=0.9))
    return blocks
