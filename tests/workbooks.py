"""Workbooks as delegations send them, good and odd. Everybody in them is invented."""

import random
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl

HEADINGS = (
    "Delegation",
    "Kind of delegation",
    "Family name",
    "Given names",
    "Name on badge",
    "Name in original script",
    "Honorific",
    "Function",
    "Rank",
    "Title or position",
    "Organisation",
    "Listed",
    "Sex",
    "Date of birth",
    "Nationality",
    "Document type",
    "Document number",
    "Document expiry",
    "Email",
    "Phone",
    "Languages",
    "Dietary needs",
    "Medical needs",
    "Access needs",
    "Photograph",
)
PERSON = {
    "Delegation": "Viet Nam",
    "Family name": "Nguyễn",
    "Given names": "Thị Ễ",
    "Function": "Delegate",
    "Date of birth": date(1980, 4, 3),
    "Nationality": "Viet Nam",
    "Document number": "B1234567",
    "Document expiry": date(2031, 1, 1),
    "Photograph": "nguyen.jpg",
}

# Country, name in its own script or None, family names, given names; Latin as on the badge.
PEOPLES: Sequence[tuple[str, Sequence[tuple[str, str, str]]]] = (
    ("Viet Nam", (("Nguyễn", "Thị Ễ", ""), ("Đặng", "Quốc Bảo", ""), ("Trần", "Bích Ngọc", ""))),
    ("Netherlands (Kingdom of the)", (("van der Berg", "Saskia", ""), ("de Wit", "Joost", ""))),
    ("United Kingdom", (("MacDonald", "Fiona", ""), ("O’Neill", "Ciarán", ""))),
    ("Russian Federation", (("Лебедева", "Ирина", ""), ("Жуков", "Пётр Ильич", ""))),
    ("Greece", (("Παπαδάκης", "Νίκος", ""), ("Αλεξίου", "Ελένη", ""))),
    ("Egypt", (("El-Sharqawi", "Noura", "نورا الشرقاوي"), ("Mansour", "Tarek", "طارق منصور"))),
    ("China", (("Zhao", "Wenjing", "赵文静"), ("Ouyang", "Haoran", "欧阳浩然"))),
    ("Indonesia", (("", "Suhartini", ""), ("Wijaya", "Adi", ""))),
    ("Côte d'Ivoire", (("Kouassi", "Aya Désirée", ""), ("N’Guessan", "Yao", ""))),
    ("Türkiye", (("Yılmaz", "Işıl", ""), ("Öztürk", "Çağrı", ""))),
)
FUNCTIONS = ("Head of delegation", "Deputy head", "Adviser", "Interpreter", "Delegate", "Delegate")
TITLES = ("Minister of Justice", "Director-General", "Counsellor", "Interpreter", "Attaché")


