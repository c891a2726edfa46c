"""A delegation follows its members, whoever changed or decided them, and through which door."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from ceremony.core.db import db
from ceremony.core.permissions import SYSTEM, Actor, Permission, may
from ceremony.delegations.models import Delegation
from ceremony.delegations.states.delegations import LIFECYCLE, State
from ceremony.delegations.states.members import CHANGEABLE
from ceremony.people import queries as people
from ceremony.people.states import LIVE
from ceremony.people.states import State as Member


def begin(*, actor: Actor, body_ids: Sequence[int]) -> None:
    """Let those invited delegations of *body_ids* be drafts for which somebody comes."""
    invited = _in(State.INVITED, body_ids)
    counts = people.members_by_state([x.body_id for x in invited])
    begun = [x for x in invited if any(counts[x.body_id].get(state) for state in LIVE)]
    _advance(actor, "begin", Permission.DELEGATIONS_COMPOSE, begun)


def settle(*, actor: Actor, body_ids: Sequence[int]) -> None:
    """Approve those submitted delegations of *body_ids* in which nobody waits any more."""
    submitted = _in(State.SUBMITTED, body_ids)
    counts = people.members_by_state([x.body_id for x in submitted])
    ready = [x for x in submitted if _is_decided(counts[x.body_id])]
    _advance(actor, "approve", Permission.DELEGATIONS_DECIDE, ready, reason=None)


def _in(state: State, body_ids: Sequence[int]) -> Sequence[Delegation]:
    rows = select(Delegation).where(Delegation.body_id.in_(body_ids), Delegation.state == state)
    return db.session.scalars(rows.order_by(Delegation.id)).all()


def _advance(
    actor: Actor, move: str, permission: Permission, rows: Sequence[Delegation], **values: None
) -> None:
    """What only follows is the system's: who takes the last undecided member back decides nothing.

    All of *rows* were changed by *actor* before: whoever may one may all.
    """
    if rows:
        LIFECYCLE.advance(
            actor if may(actor, permission, rows[0]) else SYSTEM, move, *rows, **values
        )


def _is_decided(members: Mapping[Member, int]) -> bool:
    """Somebody comes, and nobody is undecided or has still to be mended."""
    return bool(members.get(Member.APPROVED)) and not any(members.get(x) for x in CHANGEABLE)
