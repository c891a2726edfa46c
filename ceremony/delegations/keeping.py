"""A workbook between two requests: its cells as text that the database keeps encrypted."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from ceremony.core.spreadsheets.sheets import Cell, Sheet
from ceremony.delegations.workbook.columns import Column
from ceremony.delegations.workbook.findings import Code, Finding
from ceremony.delegations.workbook.header import Header, Heading
from ceremony.delegations.workbook.records import Record, as_text


def pack(header: Header) -> str:
    """The header and every row beneath it."""
    rows = [[number, *map(_out, row)] for number, row in header.sheet.rows if number > header.row]
    return json.dumps(
        {
            "sheet": header.sheet.name,
            "note": header.sheet.note,
            "row": header.row,
            "headings": [[x.index, x.text, x.column] for x in header.headings],
            "rows": rows,
        },
        ensure_ascii=False,
    )


def unpack(text: str) -> Header:
    kept = json.loads(text)
    rows = [(number, [_in(cell) for cell in cells]) for number, *cells in kept["rows"]]
    headings = [
        Heading(index, words, Column(column) if column else None)
        for index, words, column in kept["headings"]
    ]
    return Header(Sheet(kept["sheet"], rows, note=kept["note"]), kept["row"], headings)


def _out(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return {"at": cell.isoformat()}
    if isinstance(cell, date):
        return {"on": cell.isoformat()}
    return cell if isinstance(cell, str | float | int) else as_text(cell)


def _in(cell: Any) -> Cell:
    if not isinstance(cell, dict):
        return cell  # type: ignore[no-any-return]
    if "at" in cell:
        return datetime.fromisoformat(cell["at"])
    return date.fromisoformat(cell["on"])


def pack_row(record: Record, differences: Sequence[tuple[str, str, str]]) -> str:
    """What the dry run shows of one row."""
    findings = [[x.cell, x.column, x.code, x.value, x.details] for x in record.findings]
    body = record.body.name if record.body else ""
    return json.dumps(
        {
            "written": record.written,
            "findings": findings,
            "differences": differences,
            "delegation": body,
        },
        ensure_ascii=False,
    )


def unpack_row(row: int, text: str) -> tuple[Mapping[str, Any], list[Finding]]:
    kept = json.loads(text)
    findings = [
        Finding(row, cell, Column(column) if column else None, Code(code), value, details)
        for cell, column, code, value, details in kept["findings"]
    ]
    return kept, findings
