"""Gates on paper: for each checkpoint a sealed list by name, for when no device works. A4.

It is made in parts, so that it takes no more memory however many names there are.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ceremony.badges.documents.face import serial_text
from ceremony.core import settings
from ceremony.core.i18n import _, ngettext, said
from ceremony.core.mail.wording import in_city
from ceremony.core.typography.booklet import Booklet, finish
from ceremony.core.typography.families import Weight
from ceremony.core.typography.fitting import Box, fit
from ceremony.core.typography.sheet import A4, INK_2, POINT, Sheets, wrapped
from ceremony.gates import saying
from ceremony.gates.documents import listing
from ceremony.gates.documents.listing import BOTTOM, MARGIN, PER_PAGE, TOP, WIDTH, About, Row
from ceremony.gates.models import Checkpoint
from ceremony.gates.queries.names import Named, Names
from ceremony.gates.verdict import Code
from ceremony.people.labels import pass_name

PART = 40  # pages that are kept in memory
COLUMNS, STEP = 4, 5.6  # of the numbers that do not count, and their lines
PER_GRID = COLUMNS * int((BOTTOM - TOP) / STEP)
TITLE = Box(WIDTH, 26, 34 * POINT, 16 * POINT, more_lines=2, leading=1.1, weight=Weight.TITLE)
SEALED = A4.height - 78.0

Page = Callable[[Sheets, int], None]


class Paper(NamedTuple):
    """The list of one gate.

    :ivar number: of this paper; *list_of*: which list it was made from.
    """

    at: Checkpoint
    number: str
    list_of: str
    opening: Sequence[Row]
    revoked: Sequence[Named]

    @property
    def pages(self) -> int:
        lists, grids = -(-len(self.opening) // PER_PAGE), -(-len(self.revoked) // PER_GRID)
        return 1 + lists + grids


def pdf(gates: Sequence[Checkpoint], names: Names) -> bytes:
    """The pack as a file in memory."""
    buffer = BytesIO()
    write(buffer, gates, names)
    return buffer.getvalue()


def write(target: Path | BinaryIO, gates: Sequence[Checkpoint], names: Names) -> int:
    """Write the lists of *gates* one after the other; how many pages they have."""
    booklet = Booklet(target, _("Gates on paper"))
    for at in gates:
        opening = [_row(x) for x in names.opening(at)]
        revoked = [x for x in names.revoked if at.zone.code in x.zones]
        made_from = f"{names.version} / {names.digest:x}"
        _append(booklet, Paper(at, f"{at.code}-{names.version}", made_from, opening, revoked))
    if isinstance(target, Path):
        booklet.file.close()
    return booklet.checkpoint.pages


def _row(x: Named) -> Row:
    name = pass_name(x.name, x.kind, x.category)
    name = f"{name} · {x.original_name}" if x.original_name else name
    return Row(x.serial, name, x.body, f"{x.letter} !" if x.supervisor else x.letter)


def _append(booklet: Booklet, paper: Paper) -> None:
    """Add the pages of one gate, some of them at a time."""
    sheets = Sheets(A4)
    for number, draw in enumerate(_pages(paper), start=1):
        draw(sheets, number)
        if number % PART == 0 or number == paper.pages:
            booklet.append(finish(sheets.canvas, booklet.checkpoint.next_number))
            sheets = Sheets(A4)


def _pages(paper: Paper) -> Iterator[Page]:
    """What draws each page, in their order."""
    yield partial(_cover, paper)
    about = About(f"{paper.at.code} {paper.at.name}", paper.number, _("Cat."))
    for rows in listing.paged(paper.opening):
        yield partial(_list, paper, about, rows)
    for start in range(0, len(paper.revoked), PER_GRID):
        yield partial(_grid, paper, paper.revoked[start : start + PER_GRID])


def _list(paper: Paper, about: About, rows: Sequence[Row], sheets: Sheets, number: int) -> None:
    listing.page(sheets, about, rows, number, paper.pages)


def _grid(paper: Paper, revoked: Sequence[Named], sheets: Sheets, number: int) -> None:
    """The numbers that do not count, whoever shows them."""
    head = fit(_("%(gate)s: these badges do not count", gate=paper.at.code), listing.HEAD)
    sheets.text(head, MARGIN, MARGIN, listing.HEAD.width)
    listing.right(sheets, paper.number, MARGIN + 5, 9)
    for place, x in enumerate(revoked):
        left = MARGIN + place % COLUMNS * WIDTH / COLUMNS
        baseline = TOP + place // COLUMNS * STEP
        listing.text(sheets, serial_text(x.serial), left, baseline, 10, weight=Weight.BOLD)
        why = saying.reason(Code.REVOKED, x.revoked or "")
        note = fit(why, Box(WIDTH / COLUMNS - 20, 4, 8 * POINT, 5 * POINT))
        sheets.text(note, left + 17, baseline - 3, WIDTH / COLUMNS - 20)
    listing.foot(sheets, number, paper.pages)
    sheets.next()


def _cover(paper: Paper, sheets: Sheets, number: int) -> None:
    """Which list it is, how to use it, and where it was sealed and opened."""
    here, at = settings.current(), paper.at
    listing.text(sheets, here.title, MARGIN, MARGIN + 4, 10, INK_2)
    title = fit(f"{at.code} {at.name}", TITLE)
    sheets.text(title, MARGIN, MARGIN + 16, WIDTH)
    y = MARGIN + 16 + title.height + 4
    zone = _("Zone %(code)s, %(name)s", code=at.zone.code, name=said(at.zone.name))
    listing.text(sheets, zone, MARGIN, y + 4, 14)
    listing.gold(sheets, y + 9)
    count = len(paper.opening)
    y = _facts(
        sheets,
        y + 20,
        [
            (_("List on paper"), paper.number),
            (_("As of"), in_city(f"{here.local_now:%Y-%m-%d %H:%M}")),
            (_("Badges that open it"), ngettext("%(num)d name", "%(num)d names", count)),
            (_("Badges that do not count"), str(len(paper.revoked))),
            (_("List, its check sum"), paper.list_of),
            (_("Pages"), str(paper.pages)),
        ],
    )
    _rules(sheets, y + 6)
    _seal(sheets)
    listing.foot(sheets, number, paper.pages)
    sheets.next()


def _facts(sheets: Sheets, y: float, facts: Sequence[tuple[str, str]]) -> float:
    for term, value in facts:
        listing.text(sheets, term, MARGIN, y, 10.5, INK_2)
        listing.text(sheets, value, MARGIN + 56, y, 10.5, weight=Weight.BOLD)
        y += 7
    return y


def _rules(sheets: Sheets, y: float) -> None:
    """What a guard does with it."""
    sentences = (
        _("Open this list only when no device at this gate works, or the supervisor says so."),
        _("Find the name, compare badge, number and face, tick it, and let in."),
        _("Look up the number behind the names first: those badges do not count. Keep them."),
        _("Who is not on the list, and whose category is followed by !, waits for the supervisor."),
        _("Note entries of nobody else here. Give the list back, opened or not."),
    )
    for number, sentence in enumerate(sentences, start=1):
        listing.text(sheets, f"{number}", MARGIN, y + 4, 11, weight=Weight.BOLD)
        for line in wrapped(sentence, WIDTH - 8, 11 * POINT):
            sheets.line(line, MARGIN + 8, y + 4, 11 * POINT)
            y += 5.6
        y += 1.6


def _seal(sheets: Sheets) -> None:
    half = (WIDTH - 12) / 2
    fields = (
        (_("Sealed by"), 0, 14),
        (_("Number of the seal, date, time"), half + 12, 14),
        (_("Opened by"), 0, 34),
        (_("Date, time, why"), half + 12, 34),
        (_("Given back to"), 0, 54),
        (_("Date, time"), half + 12, 54),
    )
    for words, x, below in fields:
        sheets.rule(MARGIN + x, SEALED + below, half, 0.3)
        listing.text(sheets, words, MARGIN + x, SEALED + below + 4.2, 9, INK_2)
