"""A PDF file that grows by parts. After each part it is whole and can be opened.

Reportlab keeps a document in memory until it is finished, so thousands of pages are
made in parts of some hundred. Each part is added as an incremental update (PDF
32000-1, 7.5.6) and may be followed by a checkpoint: a job that was killed goes on
from there, and whatever it had written after it is cut off.
"""

import os
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Self

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

CATALOG, PAGES, INFO, FIRST_FREE = 1, 2, 3, 4
rl_config.useA85 = 0  # bytes as they are, a quarter smaller
rl_config.pdfComments = 0
pdfdoc.PDFResourceDictionary.stdprocs = []  # obsolete since PDF 1.4
HEADER = b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n"


@dataclass
class Checkpoint:
    """How far a booklet has come; as JSON it goes into the row of a job.

    :ivar branches: for every part, the object that holds its pages, and how many.
    """

    size: int = 0
    next_number: int = FIRST_FREE
    last_table: int | None = None
    branches: list[list[int]] = field(default_factory=list)

    @property
    def pages(self) -> int:
        return sum(count for _, count in self.branches)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Part:
    """Finished pages, with the numbers that their objects have in the file.

    :ivar branch: number of the object that holds the pages.
    """

    objects: dict[int, bytes]
    branch: int
    pages: int
    next_number: int


class Booklet:
    """A file of pages."""

    def __init__(
        self,
        target: Path | BinaryIO,
        title: str,
        checkpoint: dict[str, Any] | None = None,
    ) -> None:
        """Begin the file at *target*, or go on with it from *checkpoint*."""
        self.title = title
        self.checkpoint = Checkpoint(**(checkpoint or {}))
        self.file = (
            target.open("r+b" if checkpoint else "wb") if isinstance(target, Path) else target
        )
        self.file.truncate(self.checkpoint.size)
        self.file.seek(self.checkpoint.size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def append(self, part: "Part") -> None:
        """Add *part* to the file, and make sure that it is on the disk."""
        mark = self.checkpoint
        mark.branches.append([part.branch, part.pages])
        mark.next_number = max(mark.next_number, part.next_number)
        self._write({**self._trunk(), **part.objects})

    def _trunk(self) -> dict[int, bytes]:
        """What every update says anew: the catalogue, and which branches have pages."""
        branches = self.checkpoint.branches
        kids = b" ".join(b"%d 0 R" % number for number, _ in branches)
        title = self.title.encode("utf-16-be").hex().encode()
        return {
            CATALOG: b"<< /Type /Catalog /Pages %d 0 R >>" % PAGES,
            PAGES: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (self.checkpoint.pages, kids),
            INFO: b"<< /Title <feff%s> /Producer (Ceremony) >>" % title,
        }

    def _write(self, objects: dict[int, bytes]) -> None:
        mark = self.checkpoint
        chunks, offsets, offset = [], {}, mark.size
        if not offset:
            chunks.append(HEADER)
            offset = len(HEADER)
        for number, content in objects.items():
            offsets[number] = offset
            chunks.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
            offset += len(chunks[-1])
        chunks += [_table(offsets), self._trailer(offset)]
        self.file.writelines(chunks)
        self.file.flush()
        if not isinstance(self.file, BytesIO):
            os.fsync(self.file.fileno())
        mark.last_table, mark.size = offset, self.file.tell()

    def _trailer(self, table: int) -> bytes:
        mark = self.checkpoint
        before = b"" if mark.last_table is None else b" /Prev %d" % mark.last_table
        return b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (
            mark.next_number,
            CATALOG,
            INFO,
            before,
            table,
        )


def _table(offsets: dict[int, int]) -> bytes:
    """The cross-reference table of one update (PDF 32000-1, 7.5.4)."""
    rows = [b"xref\n0 1\n0000000000 65535 f \n"]
    numbers = sorted(offsets)
    for number in numbers:
        if number - 1 not in offsets:
            last = next(x for x in range(number, numbers[-1] + 1) if x + 1 not in offsets)
            rows.append(b"%d %d\n" % (number, last - number + 1))
        rows.append(b"%010d 00000 n \n" % offsets[number])
    return b"".join(rows)


def blank(page_size: tuple[float, float]) -> Canvas:
    """A canvas whose pages will become a part."""
    canvas = Canvas(None, pagesize=page_size, pageCompression=1, invariant=1)
    canvas._preamble = ""
    return canvas


def finish(canvas: Canvas, first: int) -> Part:
    """The pages drawn on *canvas*; their objects are numbered from *first* on."""
    document = canvas._doc
    for font in document.delayedFonts:
        font.addObjects(document)
    document.idToObject["BasicFonts"].dict.pop("F1", None)  # Helvetica, which we never use
    for page in (x for x in document.idToObject.values() if isinstance(x, pdfdoc.PDFPage)):
        page.Rotate = page.Trans = None  # written though nothing turns or moves
    document.Pages.Parent = b"%d 0 R" % PAGES
    document.Reference(document.Pages)
    numbers = document.idToObjectNumberAndVersion = _Shifted(first - 1)
    numbers.update({name: (number, 0) for number, name in document.numberToId.items()})
    objects: dict[int, bytes] = {}
    while len(objects) < document.objectcounter:  # writing an object may add others
        number = len(objects) + 1
        item = document.idToObject[document.numberToId[number]]
        objects[number + first - 1] = pdfdoc.format(item, document, 1)
    branch, _ = numbers[document.Pages.__InternalName__]
    return Part(objects, branch, len(document.Pages.pages), first + len(objects))


class _Shifted(dict[str, tuple[int, int]]):
    """Numbers of objects, seen moved on by the numbers that the file has already."""

    def __init__(self, shift: int) -> None:
        self.shift = shift

    def __getitem__(self, name: str) -> tuple[int, int]:
        number, version = super().__getitem__(name)
        return number + self.shift, version
