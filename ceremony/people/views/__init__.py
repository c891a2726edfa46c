"""The pages of people."""

from ceremony.people.views import (
    access,
    decisions,
    index,
    participations,
    persons,
    photographs,
)
from ceremony.people.views.blueprint import bp

__all__ = ["access", "bp", "decisions", "index", "participations", "persons", "photographs"]
