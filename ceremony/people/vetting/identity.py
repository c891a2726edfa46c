"""What of a person is vetted: if it changes, whatever was said before is about somebody else."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from ceremony.core.crypto import exact_hash
from ceremony.core.db import db
from ceremony.people.kinds import Rank
from ceremony.people.models import Participation, Person
from ceremony.people.vetting.states import BYPASSING

_COLUMNS = (
    Person.family_name,
    Person.given_names,
    Person.original_name,
    Person.sex,
    Person.born_on,
    Person.nationality_code,
    Person.document_type,
    Person.document_hash,
)


def of(person_ids: Sequence[int]) -> dict[int, tuple[str, bool]]:
    """By person: the hash of who they are, and whether their rank spares them the vetting."""
    rows = db.session.execute(
        select(Person.id, Participation.rank, *_COLUMNS)
        .outerjoin(Participation, (Participation.person_id == Person.id) & Participation.is_primary)
        .where(Person.id.in_(person_ids))
        .order_by(Person.id)
    )
    return {row.id: (_hash(row), row.rank in BYPASSING) for row in rows}


def is_bypassing(rank: Rank) -> bool:
    """Whoever takes part with this rank in the first place is not vetted."""
    return rank in BYPASSING


def _hash(row: Row[*tuple[Any, ...]]) -> str:
    return exact_hash("\x1f".join("" if x is None else str(x) for x in row[2:]))
