"""What a device read, made clean; and what the database knew of it at that moment."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from ceremony.gates.given import Claims, Facts
from ceremony.gates.models import Method
from ceremony.gates.verdict import Code, Direction, Verdict
from ceremony.people.kinds import PassKind
from ceremony.people.labels import pass_name

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND, SECOND = timedelta(milliseconds=1), timedelta(seconds=1)


def ms(at: datetime) -> int:
    """*at* as clocks of devices count: whole milliseconds since 1970, UTC."""
    return (at - EPOCH) // MILLISECOND


def moment(at_ms: int) -> datetime:
    """The instant of so many milliseconds since 1970."""
    return EPOCH + at_ms * MILLISECOND


def seconds(at: datetime) -> int:
    """*at* as the verdict counts: whole seconds since 1970, UTC."""
    return (at - EPOCH) // SECOND


@dataclass(frozen=True)
class Reading:
    """One code or number, read by one device; *id* is the device's own."""

    id: UUID
    method: Method
    direction: Direction
    at: datetime
    serial: int | None = None
    code_hash: str | None = None
    refusal: str | None = None
    claims: Claims | None = None
    partner_s: int | None = None
    escort_s: int | None = None
    told: "Told | None" = None


@dataclass(frozen=True)
class Told:
    """What a device tells of one event: when by its clock, which of its events, in which shift.

    :ivar offset_ms: the server's clock less the device's, as it measured it.
    """

    device_at: datetime
    offset_ms: int
    sequence: int
    shift: UUID | None

    def at(self, received: datetime) -> datetime:
        """When it happened: by the server's clock, and not after we heard of it."""
        return min(self.device_at + self.offset_ms * MILLISECOND, received)


class Pass(NamedTuple):
    """The columns of a gate_pass that a verdict and its screen need; all None: not listed."""

    credential_id: int | None
    accreditation_id: int
    body_id: int
    name: str
    original_name: str
    body_name: str
    function: str
    category_code: str
    category_letter: str
    category_name: dict[str, str]
    pass_kind: PassKind
    zones: list[str]
    supervisor: bool
    revoked: str | None
    revoked_at: datetime | None
    valid_from: datetime
    valid_until: datetime
    photograph: str | None
    by_protocol: bool

    @property
    def called(self) -> str:
        """The person, the plate, or which of the floaters of its body it is."""
        return pass_name(self.name, self.pass_kind, self.category_name)


class Answer(NamedTuple):
    """The columns of a scan that tell what was answered; all None: no such scan."""

    verdict: Code | None
    admitted: bool
    reason: str
    facts: dict[str, Any]
    scanned_at: datetime

    @property
    def as_verdict(self) -> Verdict:
        facts: Facts = self.facts
        return Verdict(str(self.verdict), self.admitted, self.reason, facts)


class Sent(NamedTuple):
    """The columns of a scan that tell what was read, where, and what was answered."""

    verdict: Code | None
    admitted: bool
    reason: str
    facts: dict[str, Any]
    scanned_at: datetime
    device_id: int
    direction: Direction
    serial: int | None
    code_hash: str | None

    @property
    def answer(self) -> Answer:
        return Answer(self.verdict, self.admitted, self.reason, self.facts, self.scanned_at)

    def is_of(self, reading: Reading, device_id: int) -> bool:
        """Whether *reading* is this very scan, and not another one with its id."""
        read = (device_id, reading.direction, reading.serial, reading.code_hash)
        return read == (self.device_id, self.direction, self.serial, self.code_hash)


class Elsewhere(NamedTuple):
    """The columns of the last admission of the same badge by another device."""

    id: UUID
    device_id: int
    checkpoint_id: int
    direction: Direction
    offline: bool
    scanned_at: datetime


class Heads(NamedTuple):
    """How many are inside the zone, and of the badge's body; counted where a limit holds."""

    inside: int
    of_body: int


class Standing(NamedTuple):
    """What was known when the badge was read, of the run that goes on.

    :param last: the same code at the same device a moment ago.
    :param sent: the scan with this id, when one arrives for the second time.
    :param was_elsewhere: another device admitted the badge, so lately that nobody may have walked.
    :param has_shift: whether the shift that the device named is known.
    """

    badge: Pass | None
    inside_since: datetime | None
    last: Answer | None
    sent: Sent | None
    was_elsewhere: bool
    heads: Heads | None
    has_shift: bool
