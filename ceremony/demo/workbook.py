"""The sample workbook of a ministry: twelve invented people, ready to be uploaded."""

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from ceremony.demo import cast
from ceremony.demo.names import name

HEADINGS = {
    "No.": 5,
    "Family name": 18,
    "Given names": 20,
    "Name on badge": 24,
    "Name in original script": 26,
    "Honorific": 10,
    "Function": 22,
    "Title or position": 28,
    "Sex": 6,
    "Date of birth": 14,
    "Nationality": 14,
    "Document type": 14,
    "Document number": 18,
    "Document expiry": 16,
    "Email": 28,
    "Photograph": 16,
    "Delegation": 14,
}
TITLE = "Delegation of the State of Qatar: list of members (all persons are invented)"
FUNCTIONS = ("Deputy head", "Adviser", "Delegate", "Adviser", "Interpreter")
PEOPLE = 12
MADE = datetime(2025, 10, 13, 9, 0)  # noqa: DTZ001 - a workbook knows no zone


def write(file: Path) -> None:
    """The same people each time; the header stands below a title, as ministries do it."""
    book = Workbook()
    book.properties.created = book.properties.modified = MADE
    sheet = book.worksheets[0]
    sheet.title = "Members"
    sheet["A1"] = TITLE
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([])
    sheet.append(list(HEADINGS))
    for place, width in enumerate(HEADINGS.values(), 1):
        head = sheet.cell(3, place)
        head.font, head.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", "15191E")
        head.alignment = Alignment(vertical="center")
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row in _rows():
        sheet.append(row)
    sheet.freeze_panes = "A4"
    book.save(file)


def _rows() -> list[list[Any]]:
    chance = random.Random(12)  # noqa: S311 - the same sample each time
    return [_row(number, chance) for number in range(1, PEOPLE + 1)]


def _row(number: int, chance: random.Random) -> list[Any]:
    own = name(cast.SAMPLE, chance)
    _function, _rank, title = cast.MEMBERS[(number - 2) % len(cast.MEMBERS)]
    return [
        number,
        own.family_name,
        own.given_names,
        own.badge_name,
        own.original_name,
        "H.E." if number == 1 else "Ms" if own.is_woman else "Mr",
        FUNCTIONS[min(number - 1, 2) if number < 8 else number % 3 + 2],
        "Minister of Transport" if number == 1 else title,
        "F" if own.is_woman else "M",
        date(1958, 1, 1) + timedelta(days=chance.randrange(40 * 365)),
        "Qatar",
        "Diplomatic passport" if number == 1 else "Passport",
        f"SAMPLE{number:03d}",
        date(2028, 1, 1) + timedelta(days=chance.randrange(2000)),
        f"member{number:02d}@example.org",
        f"{number:02d}.jpg",
        "Qatar",
    ]
