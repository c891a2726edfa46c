"""Which people are meant, and what is decided about them."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from ceremony.core.forms import Form, numbers, ticked
from ceremony.core.i18n import lazy as _
from ceremony.core.states import Move
from ceremony.core.web import actor
from ceremony.people import listing
from ceremony.people.states import WITH_REASON, State


def chosen(given: MultiDict[str, str]) -> list[int]:
    """The accreditations that a list's form means: its ticked rows, or all of its filter."""
    if given.get("all"):
        return listing.ids(listing.Filter.read(given, actor()))
    return ticked(given)


class DecisionForm(Form):
    """Carries exactly those whom the page names from the question to the answer."""

    ids = HiddenField()
    is_sure = HiddenField()
    reason = TextAreaField(_("Reason"), [InputRequired(_("Say why.")), Length(max=500)])

    def __init__(self, move: Move[State]) -> None:
        super().__init__()
        if move.target not in WITH_REASON:
            del self.reason

    @property
    def chosen(self) -> list[int]:
        return numbers((self.ids.data or "").split())

    @property
    def values(self) -> dict[str, Any]:
        return {"ids": self.chosen} | {k: v for k, v in super().values.items() if k == "reason"}
