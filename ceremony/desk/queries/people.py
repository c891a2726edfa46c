"""Figures of who comes."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from ceremony.badges.models import Credential
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
    rows = select(Accreditation.state, func.count()).group_by(Accreditation.state)
    counted = dict(db.session.execute(rows).all())
    return Coming(
        states={state: counted.get(state, 0) for state in State},
        delegations=_count(select(func.count()).select_from(Delegation)),
        bodies=_count(select(func.count()).select_from(Body)),
        without_photograph=_count(
            select(func.count())
            .select_from(Accreditation)
            .where(
                Accreditation.person_id.in_(select(Person.id).where(Person.lacks_photograph)),
                Accreditation.state == State.APPROVED,
            )
        ),
    )


def badges() -> Badges:
    rows = select(Credential.state, func.count()).group_by(Credential.state)
    counted = dict(db.session.execute(rows).all())
    revoked = counted.pop(BadgeState.REVOKED, 0)
    return Badges(issued=sum(counted.values()), revoked=revoked)


def _count(statement: Select[int]) -> int:
    return db.session.scalar(statement) or 0
