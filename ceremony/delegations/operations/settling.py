"""A delegation is approved once all of its members are decided, whoever decided the last."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from ceremony.core.db import db
from ceremony.core.permissions import SYSTEM, Actor, Permission, may
from ceremony.delegations.models import Delegation
from ceremony.delegations.states.delegations import LIFECYCLE, State
from ceremony.delegations.states.members import CHANGEABLE
from ceremony.people import queries as people
from ceremony.people.states import State as Member


def settle(*, actor: Actor, body_ids: Sequence[int]) -> list[Delegation]:
    """Approve those submitted delegations of *body_ids* in which nobody waits any more.

    :returns: the delegations that are approved now.
    """
    submitted = db.session.scalars(
        select(Delegation)
        .where(Delegation.body_id.in_(body_ids), Delegation.state == State.SUBMITTED)
        .order_by(Delegation.id)
    ).all()
    counts = people.members_by_state([x.body_id for x in submitted])
    ready = [x for x in submitted if _is_decided(counts[x.body_id])]
    if ready:
        # A focal point who takes the last undecided member back decides nothing.
        decider = actor if may(actor, Permission.DELEGATIONS_DECIDE) else SYSTEM
        LIFECYCLE.advance(decider, "approve", *ready, reason=None)
    return ready


def _is_decided(members: Mapping[Member, int]) -> bool:
    """Somebody comes, and nobody is undecided or has still to be mended."""
    return bool(members.get(Member.APPROVED)) and not any(members.get(x) for x in CHANGEABLE)
