"""Asking the authority about many at once: a batch is made, and taken away as a file."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, func, insert, select
from sqlalchemy.orm import joinedload

from ceremony.core import audit, paging
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.paging import FIRST, Page, Place
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people.models import Body, Participation, Person
from ceremony.people.vetting import identity, listing
from ceremony.people.vetting.models import Vetting, VettingBatch, VettingSent
from ceremony.people.vetting.states import LIFECYCLE, State

_COLUMNS = (
    Vetting.id,
    Vetting.state,
    Vetting.state_since,
    Vetting.held_at,
    Vetting.watched_at,
    Vetting.remark,
    Person.family_name,
    Person.given_names,
    Person.original_name,
    Person.merged_into_id,
    Body.name.label("body_name"),
)


class Progress(NamedTuple):
    """A batch, and what became of those who were sent with it."""

    batch: VettingBatch
    sent: int
    cleared: int
    objected: int

    @property
    def elsewhere(self) -> int:
        """They changed, or were taken back, and are not answered for in this batch."""
        return self.batch.count - self.sent - self.cleared - self.objected


def make(*, actor: Actor, ids: Sequence[int]) -> VettingBatch:
    """Send those of *ids* who wait still; whoever went with another batch meanwhile did.

    :param ids: of vettings.
    :raises DomainError: nobody of them waits.
    """
    require(actor, Permission.PEOPLE_VET)
    lock("people.vetting")
    rows = db.session.scalars(
        select(Vetting)
        .where(Vetting.id.in_(ids), Vetting.state == State.WAITING, listing.is_concerned())
        .order_by(Vetting.id)
        .with_for_update(of=Vetting)
        .execution_options(populate_existing=True)
    ).all()
    if not rows:
        raise DomainError(_("Nobody of these waits, so no batch was made."))
    number = (db.session.scalar(select(func.max(VettingBatch.number))) or 0) + 1
    batch = VettingBatch(number=number, count=len(rows), made_by_id=actor.id)
    db.session.add(batch)
    audit.record(actor, "people.vetting_batch_made", batch, people=len(rows))
    identities = identity.of([x.person_id for x in rows])
    for row in rows:
        row.identity_hash = identities[row.person_id][0]
    LIFECYCLE.advance(actor, "send", *rows, batch_id=batch.id)
    sent = [{"batch_id": batch.id, "vetting_id": x.id} for x in rows]
    db.session.execute(insert(VettingSent), sent)
    return batch


def export(*, actor: Actor, batch: VettingBatch) -> Sequence[Vetting]:
    """Whom the authority is asked about, with document numbers; that they left is recorded.

    Whoever changed since, or was taken back, is not among them.
    """
    require(actor, Permission.PEOPLE_VET)
    ours = select(Vetting).where(Vetting.batch_id == batch.id, Vetting.state != State.WAITING)
    rows = listing.members(ours.order_by(Vetting.id))
    audit.record(actor, "people.documents_exported", batch, people=len(rows))
    return rows


def batch(batch_id: int) -> VettingBatch:
    return db.session.get_one(VettingBatch, batch_id, options=[joinedload(VettingBatch.made_by)])


def numbered(number: int) -> VettingBatch:
    return db.session.scalars(select(VettingBatch).where(VettingBatch.number == number)).one()


def progress(which: VettingBatch) -> Progress:
    return _progress([which])[0]


def listed(at: Place = FIRST) -> Page:
    """Some of the batches and what became of them, the newest first."""
    rows = select(VettingBatch).options(joinedload(VettingBatch.made_by))
    page = paging.page(rows, (VettingBatch.id,), at, descends=True)
    return page.showing(_progress([x.VettingBatch for x in page.rows]))


def people(which: VettingBatch, at: Place = FIRST) -> Page:
    """Some of those who were sent with it, by reference, and what is known of each now."""
    return paging.page(_sent(which), (Vetting.id,), at)


def late(which: VettingBatch) -> Sequence[Row[*tuple[Any, ...]]]:
    """Those of them who are approved although they are objected to or on hold."""
    return db.session.execute(_sent(which).where(listing.is_late()).order_by(Vetting.id)).all()


def _sent(which: VettingBatch) -> Select[*tuple[Any, ...]]:
    first = and_(Participation.person_id == Person.id, Participation.is_primary)
    is_ours = and_(Vetting.batch_id == which.id, Vetting.state != State.WAITING)
    return (
        select(*_COLUMNS, is_ours.label("is_ours"))
        .join(VettingSent, VettingSent.vetting_id == Vetting.id)
        .join(Person, Person.id == Vetting.person_id)
        .outerjoin(Participation, first)
        .outerjoin(Body, Body.id == Participation.body_id)
        .where(VettingSent.batch_id == which.id)
    )


def _progress(batches: Sequence[VettingBatch]) -> list[Progress]:
    counted = db.session.execute(
        select(Vetting.batch_id, Vetting.state, func.count())
        .where(Vetting.batch_id.in_([x.id for x in batches]))
        .group_by(Vetting.batch_id, Vetting.state)
    ).all()
    found = {(batch_id, state): number for batch_id, state, number in counted}
    states = (State.SENT, State.CLEARED, State.OBJECTED)
    return [Progress(x, *(found.get((x.id, state), 0) for state in states)) for x in batches]
