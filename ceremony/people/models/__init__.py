"""The tables of people."""

from ceremony.people.models.access import AccessRule, Category, Zone
from ceremony.people.models.filters import SavedFilter
from ceremony.people.models.persons import Accreditation, Body, Participation, Person

__all__ = [
    "AccessRule",
    "Accreditation",
    "Body",
    "Category",
    "Participation",
    "Person",
    "SavedFilter",
    "Zone",
]
