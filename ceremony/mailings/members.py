"""The audience of people: whoever the list of people shows, at the address on their page."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from ceremony.core.db import db
from ceremony.core.i18n import lazy
from ceremony.core.permissions import Actor, Permission
from ceremony.delegations.models import Delegation
from ceremony.mailings.audiences import Audience, Choice, Given, Recipient, add
from ceremony.people import listing
from ceremony.people.kinds import BodyKind, Function
from ceremony.people.models import Accreditation, Body, Participation, Person
from ceremony.people.states import State

AT_ONCE = 5_000  # ids in one statement


def _choices() -> list[Choice]:
    return [
        Choice("status", lazy("State"), [(x.value, x.label) for x in State]),
        Choice("kind", lazy("Kind"), [(x.value, x.label) for x in BodyKind]),
        Choice("function", lazy("Function"), [(x.value, x.label) for x in Function]),
    ]


def _ids(given: Given, actor: Actor) -> list[int]:
    """Of accreditations, as the list of people gives them."""
    return listing.ids(listing.Filter.read(given, actor))


def _recipients(accreditation_ids: Sequence[int]) -> list[Recipient]:
    known: dict[int, Recipient] = {}
    for start in range(0, len(accreditation_ids), AT_ONCE):
        for row in db.session.execute(_rows(accreditation_ids[start : start + AT_ONCE])):
            known[row.id] = _recipient(row)
    return [known[x] for x in accreditation_ids if x in known]


def _rows(accreditation_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Accreditation.id,
            Person.id.label("person_id"),
            Person.honorific,
            Person.badge_name,
            Person.email,
            Body.name.label("delegation"),
            Delegation.deadline,
            func.coalesce(Delegation.language, "").label("language"),
        )
        .join(Person, Person.id == Accreditation.person_id)
        .join(
            Participation,
            (Participation.person_id == Person.id) & Participation.is_primary,
        )
        .join(Body, Body.id == Participation.body_id)
        .outerjoin(Delegation, Delegation.body_id == Body.id)
        .where(Accreditation.id.in_(accreditation_ids))
    )


def _recipient(row: Row[Any]) -> Recipient:
    """Called as they are announced: in which order names stand differs."""
    return Recipient(
        id=row.id,
        name=" ".join(f"{row.honorific} {row.badge_name}".split()),
        address=row.email.strip(),
        delegation=row.delegation,
        deadline=row.deadline,
        about=("person", row.person_id),
        language=row.language,
    )


add(
    Audience(
        code="people",
        label=lazy("People"),
        permission=Permission.PEOPLE_READ,
        choices=_choices,
        ids=_ids,
        chosen=list,
        recipients=_recipients,
    )
)
