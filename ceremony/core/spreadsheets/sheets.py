"""From bytes to sheets of cells: XLSX through calamine, CSV in whatever dress it comes."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from ceremony.core.i18n import _
from ceremony.core.spreadsheets import archive, extent
from ceremony.core.spreadsheets.errors import Unreadable

MAX_BYTES = 25 * 2**20
MAX_ROWS = 10_000
MAX_COLUMNS = 100
MAX_SHEETS = 50
DELIMITERS = ",;\t|"
TEXT = "CSV"  # the name of the only sheet of a text file
SOUND_FOR_EACH_LOST = 4  # letters beyond ASCII that tell damaged UTF-8 from another coding
TONE_AFTER_VOWEL = re.compile(rb"[aeiouyAEIOUY\xe2\xea\xf4\xe3\xf5\xfd][\xcc\xd2\xde\xec\xf2]")

Cell = str | float | bool | date | datetime | time | timedelta
Row = Sequence[Cell]


@dataclass(frozen=True)
class Sheet:
    """A rectangle of cells. ``rows[0]`` is row ``first_row``, its first cell column A.

    *merged* holds (top, left, bottom, right), counted like the rows and from 0 for column A.
    *note* says how a text file was understood, where that was a guess.
    """

    name: str
    rows: Sequence[tuple[int, Row]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    note: str = ""


def read(data: bytes, most_rows: int = MAX_ROWS) -> list[Sheet]:
    """The sheets of the file, hidden ones last; blank rows are left out.

    :raises Unreadable: with one sentence, whatever is wrong with the file.
    """
    if not data.strip(b"\0\t\r\n "):
        raise Unreadable(_("The file is empty."))
    if len(data) > MAX_BYTES:
        raise Unreadable(_("The file has more than %(limit)d MB.", limit=MAX_BYTES // 2**20))
    archive.refuse_old_format(data)
    if archive.is_zip(data):
        archive.inspect(data)
        return _workbook(data, most_rows)
    return _text(data, most_rows)


def _workbook(data: bytes, most_rows: int) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        kept = [x for x in book.sheets_metadata if x.typ is SheetTypeEnum.WorkSheet]
        kept.sort(key=lambda x: x.visible is not SheetVisibleEnum.Visible)
        sheets = (book.get_sheet_by_name(x.name) for x in kept[:MAX_SHEETS])
        return list(_bearable(_sheet(x, most_rows) for x in sheets))
    except Unreadable:
        raise
    except BaseException as error:  # a panic of the reader is no Exception
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise Unreadable(_("The workbook is damaged and cannot be read.")) from error
        raise


def _bearable(sheets: Iterator[Sheet]) -> Iterator[Sheet]:
    """The same, unless they hold too much together: one part may be named as many sheets."""
    characters = 0
    for sheet in sheets:
        cells = (x for _number, row in sheet.rows for x in row)
        characters += sum(len(x) for x in cells if isinstance(x, str))
        if characters > extent.MAX_CHARACTERS:
            raise extent.too_much_text()
        yield sheet


def _sheet(sheet: CalamineSheet, most_rows: int) -> Sheet:
    width = sheet.end[1] + 1 if sheet.end else 0
    if width > MAX_COLUMNS:
        raise _too_wide(sheet.name, width)
    rows = sheet.to_python(skip_empty_area=False)
    filled = list(_filled(enumerate(rows, start=1), sheet.name, most_rows))
    merged = [
        (top + 1, left, bottom + 1, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    return Sheet(sheet.name, filled, merged)


def _filled(rows: Any, name: str, most: int) -> Iterator[tuple[int, Row]]:
    """Rows with something in them, each with its number; at most *most*."""
    count = 0
    for number, row in rows:
        if not any(row) or not any(x.strip() if isinstance(x, str) else True for x in row):
            continue
        count += 1
        if count > most:
            raise Unreadable(
                _(
                    "Sheet “%(sheet)s” has more than %(limit)d filled rows; "
                    "row %(row)d is the first too many. Divide it.",
                    sheet=name,
                    limit=most,
                    row=number,
                )
            )
        yield number, row


def _too_wide(name: str, width: int) -> Unreadable:
    return Unreadable(
        _(
            "Sheet “%(sheet)s” has %(width)d columns, up to column %(last)s; "
            "%(limit)d are possible. Delete those that do not belong to the list.",
            sheet=name,
            width=width,
            last=extent.column_letters(width - 1),
            limit=MAX_COLUMNS,
        )
    )


def _text(data: bytes, most_rows: int) -> list[Sheet]:
    """One sheet for each way of parting the columns; the header decides which is right."""
    text, note = decoded(data)
    if text.lstrip()[:1] == "<" or text.startswith(("%PDF", "{\\rtf")):
        raise _not_a_workbook()
    return of_text(text, most_rows, note)


def of_text(text: str, most_rows: int = MAX_ROWS, note: str = "") -> list[Sheet]:
    """The same of text that is known to be a table, such as one that somebody typed.

    :raises Unreadable: it is too long or too wide.
    """
    used = [x for x in DELIMITERS if x in text[:65536]] or [","]
    return [Sheet(TEXT, _table(text, x, most_rows), note=note) for x in used]


def _table(text: str, delimiter: str, most_rows: int) -> list[tuple[int, Row]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = list(_filled(enumerate(reader, start=1), TEXT, most_rows))
    except csv.Error as error:
        line = reader.line_num
        raise Unreadable(_("Line %(line)d cannot be read as a table.", line=line)) from error
    width = max((len(row) for _number, row in rows), default=0)
    if width > MAX_COLUMNS and delimiter != "|":
        raise _too_wide(TEXT, width)
    return rows


def decoded(data: bytes) -> tuple[str, str]:
    """The text of *data*, and a sentence if its encoding had to be guessed."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as(data, "utf-16"), ""
    if wide := _wide_without_mark(data):
        return _as(data, wide), ""
    if b"\0" in data:
        raise _not_a_workbook()
    text = data.decode("utf-8-sig", "replace")
    lost = text.count("\ufffd")
    if SOUND_FOR_EACH_LOST * lost <= sum(x > "\x7f" for x in text) - lost:
        return text, ""  # what was lost is found in its cell
    encoding = "cp1258" if len(TONE_AFTER_VOWEL.findall(data)) > 1 else "cp1252"
    name = {"cp1258": _("Vietnamese"), "cp1252": _("Western European")}[encoding]
    note = _(
        "The file does not say how its letters are coded; they were read as %(encoding)s "
        "(Windows). If names look wrong, save it as “CSV UTF-8”.",
        encoding=name,
    )
    return _as(data, encoding), note


def _as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            _(
                "The letters after byte %(place)d cannot be read. Save the file as “CSV UTF-8”.",
                place=error.start,
            )
        ) from error


def _wide_without_mark(data: bytes) -> str:
    """UTF-16 is half zeros wherever its text is ASCII, and every heading row is in part."""
    start = data[:2048]
    half = len(start) // 2
    if half < 8:
        return ""
    if start[1::2].count(0) > 0.4 * half and start[::2].count(0) == 0:
        return "utf-16-le"
    if start[::2].count(0) > 0.4 * half and start[1::2].count(0) == 0:
        return "utf-16-be"
    return ""


def _not_a_workbook() -> Unreadable:
    return Unreadable(_("The file is not a workbook. Send an .xlsx or a .csv file."))
