"""The list of people as a file: exactly what is seen, all of its rows, for Excel or as CSV."""

import csv
from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from datetime import date, datetime
from os import SEEK_END
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from ceremony.core import settings
from ceremony.core.i18n import _
from ceremony.core.spreadsheets import excel
from ceremony.core.spreadsheets.formulas import inert
from ceremony.people import listing, saved
from ceremony.people.columns import COLUMNS
from ceremony.people.listing import Filter

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
CHUNK = 500  # persons read at once
WIDEST = 44  # of a column, in letters


class Sheet(NamedTuple):
    """What a file says besides its rows."""

    title: str
    heads: Sequence[str]
    about: Sequence[tuple[str, Any]]


class Writer(Protocol):
    """A file that grows by rows."""

    def add(self, rows: Sequence[Sequence[Any]]) -> None: ...
    def close(self) -> None: ...


class CsvWriter:
    """UTF-8 with the mark by which Excel knows it; formulas are made text."""

    def __init__(self, path: Path, sheet: Sheet) -> None:
        self._path = path
        path.write_bytes(BOM_UTF8)
        self.add([sheet.heads])

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        with self._path.open("r+", encoding="utf-8", newline="") as file:  # it must be there
            file.seek(0, SEEK_END)
            csv.writer(file).writerows([_plain(x) for x in row] for row in rows)

    def close(self) -> None:
        """Nothing is open."""


class XlsxWriter:
    """A sheet of rows under a head that stays, and a sheet that says what they are."""

    def __init__(self, path: Path, sheet: Sheet) -> None:
        self._path, self._heads, self._count = path, sheet.heads, 0
        self._book = excel.Workbook(write_only=True)
        self._sheet: Any = self._book.create_sheet(sheet.title)
        self._about = sheet.about
        self._has_begun = False

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        if not self._has_begun:
            self._begin(rows)
        for row in rows:
            self._sheet.append([_cell(self._sheet, x) for x in row])
        self._count += len(rows)

    def close(self) -> None:
        if not self._has_begun:
            self._begin([])
        letter = excel.get_column_letter(len(self._heads))
        self._sheet.auto_filter.ref = f"A1:{letter}{self._count + 1}"
        about: Any = self._book.create_sheet(_("About this list"))
        about.column_dimensions["A"].width, about.column_dimensions["B"].width = 22, 70
        for term, value in [*self._about, (_("Rows"), self._count)]:
            about.append([_cell(about, term, is_head=True), _cell(about, value)])
        self._book.save(self._path)

    def _begin(self, rows: Sequence[Sequence[Any]]) -> None:
        self._has_begun = True
        self._sheet.freeze_panes = "B2"
        for number, head in enumerate(self._heads):
            longest = max([len(str(row[number] or "")) for row in rows] + [len(head) + 3])
            column = self._sheet.column_dimensions[excel.get_column_letter(number + 1)]
            column.width = min(max(longest + 2, 10), WIDEST)
        self._sheet.append([_cell(self._sheet, x, is_head=True) for x in self._heads])


class Export:
    """One export at work: whom it still has to write, in the order of the list."""

    def __init__(self, path: Path, kind: str, asked: Filter, by: str) -> None:
        self.asked, self.ids, self.done = asked, listing.in_order(asked), 0
        self._zone = settings.current().zone
        self._writer = WRITERS[kind](path, Sheet(_("People"), heads(asked), _about(asked, by)))

    def go_on(self) -> bool:
        """Write the next CHUNK; whether all are written, and the file is whole."""
        some = self.ids[self.done : self.done + CHUNK]
        rows = listing.rows_of(some, self.asked)
        self._writer.add([_values(row, self.asked, self._zone) for row in rows])
        self.done += len(some)
        if self.done < len(self.ids):
            return False
        self._writer.close()
        return True


WRITERS: dict[str, Callable[[Path, Sheet], Writer]] = {
    "csv": CsvWriter,
    "xlsx": XlsxWriter,
}


def heads(asked: Filter) -> list[str]:
    names = [_("Name on badge"), _("Name in its own script")]
    return names + [str(COLUMNS[x].label) for x in asked.shown]


def _values(row: Any, asked: Filter, zone: ZoneInfo) -> list[Any]:
    """What the list says of *row*; instants as the clocks of the ceremony show them."""
    said = (COLUMNS[x].value(row) for x in asked.shown)
    local = (
        x.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
        if isinstance(x, datetime)
        else x
        for x in said
    )
    return [row.badge_name, row.original_name, *local]


def _about(asked: Filter, by: str) -> list[tuple[str, Any]]:
    said = saved.Words([{k: str(v) for k, v in asked.arguments.items()}]).say(asked)
    return about(said or [_("Everybody")], by)


def about(said: Sequence[str], by: str) -> list[tuple[str, Any]]:
    """The facts of a list that *by* took away.

    :param said: what was asked for, in words.
    """
    here = settings.current()
    return [
        (_("Ceremony"), here.title),
        (_("As of"), here.local_now.replace(tzinfo=None, second=0, microsecond=0)),
        (_("Time zone"), here.time_zone),
        (_("Asked for"), " · ".join(said)),
        (_("Taken by"), by),
    ]


def _cell(sheet: Any, value: Any, *, is_head: bool = False) -> Any:
    """Text is text, also where it begins like a formula."""
    is_text = isinstance(value, str)
    cell = excel.WriteOnlyCell(
        sheet, excel.ILLEGAL_CHARACTERS_RE.sub("", value) if is_text else value
    )
    if is_text:
        cell.data_type = "s"
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if is_head:
        cell.font, cell.alignment = excel.Font(bold=True), excel.Alignment(vertical="top")
    return cell


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return inert("" if value is None else str(value))
