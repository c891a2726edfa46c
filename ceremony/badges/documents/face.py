"""What one badge shows."""

from dataclasses import dataclass

from ceremony.people.kinds import Band


@dataclass(frozen=True)
class Stock:
    """What all badges of a category share; printed once and used again."""

    title: str
    dates: str
    word: str
    letter: str
    colour: str  # "#rrggbb" of the band
    band: Band
    serial_label: str


@dataclass(frozen=True)
class ZoneMark:
    """A zone as the badge shows it: filled, or dashed and struck out."""

    code: str
    name: str
    is_open: bool


@dataclass(frozen=True)
class BadgeFace:
    """One badge, ready to draw.

    :ivar original_name: in its own script; empty, or equal to the name, if there is none.
    :ivar photo: a JPEG file, put into the PDF as it is; None if there is none.
    :ivar photo_note: stands in the place of a missing photograph.
    :ivar token: 130 characters of the alphanumeric set of QR codes.
    """

    stock: Stock
    honorific: str
    name: str
    original_name: str
    photo: bytes | None
    photo_note: str
    function: str
    body: str
    zones: tuple[ZoneMark, ...]
    serial: int
    token: str
