"""From cells to persons: every cell read for what its column means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, Protocol

from email_validator import EmailNotValidError, validate_email

from ceremony.core.characters import is_blank, odd_characters
from ceremony.core.spreadsheets.extent import column_letters
from ceremony.core.spreadsheets.sheets import Cell, Row
from ceremony.delegations.workbook import dates, vocabulary
from ceremony.delegations.workbook.columns import DATES, NEEDS, Column
from ceremony.delegations.workbook.findings import Code, Finding, Severity
from ceremony.delegations.workbook.header import Header
from ceremony.delegations.workbook.text import squeezed

MOST_NEEDS = 1_000
LIMITS = {
    Column.LANGUAGES: 200,
    Column.ORGANISATION: 200,
    Column.TITLE: 200,
    Column.PHOTOGRAPH: 200,
    **dict.fromkeys(NEEDS, MOST_NEEDS),
}
LIMIT = 120
FIGURES_IN_PHONE = range(6, 16)  # E.164 allows 15
PHONE_MARKS = frozenset("+()-./ \u00a0\u2011extEXT#,;")


class Body(NamedTuple):
    """What sends a person: one we have (``id``), or one to be made.

    *kind* is a value of :class:`ceremony.people.kinds.BodyKind`; *participant* an ISO code.
    """

    id: int | None
    name: str
    kind: str
    participant: str | None

    @property
    def key(self) -> str:
        return f"{self.kind} {self.participant or self.name.casefold()}"


class Known(Protocol):
    """What the rest of the ceremony knows of the words in a workbook."""

    def nationality(self, text: str) -> str | None:
        """The ICAO code of a country or of a travel document's issuer."""

    def body(self, text: str, kind: str) -> Body | None:
        """The sender *text*; *kind* is empty where the workbook does not say it."""

    def close_nationality(self, text: str) -> str:
        """The country whose name *text* nearly is; empty if there is none."""

    def close_body(self, text: str) -> str:
        """The sender whose name *text* nearly is; empty if there is none."""


@dataclass(frozen=True)
class Questions:
    """What the cells alone do not say.

    :param orders: how each column of dates writes 03/04/2025, as far as somebody answered.
    :param delegation: whose people these are, where no column says it.
    """

    today: date
    starts_on: date
    ends_on: date
    orders: Mapping[Column, dates.Order] = field(default_factory=dict)
    delegation: str = ""


