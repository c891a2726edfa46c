"""How much a sheet makes its reader hold: found in one pass, before any library opens it."""

from typing import Any
from xml.parsers import expat

from ceremony.core.i18n import _
from ceremony.core.spreadsheets.errors import Unreadable

MAX_CELLS = 2_000_000  # the reader holds the whole rectangle in memory, filled or not
MAX_ELEMENTS = 3_000_000  # rows and cells
MAX_CHARACTERS = 50_000_000  # a shared text counts wherever it stands


class Damaged(Exception):
    """What was fed is no XML, or not what a workbook contains."""


class Part:
    """One XML part, fed in pieces. Only UTF-8 without a DOCTYPE: what the reader sees as well."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self.start
        self._parser.EndElementHandler = self.end
        self._parser.CharacterDataHandler = self.text
        self._parser.StartDoctypeDeclHandler = self._refuse

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        """:raises Damaged: it is not well-formed; Unreadable: it is too large."""
        if b"\0" in piece:  # UTF-16, which hides from one reader what the other one sees
            raise Damaged
        try:
            self._parser.Parse(piece, is_last)
        except (expat.ExpatError, ValueError) as error:
            raise Damaged from error

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...

    def _refuse(self, *_: Any) -> None:
        raise Damaged


class SharedTexts(Part):
    """:ivar lengths: of the texts that cells name by their number."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths: list[int] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local(name) == "si":
            self.lengths.append(0)

    def text(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


class Extent(Part):
    """A sheet: how far down and to the right something stands, and how much text it has.

    Rows, cells and characters are limited for the whole workbook.

    :param name: of the part, :param lengths: of the shared texts, :param before: the sheet before.
    """

    def __init__(self, name: str, lengths: list[int], before: "Extent | None" = None) -> None:
        super().__init__()
        self.name, self.rows, self.columns = name, 1, 1
        self.elements: int = before.elements if before else 0
        self.characters: int = before.characters if before else 0
        self._lengths = dict(enumerate(lengths))
        self._row = self._cell_row = self._column = 0
        self._is_cell = self._is_shared = False
        self._number = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = local(name)
        if self._is_cell:
            self._fill()
        if kind == "row":
            self._count()
            self._row = _place(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0
        elif kind == "c":
            self._count()
            self._stand(attributes.get("r"))
            self._is_cell, self._is_shared = True, attributes.get("t") == "s"

    def end(self, name: str) -> None:
        kind = local(name)
        if kind == "v" and self._is_shared:
            self._read(self._lengths.get(int(self._number or 0), 0))
        elif kind == "c":
            self._is_cell = self._is_shared = False
        self._number = ""

    def text(self, text: str) -> None:
        if self._is_shared:
            self._number += text
        elif self._is_cell:
            self._read(len(text))

    def _stand(self, named: str | None) -> None:
        """A cell says where it stands, or stands beside the one before."""
        if named is None:
            self._cell_row, self._column = self._row, self._column + 1
            return
        letters = named.rstrip("0123456789")
        self._cell_row, self._column = _place(named[len(letters) :]), column_number(letters)

    def _fill(self) -> None:
        """Only cells with something in them make the rectangle that the reader builds."""
        self.rows = max(self.rows, self._cell_row)
        self.columns = max(self.columns, self._column)
        if self.rows * self.columns > MAX_CELLS:
            raise Unreadable(
                _(
                    "Sheet %(sheet)s reaches down to row %(row)d and right to column %(column)s. "
                    "Delete the rows and columns outside of the table, save it and try again.",
                    sheet="".join(filter(str.isdigit, self.name)) or self.name,
                    row=self.rows,
                    column=column_letters(self.columns - 1),
                )
            )

    def _count(self) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise Unreadable(
                _(
                    "The workbook has more than %(limit)d rows and cells. Delete empty formatted "
                    "rows, save it and try again.",
                    limit=MAX_ELEMENTS,
                )
            )

    def _read(self, characters: int) -> None:
        self.characters += characters
        if self.characters > MAX_CHARACTERS:
            raise too_much_text()


def too_much_text() -> Unreadable:
    return Unreadable(_("The sheets hold far more text than a list of people needs."))


def _place(digits: str) -> int:
    """:raises ValueError: no number of a row."""
    if not (0 < len(digits) < 8 and digits.isdecimal() and (number := int(digits))):
        raise ValueError(digits)
    return number


def local(name: str) -> str:
    """*name* without its prefix."""
    return name.rpartition(":")[2]


def column_number(letters: str) -> int:
    """1 for A, 27 for AA.

    :raises ValueError: no such column.
    """
    if not (letters.isascii() and letters.isalpha() and len(letters) <= len("XFD")):
        raise ValueError(letters)
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(index: int) -> str:
    """A for 0, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
