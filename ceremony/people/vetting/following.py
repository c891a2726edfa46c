"""What becomes of vettings by itself: they begin, and follow who somebody is and as what."""

from collections.abc import Sequence

from sqlalchemy import insert, select

from ceremony.core import audit, states
from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.core.permissions import SYSTEM, Actor
from ceremony.people.vetting import identity
from ceremony.people.vetting.models import Vetting
from ceremony.people.vetting.states import LIFECYCLE, State


def begin(*, actor: Actor, person_ids: Sequence[int]) -> None:
    """Let everybody of *person_ids* be vetted who is not yet: a few statements for them all.

    Called where an accreditation is submitted; whoever may do that has been asked there.
    """
    known = set(
        db.session.scalars(select(Vetting.person_id).where(Vetting.person_id.in_(person_ids)))
    )
    new = [x for x in person_ids if x not in known]
    if not new:
        return
    at = now()
    rows = [
        {
            "person_id": person_id,
            "identity_hash": hashed,
            "state": State.BYPASSED if is_bypassing else State.WAITING,
            "state_since": at,
        }
        for person_id, (hashed, is_bypassing) in identity.of(new).items()
    ]
    made = db.session.execute(insert(Vetting).returning(Vetting.id, Vetting.state), rows).all()
    audit.record_ids(actor, "people.vetting_began", "vetting", [x.id for x in made])
    for state in (State.WAITING, State.BYPASSED):
        states.keep("vetting", state, [x.id for x in made if x.state is state], at)


def follow(person_ids: Sequence[int], *, sparing: bool = False) -> None:
    """Bring the vettings up to what the persons are now, as the system.

    Whoever was sent or cleared as somebody else waits again; an objection stays until an officer
    takes it back, so that no change of a letter lifts it. A rank that is written after vetting
    began spares nobody by itself: else a registrar could lift all vettings but the marked ones,
    and read the marks from what is left (ADR 11). Source: DOMAIN, delegations.

    :param sparing: a vetting officer is acting: whoever is Head of State or of Government or
        Foreign Minister is not vetted, unless they are held or objected to.
    """
    rows = db.session.scalars(
        select(Vetting).where(Vetting.person_id.in_(person_ids)).order_by(Vetting.id)
    ).all()
    moving: dict[str, list[Vetting]] = {}
    identities = identity.of([x.person_id for x in rows]) if rows else {}
    for row in rows:
        hashed, is_bypassing = identities[row.person_id]
        if move := _move(row, hashed, is_bypassing=is_bypassing, sparing=sparing):
            row.identity_hash = hashed
            moving.setdefault(move, []).append(row)
    for move, moved in moving.items():
        LIFECYCLE.advance(SYSTEM, move, *moved)


def _move(row: Vetting, hashed: str, *, is_bypassing: bool, sparing: bool) -> str:
    """What happens to *row*, by the name of the move; "" is nothing."""
    spares = sparing and is_bypassing and row.held_at is None
    if spares and row.state in LIFECYCLE.moves["bypass"].sources:
        return "bypass"
    if row.state is State.BYPASSED and not is_bypassing:
        return "oblige"
    if row.state in LIFECYCLE.moves["renew"].sources and row.identity_hash != hashed:
        return "renew"
    return ""