@dataclass
class Record:
    """One row: what was written, what it means, and what was found wrong.

    *values* holds canonical text (dates as 1980-04-03) for every column that has some.
    """

    row: int
    letters: Mapping[Column, str]
    written: dict[Column, str] = field(default_factory=dict)
    values: dict[Column, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    body: Body | None = None

    def find(self, code: Code, column: Column | None = None, **details: Any) -> None:
        letters = self.letters.get(column, "") if column else ""
        value = self.written.get(column, "") if column else ""
        cell = f"{letters}{self.row}" if letters else ""
        self.findings.append(Finding(self.row, cell, column, code, value, details))

    def get(self, column: Column) -> str:
        return self.values.get(column, "")

    def date(self, column: Column) -> date | None:
        return date.fromisoformat(text) if (text := self.get(column)) else None

    @property
    def has_errors(self) -> bool:
        return any(x.severity is Severity.ERROR for x in self.findings)

    @property
    def has_problems(self) -> bool:
        return any(x.is_problem for x in self.findings)


def as_text(cell: Cell) -> str:
    """What stands in *cell*: 123.0 is 123, for figures arrive as floats."""
    if isinstance(cell, str):
        return squeezed(cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def read(
    header: Header, places: Mapping[Column, int], known: Known, asked: Questions
) -> list[Record]:
    """Every filled row beneath *header*; *places* says where each column stands."""
    letters = {column: column_letters(index) for column, index in places.items()}
    asked = replace(asked, orders={**_orders(header, places), **asked.orders})
    return [
        record
        for number, row in header.sheet.rows
        if number > header.row
        and (record := _record(number, row, places, letters, known, asked)).written
    ]


def cells(header: Header, index: int) -> list[Cell]:
    """What stands beneath the heading of one column, in the filled rows."""
    rows = (row for number, row in header.sheet.rows if number > header.row)
    return [row[index] for row in rows if index < len(row)]


def _orders(header: Header, places: Mapping[Column, int]) -> dict[Column, dates.Order]:
    """What the columns of dates say themselves: 17/09/1971 settles all the others."""
    found = {x: dates.order_of(cells(header, places[x])) for x in DATES if x in places}
    return {column: order for column, order in found.items() if order}


def _record(
    number: int,
    row: Row,
    places: Mapping[Column, int],
    letters: Mapping[Column, str],
    known: Known,
    asked: Questions,
) -> Record:
    record = Record(number, letters)
    for column, index in places.items():
        cell = row[index] if index < len(row) else ""
        if not is_blank(text := as_text(cell)):
            record.written[column] = text
            if _is_sound(record, column, text):
                READERS.get(column, _plain)(record, column, cell, known, asked)
    if record.written:
        _read_body(record, known, asked)
    return record


def _is_sound(record: Record, column: Column, text: str) -> bool:
    limit = LIMITS.get(column, LIMIT)
    if "\ufffd" in text:
        record.find(Code.DAMAGED_TEXT, column)
    elif odd := odd_characters(text):
        record.find(Code.FORBIDDEN_CHARACTER, column, character=odd)
    elif len(text) > limit:
        record.find(Code.TOO_LONG, column, length=len(text), limit=limit)
    else:
        return True
    return False


Reader = Callable[[Record, Column, Cell, Known, Questions], None]


def _plain(record: Record, column: Column, _cell: Cell, _known: Known, _asked: Questions) -> None:
    record.values[column] = record.written[column]


def _word(record: Record, column: Column, _cell: Cell, _known: Known, _asked: Questions) -> None:
    text = record.written[column]
    found = vocabulary.meaning(column, text)
    if found:
        record.values[column] = found
    elif column is Column.RANK:
        record.values[column] = "other"
        record.find(Code.RANK_UNKNOWN, column, close=vocabulary.close(column, text))
    else:
        choices = ", ".join(vocabulary.choices(column))
        close = vocabulary.close(column, text)
        record.find(Code.UNKNOWN_WORD, column, choices=choices, close=close)


def _nationality(
    record: Record, column: Column, _cell: Cell, known: Known, _asked: Questions
) -> None:
    if code := known.nationality(record.written[column]):
        record.values[column] = code
    else:
        close = known.close_nationality(record.written[column])
        record.find(Code.UNKNOWN_COUNTRY, column, close=close)


def _date(record: Record, column: Column, cell: Cell, _known: Known, asked: Questions) -> None:
    latest = asked.today if column is Column.BORN_ON else asked.today + timedelta(days=50 * 365)
    answered = asked.orders.get(column)
    reading = dates.read(cell, answered or dates.Order.DAY_FIRST, latest=latest)
    if reading is None:
        record.find(Code.IMPOSSIBLE_DATE, column)
        return
    record.values[column] = taken = reading.day.isoformat()
    if reading.other and not answered:
        other = reading.other.isoformat()
        record.find(Code.AMBIGUOUS_DATE, column, date=taken, other=other)
    elif reading.has_short_year:
        record.find(Code.SHORT_YEAR, column, date=taken)


def _email_of(text: str) -> str | None:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def _email(record: Record, column: Column, _cell: Cell, _known: Known, _asked: Questions) -> None:
    if address := _email_of(record.written[column]):
        record.values[column] = address
    else:
        record.find(Code.EMAIL_INVALID, column)


def _phone(record: Record, column: Column, _cell: Cell, _known: Known, _asked: Questions) -> None:
    text = record.written[column]
    figures = sum(character.isdigit() for character in text)
    odd = [x for x in text if not x.isdigit() and x not in PHONE_MARKS]
    if odd or figures not in FIGURES_IN_PHONE:
        record.find(Code.PHONE_INVALID, column)
    else:
        record.values[column] = text


READERS: Mapping[Column, Reader] = {
    **dict.fromkeys(DATES, _date),
    **dict.fromkeys(vocabulary.WORDS, _word),
    Column.NATIONALITY: _nationality,
    Column.EMAIL: _email,
    Column.PHONE: _phone,
}


def _read_body(record: Record, known: Known, asked: Questions) -> None:
    """The delegation, from its column and its kind, or from what the officer said."""
    text = record.get(Column.DELEGATION)
    if not text and Column.DELEGATION not in record.written:
        text = asked.delegation
    if text:
        record.body = known.body(text, record.get(Column.KIND))
        if record.body is None:
            close = known.close_body(text)
            record.find(Code.UNKNOWN_DELEGATION, Column.DELEGATION, close=close)
