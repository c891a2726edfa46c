"""Who is on the ground, as the gates saw it last: for an evacuation."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from ceremony.core.db import db
from ceremony.core.folding import fold
from ceremony.gates.models import Checkpoint, GatePass, Scan
from ceremony.gates.queries.flow import heads_by_pin
from ceremony.gates.verdict import Direction
from ceremony.people.kinds import PassKind
from ceremony.people.models import Zone


class Present(NamedTuple):
    """A person who went into a zone and was not seen going out of it."""

    accreditation_id: int
    serial: int
    name: str
    original_name: str
    body: str
    letter: str
    zone_id: int
    checkpoint: str
    since: datetime


class Group(NamedTuple):
    """Those of one delegation, by name."""

    body: str
    people: list[Present]


@dataclass(frozen=True)
class Muster:
    """Everybody by zone and delegation; with those of whom only a lapel pin was seen.

    :ivar zones: each zone with how many were seen last in it.
    :ivar pins: heads that went in with a pin and not out: they have no names.
    """

    groups: list[Group]
    zones: list[tuple[Zone, int]]
    pins: int

    @property
    def count(self) -> int:
        return sum(len(x.people) for x in self.groups)


def muster(run_id: int | None, *, zone_id: int | None = None, words: str = "") -> Muster:
    """Who was last seen in which zone; by delegation.

    Somebody is where they went in last, of all zones that they have not left since: whoever
    comes out of the hall is still in the building around it.

    :param zone_id: only there.
    :param words: only those of whose name or delegation words begin so.
    """
    everybody = _present(run_id)
    number: dict[int, int] = defaultdict(int)
    for x in everybody:
        number[x.zone_id] += 1
    zones = db.session.scalars(select(Zone).order_by(Zone.position))
    shown = [x for x in everybody if _fits(x, zone_id, fold(words).split())]
    pins = sum(max(0, x) for x in heads_by_pin(run_id).values())
    return Muster(_grouped(shown), [(x, number[x.id]) for x in zones], pins)


def _present(run_id: int | None) -> list[Present]:
    place = func.row_number().over(
        partition_by=(GatePass.accreditation_id, Checkpoint.zone_id),
        order_by=(Scan.scanned_at.desc(), Scan.id.desc()),
    )
    last = (
        select(
            GatePass.id.label("pass_id"),
            Checkpoint.zone_id,
            Checkpoint.code.label("checkpoint"),
            Scan.direction,
            Scan.scanned_at,
            place.label("place"),
        )
        .join(GatePass, GatePass.credential_id == Scan.credential_id)
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .where(Scan.run_id == run_id, Scan.admitted, GatePass.pass_kind == PassKind.PERSONAL)
        .subquery()
    )
    rows = db.session.execute(
        select(
            GatePass.accreditation_id,
            GatePass.serial,
            GatePass.name,
            GatePass.original_name,
            GatePass.body_name,
            GatePass.category_letter,
            last.c.zone_id,
            last.c.checkpoint,
            last.c.scanned_at,
        )
        .join(last, last.c.pass_id == GatePass.id)
        .where(last.c.place == 1, last.c.direction == Direction.IN)
        .order_by(last.c.scanned_at)
    )
    return list({row[0]: Present(*row) for row in rows}.values())  # the last entry stands


def _fits(x: Present, zone_id: int | None, words: list[str]) -> bool:
    if zone_id is not None and x.zone_id != zone_id:
        return False
    known = fold(f"{x.name} {x.original_name} {x.body}").split()
    return all(any(y.startswith(word) for y in known) for word in words)


def _grouped(people: Iterable[Present]) -> list[Group]:
    by_body: dict[str, list[Present]] = defaultdict(list)
    for x in people:
        by_body[x.body].append(x)
    return [
        Group(body, sorted(some, key=lambda x: (fold(x.name), x.serial)))
        for body, some in sorted(by_body.items(), key=lambda item: fold(item[0]))
    ]
