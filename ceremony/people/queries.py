"""Reading persons, and the tables that say who gets what."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from ceremony.core.db import db, in_parts
from ceremony.people import doubles, narrowing
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


def zones(**options: Any) -> Sequence[Zone]:
    """By position; *options* are of SQLAlchemy."""
    rows = select(Zone).order_by(Zone.position)
    return db.session.scalars(rows, execution_options=options).all()


def categories(**options: Any) -> Sequence[Category]:
    """By position; *options* are of SQLAlchemy."""
    rows = select(Category).order_by(Category.position)
    return db.session.scalars(rows, execution_options=options).all()


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


def named_bodies() -> Sequence[Row[int, str]]:
    """Id and name of each body, by name: what one chooses among."""
    return db.session.execute(select(Body.id, Body.name).order_by(Body.sort_key, Body.id)).all()


def names_of(body_ids: Sequence[int]) -> dict[int, str]:
    """The formal names of these bodies."""
    rows = select(Body.id, Body.name).where(Body.id.in_(body_ids))
    return dict(db.session.execute(rows).all())


def participations_of(person_ids: Sequence[int]) -> Sequence[Participation]:
    """With their bodies, the primary ones first."""
    return db.session.scalars(
        select(Participation)
        .options(joinedload(Participation.body))
        .where(Participation.person_id.in_(person_ids))
        .order_by(Participation.is_primary.desc(), Participation.id)
    ).all()


def person(person_id: int) -> Person:
    """With participations, their bodies and the accreditation.

    :raises NoResultFound: there is none, or it became part of another record.
    """
    found = record(person_id)
    if found.merged_into_id is not None:
        raise NoResultFound
    return found


def record(person_id: int) -> Person:
    """The same, also of a record that became part of another one."""
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


def rights(ids: Sequence[int]) -> Sequence[Accreditation]:
    """The same for whoever holds them, also a body: persons by name, then what changes hands."""
    return db.session.scalars(
        select(Accreditation)
        .outerjoin(Accreditation.person)
        .options(
            joinedload(Accreditation.person),
            joinedload(Accreditation.body),
            joinedload(Accreditation.category),
        )
        .where(Accreditation.id.in_(ids))
        .order_by(Person.sort_key.is_(None), Person.sort_key, Accreditation.id)
    ).all()


def candidates(ids: Sequence[int]) -> Sequence[Accreditation]:
    """The same with all their participations: for whoever decides about them."""
    parts = joinedload(Accreditation.person).selectinload(Person.participations)
    return accreditations(ids, parts.joinedload(Participation.body))


def states_of(ids: Sequence[int]) -> list[tuple[int, State]]:
    """Those of *ids* that are persons', in the order given; of any number."""
    known: dict[int, State] = {}
    for some in in_parts(ids):
        rows = select(Accreditation.id, Accreditation.state).where(Accreditation.id.in_(some))
        rows = rows.where(Accreditation.person_id.is_not(None))
        known |= dict(db.session.execute(rows).all())
    return [(x, known[x]) for x in ids if x in known]


def persons_of(ids: Sequence[int]) -> dict[int, int]:
    """Whose accreditations these are: the ids of persons by theirs."""
    rows = select(Accreditation.id, Accreditation.person_id).where(Accreditation.id.in_(ids))
    return dict(db.session.execute(rows).all())


def badge_names(ids: Sequence[int]) -> dict[int, str]:
    """The names of those who have these accreditations, by its id."""
    known: dict[int, str] = {}
    for part in in_parts(ids):
        rows = select(Accreditation.id, Person.badge_name).join(Accreditation.person)
        some = rows.where(Accreditation.id.in_(part))
        known |= dict(db.session.execute(some).all())
    return known


def lacking_photograph(ids: Sequence[int]) -> int:
    """How many of these accreditations lack a photograph that they should have."""
    counted = select(func.count()).join(Accreditation.person).where(Person.lacks_photograph)
    return sum(
        db.session.scalar(counted.where(Accreditation.id.in_(some))) or 0 for some in in_parts(ids)
    )


def participation(participation_id: int) -> Participation:
    """With its body and its person."""
    return db.session.get_one(
        Participation,
        participation_id,
        options=[joinedload(Participation.body), joinedload(Participation.person)],
        populate_existing=True,
    )


def find_twin(
    document_hash: str | None,
    sort_key: str,
    born_on: date | None,
    *,
    within: Sequence[int] | None = None,
    but: int | None = None,
) -> Person | None:
    """Who has this document, or else this name and this date of birth.

    :param within: only who takes part for one of these bodies; there the name alone counts where
        a date of birth is missing.
    :param but: nobody of this id.
    """
    known = doubles.Known(document_hash, sort_key, born_on)
    same = doubles.alike(known) + ([doubles.same_name(known)] if within is not None else [])
    if not same:
        return None
    rows = select(Person).where(or_(*same), Person.id != (but or 0)).order_by(Person.id)
    if within is not None:
        senders = select(Participation.person_id).where(Participation.body_id.in_(within))
        rows = rows.where(Person.id.in_(senders))
    return db.session.scalars(rows).first()


def members_by_state(body_ids: Sequence[int]) -> dict[int, dict[State, int]]:
    """How many take part for each of these bodies, by the state of their accreditation."""
    rows = db.session.execute(
        select(Participation.body_id, Accreditation.state, func.count())
        .join(Accreditation, Accreditation.person_id == Participation.person_id)
        .where(Participation.body_id.in_(body_ids), narrowing.HAS_STATE)
        .group_by(Participation.body_id, Accreditation.state)
    )
    counts: dict[int, dict[State, int]] = {x: {} for x in body_ids}
    for body_id, state, count in rows:
        counts[body_id][state] = count
    return counts


def count_undecided() -> Select[int]:
    return select(func.count()).where(Accreditation.state == State.SUBMITTED)


def accreditation_of(person_id: int) -> Accreditation:
    return db.session.scalars(
        select(Accreditation)
        .options(joinedload(Accreditation.category))
        .where(Accreditation.person_id == person_id)
    ).one()