def xlsx(*rows: Sequence[Any], title: str = "People", merge: Iterable[str] = ()) -> bytes:
    """A workbook with one sheet of *rows*; *merge* are ranges as ``A1:C1``."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cells in merge:
        sheet.merge_cells(cells)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def table(*people: dict[str, Any]) -> list[list[Any]]:
    """A header of the headings in use, and a row for each of *people* (changes of PERSON)."""
    rows = [PERSON | person for person in people]
    headings = [heading for heading in HEADINGS if any(heading in row for row in rows)]
    return [headings, *([row.get(heading) for heading in headings] for row in rows)]


def workbook(*people: dict[str, Any]) -> bytes:
    return xlsx(*table(*people))


def csv(rows: Iterable[Sequence[Any]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    lines = (delimiter.join("" if x is None else str(x) for x in row) for row in rows)
    return "\r\n".join(lines).encode(encoding)


def crowd(count: int, *, seed: int = 47) -> list[dict[str, Any]]:
    """*count* complete persons of several scripts; the same for the same *seed*."""
    chance = random.Random(seed)
    return [_member(number, chance) for number in range(count)]


def _member(number: int, chance: random.Random) -> dict[str, Any]:
    country, names = PEOPLES[number % len(PEOPLES)]
    family, given, original = names[number // len(PEOPLES) % len(names)]
    turn = number // len(PEOPLES)
    extra = "" if turn < len(names) else f" {_syllables(chance)}"
    return {
        "Delegation": country,
        "Kind of delegation": "State",
        "Family name": family,
        "Given names": given + extra,
        "Name in original script": original,
        "Honorific": chance.choice(("Ms.", "Mr.", "Dr.", "H.E. Mr.", "H.E. Ms.")),
        "Function": FUNCTIONS[min(turn, len(FUNCTIONS) - 1)],
        "Rank": "Minister" if turn == 0 else "Other",
        "Title or position": chance.choice(TITLES),
        "Organisation": "Ministry of Justice",
        "Sex": chance.choice("FM"),
        "Date of birth": date(1950, 1, 13) + timedelta(days=chance.randrange(18_000)),
        "Nationality": country,
        "Document type": "Diplomatic passport",
        "Document number": f"D{number:07d}",
        "Document expiry": date(2031, 1, 1) + timedelta(days=chance.randrange(1_500)),
        "Email": f"person{number}@example.org",
        "Phone": f"+84 24 5555 {number:04d}",
        "Languages": "English, French",
        "Photograph": f"photo-{number:04d}.jpg",
    }


def _syllables(chance: random.Random) -> str:
    return "".join(chance.choice(("ma", "ri", "to", "len", "sa", "ko")) for _ in range(4)).title()


def sixty() -> bytes:
    """The workbook of the browser test: sixty people of ten delegations, no finding at all."""
    return xlsx(*table(*crowd(60)), title="Participants")


def many(count: int = 2_500) -> bytes:
    """The workbook of the bench."""
    return xlsx(*table(*crowd(count)), title="Participants")


def repacked(data: bytes, **changes: bytes | None) -> bytes:
    """The archive *data* with some parts changed (``__`` for ``/``) or, if None, left out."""
    wanted = {name.replace("__", "/"): content for name, content in changes.items()}
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            content = wanted.pop(entry.filename, old.read(entry))
            if content is not None:
                new.writestr(entry.filename, content, zipfile.ZIP_DEFLATED)
        for name, content in wanted.items():
            new.writestr(name, content or b"", zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"


def with_sheet(*pieces: bytes) -> bytes:
    """A workbook whose only sheet has the XML *pieces* as its rows."""
    return repacked(xlsx(["x"]), **{SHEET: HEAD + b"".join(pieces) + TAIL})


def first_rows(data: bytes) -> bytes:
    """The rows of the only sheet of the workbook *data*, as XML."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        xml = archive.read(SHEET)
    return xml.split(b"<sheetData>")[1].split(b"</sheetData>")[0]


def blank_rows(count: int = 1_000_000) -> bytes:
    """Two people, and *count* formatted but empty rows beneath them."""
    rows = range(4, count + 4)
    blank = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in rows)
    return with_sheet(first_rows(workbook({}, {"Document number": "X2"})), blank)


def far_cell(place: str = SHEET) -> bytes:
    """One forgotten cell in the last corner: a rectangle of 17,000 million cells.

    :param place: the name of the part with the sheet.
    """
    row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    book = with_sheet(first_rows(workbook({})), row)
    names = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(BytesIO(book)) as archive:
        sheet, rels = (
            archive.read(SHEET),
            archive.read(names).replace(SHEET.encode(), place.encode()),
        )
    return repacked(book, **{SHEET: None, names: rels} | {place: sheet})


def far_cell_without_names() -> bytes:
    """The same trap, from a program that does not write where its cells stand."""
    wide = b"<row>" + b"<c><v>1</v></c>" * 16_000 + b"</row>"
    return with_sheet(wide, b"<row><c><v>1</v></c></row>" * 100_000)


def bomb(megabytes: int = 300) -> bytes:
    """A small file that unpacks to *megabytes*."""
    return repacked(xlsx(["x"]), xl__media__image1=bytes(megabytes * 2**20))


def lying_bomb(megabytes: int = 300) -> bytes:
    """The same, but its directory says that the part has ten bytes."""
    data = bytearray(bomb(megabytes))
    size = (megabytes * 2**20).to_bytes(4, "little")
    while (place := data.find(size)) >= 0:
        data[place : place + 4] = (10).to_bytes(4, "little")
    return bytes(data)
