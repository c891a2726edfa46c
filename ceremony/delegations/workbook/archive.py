"""Looking into an XLSX before any library opens it: what it is, and whether it is a bomb."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from ceremony.core.i18n import _
from ceremony.delegations.workbook.errors import Unreadable

MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 200 * 2**20
MAX_CELLS = 2_000_000  # the reader holds the whole rectangle in memory, filled or not
MAX_UNNAMED_CELLS = 3_000_000
CHUNK_BYTES = 2**20

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
FILLED = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})([0-9]{1,7})"[^>/]*>\s*<[^/]')
UNNAMED = re.compile(rb"<(?:\w+:)?c(?![\w:])(?![^>]*\sr=)")
ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)(?![\w:])")


def is_zip(data: bytes) -> bool:
    return data[:4] == b"PK\x03\x04"


def refuse_old_format(data: bytes) -> None:
    """Raise :class:`Unreadable` for what Excel wrote before 2007, and for a locked workbook."""
    if not data.startswith(OLE):
        return
    if ENCRYPTED in data:
        raise Unreadable(_("The workbook is locked with a password. Save it without one."))
    raise Unreadable(
        _("The workbook has the old .xls format. Open it and save it as .xlsx, then try again.")
    )


def inspect(data: bytes) -> None:
    """Raise :class:`Unreadable` unless *data* is a workbook of bearable size.

    The sizes that the archive declares are not believed: every entry is unpacked, in small
    pieces that are thrown away, and counted.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable(_("The workbook is damaged: its end is missing or wrong.")) from error
    entries = archive.infolist()
    _refuse_by_list(entries)
    _refuse_other_kinds({entry.filename for entry in entries})
    unpacked = 0
    for entry in entries:
        sheet = bytearray() if SHEET.fullmatch(entry.filename) else None
        size = 0
        for piece in _unpack(data, entry):
            size += len(piece)
            if unpacked + size > MAX_UNPACKED_BYTES:
                raise _too_big()
            if sheet is not None:
                sheet += piece
        unpacked += size
        if size != entry.file_size:
            raise Unreadable(_("The workbook is damaged: “%(part)s”.", part=entry.filename))
        if sheet is not None:
            _refuse_far_cells(entry.filename, bytes(sheet))


def _too_big() -> Unreadable:
    return Unreadable(
        _(
            "The file unpacks to more than %(limit)d MB, far more than a list of people needs. "
            "Delete empty formatted rows and pictures, save it and try again.",
            limit=MAX_UNPACKED_BYTES // 2**20,
        )
    )


def _refuse_by_list(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise Unreadable(
            _("The file contains %(count)d parts; a workbook has a few dozen.", count=len(entries))
        )
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise _too_big()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(_("The workbook is locked with a password. Save it without one."))


def _refuse_other_kinds(names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise Unreadable(_("The workbook has the .xlsb format. Save it as .xlsx and try again."))
    if "content.xml" in names and "mimetype" in names:
        raise Unreadable(_("This is an OpenDocument file. Save it as .xlsx and try again."))
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("The file is an archive, but not a workbook. Send .xlsx or .csv."))


def _unpack(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """What the entry really holds, however much it says it holds."""
    start = entry.header_offset
    names = int.from_bytes(data[start + 26 : start + 28], "little")
    extra = int.from_bytes(data[start + 28 : start + 30], "little")
    start += 30 + names + extra
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise Unreadable(_("The workbook is packed in a way that Excel does not use."))
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    try:
        while piece := inflate.decompress(rest, CHUNK_BYTES):
            yield piece
            rest = inflate.unconsumed_tail
    except zlib.error as error:
        raise Unreadable(_("The workbook is damaged: “%(part)s”.", part=entry.filename)) from error


def _refuse_far_cells(part: str, xml: bytes) -> None:
    """One forgotten cell far away makes a rectangle of billions: refuse before it is built."""
    rows = columns = 0
    for found in FILLED.finditer(xml):
        rows, columns = max(rows, int(found[2])), max(columns, column_number(found[1]))
    if UNNAMED.search(xml):
        rows, columns = _extent_by_counting(xml)
    if rows * max(columns, 1) > MAX_CELLS:
        raise Unreadable(
            _(
                "Sheet %(sheet)s reaches down to row %(row)d and right to column %(column)s. "
                "Delete the rows and columns outside of the table, save it and try again.",
                sheet="".join(filter(str.isdigit, part)) or part,
                row=rows,
                column=column_letters(max(columns, 1) - 1),
            )
        )


def _extent_by_counting(xml: bytes) -> tuple[int, int]:
    """Rows, and cells in the longest row, where cells do not say where they stand."""
    rows = columns = here = 0
    for count, found in enumerate(ROW_OR_CELL.finditer(xml)):
        if count > MAX_UNNAMED_CELLS:
            raise _too_big()
        if found[1] == b"row":
            rows, here = rows + 1, 0
        else:
            here += 1
            columns = max(columns, here)
    return rows, columns


def column_number(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letters(index: int) -> str:
    """A for 0, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
