"""The badges of the demonstration: printed in the night, most of them handed over since."""

import random

from sqlalchemy import select

from ceremony.badges import operations, queries
from ceremony.badges.layouts import queries as layouts
from ceremony.badges.models import Credential
from ceremony.badges.printing import Press
from ceremony.badges.states import State
from ceremony.core.db import db
from ceremony.core.permissions import SYSTEM
from ceremony.demo import cast
from ceremony.people.kinds import PassKind
from ceremony.people.models import Accreditation, Body, Participation

COLLECTED = 0.6


def print_all() -> None:
    """Of everybody but the delegation of the sample workbook, whose badges README prints."""
    press, ids = Press(backs=True), _ids(State.ISSUED)
    sheet = press.sheet(layouts.for_kind(PassKind.PERSONAL).code)
    told = dict.fromkeys(ids, (sheet.code, sheet.version))
    operations.mark_printed(actor=SYSTEM, faces=press.digests(ids, sheet), layouts=told)


def hand_over(chance: random.Random) -> None:
    """Whoever came to the pick-up desk has theirs."""
    come = [x for x in _ids(State.PRINTED) if chance.random() < COLLECTED]
    operations.hand_over(actor=SYSTEM, credentials=queries.credentials(come))


def _ids(state: State) -> list[int]:
    rows = (
        select(Credential.id)
        .join(Accreditation, Accreditation.id == Credential.accreditation_id)
        .join(Participation, Participation.person_id == Accreditation.person_id)
        .join(Body, Body.id == Participation.body_id)
        .where(Participation.is_primary, Credential.state == state, Body.code != cast.SAMPLE)
    )
    return list(db.session.scalars(rows.order_by(Credential.serial)))
