"""Documents that people send: looked into, pictures made anew, given back only as a download."""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from urllib.parse import quote

from flask import Response
from PIL import Image, UnidentifiedImageError

from ceremony.core import files, pictures
from ceremony.core.characters import has_odd_characters
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.pictures import TooManyPoints

ACCEPTED = "application/pdf,image/jpeg,image/png"  # for the attribute of a file field
MIMETYPES = {".pdf": "application/pdf", ".jpg": "image/jpeg"}
MOST_SIDE = 3_508  # an A4 page at 300 dpi
MOST_UNPACKED = 64 * 1024 * 1024  # all compressed objects of one PDF together
LONGEST_DICTIONARY = 4096

# What lets a PDF act by itself or carry other files. Source: ISO 32000-1, 7.11.4 and 12.6.4.
ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|GoToR|RichMedia|SubmitForm|ImportData)(?![A-Za-z0-9])"
)
ACTIVE_AND_SHORT = re.compile(
    rb"/(?:JS|XFA|EF|GoToE)(?![A-Za-z0-9])"
)  # chance makes these in pixels
ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
OPENED = re.compile(rb"(?:^|[\r\n])[^%\r\n]*>>\s*\Z")  # a stream follows, and no comment
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
HEAD = re.compile(rb"\d+\s+\d+\s+obj\b")
# Of a stream that holds objects. Source: ISO 32000-1, 7.5.7.
COUNTED = re.compile(rb"/N(?![A-Za-z0-9]).*/First\b|/First\b.*/N(?![A-Za-z0-9])", re.DOTALL)
FILTER = re.compile(rb"/(\w+Decode|Crypt)\b")
ODDLY_PACKED = re.compile(rb"/(?:Filter|Type)\s+\d+\s+\d+\s+R\b|/(?:DecodeParms|DP|FFilter)\b")


class BadDocument(DomainError):
    """What was sent cannot be kept as a document."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


@dataclass(frozen=True)
class Upload:
    """A document that may be kept, with the end of its name and its kind by its content."""

    content: bytes
    suffix: str
    mimetype: str

    def store(self) -> str:
        """Keep it among the files of the instance and return its name there."""
        return files.store(self.content, self.suffix)


def accept(data: bytes, most_mb: int = 10) -> Upload:
    """The document in *data*, whatever it is called: a PDF as it is, a picture made anew.

    :param data: the file as it was sent.
    :param most_mb: how large it may be, in units of 1,048,576 bytes.
    :raises BadDocument: it is too large, no PDF, JPEG or PNG, damaged, encrypted or active.
    """
    if not data:
        raise BadDocument(_("This file is empty."))
    if len(data) > most_mb * 1024 * 1024:
        raise BadDocument(_("This file is larger than %(most)d MB.", most=most_mb))
    if data.startswith(b"%PDF-"):
        _look_through(data)
        return Upload(data, ".pdf", MIMETYPES[".pdf"])
    return Upload(_drawn_again(data), ".jpg", MIMETYPES[".jpg"])


def shown_name(sent: str | None, most: int = 120) -> str:
    """The name of an uploaded file as pages show it, its end first of all."""
    kept = (x for x in sent or "" if x not in '\r\n\t/\\"' and not has_odd_characters(x))
    return "".join(kept)[-most:].lstrip(". ")


def serve(name: str, filename: str) -> Response:
    """The stored document *name* as a download; no browser opens it as a page of ours.

    :param filename: how it was called when it was sent.
    :raises FileNotFoundError: it is not there any more.
    """
    suffix = PurePath(name).suffix
    called = (PurePath(shown_name(filename)).stem or "document") + suffix
    response = Response(files.read(name), mimetype=MIMETYPES[suffix])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(called)}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _look_through(data: bytes) -> None:
    if b"%%EOF" not in data[-1024:]:
        raise BadDocument(_("This PDF was not sent completely. Send it again."))
    plain = [unescaped(x) for x in _objects(data)]
    whole = unescaped(data)
    if any(ENCRYPTED.search(x) for x in (data, *plain)):
        raise BadDocument(_("This PDF is protected by a password. Send one that is not."))
    hidden = ACTIVE.search(whole)
    if hidden or any(ACTIVE.search(x) or ACTIVE_AND_SHORT.search(x) for x in plain):
        raise _active()


def _active() -> BadDocument:
    return BadDocument(
        _(
            "This PDF contains a script, a form that acts, or another file. Print it to a plain"
            " PDF and send that."
        )
    )


def unescaped(text: bytes) -> bytes:
    """*text* of a PDF with the names in it written plainly: ``/J#53`` is ``/JS``."""
    return ESCAPED.sub(lambda x: bytes([int(x[1], 16)]), text)


