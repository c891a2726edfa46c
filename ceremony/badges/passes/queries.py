"""Reading passes that change hands: where each is, and how many pins are left."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from ceremony.badges.models import Credential, Outdated, Receipt, ReceiptItem
from ceremony.badges.states import OUTSIDE, RevokedBecause, State
from ceremony.core import paging, settings
from ceremony.core.db import db
from ceremony.core.i18n import lazy
from ceremony.core.paging import FIRST, Page, Place
from ceremony.delegations.models import Delegation
from ceremony.delegations.states.delegations import State as Delegated
from ceremony.people.kinds import PassKind
from ceremony.people.models import Accreditation, Body, Category

PAGE = 50
Found = Row[*tuple[Any, ...]]


class Where(StrEnum):
    """Where a pass is, as far as the desk knows."""

    BLANK = "blank"
    STOCK = "stock"
    LOAN = "loan"
    LOST = "lost"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Where.BLANK: lazy("Not printed yet"),
    Where.STOCK: lazy("In stock"),
    Where.LOAN: lazy("On loan"),
    Where.LOST: lazy("Lost"),
    Where.ENDED: lazy("Ended"),
}
_IS_LOST = Credential.reason.in_([RevokedBecause.LOST, RevokedBecause.STOLEN])
_IS: dict[Where, ColumnElement[bool]] = {
    Where.BLANK: Credential.state == State.ISSUED,
    Where.STOCK: Credential.state.in_([State.PRINTED, State.RETURNED]),
    Where.LOAN: Credential.state.in_(OUTSIDE),
    Where.LOST: and_(Credential.state == State.REVOKED, _IS_LOST),
    Where.ENDED: and_(
        Credential.state == State.REVOKED, or_(Credential.reason.is_(None), ~_IS_LOST)
    ),
}


@dataclass(frozen=True)
class Filter:
    """Which passes; empty means all.

    :ivar body: id of a body, :ivar kind: value of a kind of pass.
    """

    body: int | None = None
    kind: str = ""
    where: str = ""

    def as_arguments(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}


class Pins(NamedTuple):
    """How many pins there are in all, and how many of them are lent."""

    total: int
    out: int

    @property
    def in_stock(self) -> int:
        return self.total - self.out


def page(which: Filter, at: Place = FIRST) -> Page:
    """One page of passes, by body, category and number.

    A row has the credential, its right, body and category, how many of them the body has in
    all, the receipt on which it is out, and whether it is outdated.
    """
    order = (Body.sort_key, Body.id, Category.position, Accreditation.id, Credential.id)
    return paging.page(_rows(), order, at, PAGE, where=_conditions(which))


def of_body(body_id: int) -> Sequence[Found]:
    """All that a body has now, and what it lost: in the order of the page above."""
    now = or_(*(_IS[x] for x in (Where.BLANK, Where.STOCK, Where.LOAN, Where.LOST)))
    rows = _rows().where(*_conditions(Filter(body=body_id)), now)
    return db.session.execute(
        rows.order_by(Category.position, Accreditation.id, Credential.id)
    ).all()


def counts(which: Filter) -> dict[Where, int]:
    """How many there are in each place, whatever place the filter asks for."""
    numbers = [func.count().filter(_IS[x]) for x in Where]
    rows = _joined(select(*numbers).select_from(Credential))
    found = db.session.execute(rows.where(*_conditions(Filter(which.body, which.kind)))).one()
    return dict(zip(Where, found, strict=True))


def pins(body_id: int | None = None) -> Pins:
    """Of the ceremony; or those that a body has got, and still has."""
    lent, back = func.sum(Receipt.pins), func.sum(Receipt.pins_returned)
    rows = select(func.coalesce(lent, 0), func.coalesce(lent - back, 0))
    if body_id is None:
        return Pins(settings.current().pins, db.session.execute(rows).one()[1])
    return Pins(*db.session.execute(rows.where(Receipt.body_id == body_id)).one())


class Loan(NamedTuple):
    """A receipt on which something is out."""

    receipt: Receipt
    passes: int

    @property
    def pins(self) -> int:
        return self.receipt.pins_out


def loans(body_id: int) -> list[Loan]:
    """What is out on receipts of a body, the newest first."""
    out = (
        select(func.count())
        .where(ReceiptItem.receipt_id == Receipt.id, ReceiptItem.returned_at.is_(None))
        .scalar_subquery()
    )
    rows = select(Receipt, out).where(
        Receipt.body_id == body_id, or_(out > 0, Receipt.pins > Receipt.pins_returned)
    )
    return [Loan(*x) for x in db.session.execute(rows.order_by(Receipt.id.desc()))]


def right(accreditation_id: int) -> Accreditation:
    """A pass with its body and category.

    :raises NoResultFound: there is none, or it is a person's.
    """
    rows = select(Accreditation).options(
        joinedload(Accreditation.body), joinedload(Accreditation.category)
    )
    held = Accreditation.id == accreditation_id, Accreditation.body_id.is_not(None)
    return db.session.scalars(rows.where(*held)).one()


def bodies() -> Sequence[Body]:
    """Those that have passes, by name."""
    has = select(Accreditation.body_id).where(Accreditation.body_id.is_not(None))
    rows = select(Body).where(Body.id.in_(has)).order_by(Body.sort_key, Body.id)
    return db.session.scalars(rows).all()


def categories(*kinds: PassKind) -> Sequence[Category]:
    rows = select(Category).where(Category.pass_kind.in_(kinds)).order_by(Category.position)
    return db.session.scalars(rows).all()


def holders(*, are_answering: bool = False) -> Sequence[Body]:
    """Bodies that may have passes, by name: none whose delegation is refused or withdrawn.

    :param are_answering: nor one that has not answered its invitation.
    """
    gone = {Delegated.REFUSED, Delegated.WITHDRAWN} | (
        {Delegated.INVITED} if are_answering else set()
    )
    rows = select(Body).outerjoin(Delegation, Delegation.body_id == Body.id)
    comes = or_(Delegation.id.is_(None), Delegation.state.not_in(gone))
    return db.session.scalars(rows.where(comes).order_by(Body.sort_key, Body.id)).all()


_sibling = aliased(Accreditation)


def _rows() -> Select[*tuple[Any, ...]]:
    all_ = (
        select(func.count())
        .where(
            _sibling.body_id == Accreditation.body_id,
            _sibling.category_id == Accreditation.category_id,
        )
        .correlate(Accreditation)
        .scalar_subquery()
    )
    is_outdated = (
        select(Outdated.id)
        .where(Outdated.credential_id == Credential.id)
        .correlate(Credential)
        .exists()
    )
    columns: Sequence[Any] = (
        Credential,
        Accreditation,
        Body,
        Category,
        all_.label("of"),
        Receipt,
        is_outdated.label("is_outdated"),
    )
    is_out = and_(ReceiptItem.credential_id == Credential.id, ReceiptItem.returned_at.is_(None))
    return (
        _joined(select(*columns).select_from(Credential))
        .outerjoin(ReceiptItem, is_out)
        .outerjoin(Receipt, Receipt.id == ReceiptItem.receipt_id)
    )


def _joined(rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        rows.join(Accreditation, Accreditation.id == Credential.accreditation_id)
        .join(Body, Body.id == Accreditation.body_id)
        .join(Category, Category.id == Accreditation.category_id)
    )


def _conditions(which: Filter) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if which.body:
        asked.append(Accreditation.body_id == which.body)
    if which.kind:
        asked.append(Category.pass_kind == which.kind)
    if which.where:
        asked.append(_IS[Where(which.where)])
    return asked
