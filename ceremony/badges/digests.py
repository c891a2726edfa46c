"""What stands on a printed badge, as a digest: that it is no longer true is found by it."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from json import dumps
from typing import Any

from sqlalchemy import select

from ceremony.badges.documents import shared
from ceremony.badges.facing import Faces
from ceremony.badges.models import Credential
from ceremony.badges.queries import is_signed_otherwise, joined
from ceremony.badges.states import ON_PAPER
from ceremony.core.db import db
from ceremony.people.models import Accreditation, Body, Participation, Person

LENGTH = 64
# What is printed of its own, and what is signed into the code.
OWN = (
    Credential.category_code,
    Credential.zones,
    Credential.valid_from,
    Credential.valid_until,
    Credential.key_id,
    Body.name,
    Accreditation.label,
    Accreditation.details,
    Person.badge_name,
    Person.original_name,
    Person.honorific,
    Person.photo,
    Participation.function,
)


class Digests:
    """Makes them of the ceremony as *faces* show it.

    Like the hash of a password, one begins with how it was made: with the facts of category and
    zones that the badge shows. What its layout does not print puts nothing in reprint, and what
    another layout prints later neither.
    """

    def __init__(self, faces: Faces) -> None:
        self.faces = faces
        self.common = cache(self._common)

    def of(self, ids: Sequence[int], shown: str) -> dict[int, str]:
        """Of the badges *ids*, which show the facts *shown*, as ``shared.shown`` gives them."""
        rows = joined(select(Credential.id, *OWN).select_from(Credential))
        found = db.session.execute(rows.where(Credential.id.in_(ids)))
        return {x.id: self._digest(shown, x[1:]) for x in found}

    def differing(self, accreditation_ids: Sequence[int]) -> list[int]:
        """Printed badges that count and say something else than is true of these accreditations."""
        columns = (Credential.id, Credential.face, is_signed_otherwise.label("otherwise"), *OWN)
        rows = joined(select(*columns).select_from(Credential))
        which = (Credential.state.in_(ON_PAPER), Accreditation.id.in_(accreditation_ids))
        found = db.session.execute(rows.where(*which))
        return [x.id for x in found if x.otherwise or self._has_changed(x.face, x[3:])]

    def _has_changed(self, face: str | None, values: Sequence[Any]) -> bool:
        return bool(face) and face != self._digest(str(face).rpartition(":")[0], values)

    def _digest(self, shown: str, values: Sequence[Any]) -> str:
        code, zones, *_others = values
        said = dumps([x or "" for x in values], default=str)
        if not shown:
            return sha256(said.encode()).hexdigest()
        common = self.common(shown, code, tuple(zones))
        return f"{shown}:{sha256((said + common).encode()).hexdigest()}"[:LENGTH]

    def _common(self, shown: str, code: str, zones: tuple[str, ...]) -> str:
        return dumps(shared.said(self.faces.look(code), self.faces.marks(zones), shown))
