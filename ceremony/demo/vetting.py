"""The vetting of the demonstration: most are cleared, some are asked about, some wait."""

import random
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from ceremony.core import clock
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.core.permissions import SYSTEM
from ceremony.people.models import Accreditation
from ceremony.people.states import State
from ceremony.people.vetting import answers, batches, operations
from ceremony.people.vetting.exchange import Answer
from ceremony.people.vetting.models import Vetting
from ceremony.people.vetting.states import State as Stage

SEED = "the vetting of 2025"
ASKED, ANSWERED, ASKED_AGAIN = timedelta(days=-8), timedelta(days=-5), timedelta(days=-1)
CLEARED = 0.9  # of those whom the first batch asks about
SENT = 0.6  # of those who wait in the end


def ask() -> None:
    """Ask about most people before anything is decided, and import the answers."""
    chance = random.Random(SEED)  # noqa: S311 - a demonstration is the same each time
    with clock.moved(ASKED):
        batch = batches.make(actor=SYSTEM, ids=_some(_waiting(), CLEARED, chance))
    with clock.moved(ANSWERED):
        sent = db.session.scalars(
            select(Vetting).where(Vetting.state == Stage.SENT).order_by(Vetting.id)
        )
        rows = [Answer(row, x.reference, "cleared", "") for row, x in enumerate(sent, 2)]
        kept = answers.keep(actor=SYSTEM, batch=batch, name="batch-1.csv", rows=rows)
        answers.accept(actor=SYSTEM, answers=kept, outcome=None, leave_out=False)


def ask_again() -> None:
    """Ask about most of those who are left; somebody undecided is objected to, another held."""
    chance = random.Random(SEED)  # noqa: S311
    with clock.moved(ASKED_AGAIN):
        undecided = _undecided()
        if len(undecided) > 2:
            reason = _("Another person's passport (invented).")
            operations.object_(actor=SYSTEM, vetting=undecided[0], note=reason)
            note = _("The embassy confirms by telephone (invented).")
            operations.hold(actor=SYSTEM, vetting=undecided[1], note=note)
        if waiting := _some(_waiting(), SENT, chance):
            batches.make(actor=SYSTEM, ids=waiting)


def _waiting() -> Sequence[int]:
    rows = select(Vetting.id).where(Vetting.state == Stage.WAITING)
    return db.session.scalars(rows.order_by(Vetting.id)).all()


def _undecided() -> Sequence[Vetting]:
    return db.session.scalars(
        select(Vetting)
        .join(Accreditation, Accreditation.person_id == Vetting.person_id)
        .where(Accreditation.state == State.SUBMITTED, Vetting.state != Stage.BYPASSED)
        .order_by(Vetting.id)
    ).all()


def _some(ids: Sequence[int], part: float, chance: random.Random) -> list[int]:
    return [x for x in ids if chance.random() < part]
