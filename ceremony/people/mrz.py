"""The machine-readable zone of a travel document: read, and its check digits verified.

Source: ICAO Doc 9303, eighth edition: part 3, 4.9 (check digits) and 3 (characters), part 4
(TD3, passports), part 5 (TD1, cards), part 6 (TD2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from ceremony.core.i18n import lazy

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FILLER = "<"
WEIGHTS = (7, 3, 1)
SHORTEST = 30  # a line of the shortest kind


class Digit(StrEnum):
    """What a check digit vouches for."""

    NUMBER = "number"
    BIRTH = "birth"
    EXPIRY = "expiry"
    OPTIONAL = "optional"
    WHOLE = "whole"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Digit.NUMBER: lazy("of the document number"),
    Digit.BIRTH: lazy("of the date of birth"),
    Digit.EXPIRY: lazy("of the date of expiry"),
    Digit.OPTIONAL: lazy("of the personal number"),
    Digit.WHOLE: lazy("of the whole line"),
}


class Kind(NamedTuple):
    """How many lines of how many characters; where each fact begins and ends in all of them."""

    lines: int
    width: int
    names: slice
    number: slice
    nationality: slice
    born: slice
    sex: int
    expires: slice
    optional: slice
    whole: tuple[slice, ...]


TD3 = Kind(
    2, 44, slice(5, 44), slice(44, 53), slice(54, 57), slice(57, 63), 64, slice(65, 71),
    slice(72, 86), (slice(44, 54), slice(57, 64), slice(65, 87)),
)  # fmt: skip
TD2 = Kind(
    2, 36, slice(5, 36), slice(36, 45), slice(46, 49), slice(49, 55), 56, slice(57, 63),
    slice(64, 71), (slice(36, 46), slice(49, 56), slice(57, 71)),
)  # fmt: skip
TD1 = Kind(
    3, 30, slice(60, 90), slice(5, 14), slice(45, 48), slice(30, 36), 37, slice(38, 44),
    slice(15, 30), (slice(5, 30), slice(30, 37), slice(38, 45), slice(48, 59)),
)  # fmt: skip
KINDS = (TD3, TD2, TD1)


@dataclass(frozen=True)
class Document:
    """What a machine-readable zone says.

    :ivar code: P of a passport, I, A or C of a card.
    :ivar nationality: as printed, three letters; D of Germany is written DEU.
    :ivar born_on: None if it is not known to the day.
    :ivar wrong: the check digits that do not fit.
    """

    code: str
    family_name: str
    given_names: str
    number: str
    nationality: str
    born_on: date | None
    sex: str
    expires_on: date | None
    wrong: tuple[Digit, ...]


def looks_like(text: str) -> bool:
    """Whether *text* is a machine-readable zone, or the beginning of one: no name is."""
    joined = "".join(text.split()).upper()
    return len(joined) >= SHORTEST and FILLER in joined and set(joined) <= {*LETTERS, FILLER}


def read(text: str, today: date) -> Document | None:
    """The document whose zone is *text*, with or without breaks between its lines.

    :param today: in which century somebody was born is not printed: nobody is born after it.
    :returns: None if *text* has the length of no kind.
    """
    lines = [x.upper() for x in text.split()]
    for kind in KINDS:
        if (zone := _zone(lines, kind)) and set(zone) <= {*LETTERS, FILLER}:
            return _document(zone, kind, today)
    return None


def check_digit(text: str) -> str:
    """The digit that vouches for *text*: weights 7, 3, 1; A is 10; the rest of a tenth.

    Source: ICAO Doc 9303-3, 4.9.
    """
    values = (0 if x == FILLER else LETTERS.index(x) for x in text)
    return str(sum(x * WEIGHTS[place % 3] for place, x in enumerate(values)) % 10)


def _zone(lines: Sequence[str], kind: Kind) -> str:
    """All lines as one; readers leave out what fills the end of a line.

    The second line of two alone, which a reader sends by itself, says all but the names.
    """
    if len(lines) == 1 and any(x.isdigit() for x in lines[0][:9]):
        lines = ["", lines[0]] if kind.lines == 2 and len(lines[0]) == kind.width else lines
    if len(lines) == kind.lines and len(lines[1]) == kind.width:
        fits = all(len(x) <= kind.width for x in lines)
        return "".join(x.ljust(kind.width, FILLER) for x in lines) if fits else ""
    joined = "".join(lines)
    return joined if len(joined) == kind.lines * kind.width else ""


def _document(zone: str, kind: Kind, today: date) -> Document:
    family, _between, given = zone[kind.names].partition("<<")
    number, number_digit = _number(zone, kind)
    pairs = {
        Digit.NUMBER: (number, number_digit),
        Digit.BIRTH: (zone[kind.born], zone[kind.born.stop]),
        Digit.EXPIRY: (zone[kind.expires], zone[kind.expires.stop]),
        Digit.WHOLE: ("".join(zone[x] for x in kind.whole), zone[_last(kind)]),
    }
    if kind is TD3:
        pairs[Digit.OPTIONAL] = (zone[kind.optional], zone[kind.optional.stop])
    nationality = zone[kind.nationality].strip(FILLER)
    born, expires = _day(zone[kind.born]), _day(zone[kind.expires])
    return Document(
        code=zone[0],
        family_name=_words(family),
        given_names=_words(given),
        number=number.replace(FILLER, ""),
        nationality={"D": "DEU"}.get(nationality, nationality),
        born_on=_before(born, today),
        sex={"M": "M", "F": "F"}.get(zone[kind.sex], ""),
        expires_on=expires,
        wrong=tuple(x for x in Digit if x in pairs and not _fits(x, *pairs[x])),
    )


def _number(zone: str, kind: Kind) -> tuple[str, str]:
    """The number and its digit; one that is too long goes on among the optional characters.

    Source: ICAO Doc 9303-5, 4.2.2.
    """
    number, digit = zone[kind.number], zone[kind.number.stop]
    more = zone[kind.optional].partition(FILLER)[0]
    if digit == FILLER and kind is not TD3 and len(more) > 1:
        return number + more[:-1], more[-1]
    return number, digit


def _fits(which: Digit, text: str, digit: str) -> bool:
    is_absent = which is Digit.OPTIONAL and digit == FILLER and not text.strip(FILLER)
    return is_absent or check_digit(text) == digit


def _last(kind: Kind) -> int:
    """Where the digit of the whole zone stands."""
    return 59 if kind is TD1 else kind.lines * kind.width - 1


def _words(text: str) -> str:
    return " ".join(text.replace(FILLER, " ").split())


def _day(text: str) -> date | None:
    """A date of YYMMDD in this century; None if it is none, or unknown."""
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return None


def _before(day: date | None, today: date) -> date | None:
    """*day*, or the same a hundred years before if it has not come yet."""
    if day is None or day <= today:
        return day
    try:
        return day.replace(year=day.year - 100)
    except ValueError:  # 29 February 1900 was none
        return None
