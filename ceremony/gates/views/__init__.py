"""Gates at the desk: who goes through, what was refused, what happened, who stands there."""

from ceremony.gates.views import (
    devices,
    guards,
    incidents,
    limits,
    live,
    muster,
    pack,
    scans,
    seen,
)
from ceremony.gates.views.blueprint import bp

__all__ = [
    "bp",
    "devices",
    "guards",
    "incidents",
    "limits",
    "live",
    "muster",
    "pack",
    "scans",
    "seen",
]
