"""Writing what happens at gates."""

from ceremony.gates.operations.batches import take
from ceremony.gates.operations.devices import NameTaken, lose_device, register_device
from ceremony.gates.operations.disclosing import (
    NeverSeen,
    read_whereabouts,
    record_pack,
    record_taken,
)
from ceremony.gates.operations.guards import (
    AlreadyGuard,
    NoStaffBadge,
    appoint_guard,
    end_guard,
    make_supervisor,
    set_pin,
)
from ceremony.gates.operations.handling import (
    NoSuchBadge,
    move_incident,
    note_action,
    tell_incident,
)
from ceremony.gates.operations.quotas import NotCounted, remove_quota, set_quota
from ceremony.gates.operations.replacing import replace_device
from ceremony.gates.operations.scans import (
    Case,
    IdTaken,
    NothingIsRunning,
    first_answer,
    record,
)

__all__ = [
    "AlreadyGuard",
    "Case",
    "IdTaken",
    "NameTaken",
    "NeverSeen",
    "NoStaffBadge",
    "NoSuchBadge",
    "NotCounted",
    "NothingIsRunning",
    "appoint_guard",
    "end_guard",
    "first_answer",
    "lose_device",
    "make_supervisor",
    "move_incident",
    "note_action",
    "read_whereabouts",
    "record",
    "record_pack",
    "record_taken",
    "register_device",
    "remove_quota",
    "replace_device",
    "set_pin",
    "set_quota",
    "take",
    "tell_incident",
]
