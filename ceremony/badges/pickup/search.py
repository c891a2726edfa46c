"""The one field of the pick-up desk: whatever is typed, scanned or read into it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from ceremony.badges import queries, signing, token
from ceremony.badges.models import Receipt, ReceiptItem
from ceremony.badges.pickup import documents
from ceremony.core import settings
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, may, require
from ceremony.people import finding, listing, mrz
from ceremony.people.models import Accreditation, Body
from ceremony.register.names import fold

MOST = 25
LONGEST = 400
RECEIPT = re.compile(r"CR-?0*(\d{1,9})", re.IGNORECASE)
Note = tuple[str, str]  # go, wait or stop, and a sentence


@dataclass
class Found:
    """Whom and what somebody may have meant.

    :ivar persons: ids, in the order of names.
    :ivar notes: what is to be said of it; never a document's number.
    :ivar document: the travel document that was read, if it was one.
    """

    persons: Sequence[int] = ()
    bodies: Sequence[Body] = ()
    receipt_id: int | None = None
    notes: list[Note] = field(default_factory=list)
    document: mrz.Document | None = None

    @property
    def is_one(self) -> bool:
        return len(self.persons) + len(self.bodies) + (self.receipt_id is not None) == 1


def find(*, actor: Actor, words: str) -> Found:
    """Look for *words*: in a transaction if they are a document, for that is recorded."""
    require(actor, Permission.BADGES_HAND_OVER)
    words = _printable(words)
    if mrz.looks_like(words):
        return _document(actor, words)
    if len(words) > LONGEST:
        return Found(notes=[("stop", _("This is too long for a name, a number or a code."))])
    if words.startswith(token.PREFIX):
        return _badge(words)
    if receipt := RECEIPT.fullmatch(words):
        known = db.session.get(Receipt, int(receipt[1]))
        return Found(receipt_id=known.id if known else None)
    return _numbered("".join(words.split())) or _named(actor, words)


def is_document(words: str) -> bool:
    return mrz.looks_like(_printable(words))


def _printable(words: str) -> str:
    return "".join(x if x.isprintable() else " " for x in words).strip()


def _document(actor: Actor, words: str) -> Found:
    document = mrz.read(words, settings.current().today)
    if document is None:
        message = _("Only a part of the document was read. Read both lines, or all three, again.")
        return Found(notes=[("wait", message)])
    persons, notes = documents.match(actor=actor, document=document)
    return Found(persons, notes=notes, document=document)


def serial_of(words: str) -> int | None:
    """The serial that somebody typed, or that a genuine badge's code says."""
    words = words.strip()
    if words.startswith(token.PREFIX):
        read = token.read(words, signing.public_keys())
        return None if isinstance(read, token.Refusal) else read.serial
    digits = "".join(words.split())
    is_serial = digits.isascii() and digits.isdecimal() and len(digits) < 10
    return int(digits) if is_serial else None


def _badge(code: str) -> Found:
    if (serial := serial_of(code)) is None:
        return Found(notes=[("stop", _("This code is not genuine: it is no badge of ours."))])
    return _numbered(str(serial)) or Found()


def _numbered(text: str) -> Found | None:
    """By the serial of a badge, or by the code with which one is collected."""
    if (serial := serial_of(text)) is not None:
        credential = queries.find_by_serial(serial)
        right = credential and queries.credential(credential.id).accreditation
    else:
        coded = select(Accreditation).where(Accreditation.collection_code == text.upper())
        right = db.session.scalars(coded).one_or_none()
        credential = None
    if not right:
        return None
    if right.person_id:
        return Found([right.person_id])
    return _pass(right, credential.id if credential else 0)


def _pass(right: Accreditation, credential_id: int) -> Found:
    """What changes hands: the receipt on which it is out, else the body that it belongs to."""
    out = select(ReceiptItem.receipt_id).where(
        ReceiptItem.credential_id == credential_id, ReceiptItem.returned_at.is_(None)
    )
    if receipt_id := db.session.scalar(out):
        return Found(receipt_id=receipt_id)
    return Found(bodies=db.session.scalars(select(Body).where(Body.id == right.body_id)).all())


def _named(actor: Actor, words: str) -> Found:
    if not fold(words):
        return Found()
    if may(actor, Permission.PEOPLE_READ_DOCUMENT) and (known := finding.holders(words)):
        return Found(known)
    page = listing.page(listing.Filter(words=words[:200], sort=listing.Sort.NAME))
    bodies = _bodies(words)
    notes = [("wait", _("There are more. Say more of the name."))] if page.after else []
    return Found([x.id for x in page.rows], bodies, notes=notes)


def _bodies(words: str) -> Sequence[Body]:
    rows = select(Body)
    for word in fold(words).split():
        rows = rows.where(Body.search_key.contains(f" {word}", autoescape=True))
    return db.session.scalars(rows.order_by(Body.sort_key, Body.id).limit(MOST)).all()
