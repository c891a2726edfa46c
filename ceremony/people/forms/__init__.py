"""What came in about people, made clean."""

from ceremony.people.forms.access import AccessForm, ValidityForm
from ceremony.people.forms.decisions import DecisionForm, chosen
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
    "PartForm",
    "ParticipationForm",
    "PersonForm",
    "PhotographForm",
    "ValidityForm",
    "chosen",
]
