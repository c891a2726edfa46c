"""The pages under /desk/protocol, by paper."""

from ceremony.protocol.views import (
    index,
    nameplates,
    participants,
    photograph,
    precedence,
    seating,
)
from ceremony.protocol.views.blueprint import bp

__all__ = ["bp", "index", "nameplates", "participants", "photograph", "precedence", "seating"]
