"""Finding the header row, and which column means what."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ceremony.core.i18n import _
from ceremony.core.spreadsheets.errors import Unreadable
from ceremony.core.spreadsheets.extent import column_letters
from ceremony.core.spreadsheets.sheets import TEXT, Row, Sheet
from ceremony.delegations.workbook import vocabulary
from ceremony.delegations.workbook.columns import Column, known_headings
from ceremony.delegations.workbook.text import squeezed
from ceremony.register.names import fold

KNOWN_NEEDED = 3
ROWS_SEARCHED = 200
FUNCTION_OR_TITLE = {"chuc danh", "fonction", "qualite"}  # headings that some use for the other
PARTS = re.compile(r"[/|\n;:]| [-–—] ")
BRACKETS = re.compile(r"[(\[].*?[)\]]")


@dataclass(frozen=True)
class Heading:
    """One headed column: *index* 0 is A; *column* is None while nobody knows what it means."""

    index: int
    text: str
    column: Column | None

    @property
    def letters(self) -> str:
        return column_letters(self.index)


@dataclass(frozen=True)
class Header:
    """The header of a sheet: its last row, and its columns from left to right."""

    sheet: Sheet
    row: int
    headings: Sequence[Heading]

    @property
    def unknown(self) -> list[Heading]:
        return [heading for heading in self.headings if heading.column is None]

    def mapped(self, mapping: Mapping[str, str]) -> dict[Column, int]:
        """Column to index, with the officer's *mapping* ("C" to a column or "") laid over."""
        chosen = {x.letters: x.column for x in self.headings}
        chosen.update({k: Column(v) if v else None for k, v in mapping.items() if k in chosen})
        places = {x.letters: x.index for x in self.headings}
        return {column: places[letters] for letters, column in chosen.items() if column}


def find(sheets: Sequence[Sheet], file: str = "") -> Header:
    """The first row with three known headings, wherever it stands.

    Of several sheets the first that has one; of several readings of one text file (they have
    one name) the reading that knows most headings.

    :param file: its name, for the sentence that refuses it.
    :raises Unreadable: no sheet has such a row.
    """
    found = [header for sheet in sheets if (header := _find_in(sheet))]
    if not found:
        raise _none(sheets, file)
    same = [header for header in found if header.sheet.name == found[0].sheet.name]
    best = max(same, key=lambda header: len(header.headings) - len(header.unknown))
    return replace(best, headings=_settled(best))


def _find_in(sheet: Sheet) -> Header | None:
    for place, (number, row) in enumerate(sheet.rows[:ROWS_SEARCHED]):
        headings = _headings(sheet, place, number)
        known = sum(heading.column is not None for heading in headings)
        own = sum(_meaning(str(cell)) is not None for cell in row if cell != "")
        if known >= KNOWN_NEEDED and own >= 1:
            return Header(sheet, _last_row(sheet, number), headings)
    return None


def _last_row(sheet: Sheet, top: int) -> int:
    """A heading merged downwards makes the header taller."""
    return max([top, *(bottom for first, _l, bottom, _r in sheet.merged if first == top)])


def _headings(sheet: Sheet, place: int, top: int) -> list[Heading]:
    """Known columns get their meaning once; what repeats it stays unknown."""
    numbered = dict(sheet.rows[max(0, place - 1) : place + 4])
    bottom = _last_row(sheet, top)
    width = max(len(row) for row in numbered.values())
    headings: list[Heading] = []
    taken: set[Column] = set()
    for index in range(width):
        texts = [x for row in range(top, bottom + 1) if (x := _text(numbered.get(row), index))]
        above = _merged_above(sheet, numbered, top, index)
        if not texts and not above:
            continue
        column = next((x for x in _candidates(texts, above) if x not in taken), None)
        if texts or column:
            headings.append(Heading(index, " ".join([*above, *texts]), column))
            taken |= {column} if column else set()
    return _name_beside_first_name(headings)


def _text(row: Row | None, index: int) -> str:
    return squeezed(str(row[index])) if row and index < len(row) else ""


def _merged_above(sheet: Sheet, numbered: Mapping[int, Row], top: int, index: int) -> list[str]:
    """The text of a cell that is merged across, and stands over this column."""
    for first, left, bottom, right in sheet.merged:
        beside = first in {top - 1, top} and left <= index <= right and left != right
        if beside and (first < top or index > left or bottom > top):
            text = _text(numbered.get(first), left)
            return [text] if text and not (first == top and index == left) else []
    return []


def _candidates(texts: Sequence[str], above: Sequence[str]) -> Iterator[Column]:
    for text in ([texts[-1]] if texts else []) + [" ".join([*above, *texts]), *texts]:
        if (column := _meaning(text)) is not None:
            yield column
    if above and texts and (column := _meaning(f"{texts[-1]} {above[-1]}")) is not None:
        yield column


def _meaning(text: str) -> Column | None:
    """What the heading *text* means: as a whole, without brackets, or one of its parts."""
    known = known_headings()
    bare = BRACKETS.sub(" ", text)
    for form in (text, bare, *PARTS.split(bare)):
        if column := known.get(fold(form)):
            return column
    return None


def _name_beside_first_name(headings: list[Heading]) -> list[Heading]:
    """ "Name, First name": there "Name" is the family name, not the whole one."""
    have = {heading.column for heading in headings}
    if Column.GIVEN_NAMES not in have or Column.FAMILY_NAME in have:
        return headings
    return [
        Heading(x.index, x.text, Column.FAMILY_NAME) if fold(x.text) == "name" else x
        for x in headings
    ]


def _settled(header: Header) -> Sequence[Heading]:
    """Function and title change places where the cells beneath say so."""
    have = {x.column: x for x in header.headings}
    function, changed = have.get(Column.FUNCTION), {}
    if function and fold(function.text) in FUNCTION_OR_TITLE and not _functions(header, function):
        changed[function] = None if Column.TITLE in have else Column.TITLE
        function = None
    if not function:
        possible = [x for x in header.headings if x.column in {None, Column.TITLE}]
        share, first = max(((_functions(header, x), -x.index) for x in possible), default=(0.0, 0))
        if share > 0.5:
            changed[next(x for x in possible if x.index == -first)] = Column.FUNCTION
    return [replace(x, column=changed.get(x, x.column)) for x in header.headings]


def _functions(header: Header, heading: Heading) -> float:
    """The share of the cells beneath *heading* that are functions in a delegation."""
    cells = [_text(row, heading.index) for number, row in header.sheet.rows if number > header.row]
    words = [x for x in cells[:ROWS_SEARCHED] if x]
    known = sum(vocabulary.meaning(Column.FUNCTION, x) is not None for x in words)
    return known / len(words) if words else 0.0


def _none(sheets: Sequence[Sheet], file: str) -> Unreadable:
    names = list(dict.fromkeys(sheet.name for sheet in sheets))
    if not any(sheet.rows for sheet in sheets):
        return Unreadable(_("The workbook has no filled cells."))
    if names == [TEXT] and file.lower().endswith((".xlsx", ".xlsm")):
        return Unreadable(
            _(
                "This is not a workbook: it is called .xlsx, but holds plain text without a list "
                "of people. Send the workbook itself, or a .csv file."
            )
        )
    return Unreadable(
        _(
            "No header was found in sheet %(sheets)s. Its first %(rows)d filled rows have no row "
            "with three headings like “Family name”, “Given names”, “Function”. Use the template.",
            sheets=", ".join(f"“{name}”" for name in names[:5]),
            rows=min(ROWS_SEARCHED, max(len(sheet.rows) for sheet in sheets)),
        )
    )
