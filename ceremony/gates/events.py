"""What a device tells of: each event as it is once it is clean. ``docs/gate-sync.md`` explains."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ceremony.gates.given import Facts
from ceremony.gates.models import IncidentKind, Method
from ceremony.gates.reading import Told
from ceremony.gates.verdict import Code, Direction


@dataclass(frozen=True)
class Problem:
    """Why an event is not kept."""

    code: str
    message: str


@dataclass(frozen=True)
class Event:
    """Something that happened at a device.

    :ivar name: its id as the device wrote it.
    :ivar at: by the server's clock, and not after it came.
    :ivar checkpoint: code of the one where it happened, if the device stood elsewhere then.
    """

    id: UUID
    name: str
    at: datetime
    told: Told
    checkpoint: str | None


@dataclass(frozen=True)
class Scanned(Event):
    """A badge that was read, and what the device showed."""

    method: Method
    direction: Direction
    serial: int | None
    code_hash: str | None
    refusal: str | None
    code: Code
    admits: bool
    reason: str
    facts: Facts


@dataclass(frozen=True)
class Overridden(Event):
    """A supervisor admitted against a verdict."""

    scan: UUID
    supervisor: int
    reason: str


@dataclass(frozen=True)
class Pinned(Event):
    """Somebody with a lapel pin passed, with companions."""

    group: int
    heads: int
    direction: Direction


@dataclass(frozen=True)
class Searched(Event):
    """Somebody was looked for by name."""

    found: int


@dataclass(frozen=True)
class Reported(Event):
    """What a guard tells of."""

    kind: IncidentKind
    words: str
    scan: UUID | None


@dataclass(frozen=True)
class ShiftStarted(Event):
    """The shift has the id of the event."""

    guard: int


@dataclass(frozen=True)
class ShiftEnded(Event):
    """:ivar handed_to: the serial of whoever took over."""

    shift: UUID
    handed_to: int | None
