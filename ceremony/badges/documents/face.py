"""What one badge shows."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from ceremony.core.typography.families import Han
from ceremony.people.kinds import Band

Rows = tuple[tuple[str, str], ...]  # a term and its text


class Look(NamedTuple):
    """What a badge shows of its category."""

    word: str
    letter: str
    colour: str  # "#rrggbb" of the band
    band: Band


@dataclass(frozen=True)
class Stock:
    """What all badges of a category share; printed once and used again.

    :ivar rules: and *emergency*: lists of the ceremony that a layout may show.
    :ivar pictures: JPEG or PNG files by name, such as "logo".
    """

    title: str
    dates: str
    word: str
    letter: str
    colour: str  # "#rrggbb" of the band
    band: Band
    rules: Rows = ()
    emergency: Rows = ()
    pictures: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True)
class ZoneMark:
    """A zone as the badge shows it: filled, or dashed and struck out.

    :ivar access: whether one may enter, in words.
    :ivar pictogram: one of ``pictograms.NAMES``, or nothing.
    """

    code: str
    name: str
    is_open: bool
    access: str = ""
    pictogram: str = ""
    is_escorted: bool = False


@dataclass(frozen=True, kw_only=True)
class BadgeFace:
    """One badge, ready to draw. What does not concern its holder stays empty.

    :ivar original_name: in its own script; empty, or equal to the name, if there is none.
    :ivar han: whose forms of Chinese characters its holder uses.
    :ivar photo: a JPEG file, put into the PDF as it is; None if there is none.
    :ivar photo_note: stands in the place of a missing photograph.
    :ivar needs_photo: without one it is not as it should be.
    :ivar body: the delegation, the outlet, or whose vehicle it is.
    :ivar label: instead of a name: a plate, or which of the body's passes it is.
    :ivar details: route and driver of a vehicle, hours of a pool card.
    :ivar valid: when it is good, in words.
    :ivar day: the days of a day badge, in words; empty for all others.
    :ivar mark: serial, batch and layout, in words.
    :ivar token: 130 characters of the alphanumeric set of QR codes.
    """

    stock: Stock
    serial: int
    token: str
    zones: tuple[ZoneMark, ...] = ()
    honorific: str = ""
    name: str = ""
    original_name: str = ""
    function: str = ""
    body: str = ""
    label: str = ""
    details: str = ""
    valid: str = ""
    day: str = ""
    mark: str = ""
    photo: bytes | None = None
    photo_note: str = ""
    needs_photo: bool = False
    han: Han = Han.SC


class Problem(StrEnum):
    """Why a field is not set well."""

    LONG = "long"  # too much to be readable
    LETTERS = "letters"  # no font has them: they are left out
    EMPTY = "empty"  # though the badge stands by it
    ABSENT = "absent"  # a photograph that is needed
    BROKEN = "broken"  # a picture that cannot be read
    FAILED = "failed"  # nothing could be made at all


class Finding(NamedTuple):
    """What is wrong with one field of one badge.

    :ivar characters: what no font has, each once.
    """

    serial: int
    field: str
    problem: Problem
    characters: str = ""


def rows_of(lines: str) -> Rows:
    """The *lines* of a setting as rows: "Medical: dial 556" is a term and its text."""
    parted = (line.partition(": ") for line in lines.splitlines() if line.strip())
    return tuple(
        (before.strip(), after.strip()) if after.strip() else ("", (before + colon).strip())
        for before, colon, after in parted
    )


def code_points(characters: str) -> list[str]:
    """Each of *characters* with its number in Unicode: "ส U+0E2A"."""
    return [f"{x} U+{ord(x):04X}" for x in characters]


def serial_text(serial: int) -> str:
    """Groups of three, at least six figures: 004 812."""
    return f"{serial:07,}".replace(",", " ")
