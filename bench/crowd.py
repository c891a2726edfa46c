"""Invented people for a bench, with badges and with gates to pass; made as officers make them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from bench import names
from ceremony.badges.models import Credential
from ceremony.badges.printing import Press
from ceremony.badges.states import State
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates.models import Checkpoint, Passage
from ceremony.people import operations
from ceremony.people.models import Accreditation
from tests import make, workbooks
from tests.gates import place as gates

ZONES = ("1", "2", "3", "4")
SENDERS = 40
AT_ONCE = 2_500
_numbers = count(1)


def settle() -> list[int]:
    """A ceremony with zones, two categories and senders; the ids of the senders."""
    make.ceremony()
    for code in ZONES:
        make.zone(code, exits_scanned=code == "3")
    make.category("delegate", ZONES[:3])
    return [make.body(None).id for _ in range(SENDERS)]


def settle_and_arrive(number: int, photos: Sequence[str | None] = (None,)) -> None:
    """A ceremony with *number* people; *photos* are names of stored files, given out in turn."""
    arrive(number, settle(), photos)


def arrive(number: int, senders: list[int], photos: Sequence[str | None] = (None,)) -> None:
    """Register *number* people more and approve them, which gives each a badge."""
    rows = people(number, senders, photos)
    for start in range(0, number, AT_ONCE):
        chunk = [next(rows) for _ in range(min(AT_ONCE, number - start))]
        with transaction(SYSTEM) as session:
            ids = operations.register(actor=SYSTEM, people=chunk)
            first = Accreditation.person_id >= ids[0]
            operations.approve(
                actor=SYSTEM,
                accreditations=session.scalars(select(Accreditation).where(first)).all(),
            )
        session.expunge_all()


def people(
    number: int, senders: list[int], photos: Sequence[str | None]
) -> Iterator[dict[str, Any]]:
    """As ``people.operations.register`` takes them, each with a name of its own in two scripts."""
    latin = [each for _country, three in workbooks.PEOPLES for each in three]
    for index, original in zip(range(number), names.originals(), strict=False):
        family, given, _own = latin[index % len(latin)]
        photo = photos[index % len(photos)]
        yield {
            "family_name": family,
            "given_names": f"{given} {names.word(index).capitalize()}",
            "original_name": original,
            "body_id": senders[index % len(senders)],
            "function": ("delegate", "adviser", "interpreter")[index % 3],
            "title": "Counsellor",
            "born_on": date(1960, 1, 1) + timedelta(days=index % 14_000),
            "photo": photo,
            "photo_added_at": datetime(2025, 9, 1, tzinfo=UTC) if photo else None,
        }


def collect() -> None:
    """Let everybody collect the badge: what lies at the desk opens no gate."""
    lying = select(Credential.id).where(Credential.state == State.ISSUED)
    ids = list(db.session.scalars(lying.order_by(Credential.id)))
    for start in range(0, len(ids), AT_ONCE):
        gates.collected(ids[start : start + AT_ONCE])
        db.session.expunge_all()


def codes(most: int) -> list[str]:
    """What the cameras read: the codes of *most* badges, spread over all of them."""
    every = list(db.session.scalars(select(Credential).order_by(Credential.serial)))
    press = Press()
    return [press.code(x) for x in every[:: max(1, len(every) // most)][:most]]


def devices(number: int) -> list[str]:
    """The tokens of so many devices at one checkpoint where one goes in and out."""
    known = db.session.scalars(select(Checkpoint)).first()
    at = known or gates.checkpoint("P4", "3", Passage.BOTH)
    return [gates.device(at, f"Handheld {next(_numbers)}") for _ in range(number)]
