"""What an officer says when a delegation is returned, refused, or a change is declined."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from ceremony.core.forms import Form
from ceremony.core.i18n import lazy as _
from ceremony.delegations.queries.members import Member
from ceremony.delegations.queries.review import Check

WORDS = Length(max=500)


class SureForm(Form):
    """A question with one answer."""

    is_sure = HiddenField(default="yes")

    @property
    def values(self) -> dict[str, Any]:
        return {}


class ReasonForm(Form):
    """Why; whoever is concerned reads it."""

    reason = TextAreaField(_("Reason"), [InputRequired(_("Say why.")), WORDS])


class DeclineForm(Form):
    answer = TextAreaField(
        _("Answer"),
        [InputRequired(_("Say why.")), WORDS],
        description=_("The focal point reads it."),
    )


class ReturnForm(Form):
    """What has to be mended: in all, and on single members."""

    reason = TextAreaField(
        _("What the delegation should know"),
        [WORDS],
        description=_("The focal point reads it on top of the delegation's page."),
    )

    @property
    def of_members(self) -> dict[int, TextAreaField]:
        """Accreditation id to the field about this member."""
        return {
            int(name.removeprefix("member-")): field
            for name, field in self._fields.items()
            if name.startswith("member-")
        }

    @property
    def values(self) -> dict[str, Any]:
        reasons = {key: field.data or "" for key, field in self.of_members.items()}
        return {"reason": self.reason.data or "", "reasons": reasons}


def return_form(waiting: Sequence[Member], checks: Mapping[int, Sequence[Check]]) -> ReturnForm:
    """One field for each member who waits for a decision, with what is known to be wrong.

    :param checks: by person.
    """
    fields = {
        f"member-{x.accreditation.id}": TextAreaField(
            x.person.badge_name,
            [WORDS],
            description=" ".join(check.sentence for check in checks.get(x.person.id, ())),
        )
        for x in waiting
    }
    return cast("type[ReturnForm]", type("ReturnForm", (ReturnForm,), fields))()