def _objects(data: bytes) -> Iterator[bytes]:
    """What of *data* can describe an action: all but pixels, fonts and what is drawn.

    One walk, so that no file makes it slow. What is no stream beyond doubt, such as the word in
    a comment, is unpacked as one and read as text too.
    """
    begin, end, room = 0, 0, MOST_UNPACKED
    while (start := data.find(b"stream", begin)) >= 0:
        end = end if end > start else data.find(b"endstream", start + 6)
        if end < 0:
            break
        described = data[begin:start]
        yield described
        if _holds_objects(unescaped(described[-LONGEST_DICTIONARY:])):
            text = _unpacked(memoryview(data)[start + 6 : end], room)
            room -= len(text)
            yield text
        begin = end + 9 if OPENED.search(described[-LONGEST_DICTIONARY:]) else start + 6
    yield data[begin:]


def _holds_objects(described: bytes) -> bool:
    """Whether the stream with this dictionary holds objects; one without any might.

    Whatever has a count and a place of the first may be read as objects, however it is called.
    """
    dictionary = _dictionary(described)
    known = described if dictionary is None else dictionary
    if b"/ObjStm" not in known and not COUNTED.search(known):
        return dictionary is None and not HEAD.search(described)
    if FILTER.findall(known) not in ([], [b"FlateDecode"]) or ODDLY_PACKED.search(known):
        raise _active()  # nobody packs objects like this who has nothing to hide
    return True


def _dictionary(described: bytes) -> bytes | None:
    """That of the stream which follows; None where a string or a comment might feign it."""
    begin = max((x.end() for x in HEAD.finditer(described)), default=-1)
    if begin < 0:
        return None
    line = described[max(described.rfind(b"\n", 0, begin), described.rfind(b"\r", 0, begin)) + 1 :]
    found = described[begin:].strip()
    is_whole = found.startswith(b"<<") and found.count(b"<<") == found.count(b">>")
    is_plain = b"%" not in line and not set(b"()") & set(found)
    return found if is_whole and is_plain else None


def _unpacked(packed: memoryview, room: int) -> bytes:
    blank = next((x for x in range(len(packed)) if packed[x] not in b"\r\n"), 0)
    try:
        text = zlib.decompressobj().decompress(packed[blank:], room)
    except zlib.error:
        text = bytes(packed[: room + 1])
    if len(text) >= room:
        raise BadDocument(_("This PDF is too large once it is unpacked."))
    return text


@contextmanager
def _refusing() -> Iterator[None]:
    """Say in a sentence what Pillow says in exceptions."""
    try:
        yield
    except TooManyPoints as error:
        raise _too_many(error.most) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many(pictures.MOST_POINTS) from error
    except UnidentifiedImageError as error:
        raise BadDocument(_("Send a PDF, JPEG or PNG file.")) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, zlib.error) as error:
        message = _("This picture is damaged or was not sent completely. Send it again.")
        raise BadDocument(message) from error


def _too_many(most: int) -> BadDocument:
    return BadDocument(
        _(
            "This picture has more than %(most)d million points. Send a smaller one.",
            most=most // 1_000_000,
        )
    )


def _drawn_again(data: bytes) -> bytes:
    """The picture in *data* as a JPEG on white, upright, without anything that is not picture."""
    with _refusing():
        image = pictures.look_at(data, ("JPEG", "PNG"), MOST_SIDE)
        image.load()
        share = min(1.0, MOST_SIDE / max(image.size))
        size = max(1, round(image.width * share)), max(1, round(image.height * share))
        stored = BytesIO()
        pictures.plain(image, size).save(stored, "JPEG", quality=85, optimize=True)
    return stored.getvalue()
