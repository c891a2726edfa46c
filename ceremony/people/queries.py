"""Reading persons, and the tables that say who gets what."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from ceremony.core.db import db
from ceremony.people.models import (
    AccessRule,
    Accreditation,
    Body,
    Category,
    Participation,
    Person,
    Zone,
)
from ceremony.people.states import State


def zones() -> Sequence[Zone]:
    return db.session.scalars(select(Zone).order_by(Zone.position)).all()


def categories() -> Sequence[Category]:
    return db.session.scalars(select(Category).order_by(Category.position)).all()


def category(code: str) -> Category:
    return db.session.scalars(select(Category).where(Category.code == code)).one()


def category_of(category_id: int) -> Category:
    return db.session.get_one(Category, category_id)


def access_rules() -> Sequence[AccessRule]:
    return db.session.scalars(select(AccessRule).order_by(AccessRule.position)).all()


def body(code: str) -> Body:
    return db.session.scalars(select(Body).where(Body.code == code)).one()


def body_of(body_id: int) -> Body:
    return db.session.get_one(Body, body_id)


def bodies() -> Sequence[Body]:
    return db.session.scalars(select(Body).order_by(Body.sort_key, Body.id)).all()


def participations_of(person_ids: Sequence[int]) -> Sequence[Participation]:
    """With their bodies, the primary ones first."""
    return db.session.scalars(
        select(Participation)
        .options(joinedload(Participation.body))
        .where(Participation.person_id.in_(person_ids))
        .order_by(Participation.is_primary.desc(), Participation.id)
    ).all()


def person(person_id: int) -> Person:
    """With participations, their bodies and the accreditation."""
    return db.session.get_one(
        Person,
        person_id,
        options=[
            selectinload(Person.participations).joinedload(Participation.body),
            joinedload(Person.accreditation).joinedload(Accreditation.category),
            joinedload(Person.nationality),
        ],
        populate_existing=True,
    )


def person_alone(person_id: int) -> Person:
    """Without anything that hangs on them."""
    return db.session.get_one(Person, person_id)


def accreditations(ids: Sequence[int], *more: ORMOption) -> Sequence[Accreditation]:
    """Those of *ids* that exist, with their persons and categories, in the order of names."""
    return db.session.scalars(
        select(Accreditation)
        .join(Accreditation.person)
        .options(joinedload(Accreditation.person), joinedload(Accreditation.category), *more)
        .where(Accreditation.id.in_(ids))
        .order_by(Person.sort_key, Person.id)
    ).all()


def candidates(ids: Sequence[int]) -> Sequence[Accreditation]:
    """The same with all their participations: for whoever decides about them."""
    parts = joinedload(Accreditation.person).selectinload(Person.participations)
    return accreditations(ids, parts.joinedload(Participation.body))


def participation(participation_id: int) -> Participation:
    """With its body and its person."""
    return db.session.get_one(
        Participation,
        participation_id,
        options=[joinedload(Participation.body), joinedload(Participation.person)],
        populate_existing=True,
    )


def find_twin(document_hash: str | None, sort_key: str, born_on: date | None) -> Person | None:
    """Who has this document, or else this name and this date of birth."""
    same = [Person.document_hash == document_hash] if document_hash else []
    if born_on:
        same.append(and_(Person.sort_key == sort_key, Person.born_on == born_on))
    if not same:
        return None
    return db.session.scalars(select(Person).where(or_(*same)).order_by(Person.id)).first()


def count_undecided() -> int:
    submitted = Accreditation.state == State.SUBMITTED
    return db.session.scalar(select(func.count()).where(submitted)) or 0


def accreditation_of(person_id: int) -> Accreditation:
    return db.session.scalars(
        select(Accreditation)
        .options(joinedload(Accreditation.category))
        .where(Accreditation.person_id == person_id)
    ).one()
