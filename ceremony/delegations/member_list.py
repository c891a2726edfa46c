"""The members of a delegation as a list to keep: what it entered, no document number, no needs.

It has the headings of the template, so that it can be filled in further and imported again.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from ceremony.core.i18n import _
from ceremony.core.spreadsheets import excel
from ceremony.core.spreadsheets.formulas import inert
from ceremony.delegations import documents
from ceremony.delegations.comparison import FIELDS, PART_FIELDS
from ceremony.delegations.models import Delegation
from ceremony.delegations.queries.members import Member
from ceremony.delegations.workbook.columns import DATES, NEEDS, Column

LEFT_OUT = {Column.DELEGATION, Column.KIND, Column.DOCUMENT_NUMBER, *NEEDS, Column.PHOTOGRAPH}
COLUMNS = [x for x in Column if x not in LEFT_OUT]
NAMES = {Column.FAMILY_NAME, Column.GIVEN_NAMES, Column.BADGE_NAME, Column.ORIGINAL_NAME}


def xlsx(members: Sequence[Member], delegation: Delegation) -> bytes:
    """A workbook with one row for each of *members*."""
    book = excel.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "People"
    documents.head(sheet, _headings())
    for row in _rows(members, delegation):
        sheet.append(row)
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if isinstance(cell.value, date):
                cell.number_format = "yyyy-mm-dd"
            elif isinstance(cell.value, str):
                cell.data_type = "s"  # never a formula
    for place in range(1, sheet.max_column + 1):
        sheet.column_dimensions[excel.get_column_letter(place)].width = 18
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv_text(members: Sequence[Member], delegation: Delegation) -> str:
    """The same as CSV; no cell begins as a formula does."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(_headings())
    for row in _rows(members, delegation):
        writer.writerow([inert(x) for x in row])
    return "\ufeff" + buffer.getvalue()


def _headings() -> list[str]:
    return [_("Number"), *(documents.heading(x) for x in COLUMNS), _("Status")]


def _rows(members: Sequence[Member], delegation: Delegation) -> Iterator[list[Any]]:
    for member in members:
        is_shared = member.person.senders != delegation.senders  # others entered the rest
        cells = [
            "" if is_shared and column in FIELDS and column not in NAMES else _cell(member, column)
            for column in COLUMNS
        ]
        yield [member.person.id, *cells, member.accreditation.state.label]


def _cell(member: Member, column: Column) -> Any:
    if column in PART_FIELDS:
        value = getattr(member.participation, PART_FIELDS[column])
    else:
        value = getattr(member.person, FIELDS[column])
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if value is None or column in DATES:
        return value or ""
    is_code = column in {Column.FUNCTION, Column.RANK, Column.DOCUMENT_TYPE}
    return str(value).replace("_", " ").capitalize() if is_code else str(value)
