"""Keeps what was agreed with a delegation, whichever door its people come through."""

from collections.abc import Sequence

from sqlalchemy import select

from ceremony.core.db import db
from ceremony.core.permissions import Actor, Permission, may
from ceremony.delegations import limits
from ceremony.delegations import words as words  # names its events
from ceremony.delegations.operations import confirmations, settling
from ceremony.people import signals as people
from ceremony.people.models import Accreditation, Participation
from ceremony.people.states import LIVE, State


@people.composed.connect
def _keep_the_rules(
    _sender: object, actor: Actor, body_ids: Sequence[int], coming: Sequence[int]
) -> None:
    """One head for everybody; the quota binds focal points: the desk sees it as a warning."""
    limits.hold(body_ids)
    limits.demand_coming(body_ids)
    limits.demand_one_head(body_ids)
    limits.demand_places(body_ids, {State.APPROVED}, coming)
    if not may(actor, Permission.DELEGATIONS_MANAGE):
        limits.demand_places(body_ids, LIVE, coming)
    settling.begin(actor=actor, body_ids=body_ids)
    settling.settle(actor=actor, body_ids=body_ids)


@people.approved.connect
def _approve_within_the_quota(_sender: object, actor: Actor, ids: Sequence[int]) -> None:
    body_ids = _senders(ids)
    limits.hold(body_ids)  # whoever makes passes holds the bodies that they are for
    limits.demand_wanted(ids)
    limits.demand_submitted(ids)
    limits.demand_places(body_ids, {State.APPROVED}, _persons(ids))
    settling.settle(actor=actor, body_ids=body_ids)
    confirmations.queue(actor=actor, ids=ids)


@people.ended.connect
@people.refused.connect
def _settle(_sender: object, actor: Actor, ids: Sequence[int]) -> None:
    body_ids = _senders(ids)
    limits.hold(body_ids)
    settling.settle(actor=actor, body_ids=body_ids)


def _persons(accreditation_ids: Sequence[int]) -> list[int]:
    rows = select(Accreditation.person_id).where(Accreditation.id.in_(accreditation_ids))
    return list(db.session.scalars(rows))


def _senders(accreditation_ids: Sequence[int]) -> list[int]:
    return list(
        db.session.scalars(
            select(Participation.body_id)
            .join(Accreditation, Accreditation.person_id == Participation.person_id)
            .where(Accreditation.id.in_(accreditation_ids))
            .distinct()
            .order_by(Participation.body_id)
        )
    )
