"""Looking into an XLSX before any library opens it: what it is, and whether it is a bomb."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from ceremony.core import archives
from ceremony.core.i18n import _
from ceremony.core.spreadsheets.errors import Unreadable
from ceremony.core.spreadsheets.extent import Damaged, Extent, Part, SharedTexts

MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 200 * 2**20
CHUNK_BYTES = 2**20

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SHARED_TEXTS = "xl/sharedstrings.xml"
SHEET = [  # whatever part contains it can be read as a sheet
    "sheetData".encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be")
]
OVERLAP = max(map(len, SHEET))


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
    if (count := archives.most_entries(data)) > MAX_ENTRIES:
        raise _too_many(count)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable(_("The workbook is damaged: its end is missing or wrong.")) from error
    entries = {entry.filename.replace("\\", "/").lower(): entry for entry in archive.infolist()}
    _refuse_by_list(archive.infolist())
    _refuse_other_kinds(set(entries))
    if len(entries) < len(archive.infolist()):
        raise Unreadable(_("The workbook is damaged: it contains the same part twice."))
    unpacked, sheets = 0, []
    for entry in entries.values():
        size, is_sheet = _measure(data, entry, MAX_UNPACKED_BYTES - unpacked)
        unpacked += size
        if is_sheet:
            sheets.append(entry)
    texts = SharedTexts()
    if SHARED_TEXTS in entries:
        _feed(texts, data, entries[SHARED_TEXTS])
    extent = None
    for entry in sheets:
        extent = Extent(entry.filename, texts.lengths, extent)
        _feed(extent, data, entry)


def _measure(data: bytes, entry: zipfile.ZipInfo, most: int) -> tuple[int, bool]:
    """How many bytes it unpacks to, and whether it can be a sheet."""
    size, is_sheet, end = 0, False, b""
    for piece in _unpack(data, entry):
        size += len(piece)
        if size > most:
            raise _too_big()
        here = end + piece
        is_sheet = is_sheet or any(x in here for x in SHEET)
        end = here[-OVERLAP:]
    if size != entry.file_size:
        raise _damaged(entry)
    return size, is_sheet


def _feed(part: Part, data: bytes, entry: zipfile.ZipInfo) -> None:
    try:
        for piece in _unpack(data, entry):
            part.feed(piece)
        part.feed(b"", is_last=True)
    except Damaged as error:
        raise _damaged(entry) from error


def _damaged(entry: zipfile.ZipInfo) -> Unreadable:
    return Unreadable(_("The workbook is damaged: “%(part)s”.", part=entry.filename))


def _too_big() -> Unreadable:
    return Unreadable(
        _(
            "The file unpacks to more than %(limit)d MB, far more than a list of people needs. "
            "Delete empty formatted rows and pictures, save it and try again.",
            limit=MAX_UNPACKED_BYTES // 2**20,
        )
    )


def _too_many(count: int) -> Unreadable:
    return Unreadable(
        _("The file contains %(count)d parts; a workbook has a few dozen.", count=count)
    )


def _refuse_by_list(entries: list[zipfile.ZipInfo]) -> None:
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
        raise _damaged(entry) from error
