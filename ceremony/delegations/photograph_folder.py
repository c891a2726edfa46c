"""A packed folder of photographs: unpacked with care, each file given to whom its name means."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from ceremony.core import archives
from ceremony.core.crypto import keyed_hash
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.uploads import shown_name
from ceremony.delegations.queries.members import Member
from ceremony.delegations.workbook.rules import name_words
from ceremony.people import photographs

MOST_FILES = 300
MOST_ENTRIES = 4 * MOST_FILES  # with folders, and what systems add by themselves
MOST_BYTES = 300 * 2**20  # all files together, unpacked
MOST_POINTS = 200_000_000  # all photographs together, as they are decoded
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError)


class BadFolder(DomainError):
    """What was sent cannot be unpacked."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="folder")


@dataclass(frozen=True)
class Sent:
    """One file of the folder: the photograph made of it, or why it is none."""

    name: str
    made: bytes = b""
    problem: str = ""


def read(data: bytes) -> list[Sent]:
    """Every file of the ZIP *data* that may be a photograph, in its order.

    No size that the folder declares is believed, and no path of it is followed.

    :raises BadFolder: it is no ZIP, damaged, locked, or far too large.
    """
    if archives.most_entries(data) > MOST_ENTRIES:
        raise _too_many()
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except BROKEN as error:
        raise BadFolder(_("This is no ZIP file, or its end is missing.")) from error
    entries = [x for x in archive.infolist() if _counts(x)]
    if not entries:
        raise BadFolder(_("There is no file in this folder."))
    if len(entries) > MOST_FILES:
        raise _too_many()
    if any(x.flag_bits & ENCRYPTED or x.compress_type not in METHODS for x in entries):
        raise BadFolder(_("The folder is locked, or packed in a way that cannot be read here."))
    return list(_read(archive, entries))


def _too_many() -> BadFolder:
    return BadFolder(
        _("The folder has more than %(most)d files. Send it in parts.", most=MOST_FILES)
    )


def _counts(entry: zipfile.ZipInfo) -> bool:
    """What the systems of the senders add by themselves is left out."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    is_system = "__MACOSX" in path.parts or path.name.lower() in {"thumbs.db", "desktop.ini"}
    return not (entry.is_dir() or path.name.startswith(".") or is_system)


def _read(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> Iterator[Sent]:
    room, points = MOST_BYTES, MOST_POINTS
    for entry in entries:
        name = shown_name(PurePosixPath(entry.filename.replace("\\", "/")).name) or "–"
        try:
            with archive.open(entry) as file:
                content = file.read(photographs.MOST_BYTES + 1)
        except BROKEN:
            yield Sent(name, problem=_("This file is damaged."))
            continue
        room -= len(content)
        if room < 0:
            raise BadFolder(_("The folder is too large once it is unpacked. Send it in parts."))
        points -= photographs.points(content)
        if points < 0:
            yield Sent(name, problem=_("Not read: too many large photographs. Send it again."))
            continue
        try:
            yield Sent(name, photographs.made_from(content))
        except DomainError as error:
            yield Sent(name, problem=str(error))


class Owners:
    """Whose a photograph is, by the name of its file."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.by_number = {str(x.person.id): x for x in members}
        self.by_document = {x.person.document_hash: x for x in members if x.person.document_hash}
        self.by_name: dict[str, set[int]] = {}
        for member in members:
            person = member.person
            for words in (
                name_words(person.family_name, person.given_names),
                name_words(person.badge_name, ""),
                name_words(person.original_name, ""),
            ):
                if words:
                    self.by_name.setdefault(words, set()).add(person.id)

    def find(self, file_name: str) -> Member | None:
        """The member whose number, document or name in any order *file_name* says; no guess."""
        stem = PurePosixPath(file_name).stem.strip()
        if found := self.by_number.get(stem):
            return found
        if stem and (found := self.by_document.get(keyed_hash(stem))):
            return found
        called = self.by_name.get(name_words(stem, ""), set())
        return self.by_number[str(next(iter(called)))] if len(called) == 1 else None
