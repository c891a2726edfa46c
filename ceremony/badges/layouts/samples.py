"""With whom a layout is looked at: a real badge, or an invented one."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask_babel import force_locale
from sqlalchemy import Select, func, select

from ceremony.badges import queries, token
from ceremony.badges.documents.face import BadgeFace, Stock, rows_of, serial_text
from ceremony.badges.facing import Faces
from ceremony.badges.models import Credential
from ceremony.badges.states import LIVE
from ceremony.core.db import db
from ceremony.core.i18n import DEFAULT, _, lazy
from ceremony.core.permissions import Actor, Permission, may
from ceremony.people import finding
from ceremony.people.kinds import Band, PassKind
from ceremony.people.models import Accreditation, Person
from ceremony.people.names import fold

LONGEST = "longest"
WORDS = {
    LONGEST: lazy("The longest name"),
    PassKind.PERSONAL: lazy("Somebody invented"),
    PassKind.FLOATER: lazy("An invented floater"),
    PassKind.POOL: lazy("An invented pool card"),
    PassKind.VEHICLE: lazy("An invented vehicle"),
}
# All of them are invented.
FACTS: dict[PassKind, dict[str, Any]] = {
    PassKind.PERSONAL: {
        "honorific": "H.E.",
        "name": "Maria Aurélie Nguyễn-Delacroix",
        "original_name": "阮玛丽",
        "function": "Deputy head of delegation",
        "body": "Republic of Exemplary Islands",
    },
    PassKind.FLOATER: {"label": "3", "body": "Republic of Exemplary Islands"},
    PassKind.POOL: {"label": "2", "body": "Exemplary News Agency"},
    PassKind.VEHICLE: {
        "label": "29A-123.45",
        "details": "Route B, gate 4",
        "body": "Republic of Exemplary Islands",
    },
}
SERIAL = 4812


@dataclass(frozen=True)
class Shown:
    """A badge to look at, and whose it is.

    :ivar others: how many more were found by the same words.
    """

    face: BadgeFace
    name: str
    others: int = 0


def choices(actor: Actor) -> list[tuple[str, str]]:
    """Value and words; real people only for who prints their badges."""
    kinds = WORDS if may(actor, Permission.BADGES_PRINT) else FACTS
    return [(str(x), str(WORDS[x])) for x in kinds]


def usual(actor: Actor, kind: PassKind | None) -> str:
    """With whom a layout for passes of *kind* is looked at first."""
    if kind in {None, PassKind.PERSONAL}:
        return choices(actor)[0][0]
    return str(kind)


def shown(actor: Actor, who: str, words: str = "") -> Shown | None:
    """The badge to look at; None: no badge that counts was found by *words*.

    :param who: a value of :func:`choices`.
    :param words: part of a name, or a serial: finds a real badge instead.
    """
    faces, is_allowed = Faces(), may(actor, Permission.BADGES_PRINT)
    if words.strip() and is_allowed:
        return _found(faces, words)
    if who == LONGEST and is_allowed and (real := _real(faces, _longest())):
        return real
    kind = PassKind(who) if who in set(PassKind) else PassKind.PERSONAL
    face = invented(faces, kind)
    return Shown(face, face.name or str(WORDS[kind]))


def invented(faces: Faces, kind: PassKind) -> BadgeFace:
    """A badge of nobody; its code is signed by a key that no gate knows."""
    category = next((x for x in faces.categories.values() if x.pass_kind is kind), None)
    zones = tuple(category.zones) if category else ()
    with force_locale(DEFAULT):
        return BadgeFace(
            stock=faces.stock(category.code) if category else _stock(faces, kind),
            serial=SERIAL,
            token=_token(),
            zones=faces.marks(zones),
            valid=faces.valid(faces.facts.valid_from, faces.facts.valid_until),
            photo_note=_("Photograph"),
            mark=serial_text(SERIAL),
            **FACTS[kind],
        )


def _stock(faces: Faces, kind: PassKind) -> Stock:
    """Where the ceremony has no category for such passes yet."""
    return Stock(
        title=faces.facts.short_title,
        dates=faces.dates,
        word=kind.label.split()[0],
        letter=kind.label[0],
        colour="#17395f",
        band=Band.PLAIN,
        rules=rows_of(faces.facts.badge_rules.get(DEFAULT, "")),
        emergency=rows_of(faces.facts.emergency_numbers.get(DEFAULT, "")),
        pictures=faces.pictures,
    )


@cache
def _token() -> str:
    first, last = datetime(2025, 10, 25, tzinfo=UTC), datetime(2025, 10, 27, tzinfo=UTC)
    claims = token.Claims(SERIAL, 2, frozenset({0, 1, 2}), first, last)
    return token.write(claims, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def _found(faces: Faces, words: str) -> Shown | None:
    digits = words.replace(" ", "")
    if digits.isascii() and digits.isdecimal() and len(digits) < 10:
        known = queries.find_by_serial(int(digits))
        return _real(faces, [known.id] if known else [])
    rows = _badges()
    for word in fold(words).split()[:6]:
        rows = rows.where(Person.id.in_(finding.beginning(word)))
    return _real(faces, list(db.session.scalars(rows.order_by(Person.sort_key).limit(50))))


def _longest() -> list[int]:
    rows = _badges().order_by(func.length(Person.badge_name).desc(), Credential.id).limit(1)
    return list(db.session.scalars(rows))


def _badges() -> Select[int]:
    return (
        select(Credential.id)
        .join(Accreditation, Accreditation.id == Credential.accreditation_id)
        .join(Person, Person.id == Accreditation.person_id)
        .where(Credential.state.in_(LIVE))
    )


def _real(faces: Faces, ids: list[int]) -> Shown | None:
    for face in faces.read(ids[:1], _("test")).values():
        return Shown(face, face.name or face.label, len(ids) - 1)
    return None
