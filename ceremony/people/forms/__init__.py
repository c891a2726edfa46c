"""What came in about people, made clean."""

from ceremony.people.forms.access import AccessForm, ValidityForm
from ceremony.people.forms.decisions import DecisionForm, chosen
from ceremony.people.forms.filters import FilterFields, SavedFilterForm
from ceremony.people.forms.merging import MergeForm
from ceremony.people.forms.persons import (
    AddForm,
    PartForm,
    ParticipationForm,
    PersonForm,
    PhotographForm,
)

__all__ = [
    "AccessForm",
    "AddForm",
    "DecisionForm",
    "FilterFields",
    "MergeForm",
    "PartForm",
    "ParticipationForm",
    "PersonForm",
    "PhotographForm",
    "SavedFilterForm",
    "ValidityForm",
    "chosen",
]
