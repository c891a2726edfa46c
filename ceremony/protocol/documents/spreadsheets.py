"""The seating order as a table for other programs."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from ceremony.core.i18n import _
from ceremony.core.spreadsheets import excel
from ceremony.core.spreadsheets.formulas import inert
from ceremony.protocol.documents.ceremony import in_its_language
from ceremony.protocol.seating import Seats

INK, LACQUER = "15191E", "8A1A1F"


def _table(rows: Iterable[Seats]) -> list[list[object]]:
    head: list[object] = [
        _("No."),
        _("Delegation"),
        _("Code"),
        _("Kind"),
        _("First seat"),
        _("Last seat"),
    ]
    lines: list[list[object]] = [
        [x.number, inert(x.sender.name), x.sender.code, x.sender.kind.label, x.first, x.last]
        for x in rows
    ]
    return [head, *lines]


def seating_csv(rows: Sequence[Seats]) -> bytes:
    """UTF-8 with a mark, so that every spreadsheet program reads names right."""
    buffer = StringIO()
    with in_its_language():
        csv.writer(buffer).writerows(_table(rows))
    return ("\ufeff" + buffer.getvalue()).encode()


def seating_xlsx(rows: Sequence[Seats]) -> bytes:
    book = excel.Workbook()
    sheet = book.worksheets[0]
    with in_its_language():
        sheet.title = _("Seating order")
        for line in _table(rows):
            sheet.append(line)
    for cell in sheet[1]:
        cell.font = excel.Font(bold=True, color=INK)
        cell.border = excel.Border(bottom=excel.Side("medium", color=LACQUER))
    for letter, width in zip("ABCDEF", (6, 52, 8, 36, 11, 11), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
