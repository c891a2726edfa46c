"""The pages of people."""

from ceremony.people.views import (
    access,
    decisions,
    exports,
    filters,
    index,
    merging,
    participations,
    persons,
    photographs,
    vetting,
)
from ceremony.people.views.blueprint import bp

blueprints = (bp, vetting.bp)

__all__ = [
    "access",
    "blueprints",
    "bp",
    "decisions",
    "exports",
    "filters",
    "index",
    "merging",
    "participations",
    "persons",
    "photographs",
    "vetting",
]
