"""Dates as people write them, and the ones that can be read in two ways."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from ceremony.core.spreadsheets.sheets import Cell

EXCEL_EPOCH = date(1899, 12, 30)
FIRST_SERIAL = 2_200  # below, a number is a year; no document and nobody alive is that old
LAST_SERIAL = 80_000  # the year 2119

ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ][\d:.,]+(?:z|[+-]\d\d:?\d\d)?)?")
COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)")
FIGURES = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?: [\d:]+)?")
DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|e)?[-\s./,]+(?:of )?([^\W\d]+)[-\s./,]+(\d{4}|\d\d)"
)
MONTH_FIRST = re.compile(r"([^\W\d]+)[-\s./,]+(\d{1,2})(?:st|nd|rd|th)?[-\s./,]+(\d{4})")
VIETNAMESE = re.compile(
    r"(?:ngay )?(\d{1,2}) ?(?:thang|thg|th) ?(\d{1,2}|[a-z]+)[, ]+(?:nam )?(\d{4})"
)
CHINESE = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日?")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv gieng mot",
            "february feb fevrier fevr fev hai",
            "march mar mars ba",
            "april apr avril avr tu",
            "may mai nam",
            "june jun juin sau",
            "july jul juillet juil bay",
            "august aug aout tam",
            "september sept sep septembre chin",
            "october oct octobre muoi",
            "november nov novembre",
            "december dec decembre chap",
        ),
        start=1,
    )
    for name in names.split()
}


class Order(StrEnum):
    """How a column writes 03/04/2025."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True)
class Reading:
    """A date that was read; *other* is the second way to read it, if there is one."""

    day: date
    other: date | None = None
    has_short_year: bool = False


def read(cell: Cell, order: Order = Order.DAY_FIRST, *, latest: date) -> Reading | None:
    """The date in *cell*; None if there is none.

    :param order: how to read what can be read in two ways.
    :param latest: two figures of a year mean the last such year not after this date.
    """
    if isinstance(cell, datetime):
        return Reading(cell.date())
    if isinstance(cell, date):
        return Reading(cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _number(float(cell))
    return _text(_plain(cell), order, latest) if isinstance(cell, str) else None


def is_doubtful(cell: Cell) -> bool:
    """Whether *cell* is a date that can be read in two ways."""
    found = read(cell, latest=date.max)
    return found is not None and found.other is not None


def order_of(cells: Iterable[Cell]) -> Order | None:
    """How a column writes its dates, if some can be read in one way only and these agree."""
    orders = {order for x in cells if isinstance(x, str) and (order := _only_order(_plain(x)))}
    return orders.pop() if len(orders) == 1 else None


def _only_order(text: str) -> Order | None:
    found = FIGURES.fullmatch(text)
    if not found or found[2] == ".":
        return None
    first, second = int(found[1]), int(found[3])
    if max(first, second) > 31 or (first > 12) is (second > 12):
        return None
    return Order.DAY_FIRST if first > 12 else Order.MONTH_FIRST


def _plain(text: str) -> str:
    """Lower case, without diacritics, figures of any script as 0 to 9."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return " ".join(
        "".join(
            str(unicodedata.digit(x)) if x.isdigit() else x
            for x in apart
            if not unicodedata.combining(x)
        ).split()
    )


def _number(number: float) -> Reading | None:
    if FIRST_SERIAL < number < LAST_SERIAL:
        return Reading(EXCEL_EPOCH + timedelta(days=int(number)))
    if 0 <= number < 1e8 and (found := COMPACT.fullmatch(str(int(number)))):  # 20250403
        return _made(found[1], found[2], found[3], date.max)
    return None


def _text(text: str, order: Order, latest: date) -> Reading | None:
    for pattern in (ISO, COMPACT, CHINESE):
        if found := pattern.fullmatch(text):
            return _made(found[1], found[2], found[3], latest)
    if found := FIGURES.fullmatch(text):
        first, mark, second, year = found.groups()
        if mark == "." and (dotted := _made(year, second, first, latest)):
            return dotted  # only day-first countries write points
        return _in_order(first, second, year, order, latest)
    if found := VIETNAMESE.fullmatch(text):
        return _made(found[3], _month(found[2]), found[1], latest)
    if found := DAY_FIRST.fullmatch(text):
        return _made(found[3], _month(found[2]), found[1], latest)
    if found := MONTH_FIRST.fullmatch(text):
        return _made(found[3], _month(found[1]), found[2], latest)
    return _number(float(text)) if SERIAL.fullmatch(text) else None


def _month(word: str) -> str:
    return word if word.isdigit() else str(MONTHS.get(word, 0))


def _in_order(first: str, second: str, year: str, order: Order, latest: date) -> Reading | None:
    day_first = _made(year, second, first, latest)
    month_first = _made(year, first, second, latest)
    if not day_first or not month_first or int(first) == int(second):
        return day_first or month_first
    if order is Order.MONTH_FIRST:
        day_first, month_first = month_first, day_first
    return Reading(day_first.day, month_first.day, day_first.has_short_year)


def _made(year: str, month: str, day: str, latest: date) -> Reading | None:
    try:
        made = date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
    if len(year) == 2 and made > latest:
        made = made.replace(year=made.year - 100) if (made.month, made.day) != (2, 29) else made
    return Reading(made, has_short_year=len(year) == 2)
