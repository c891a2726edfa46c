"""Reading vettings: what everybody may ask. What only officers see is in ``listing``."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, or_, select

from ceremony.core import settings
from ceremony.core.db import db
from ceremony.people.models import Accreditation, Person
from ceremony.people.vetting.models import Vetting
from ceremony.people.vetting.states import ASKED, FINISHED, Standing, State


def standing(person_ids: Sequence[int]) -> dict[int, Standing]:
    """How far the vetting of each of them is, as everybody may know it, in one statement.

    Held, objected, waiting and sent look alike; so does whoever was not submitted yet.
    """
    finished = select(Vetting.person_id).where(
        Vetting.person_id.in_(person_ids), Vetting.state.in_(FINISHED), Vetting.held_at.is_(None)
    )
    cleared = set(db.session.scalars(finished))
    return {x: Standing.CLEARED if x in cleared else Standing.UNVETTED for x in person_ids}


def unfinished(person_ids: Sequence[int]) -> set[int]:
    """Whom of them approval refuses: their vetting is not finished.

    Unless the settings say that approval waits for vetting, only whoever was sent and not answered
    about, is held or was objected to: who is refused may be any of these, and nothing that anybody
    but a vetting officer does to them ends one and not another. See ADR 11.
    """
    return set(db.session.scalars(_unfinished(person_ids)))


def _unfinished(person_ids: Sequence[int]) -> Select[int]:
    them = select(Person.id).where(Person.id.in_(person_ids))
    if settings.current().vetting_is_required:
        done = select(Vetting.person_id).where(
            Vetting.person_id.in_(person_ids), ~refusing(), Vetting.state.in_(FINISHED)
        )
        return them.where(Person.id.not_in(done))
    either = or_(refusing(), is_asked())
    return select(Vetting.person_id).where(Vetting.person_id.in_(person_ids), either)


def spared(person_ids: Sequence[int]) -> set[int]:
    """Whom of them nobody vets, for their rank."""
    by_rank = Vetting.state == State.BYPASSED
    return set(
        db.session.scalars(
            select(Vetting.person_id).where(Vetting.person_id.in_(person_ids), by_rank)
        )
    )


def is_asked() -> ColumnElement[bool]:
    """The authority was asked about somebody, and no officer has entered an answer since.

    Also if they were changed after: whoever was sent as somebody else waits again, with the batch.
    """
    return and_(Vetting.batch_id.is_not(None), Vetting.state.in_(ASKED))


def refusing() -> ColumnElement[bool]:
    """An officer has marked somebody, or the authority objects."""
    return or_(Vetting.held_at.is_not(None), Vetting.state == State.OBJECTED)


def watched(accreditation_ids: Sequence[int]) -> set[int]:
    """Those of the accreditations whose person is on the watch-list."""
    rows = (
        select(Accreditation.id)
        .join(Vetting, Vetting.person_id == Accreditation.person_id)
        .where(Accreditation.id.in_(accreditation_ids), Vetting.watched_at.is_not(None))
    )
    return set(db.session.scalars(rows))
