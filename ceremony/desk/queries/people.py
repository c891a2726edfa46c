"""Figures of who comes."""

from dataclasses import dataclass

from sqlalchemy import String, cast, func, literal, select, union_all

from ceremony.badges.models import Credential
from ceremony.badges.states import LIVE
from ceremony.badges.states import State as BadgeState
from ceremony.core.db import db
from ceremony.delegations.models import Delegation
from ceremony.people.models import Accreditation, Body, Person
from ceremony.people.states import State


@dataclass(frozen=True)
class Coming:
    """How many persons there are, and how far they have come."""

    states: dict[State, int]
    delegations: int
    bodies: int
    without_photograph: int  # of those approved, as the list of people counts them

    @property
    def persons(self) -> int:
        """Without those who were withdrawn."""
        return sum(n for state, n in self.states.items() if state is not State.WITHDRAWN)

    @property
    def approved(self) -> int:
        return self.states[State.APPROVED]


@dataclass(frozen=True)
class Badges:
    """How many badges there are by state."""

    issued: int
    revoked: int


def coming() -> Coming:
    """All of it in one statement: each number with what it counts."""
    lacking = Accreditation.person_id.in_(select(Person.id).where(Person.lacks_photograph))
    approved = Accreditation.state == State.APPROVED
    by_state = select(cast(Accreditation.state, String), func.count()).where(
        Accreditation.person_id.is_not(None)
    )
    counted = union_all(
        by_state.group_by(Accreditation.state),
        select(literal("delegations"), func.count(Delegation.id)),
        select(literal("bodies"), func.count(Body.id)),
        select(literal("without_photograph"), func.count(Accreditation.id)).where(
            lacking, approved
        ),
    )
    numbers = dict(db.session.execute(counted).all())
    states = {state: numbers.pop(state.value, 0) for state in State}
    return Coming(states=states, **numbers)


def badges() -> Badges:
    rows = select(Credential.state, func.count()).group_by(Credential.state)
    counted = dict(db.session.execute(rows).all())
    good = sum(n for state, n in counted.items() if state in LIVE)
    return Badges(issued=good, revoked=counted.get(BadgeState.REVOKED, 0))
