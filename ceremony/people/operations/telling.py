"""Told in the same transaction: what higher slices copy has changed, or has ended."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from ceremony.core.db import db
from ceremony.core.permissions import Actor
from ceremony.people import signals
from ceremony.people.models import Accreditation, Participation


def changed(person_ids: Iterable[int]) -> None:
    """Something that the badges or the gates show of these persons is different now."""
    db.session.flush()
    ids = db.session.scalars(
        select(Accreditation.id).where(Accreditation.person_id.in_(list(person_ids)))
    ).all()
    if ids:
        signals.changed.send(None, ids=list(ids))


def composed(
    actor: Actor, person_ids: Iterable[int], *, coming: Iterable[int] = (), left: Iterable[int] = ()
) -> None:
    """Who takes part for a body, as what, or with which category, is different now.

    What a body may send is limited higher up: the receivers refuse by raising.

    :param coming: those of *person_ids* who take a place that they did not take before.
    :param left: ids of bodies that do not send one of them any more.
    """
    db.session.flush()
    rows = select(Participation.body_id).where(Participation.person_id.in_(list(person_ids)))
    ids = {*db.session.scalars(rows.distinct()), *left}
    if ids:
        signals.composed.send(None, actor=actor, body_ids=sorted(ids), coming=list(coming))


def approved(actor: Actor, accreditations: Sequence[Accreditation]) -> None:
    db.session.flush()
    signals.approved.send(None, actor=actor, ids=[x.id for x in accreditations])


def refused(actor: Actor, accreditations: Sequence[Accreditation]) -> None:
    db.session.flush()
    signals.refused.send(None, actor=actor, ids=[x.id for x in accreditations])


def ended(actor: Actor, accreditations: Sequence[Accreditation]) -> None:
    db.session.flush()
    signals.ended.send(None, actor=actor, ids=[x.id for x in accreditations])
