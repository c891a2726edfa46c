"""Changing the ways in which a person takes part; category and zones follow the table."""

from typing import Any

from sqlalchemy import select

from ceremony.core import audit, versions
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people import names, queries
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
    names.demand_printable({"title": title, "organisation": organisation})
    holding.hold([person.id], [body.id])
    lock("people.person", person.id)
    known = queries.participations_of([person.id])
    _demand_not_there(person.id, body, "body")
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
    reassess(actor=actor, person_ids=[person.id], coming=[] if known else [person.id])
    return added


def change_participation(
    *, actor: Actor, participation: Participation, version: int | None = None, **values: Any
) -> Participation:
    """Set *values* by the names in PARTICIPATION_FIELDS; category and zones follow the table."""
    require(actor, Permission.PEOPLE_COMPOSE, participation)
    names.demand_printable(values)
    holding.hold([participation.person_id], [int(values.get("body_id", participation.body_id))])
    versions.demand(participation, version)
    person_id, before = participation.person_id, participation.body_id
    if values.get("body_id", before) != before:
        _demand_not_there(person_id, queries.body_of(int(values["body_id"])), "body_id")
    for name, value in values.items():
        if name not in PARTICIPATION_FIELDS:
            raise TypeError(name)
        setattr(participation, name, value)
    audit.record(actor, "people.participation_changed", participation)
    db.session.flush()
    has_moved = participation.body_id != before
    coming = [person_id] if has_moved and participation.is_primary else []
    left = [before] if has_moved else []
    reassess(actor=actor, person_ids=[person_id], coming=coming, left=left)
    return participation


def _demand_not_there(person_id: int, body: Body, field: str) -> None:
    """Asked of the database under the lock: what was read before may be of yesterday."""
    rows = select(Participation.id).where(
        Participation.person_id == person_id, Participation.body_id == body.id
    )
    if db.session.scalar(rows) is not None:
        message = _("This person already takes part for %(body)s.", body=body.name)
        raise DomainError(message, field=field)


def make_primary(*, actor: Actor, participation: Participation) -> Participation:
    """Let this participation be the one that the badge shows."""
    require(actor, Permission.PEOPLE_SEND, participation)
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
    coming = [participation.person_id]
    reassess(actor=actor, person_ids=coming, coming=coming)
    return participation


def remove_participation(*, actor: Actor, participation: Participation) -> None:
    """End one way of taking part; the zones that only it opened are lost."""
    require(actor, Permission.PEOPLE_SEND, participation)
    holding.hold([participation.person_id])
    if participation.is_primary:
        message = _("The badge shows this participation. Let it show another one first.")
        raise DomainError(message)
    person_id, body_id = participation.person_id, participation.body_id
    audit.record(actor, "people.participation_removed", participation)
    db.session.delete(participation)
    db.session.flush()
    reassess(actor=actor, person_ids=[person_id], left=[body_id])
