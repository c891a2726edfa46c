"""Reading the services of the host and the people in them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload

from ceremony.core import paging, settings
from ceremony.core.db import db
from ceremony.core.folding import fold
from ceremony.core.paging import FIRST, Page, Place
from ceremony.people import queries as people
from ceremony.people.kinds import BodyKind
from ceremony.people.models import Accreditation, Body, Category, Participation, Person
from ceremony.people.names import fold as fold_name
from ceremony.people.states import State


class Service(NamedTuple):
    """A service in the list, with its people by the state of their accreditation."""

    body: Body
    people: Mapping[State, int]

    @property
    def total(self) -> int:
        return sum(self.people.values())


class Worker(NamedTuple):
    """Somebody in a service as its page shows them."""

    person: Person
    participation: Participation
    accreditation: Accreditation
    category: Category


def services() -> list[Service]:
    """All services in the order of their names."""
    bodies = db.session.scalars(
        select(Body).where(Body.kind == BodyKind.WORKFORCE).order_by(Body.sort_key, Body.id)
    ).all()
    counts = people.members_by_state([x.id for x in bodies])
    return [Service(x, counts[x.id]) for x in bodies]


def service(service_id: int) -> Body:
    """:raises NoResultFound: there is no such service."""
    found = db.session.get_one(Body, service_id)
    if found.kind is not BodyKind.WORKFORCE:
        raise NoResultFound
    return found


def find_service(name: str) -> Body | None:
    """The service of this name or code, however it is written."""
    bodies = (x.body for x in services())
    return next((x for x in bodies if fold(name) in {fold(x.name), fold(x.code)}), None)


def home() -> str | None:
    """The nationality of the host's people, if the settings name the host country: ``VNM``."""
    return settings.current().host


def people_by_state(body: Body) -> Mapping[State, int]:
    return people.members_by_state([body.id])[body.id]


def workers(body: Body, place: Place = FIRST, *, state: str = "") -> Page:
    """One page of the people of a service, by name."""
    shown: Sequence[Any] = (Person, Participation, Accreditation, Category)
    rows = (
        select(*shown)
        .join(Participation, Participation.person_id == Person.id)
        .join(Accreditation, Accreditation.person_id == Person.id)
        .join(Category, Category.id == Accreditation.category_id)
        .where(Participation.body_id == body.id)
    )
    if state in set(State):
        rows = rows.where(Accreditation.state == state)
    page = paging.page(rows, [Person.sort_key, Person.id], place)
    return page.showing([Worker(*row[:4]) for row in page.rows])


def worker(worker_id: int) -> Participation:
    """Somebody's place in a service, with the person.

    :raises NoResultFound: there is none, or it is in no service.
    """
    found = db.session.get_one(
        Participation,
        worker_id,
        options=[
            joinedload(Participation.body),
            joinedload(Participation.person),
        ],
        populate_existing=True,
    )
    if found.body.kind is not BodyKind.WORKFORCE:
        raise NoResultFound
    return found


def find_withdrawn(body: Body, worker_id: int) -> Participation | None:
    """Who was taken off *body*, if they still are."""
    return db.session.scalars(
        select(Participation)
        .join(Accreditation, Accreditation.person_id == Participation.person_id)
        .options(joinedload(Participation.person))
        .where(
            Participation.id == worker_id,
            Participation.body_id == body.id,
            Accreditation.state == State.WITHDRAWN,
        )
    ).one_or_none()


def titles(body: Body) -> Sequence[str]:
    """The job titles that occur in a service, to be chosen again."""
    own = select(Participation.title).where(Participation.body_id == body.id)
    return db.session.scalars(own.distinct().order_by(Participation.title).limit(50)).all()


def waiting(body: Body) -> list[int]:
    """Ids of the accreditations of a service that wait for a decision."""
    rows = (
        select(Accreditation.id)
        .join(Participation, Participation.person_id == Accreditation.person_id)
        .where(Participation.body_id == body.id, Accreditation.state == State.SUBMITTED)
        .order_by(Accreditation.id)
    )
    return list(db.session.scalars(rows))


def accreditations_of(person_ids: Sequence[int]) -> list[int]:
    rows = select(Accreditation.id).where(Accreditation.person_id.in_(person_ids))
    return list(db.session.scalars(rows))


def namesakes(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Who is registered under one of *names* already: words of the name to name and body.

    :param names: family name and given names, each pair asked in both orders.
    """
    wanted = {
        fold_name(" ".join(order))
        for family, given in names
        for order in ((family, given), (given, family))
    }
    rows = db.session.execute(
        select(Person.badge_name, Body.name)
        .join(Participation, Participation.person_id == Person.id)
        .join(Body, Body.id == Participation.body_id)
        .where(Person.sort_key.in_(wanted), Participation.is_primary)
        .order_by(Person.id)
    )
    return {" ".join(sorted(fold(name).split())): f"{name}, {body}" for name, body in rows}
