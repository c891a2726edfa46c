"""Reading gates at the desk; what a scan asks is in ``gates.standing``."""

from ceremony.gates.queries.devices import Handheld, devices, handhelds, has_device
from ceremony.gates.queries.flow import Filling, Flow, fillings, flow, heads, shares
from ceremony.gates.queries.places import (
    checkpoint,
    checkpoints,
    counted_zones,
    inside,
    is_photograph,
    quota,
    quotas,
)
from ceremony.gates.queries.scans import (
    Asked,
    counts,
    every_scan,
    latest_scans,
    refusals,
    refused_by_reason,
    scans,
    verdicts,
)

__all__ = [
    "Asked",
    "Filling",
    "Flow",
    "Handheld",
    "checkpoint",
    "checkpoints",
    "counted_zones",
    "counts",
    "devices",
    "every_scan",
    "fillings",
    "flow",
    "handhelds",
    "has_device",
    "heads",
    "inside",
    "is_photograph",
    "latest_scans",
    "quota",
    "quotas",
    "refusals",
    "refused_by_reason",
    "scans",
    "shares",
    "verdicts",
]
