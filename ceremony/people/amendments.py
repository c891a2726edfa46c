"""Changing many persons at once: a few statements, however many they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from ceremony.core import audit
from ceremony.core.db import db
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people import names
from ceremony.people.models import Participation, Person
from ceremony.people.operations import (
    PARTICIPATION_FIELDS,
    PERSON_FIELDS,
    Senders,
    holding,
    reassess,
)


@dataclass
class Amendment:
    """New values for *person*, and for one *participation* of theirs, by column name."""

    person: Person
    values: Mapping[str, Any] = field(default_factory=dict)
    participation: Participation | None = None
    part: Mapping[str, Any] = field(default_factory=dict)


def amend(*, actor: Actor, amendments: Sequence[Amendment]) -> None:
    """Set the values, then give each person the category and zones that the table says now.

    :raises TypeError: a name is none of PERSON_FIELDS or PARTICIPATION_FIELDS.
    """
    if not amendments:
        return
    require(actor, Permission.PEOPLE_COMPOSE, _senders(amendments))
    holding.hold(x.person.id for x in amendments)
    for amendment in amendments:
        _set(amendment.person, amendment.values, PERSON_FIELDS)
        _set(amendment.participation, amendment.part, PARTICIPATION_FIELDS)
        person = amendment.person
        parts = (person.badge_name, person.given_names, person.family_name, person.original_name)
        person.search_key = names.search_key(*parts)
        person.sort_key = names.fold(person.badge_name)
    audit.record(actor, "people.changed", *(x.person for x in amendments if x.values))
    changed = [x.participation for x in amendments if x.participation and x.part]
    audit.record(actor, "people.participation_changed", *changed)
    db.session.flush()
    reassess(actor=actor, person_ids=[x.person.id for x in amendments])


def _senders(amendments: Sequence[Amendment]) -> Senders:
    """Every body that sends one of these persons, asked in one statement."""
    person_ids = [x.person.id for x in amendments]
    rows = select(Participation.body_id).where(Participation.person_id.in_(person_ids)).distinct()
    return Senders(frozenset(db.session.scalars(rows)))


def _set(row: object, values: Mapping[str, Any], possible: frozenset[str]) -> None:
    names.demand_printable(values)
    for name, value in values.items():
        if name not in possible:
            raise TypeError(name)
        setattr(row, name, value)
