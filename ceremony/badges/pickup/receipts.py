"""Reading custody receipts: what is out, and with whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from ceremony.accounts.models import User
from ceremony.badges.models import Credential, Receipt, ReceiptItem
from ceremony.core import paging
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.core.paging import FIRST, Page, Place
from ceremony.people.models import Accreditation

SIZE = 25


class Line(NamedTuple):
    """One receipt of the list, and how much of it is where."""

    receipt: Receipt
    badges: int
    out: int


@dataclass(frozen=True)
class Whole:
    """One receipt with all that it names.

    :ivar by: the officer who gave it.
    """

    receipt: Receipt
    items: Sequence[ReceiptItem]
    by: str

    @property
    def out(self) -> list[ReceiptItem]:
        return [x for x in self.items if x.returned_at is None]


def page(at: Place = FIRST, *, is_open: bool) -> Page:
    """The newest first.

    :param is_open: only those of which something is out.
    """
    number = func.count().label("number")
    of_receipt = ReceiptItem.receipt_id == Receipt.id
    items = select(number).where(of_receipt).scalar_subquery()
    out = select(number).where(of_receipt, ReceiptItem.returned_at.is_(None)).scalar_subquery()
    rows = select(Receipt, items.label("badges"), out.label("out"))
    rows = rows.options(joinedload(Receipt.body))
    where = [_is_open()] if is_open else []
    found = paging.page(rows, (Receipt.id,), at, SIZE, where=where, descends=True)
    return found.showing([Line(x.Receipt, x.badges, x.out) for x in found.rows])


def counts() -> tuple[int, int]:
    """How many receipts are open, and how many there are."""
    every = select(func.count()).select_from(Receipt)
    return db.session.scalar(every.where(_is_open())) or 0, db.session.scalar(every) or 0


def newest(body_id: int) -> int:
    """Id of the newest receipt of the body; 0: there is none."""
    return db.session.scalar(select(func.max(Receipt.id)).where(Receipt.body_id == body_id)) or 0


def _is_open() -> ColumnElement[bool]:
    out = and_(ReceiptItem.receipt_id == Receipt.id, ReceiptItem.returned_at.is_(None))
    return or_(Receipt.pins > Receipt.pins_returned, select(ReceiptItem.id).where(out).exists())


def whole(receipt_id: int) -> Whole:
    """:raises NoResultFound: there is none."""
    with_body = joinedload(Receipt.body)
    receipt = db.session.get_one(Receipt, receipt_id, options=[with_body], populate_existing=True)
    right = joinedload(ReceiptItem.credential).joinedload(Credential.accreditation)
    items = db.session.scalars(
        select(ReceiptItem)
        .join(ReceiptItem.credential)
        .options(right.joinedload(Accreditation.person))
        .options(right.joinedload(Accreditation.category))
        .where(ReceiptItem.receipt_id == receipt_id)
        .order_by(Credential.serial)
        .execution_options(populate_existing=True)
    ).all()
    return Whole(receipt, items, _by(receipt))


def _by(receipt: Receipt) -> str:
    about = (AuditEntry.subject_type == "receipt", AuditEntry.subject_id == receipt.id)
    made = (AuditEntry.event == "badges.receipt_made", AuditEntry.actor_kind == "user")
    rows = select(User.name).join(AuditEntry, AuditEntry.actor_id == User.id)
    return db.session.scalar(rows.where(*about, *made)) or _("The system")
