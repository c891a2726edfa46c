"""Changing the ways in which a person takes part; category and zones follow the table."""

from typing import Any

from sqlalchemy import select

from ceremony.core import audit, versions
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people import queries
from ceremony.people.models import Body, Participation, Person
from ceremony.people.operations import holding
from ceremony.people.operations.accreditations import reassess

PARTICIPATION_FIELDS = frozenset("body_id function rank title organisation is_listed".split())


def add_participation(
    *,
    actor: Actor,
    person: Person,
    body: Body,
    function: str,
    rank: str,
    title: str = "",
    organisation: str = "",
    is_listed: bool = False,
) -> Participation:
    """Let *person* take part in one more way; zones are the union."""
    require(actor, Permission.PEOPLE_EDIT, person)
    holding.hold([person.id], [body.id])
    lock("people.person", person.id)
    known = queries.participations_of([person.id])
    for other in known:
        if other.body_id == body.id:
            message = _("This person already takes part for %(body)s.", body=body.name)
            raise DomainError(message, field="body")
    added = Participation(
        person_id=person.id,
        body_id=body.id,
        function=function,
        rank=rank,
        title=title,
        organisation=organisation,
        is_listed=is_listed,
        is_primary=not known,
    )
    db.session.add(added)
    audit.record(actor, "people.participation_added", added)
    reassess(actor=actor, person_ids=[person.id])
    return added


def change_participation(
    *, actor: Actor, participation: Participation, version: int | None = None, **values: Any
) -> Participation:
    """Set *values* by the names in PARTICIPATION_FIELDS; category and zones follow the table."""
    require(actor, Permission.PEOPLE_COMPOSE, participation)
    holding.hold([participation.person_id], [int(values.get("body_id", participation.body_id))])
    versions.demand(participation, version)
    for name, value in values.items():
        if name not in PARTICIPATION_FIELDS:
            raise TypeError(name)
        setattr(participation, name, value)
    audit.record(actor, "people.participation_changed", participation)
    db.session.flush()
    reassess(actor=actor, person_ids=[participation.person_id])
    return participation


def make_primary(*, actor: Actor, participation: Participation) -> Participation:
    """Let this participation be the one that the badge shows."""
    require(actor, Permission.PEOPLE_COMPOSE, participation)
    holding.hold([participation.person_id])
    lock("people.person", participation.person_id)
    others = db.session.scalars(
        select(Participation).where(
            Participation.person_id == participation.person_id,
            Participation.is_primary,
            Participation.id != participation.id,
        )
    ).all()
    for other in others:
        other.is_primary = False
    audit.record(actor, "people.participation_made_secondary", *others)
    db.session.flush()  # the unique index sees one at a time
    participation.is_primary = True
    audit.record(actor, "people.participation_made_primary", participation)
    reassess(actor=actor, person_ids=[participation.person_id])
    return participation


def remove_participation(*, actor: Actor, participation: Participation) -> None:
    """End one way of taking part; the zones that only it opened are lost."""
    require(actor, Permission.PEOPLE_COMPOSE, participation)
    holding.hold([participation.person_id])
    if participation.is_primary:
        message = _("The badge shows this participation. Let it show another one first.")
        raise DomainError(message)
    person_id = participation.person_id
    audit.record(actor, "people.participation_removed", participation)
    db.session.delete(participation)
    db.session.flush()
    reassess(actor=actor, person_ids=[person_id])
