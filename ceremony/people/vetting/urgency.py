"""Vettings for which somebody stands at the desk: officers see them before all others."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, select

from ceremony.core import audit
from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.core.errors import demand_reason
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people.models import Body, Participation, Person
from ceremony.people.vetting import listing
from ceremony.people.vetting.models import Vetting
from ceremony.people.vetting.states import ASKED

MOST = 25


def hurry(*, actor: Actor, person_id: int, reason: str) -> Vetting:
    """Let officers see first that somebody stands at the desk for this person's badge.

    It changes nothing of what they decide, nor of who can be approved.
    """
    require(actor, Permission.PEOPLE_EDIT)
    why = demand_reason(reason)
    vetting = db.session.scalars(select(Vetting).where(Vetting.person_id == person_id)).one()
    vetting.urgent_at, vetting.urgent_because = vetting.urgent_at or now(), why
    audit.record(actor, "people.vetting_hurried", vetting)
    db.session.flush()
    return vetting


def reason(person_id: int) -> str | None:
    """Why somebody stood at the desk unregistered, as it was entered there."""
    return db.session.scalar(select(Vetting.urgent_because).where(Vetting.person_id == person_id))


def waiting() -> Sequence[Row[*tuple[Any, ...]]]:
    """Who is waited for and not vetted, the longest first."""
    first = and_(Participation.person_id == Person.id, Participation.is_primary)
    rows = (
        select(
            Vetting.id,
            Vetting.urgent_at,
            Vetting.urgent_because,
            Person.family_name,
            Person.given_names,
            Body.name.label("body_name"),
        )
        .join(Person, Person.id == Vetting.person_id)
        .join(Participation, first)
        .join(Body, Body.id == Participation.body_id)
        .where(listing.is_concerned(), Vetting.urgent_at.is_not(None), Vetting.state.in_(ASKED))
    )
    return db.session.execute(rows.order_by(Vetting.urgent_at, Vetting.id).limit(MOST)).all()
