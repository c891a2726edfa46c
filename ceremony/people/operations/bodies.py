"""Giving a body another name: badges and gates show it of everybody whom the body sends."""

from sqlalchemy import or_, select

from ceremony.core.db import db
from ceremony.people import names, signals
from ceremony.people.models import Accreditation, Body, Participation
from ceremony.people.operations import holding


def rename(body: Body, name: str) -> None:
    """Set the name of *body* and what it is found by; the caller checks, and records it."""
    holding.hold_bodies([body.id])  # who joins meanwhile is told of it too
    body.name, body.sort_key = name, names.fold(name)
    body.search_key = names.search_key(name, body.code)
    db.session.flush()
    sent = select(Participation.person_id).where(Participation.body_id == body.id)
    concerned = or_(Accreditation.body_id == body.id, Accreditation.person_id.in_(sent))
    if ids := db.session.scalars(select(Accreditation.id).where(concerned)).all():
        signals.changed.send(None, ids=list(ids))
