"""Reading what a focal point sees: the own delegations, their members, what was asked for."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from ceremony.accounts.models import User
from ceremony.core.db import db
from ceremony.core.permissions import Actor, Role
from ceremony.core.states import StateChange
from ceremony.delegations.models import (
    ChangeRequest,
    Delegation,
    Document,
    LoosePhotograph,
)
from ceremony.delegations.queries import members
from ceremony.delegations.queries.members import Member
from ceremony.delegations.states.delegations import State
from ceremony.people.models import Accreditation, Body, Participation, Person
from ceremony.people.states import LIVE
from ceremony.people.states import State as Accredited


class Own(NamedTuple):
    """One of several delegations of a focal point."""

    delegation: Delegation
    coming: int


class Composition(NamedTuple):
    """The members of a delegation by what becomes of them."""

    listed: Sequence[Member]  # who comes, or was decided otherwise
    asked: Sequence[Member]
    taken_out: Sequence[Member]


def own_bodies(actor: Actor) -> frozenset[int]:
    """Ids of the bodies for which *actor* is a focal point."""
    held = (x for x in actor.grants if x.role is Role.FOCAL_POINT and x.scope_kind == "body")
    return frozenset(x.scope_id for x in held if x.scope_id is not None)


def own(body_ids: Iterable[int]) -> list[Own]:
    """The delegations of these bodies by name, with how many come: two statements."""
    rows = (
        select(Delegation)
        .join(Delegation.body)
        .where(Delegation.body_id.in_(list(body_ids)))
        .order_by(Body.sort_key, Delegation.id)
    )
    found = db.session.scalars(rows).all()
    counted = db.session.execute(
        select(Participation.body_id, func.count())
        .join(Accreditation, Accreditation.person_id == Participation.person_id)
        .where(
            Participation.body_id.in_([x.body_id for x in found]),
            Accreditation.state.in_(LIVE),
        )
        .group_by(Participation.body_id)
    )
    counts = dict(counted.all())
    return [Own(x, counts.get(x.body_id, 0)) for x in found]


def composition(delegation: Delegation) -> Composition:
    everybody = members.of(delegation)
    apart = {Accredited.ASKED, Accredited.WITHDRAWN}
    return Composition(
        [x for x in everybody if x.accreditation.state not in apart],
        [x for x in everybody if x.accreditation.state is Accredited.ASKED],
        [x for x in everybody if x.accreditation.state is Accredited.WITHDRAWN],
    )


def liaison(delegation: Delegation) -> User | None:
    return db.session.get(User, delegation.liaison_id) if delegation.liaison_id else None


def course(delegation: Delegation) -> list[tuple[State, StateChange]]:
    """Into which states the delegation came, the first first."""
    rows = select(StateChange).where(
        StateChange.subject_type == Delegation.__tablename__,
        StateChange.subject_id == delegation.id,
    )
    found = db.session.scalars(rows.order_by(StateChange.at, StateChange.id))
    return [(State(x.state), x) for x in found]


def changes(delegation: Delegation) -> Sequence[ChangeRequest]:
    """What was asked for after submitting, the newest first."""
    return db.session.scalars(
        select(ChangeRequest)
        .options(*map(_named, (ChangeRequest.coming, ChangeRequest.leaving)))
        .where(ChangeRequest.delegation_id == delegation.id)
        .order_by(ChangeRequest.id.desc())
    ).all()


def change(delegation: Delegation, change_id: int) -> ChangeRequest:
    """:raises NoResultFound: *delegation* asked for no such thing."""
    rows = (
        select(ChangeRequest)
        .options(
            joinedload(ChangeRequest.delegation),
            *map(_named, (ChangeRequest.coming, ChangeRequest.leaving)),
        )
        .where(ChangeRequest.id == change_id, ChangeRequest.delegation_id == delegation.id)
    )
    return db.session.scalars(rows).one()


def document(delegation: Delegation, document_id: int) -> Document:
    """:raises NoResultFound: *delegation* has no such document."""
    rows = (
        select(Document)
        .options(joinedload(Document.delegation))
        .where(Document.id == document_id, Document.delegation_id == delegation.id)
    )
    return db.session.scalars(rows).one()


def loose_photograph(delegation: Delegation, loose_id: int) -> LoosePhotograph:
    """:raises NoResultFound: none of *delegation* waits under this number."""
    rows = (
        select(LoosePhotograph)
        .options(joinedload(LoosePhotograph.delegation))
        .where(LoosePhotograph.id == loose_id, LoosePhotograph.delegation_id == delegation.id)
    )
    return db.session.scalars(rows).one()


def _named(person: InstrumentedAttribute[Any]) -> ORMOption:
    return joinedload(person).load_only(Person.badge_name, Person.original_name)
