"""What is known while a batch is taken in: where, in which run, and what becomes of each event."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from ceremony.core.db import db
from ceremony.core.runs import Run
from ceremony.gates.actors import GateDevice
from ceremony.gates.batch import Batch
from ceremony.gates.events import Event, Problem
from ceremony.gates.models import Checkpoint, GatePass, Guard, Passage
from ceremony.gates.operations.presence import Head
from ceremony.gates.rules import Rules
from ceremony.gates.verdict import Direction
from ceremony.people.models import Zone

KEPT, KNOWN = "kept", "known"


class Place(NamedTuple):
    """A checkpoint, as far as a scan there counts."""

    id: int
    passage: Passage
    zone_id: int
    zone_code: str
    exits_scanned: bool

    def direction(self, wanted: Direction) -> Direction:
        return wanted if self.passage is Passage.BOTH else Direction(self.passage)


class Duty(NamedTuple):
    """The guard whose badge has this serial; until when each counts."""

    serial: int
    guard_id: int
    is_supervisor: bool
    revoked: str | None
    revoked_at: datetime | None
    ended_at: datetime | None

    def serves(self, at: datetime) -> bool:
        lost = self.revoked is not None and (self.revoked_at is None or self.revoked_at <= at)
        return not lost and (self.ended_at is None or at < self.ended_at)


@dataclass
class Intake:
    """:ivar rights: whose badges were seen, and :ivar seen_in: in which runs.

    :ivar heads: who may have moved.
    :ivar fresh: scans that are new, or otherwise than before.
    """

    device: GateDevice
    batch: Batch
    rules: Rules
    runs: Sequence[Run]
    places: dict[str, Place]
    results: dict[str, str | Problem] = field(default_factory=dict)
    heads: set[Head] = field(default_factory=set)
    rights: set[int] = field(default_factory=set)
    seen_in: set[int] = field(default_factory=set)
    fresh: set[UUID] = field(default_factory=set)
    shifts: set[UUID] = field(default_factory=set)

    @property
    def received(self) -> datetime:
        return self.batch.received

    def of(self, kind: type[Any]) -> list[Any]:
        """The events of one kind about which nothing is decided yet."""
        return [x for x in self.batch.events if isinstance(x, kind) and x.name not in self.results]

    def keep(self, event: Event) -> None:
        self.results[event.name] = KEPT

    def know(self, event: Event) -> None:
        self.results[event.name] = KNOWN

    def refuse(self, event: Event, code: str, message: str) -> None:
        self.results[event.name] = Problem(code, message)

    def place(self, event: Event) -> Place:
        """Where it happened: since it was paired the device stands where it stands.

        Of what it kept from before, a checkpoint that is gone is that one too.
        """
        own = self.places[self.device.checkpoint_code]
        if event.at >= self.device.paired_at:
            return own
        return self.places.get(event.checkpoint or "", own)

    def run_id(self, event: Event) -> int:
        """The run that went on then; before the first it is the first."""
        begun = [x for x in self.runs if x.created_at <= event.at]
        return (begun[-1] if begun else self.runs[0]).id

    def shift_id(self, event: Event) -> UUID | None:
        return event.told.shift if event.told.shift in self.shifts else None


def begin(device: GateDevice, batch: Batch, rules: Rules) -> Intake:
    runs = db.session.scalars(select(Run).order_by(Run.created_at, Run.id)).all()
    codes = {x.checkpoint for x in batch.events if x.checkpoint} | {device.checkpoint_code}
    return Intake(device, batch, rules, runs, _places(codes), dict(batch.problems))


def _places(codes: Iterable[str]) -> dict[str, Place]:
    rows = db.session.execute(
        select(
            Checkpoint.code,
            Checkpoint.id,
            Checkpoint.direction,
            Zone.id,
            Zone.code,
            Zone.exits_scanned,
        )
        .join(Zone, Zone.id == Checkpoint.zone_id)
        .where(Checkpoint.code.in_(codes))
    )
    return {row[0]: Place(*row[1:]) for row in rows}


def duties(serials: Iterable[int]) -> dict[int, Duty]:
    """The guards whose badges have these serials."""
    rows = db.session.execute(
        select(
            GatePass.serial,
            Guard.id,
            Guard.is_supervisor,
            GatePass.revoked,
            GatePass.revoked_at,
            Guard.ended_at,
        )
        .join(Guard, Guard.accreditation_id == GatePass.accreditation_id)
        .where(GatePass.serial.in_(set(serials)))
    )
    return {row[0]: Duty(*row) for row in rows}
