"""Badges to draw, without a database. All of these people are invented."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from ceremony.badges import token
from ceremony.badges.documents.face import BadgeFace, Stock, ZoneMark
from ceremony.badges.documents.layout import Layout
from ceremony.badges.documents.pages import set_badges
from ceremony.badges.documents.starters import starters
from ceremony.core.typography.booklet import Booklet
from ceremony.people.kinds import Band

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
START, END = datetime(2025, 10, 25, tzinfo=UTC), datetime(2025, 10, 27, tzinfo=UTC)
ZONES = (
    *("Outer", "Conference", "Plenary Hall", "Holding rooms", "Media centre", "Lounge"),
    *("Treaty room", "Bilateral rooms", "Kitchen", "Roof", "Garage", "Archive"),
)


def code(serial: int = 4812) -> str:
    return token.write(token.Claims(serial, 2, frozenset({0, 1, 2}), START, END), KEY)


def stock(word: str = "Delegate", colour: str = "#17395f", band: Band = Band.PLAIN) -> Stock:
    title, dates = "Convention against Cybercrime, Hanoi", "25–26 October 2025"
    return Stock(title, dates, word, word[0], colour, band)


def zones(count: int = 4) -> tuple[ZoneMark, ...]:
    names = enumerate(ZONES[:count], 1)
    return tuple(ZoneMark(str(number), name, number != 4) for number, name in names)


@cache
def portrait() -> bytes:
    file = BytesIO()
    Image.new("RGB", (480, 600), "#8ea3b0").save(file, "JPEG")
    return file.getvalue()


PLAIN = BadgeFace(
    stock=stock(),
    honorific="",
    name="Layla al-Harithi Mansour",
    original_name="ليلى الحارثي منصور",
    photo=portrait(),
    photo_note="No photograph",
    function="Deputy head of delegation",
    body="Qatar",
    zones=zones(),
    serial=4812,
    token=code(),
)


def face(**values: object) -> BadgeFace:
    return replace(PLAIN, **values)  # type: ignore[arg-type]


def pdf(
    *faces: BadgeFace, layout: Layout | None = None, backs: bool = False
) -> tuple[bytes, list[list[str]]]:
    """The badges as one PDF, and what the drawing found wanting on each."""
    file = BytesIO()
    with Booklet(file, "Badges") as booklet:
        number = booklet.checkpoint.next_number
        layout = layout or starters()["personal"]
        part, findings = set_badges(faces, layout, number, backs=backs)
        booklet.append(part)
        found = [[x.field for x in findings if x.serial == face.serial] for face in faces]
        return file.getvalue(), found
