"""Checkpoints, what gates know of badges, what they scanned, who stood there, what happened."""

from ceremony.gates.models.incidents import (
    REPORTED,
    Incident,
    IncidentKind,
    IncidentPass,
    Severity,
)
from ceremony.gates.models.passes import GateList, GatePass
from ceremony.gates.models.places import AccessWindow, Checkpoint, Passage, ZoneQuota
from ceremony.gates.models.scans import Method, Presence, Scan
from ceremony.gates.models.shifts import DeviceReport, Guard, Shift

__all__ = [
    "REPORTED",
    "AccessWindow",
    "Checkpoint",
    "DeviceReport",
    "GateList",
    "GatePass",
    "Guard",
    "Incident",
    "IncidentKind",
    "IncidentPass",
    "Method",
    "Passage",
    "Presence",
    "Scan",
    "Severity",
    "Shift",
    "ZoneQuota",
]
