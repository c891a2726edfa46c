"""What a delegation may send: one head, and no more of each category than was agreed.

Asked in the transaction that changes who comes, after the change and under a lock, so that
two who add or approve at the same instant cannot both take the last place.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, or_, select, true
from sqlalchemy.orm import aliased

from ceremony.core.db import db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, ngettext, said
from ceremony.delegations.models import Delegation
from ceremony.delegations.states.delegations import OPEN, OVER
from ceremony.people.kinds import Function
from ceremony.people.models import Accreditation, Body, Category, Participation
from ceremony.people.operations import holding
from ceremony.people.states import LIVE, State


class SecondHead(DomainError):
    """A delegation has exactly one head."""


class DelegationOver(DomainError):
    """The delegation was refused or withdrawn: nobody comes for it."""


class DelegationOpen(DomainError):
    """The delegation is not submitted: nobody of it can be approved."""

    status = 409


class QuotaReached(DomainError):
    """All places of a category are taken."""


class Place(NamedTuple):
    """A category of a delegation: how many take a place in it, of how many."""

    category: Category
    taken: int
    places: int | None  # None: no limit was agreed

    @property
    def is_exceeded(self) -> bool:
        return self.places is not None and self.taken > self.places


def hold(body_ids: Iterable[int]) -> None:
    """Let nobody else count what these bodies send until the transaction ends."""
    holding.hold_bodies(body_ids)


def hold_delegation(delegation: Delegation) -> None:
    """The same for one delegation, and look at it anew: somebody may have moved it meanwhile.

    Whoever else sends one of its members is held with it: see ``people.operations.holding``.
    """
    holding.hold_with_members(delegation.body_id)
    db.session.refresh(delegation)


def demand_coming(body_ids: Sequence[int]) -> None:
    """:raises DelegationOver: somebody whom only a refused or withdrawn delegation sends comes."""
    other = aliased(Participation)
    sent_by_others = (
        select(other.id)
        .where(other.person_id == Participation.person_id, other.id != Participation.id)
        .exists()
    )
    over = db.session.scalars(
        select(Delegation)
        .join(Participation, Participation.body_id == Delegation.body_id)
        .join(Accreditation, Accreditation.person_id == Participation.person_id)
        .where(
            Delegation.body_id.in_(body_ids),
            Delegation.state.in_(OVER),
            Accreditation.state.in_(LIVE),
            ~sent_by_others,
        )
        .limit(1)
    ).first()
    _refuse(over)


def demand_wanted(accreditation_ids: Sequence[int]) -> None:
    """:raises DelegationOver: one of these passes is for a refused or withdrawn delegation."""
    theirs = Accreditation.id.in_(accreditation_ids), Delegation.state.in_(OVER)
    rows = select(Delegation).join(Accreditation, Accreditation.body_id == Delegation.body_id)
    _refuse(db.session.scalars(rows.where(*theirs).limit(1)).first())


def _refuse(over: Delegation | None) -> None:
    if over:
        raise DelegationOver(
            _(
                "%(delegation)s does not come: %(state)s. Open it again first.",
                delegation=over.body.name,
                state=over.state.label,
            ),
            field="body_id",
        )


def demand_submitted(accreditation_ids: Sequence[int]) -> None:
    """Refuse to decide for whom no submitted delegation stands: they may be another tomorrow.

    :raises DelegationOpen: only a delegation that still changes its members sends one of them.
    """
    other = aliased(Participation)
    standing = (
        select(other.id)
        .outerjoin(Delegation, Delegation.body_id == other.body_id)
        .where(
            other.person_id == Accreditation.person_id,
            or_(Delegation.id.is_(None), Delegation.state.not_in(OPEN)),
        )
        .exists()
    )
    changing = db.session.scalars(
        select(Delegation)
        .join(Participation, Participation.body_id == Delegation.body_id)
        .join(Accreditation, Accreditation.person_id == Participation.person_id)
        .where(Accreditation.id.in_(accreditation_ids), ~standing)
        .order_by(Delegation.id)
        .limit(1)
    ).first()
    if changing:
        raise DelegationOpen(
            _(
                "The delegation of %(delegation)s is not submitted (%(state)s): it may still"
                " change its members.",
                delegation=changing.body.name,
                state=changing.state.label,
            )
        )


def demand_one_head(body_ids: Sequence[int]) -> None:
    """:raises SecondHead: two who come are head of the same of these delegations."""
    doubled = db.session.execute(
        select(Body.name)
        .join(Delegation, Delegation.body_id == Body.id)
        .join(Participation, Participation.body_id == Body.id)
        .join(Accreditation, Accreditation.person_id == Participation.person_id)
        .where(
            Body.id.in_(body_ids),
            Participation.function == Function.HEAD,
            Accreditation.state.in_(LIVE),
        )
        .group_by(Body.id, Body.name)
        .having(func.count() > 1)
        .order_by(Body.id)
    ).first()
    if doubled:
        raise SecondHead(
            _(
                "%(delegation)s has a head already. A delegation has exactly one: change the"
                " function of the other first.",
                delegation=doubled.name,
            ),
            field="function",
        )


def demand_places(
    body_ids: Sequence[int], states: Iterable[State], coming: Sequence[int] | None = None
) -> None:
    """Refuse more members in one of *states* than a delegation has places.

    :param coming: ids of persons; only a category in which one of them takes a place is asked
        about, for a quota lowered later forbids no change of a title. None: every category.
    :raises QuotaReached: there are more.
    """
    limited = _limited(body_ids)
    if not limited or coming == []:
        return
    some = [x.body_id for x in limited]
    taken = _taken(some, states)
    new = taken if coming is None else _taken(some, states, coming)
    for delegation in limited:
        asked = new.get(delegation.body_id, {})
        for place in _places(delegation, taken.get(delegation.body_id, {})):
            if place.is_exceeded and place.category.id in asked:
                raise QuotaReached(
                    ngettext(
                        "%(delegation)s has %(num)d place as %(category)s, and it is taken.",
                        "%(delegation)s has %(num)d places as %(category)s, and all are taken.",
                        place.places or 0,
                        delegation=delegation.body.name,
                        category=said(place.category.name),
                    ),
                    field="function",
                )


def places(delegation: Delegation, states: Iterable[State] = LIVE) -> list[Place]:
    """Every category in which somebody takes a place or places were agreed, in their order."""
    taken = _taken([delegation.body_id], states).get(delegation.body_id, {})
    return _places(delegation, taken)


def _limited(body_ids: Sequence[int]) -> list[Delegation]:
    rows = select(Delegation).where(Delegation.body_id.in_(body_ids)).order_by(Delegation.body_id)
    return [x for x in db.session.scalars(rows) if x.quota]


def _places(delegation: Delegation, taken: Mapping[int, int]) -> list[Place]:
    categories = db.session.scalars(select(Category).order_by(Category.position)).all()
    found = (Place(x, taken.get(x.id, 0), delegation.quota.get(x.code)) for x in categories)
    return [x for x in found if x.taken or x.places is not None]


def _taken(
    body_ids: Sequence[int], states: Iterable[State], person_ids: Sequence[int] | None = None
) -> dict[int, dict[int, int]]:
    """Body to category to how many members, or of these persons, are in one of *states*.

    Who takes part in several ways takes a place where the badge says: that is the primary way.
    """
    rows = db.session.execute(
        select(Participation.body_id, Accreditation.category_id, func.count())
        .join(Accreditation, Accreditation.person_id == Participation.person_id)
        .where(
            Participation.body_id.in_(body_ids),
            Participation.is_primary,
            Accreditation.state.in_(list(states)),
            true() if person_ids is None else Participation.person_id.in_(person_ids),
        )
        .group_by(Participation.body_id, Accreditation.category_id)
    )
    found: dict[int, dict[int, int]] = {}
    for body_id, category_id, count in rows:
        found.setdefault(body_id, {})[category_id] = count
    return found
