"""A device at a checkpoint, as the permissions and the verdict see it: plain values."""

from dataclasses import dataclass
from datetime import datetime

from ceremony.core.permissions import Grant, Role
from ceremony.gates.models import Passage
from ceremony.gates.verdict import Direction


@dataclass(frozen=True)
class GateDevice:
    """A paired phone or handheld, read by its token in one statement with all it stands at."""

    id: int
    name: str
    paired_at: datetime
    checkpoint_id: int
    checkpoint_code: str
    checkpoint_name: str
    passage: Passage
    zone_id: int
    zone_code: str
    zone_name: dict[str, str]
    exits_scanned: bool
    escort_required: bool
    escorts: list[str]
    capacity: int | None
    run_id: int | None
    rules_mark: str

    kind = "device"
    language = None
    is_authenticated = is_active = True
    is_anonymous = False

    @property
    def grants(self) -> frozenset[Grant]:
        return frozenset({Grant(Role.GATE, "checkpoint", self.checkpoint_id)})

    def get_id(self) -> str:
        return str(self.id)

    def direction(self, wanted: Direction) -> Direction:
        """Which way a scan counts here: *wanted* only where one may go both ways."""
        return wanted if self.passage is Passage.BOTH else Direction(self.passage)
