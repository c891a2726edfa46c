"""The members of one delegation, whole: for those who enter, review and count them."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import case, select
from sqlalchemy.orm import contains_eager, defer, joinedload, selectinload

from ceremony.core.db import db
from ceremony.delegations.models import Delegation
from ceremony.people import queries as people
from ceremony.people.kinds import Function
from ceremony.people.models import Accreditation, Participation, Person

SECRET = (  # shown on demand only
    Person.document_number,
    Person.dietary_needs,
    Person.medical_needs,
    Person.access_needs,
)


class Member(NamedTuple):
    """A person, how they take part for the delegation, and their right to pass."""

    person: Person
    participation: Participation
    accreditation: Accreditation


def of(delegation: Delegation, ids: Sequence[int] | None = None) -> list[Member]:
    """All members in the order of the delegation: head, deputies, the others by name.

    A few statements, however many they are; document numbers are not among them.

    :param ids: only these persons.
    """
    order = case(
        (Participation.function == Function.HEAD, 0),
        (Participation.function == Function.DEPUTY_HEAD, 1),
        else_=2,
    )
    rows = (
        select(Person, Participation, Accreditation)
        .join(Participation, Participation.person_id == Person.id)
        .join(Accreditation, Accreditation.person_id == Person.id)
        .options(
            *map(defer, SECRET),
            contains_eager(Accreditation.person),
            contains_eager(Person.accreditation).joinedload(Accreditation.category),
            joinedload(Participation.body),
            selectinload(Person.participations).joinedload(Participation.body),
        )
        .where(Participation.body_id == delegation.body_id)
        .order_by(order, Person.sort_key, Person.id)
    )
    if ids is not None:
        rows = rows.where(Person.id.in_(ids))
    return [Member(*row) for row in db.session.execute(rows)]


def person(delegation: Delegation, person_id: int) -> Person:
    """A member, with all that belongs to them.

    :raises NoResultFound: there is none, or it is no member of *delegation*.
    """
    db.session.scalars(
        select(Participation.id).where(
            Participation.person_id == person_id, Participation.body_id == delegation.body_id
        )
    ).one()
    return people.person(person_id)
