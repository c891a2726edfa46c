"""The files that the authority gets and sends: CSV out, CSV or XLSX in."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from ceremony.core.errors import DomainError
from ceremony.core.folding import fold
from ceremony.core.i18n import _
from ceremony.core.spreadsheets import archive, sheets
from ceremony.core.spreadsheets.formulas import inert
from ceremony.people.vetting.models import Vetting

MAX_BYTES = 5 * 2**20
MAX_ROWS = 20_000
LONGEST = 500  # of a remark, in characters
COLUMNS = (
    "reference",
    "family_name",
    "given_names",
    "original_script",
    "sex",
    "date_of_birth",
    "nationality",
    "document_type",
    "document_number",
    "sent_by",
    "function",
    "result",
    "remark",
)
REFERENCE = re.compile(r"V[-\s]?0*(\d{1,9})", re.IGNORECASE)


class Result(StrEnum):
    """What the authority says of somebody."""

    CLEARED = "cleared"
    OBJECTED = "objected"


class Answer(NamedTuple):
    """One row of a file of answers, as it was written."""

    row: int  # as the spreadsheet counts
    reference: str
    result: str
    remark: str

    @property
    def vetting_id(self) -> int | None:
        """Whom the reference means; None: nobody."""
        meant = REFERENCE.fullmatch(self.reference)
        return int(meant[1]) if meant else None

    @property
    def meaning(self) -> Result | None:
        return _RESULTS.get(" ".join(fold(self.result).split()))


# As they are folded: without accents, in lower case.
_HEADINGS = {
    "reference": ["reference", "ref", "reference number", "ma so", "ma tham chieu"],
    "result": ["result", "answer", "decision", "resultat", "reponse", "avis", "ket qua"],
    "remark": ["remark", "remarks", "reason", "remarque", "observations", "motif", "ghi chu"],
}
_RESULTS = {
    **dict.fromkeys(
        (
            *("cleared", "clear", "ok", "okay", "accepted", "approved", "positive", "pass"),
            *("passed", "no objection", "not objected", "sans objection", "pas d'objection"),
            *("pas d objection", "aucune objection", "favorable", "avis favorable", "accepte"),
            *("khong phan doi", "dong y", "dat"),
        ),
        Result.CLEARED,
    ),
    **dict.fromkeys(
        (
            *("objected", "objection", "object", "not cleared", "refused", "rejected", "denied"),
            *("negative", "failed", "defavorable", "avis defavorable", "refuse", "rejete"),
            *("phan doi", "tu choi", "khong dong y", "khong dat"),
        ),
        Result.OBJECTED,
    ),
}


def write(rows: Iterable[Vetting]) -> bytes:
    """The file for the authority; two empty columns at its end await the answer."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([inert(x) for x in _line(row)])
    return ("\ufeff" + buffer.getvalue()).encode()


def _line(row: Vetting) -> Iterator[str]:
    person = row.person
    part = next((x for x in person.participations if x.is_primary), None)
    yield from (row.reference, person.family_name, person.given_names, person.original_name)
    yield person.sex.value if person.sex else ""
    yield person.born_on.isoformat() if person.born_on else ""
    yield person.nationality.name if person.nationality else ""
    yield person.document_type.value if person.document_type else ""
    yield person.document_number or ""
    yield part.body.name if part else ""
    yield part.function.value if part else ""
    yield from ("", "")


def read(data: bytes) -> list[Answer]:
    """The rows of a file of answers that say anything.

    :raises DomainError: in one sentence, whatever is wrong with the file as a whole.
    """
    if len(data) > MAX_BYTES:
        raise _wrong(_("The file has more than %(limit)d MB.", limit=MAX_BYTES // 2**20))
    table = _workbook(data) if archive.is_zip(data) else _text(data)
    rows = [(number, row) for number, row in table if any(row)]
    if not rows:
        raise _wrong(_("The file is empty."))
    if len(rows) > MAX_ROWS:
        raise _wrong(_("The file has more than %(limit)d rows. Divide it.", limit=MAX_ROWS))
    places = _places(rows[0][1])
    return list(_answers(rows[1:], places))


def _answers(
    rows: Iterable[tuple[int, Sequence[str]]], places: Sequence[int | None]
) -> Iterator[Answer]:
    for number, row in rows:
        cells = [row[x] if x is not None and x < len(row) else "" for x in places]
        if any(cells):
            yield Answer(number, cells[0][:40], cells[1][:80], cells[2][:LONGEST])


def _places(head: Sequence[str]) -> list[int | None]:
    folded = [" ".join(fold(x.replace("_", " ")).split()) for x in head]
    places = [
        next((place for place, word in enumerate(folded) if word in words), None)
        for words in _HEADINGS.values()
    ]
    missing = [name for name, place in zip(_HEADINGS, places, strict=True) if place is None]
    if wanted := [x for x in missing if x != "remark"]:
        raise _wrong(_("The first row names no column “%(column)s”.", column=wanted[0]))
    return places


def _text(data: bytes) -> list[tuple[int, list[str]]]:
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong(_("The letters cannot be read. Save the file as “CSV UTF-8”.")) from None
    if "\0" in text:
        raise _wrong(_("The file is not a table. Send an .xlsx or a .csv file."))
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [
            (number, [x.strip().removeprefix("'") for x in row])
            for number, row in enumerate(lines, start=1)
        ]
    except csv.Error:
        raise _wrong(_("The file is not a table. Send an .xlsx or a .csv file.")) from None


def _workbook(data: bytes) -> list[tuple[int, list[str]]]:
    """The first sheet that can be seen."""
    found = sheets.read(data, MAX_ROWS)
    return [(number, [_cell(x) for x in row]) for number, row in found[0].rows] if found else []


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _wrong(sentence: str) -> DomainError:
    return DomainError(sentence, field="file")
