"""What of a person is vetted: if it changes, whatever was said before is about somebody else."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from ceremony.core.crypto import exact_hash
from ceremony.core.db import db
from ceremony.people.kinds import is_unvetted
from ceremony.people.models import Participation, Person

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
        select(Person.id, Participation.function, Participation.rank, *_COLUMNS)
        .outerjoin(Participation, (Participation.person_id == Person.id) & Participation.is_primary)
        .where(Person.id.in_(person_ids))
        .order_by(Person.id)
    )
    return {row.id: (_hash(row[3:]), is_unvetted(row.function, row.rank)) for row in rows}


def _hash(facts: Sequence[Any]) -> str:
    return exact_hash("\x1f".join("" if x is None else str(x) for x in facts))
