"""The list of a gate on paper: whose badge opens the zone behind it, by name."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from ceremony.core.db import db
from ceremony.core.folding import fold
from ceremony.gates.models import Checkpoint, GateList, GatePass


class Named(NamedTuple):
    """One badge as the paper names it."""

    serial: int
    name: str
    original_name: str
    body: str
    letter: str
    category: dict[str, str]
    kind: str
    zones: list[str]
    supervisor: bool
    revoked: str | None


class Names(NamedTuple):
    """All badges: which list it was, those that count by name, those that do not by serial."""

    version: int
    digest: int
    counting: list[Named]
    revoked: list[Named]

    def opening(self, at: Checkpoint) -> list[Named]:
        return [x for x in self.counting if at.zone.code in x.zones]


def names() -> Names:
    """The list as it is now."""
    about = db.session.execute(select(GateList.version, GateList.digest)).one_or_none()
    rows: Sequence[Any] = db.session.execute(
        select(
            GatePass.serial,
            GatePass.name,
            GatePass.original_name,
            GatePass.body_name,
            GatePass.category_letter,
            GatePass.category_name,
            GatePass.pass_kind,
            GatePass.zones,
            GatePass.supervisor,
            GatePass.revoked,
        ).order_by(GatePass.serial)
    ).all()
    found = [Named(*row) for row in rows]
    counting = sorted((x for x in found if x.revoked is None), key=lambda x: fold(x.name))
    version, digest = (about.version, about.digest) if about else (0, 0)
    return Names(version, digest, counting, [x for x in found if x.revoked is not None])
