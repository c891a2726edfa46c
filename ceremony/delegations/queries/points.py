"""Reading focal points: who may enter the members of a delegation, and who is silent."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from ceremony.accounts.models import User
from ceremony.core.db import db
from ceremony.delegations.models import Delegation, FocalPoint
from ceremony.delegations.states.delegations import FROZEN, OPEN, State
from ceremony.people.models import Body

LIVE = OPEN | FROZEN
NOT_SUBMITTED = OPEN - {State.RETURNED}  # what was returned has its own mail


def of(shown: Delegation) -> Sequence[FocalPoint]:
    """Those who may enter its members first, those who may no more after them."""
    rows = (
        select(FocalPoint)
        .where(FocalPoint.delegation_id == shown.id)
        .order_by(FocalPoint.revoked_at.is_not(None), FocalPoint.id)
    )
    return db.session.scalars(rows).all()


def focal_point(point_id: int) -> FocalPoint:
    """:raises NoResultFound: there is none."""
    rows = select(FocalPoint).options(joinedload(FocalPoint.delegation))
    return db.session.scalars(rows.where(FocalPoint.id == point_id)).one()


def by_id(ids: Sequence[int]) -> Sequence[FocalPoint]:
    """Those of *ids* that exist, with their delegations."""
    rows = select(FocalPoint).options(joinedload(FocalPoint.delegation))
    return db.session.scalars(rows.where(FocalPoint.id.in_(ids)).order_by(FocalPoint.id)).all()


def is_awaited(user_id: int, delegation_id: int) -> bool:
    """Whether this account may enter members of the delegation, and has never come."""
    return db.session.scalar(awaited(user_id, delegation_id)) is not None


def awaited(user_id: int, delegation_id: int) -> Select[FocalPoint]:
    return select(FocalPoint).where(
        FocalPoint.user_id == user_id,
        FocalPoint.delegation_id == delegation_id,
        FocalPoint.revoked_at.is_(None),
        FocalPoint.entered_at.is_(None),
    )


def find(words: str, most: int) -> Sequence[FocalPoint]:
    """Those whose name or address has each of *words* in it, who may still enter members first."""
    rows = select(FocalPoint).options(joinedload(FocalPoint.delegation)).join(FocalPoint.user)
    for word in words.split():
        named = User.name.icontains(word, autoescape=True)
        rows = rows.where(named | User.email.icontains(word, autoescape=True))
    order = FocalPoint.revoked_at.is_not(None), User.name, FocalPoint.id
    return db.session.scalars(rows.order_by(*order).limit(most)).all()


def points_to_mail(delegations: Sequence[Delegation], *, remind: bool) -> Sequence[FocalPoint]:
    """Focal points of *delegations* who may still enter members, in the order of delegations.

    :param remind: only those who are silent, of delegations that have not submitted; else
        those who were not invited yet.
    """
    rows = (
        select(FocalPoint)
        .join(FocalPoint.delegation)
        .join(Delegation.body)
        .options(contains_eager(FocalPoint.delegation).contains_eager(Delegation.body))
        .where(
            FocalPoint.delegation_id.in_([x.id for x in delegations]),
            FocalPoint.revoked_at.is_(None),
            Delegation.state.in_(NOT_SUBMITTED if remind else LIVE),
            FocalPoint.is_silent if remind else FocalPoint.invited_at.is_(None),
        )
        .order_by(Body.sort_key, FocalPoint.id)
    )
    return db.session.scalars(rows).all()


def without_points(delegations: Sequence[Delegation]) -> list[Delegation]:
    """Those of *delegations* whose members nobody outside may enter."""
    points = numbers([x.id for x in delegations])
    return [x for x in delegations if x.id not in points]


def numbers(delegation_ids: Sequence[int]) -> dict[int, tuple[int, bool, bool]]:
    """Delegation to how many may enter its members, whether all of them are silent, and
    whether any was invited.
    """
    came = func.count(FocalPoint.entered_at)
    rows = (
        select(FocalPoint.delegation_id, func.count(), came, func.count(FocalPoint.invited_at))
        .where(FocalPoint.delegation_id.in_(delegation_ids), FocalPoint.revoked_at.is_(None))
        .group_by(FocalPoint.delegation_id)
    )
    return {
        id_: (n, bool(sent) and not here, bool(sent))
        for id_, n, here, sent in db.session.execute(rows)
    }
