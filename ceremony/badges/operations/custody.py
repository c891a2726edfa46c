"""What is out on receipts: badges until they come back or count no more, pins by number."""

from collections.abc import Sequence

from sqlalchemy import select, update

from ceremony.badges.models import Credential, Receipt, ReceiptItem
from ceremony.badges.passes.queries import pins as pins_of_now
from ceremony.core import audit
from ceremony.core.clock import now
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, ngettext
from ceremony.core.permissions import Actor, Permission, require


class PinsShort(DomainError):
    """Fewer pins are in stock than somebody wants, or fewer are out than come back."""

    status = 409


def close(actor: Actor, credentials: Sequence[Credential]) -> None:
    """These are no longer out on any receipt."""
    ids = [x.id for x in credentials]
    out = select(ReceiptItem.id).where(
        ReceiptItem.credential_id.in_(ids), ReceiptItem.returned_at.is_(None)
    )
    if items := list(db.session.scalars(out)):
        db.session.execute(
            update(ReceiptItem)
            .where(ReceiptItem.id.in_(items))
            .values(returned_at=now(), version=ReceiptItem.version + 1)
            .execution_options(synchronize_session=False)
        )
        audit.record_ids(actor, "badges.receipt_item_closed", "receipt_item", items)


def take_pins(count: int) -> None:
    """Let *count* pins leave the stock with the receipt of this transaction.

    :raises PinsShort: so many are not there.
    """
    if count < 0:
        raise DomainError(_("Write a number from 0."), field="pins")
    if not count:
        return
    lock("badges.pins")
    pins = pins_of_now()
    if count > pins.in_stock:
        raise PinsShort(
            ngettext(
                "One pin is in stock of %(total)d: %(out)d are out.",
                "%(num)d pins are in stock of %(total)d: %(out)d are out.",
                max(pins.in_stock, 0),
                total=pins.total,
                out=pins.out,
            ),
            field="pins",
        )


def return_pins(*, actor: Actor, receipt: Receipt, count: int) -> Receipt:
    """So many pins of *receipt* came back; the others stay out.

    :raises PinsShort: more than are out.
    """
    require(actor, Permission.BADGES_HAND_OVER)
    lock("badges.pins")
    db.session.refresh(receipt)
    out = receipt.pins_out
    if not 1 <= count <= out:
        raise PinsShort(
            ngettext(
                "One pin is out on this receipt.",
                "%(num)d pins are out on this receipt.",
                out,
            ),
            field="count",
        )
    receipt.pins_returned += count
    audit.record(actor, "badges.pins_returned", receipt, pins=count)
    return receipt
