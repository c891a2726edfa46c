"""One at a time changes who comes for a body, so that what is limited can be counted.

Whoever changes persons holds all bodies concerned at once, before the first row changes; what
several hold is taken in the order ``people.add``, bodies, persons. So nobody waits in a ring.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ceremony.core.db import db, lock_all
from ceremony.people.models import Accreditation, Participation


def hold_bodies(body_ids: Iterable[int]) -> None:
    """Let nobody else change who comes for these bodies until the transaction ends."""
    lock_all(f"people.body:{x}" for x in body_ids)


def hold(person_ids: Iterable[int], more: Iterable[int] = ()) -> None:
    """The same for all bodies that send these persons, and for the bodies *more*."""
    hold_bodies({*bodies_of(person_ids), *more})


def hold_for(accreditations: Sequence[Accreditation]) -> None:
    hold(x.person_id for x in accreditations)


def hold_rights(ids: Sequence[int]) -> None:
    """The same for whoever has the accreditations *ids*."""
    rows = select(Participation.body_id).join(
        Accreditation, Accreditation.person_id == Participation.person_id
    )
    hold_bodies(db.session.scalars(rows.where(Accreditation.id.in_(ids)).distinct()))


def hold_with_members(body_id: int) -> None:
    """The same for a body and for every other one that sends somebody whom it sends."""
    hold_bodies({body_id, *bodies_of_members(body_id)})


def bodies_of(person_ids: Iterable[int]) -> set[int]:
    rows = select(Participation.body_id).where(Participation.person_id.in_(list(person_ids)))
    return set(db.session.scalars(rows.distinct()))


def bodies_of_members(body_id: int) -> set[int]:
    """Every body that sends one of those whom *body_id* sends; that one too."""
    member = aliased(Participation)
    rows = select(Participation.body_id).join(member, member.person_id == Participation.person_id)
    return set(db.session.scalars(rows.where(member.body_id == body_id).distinct()))
