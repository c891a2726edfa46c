"""What an officer of protocol enters: how papers are made, who moves, which letter."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from ceremony.core import settings
from ceremony.core.forms import Form, VersionedForm
from ceremony.core.i18n import _ as gettext
from ceremony.core.i18n import lazy as _
from ceremony.people.forms.persons import tidied
from ceremony.protocol.models import Arrangement
from ceremony.protocol.order import Alphabet
from ceremony.protocol.queries import Placed

LAST = ""
NEEDED = InputRequired(_("This is needed."))


def alphabets() -> list[tuple[str, str]]:
    return [(x.value, x.label) for x in Alphabet]


class ArrangementForm(VersionedForm):
    """How the papers of the ceremony are made."""

    alphabet = RadioField(
        _("Alphabet of the precedence list"),
        [NEEDED],
        choices=alphabets,
        coerce=Alphabet,
        description=_("Names are shown in English; the alphabet only orders them."),
    )
    is_host_first = BooleanField(
        _("The host stands first"),
        description=_("Otherwise it stands where the rank of its head and its name put it."),
    )
    list_number = IntegerField(
        _("Number of the provisional list of participants"),
        [NEEDED, NumberRange(1, 999, _("A number from 1 to 999."))],
        description=_("Printed on the list. Raise it before you send out a new one."),
    )

    def __init__(self, row: Arrangement) -> None:
        super().__init__(row)
        if not settings.current().host:
            self.is_host_first.description = gettext(
                "Nobody is the host yet: the settings of the ceremony name no host country."
            )


class MoveForm(Form):
    """Before whom a delegation shall stand, and why."""

    before_id = SelectField(_("Directly before"), coerce=lambda x: int(x) if x else None)
    reason = StringField(
        _("Why"),
        [InputRequired(_("Say why the delegation is moved.")), Length(max=300)],
        filters=[tidied],
        description=_("Shown in the list: presidency of the Conference; seniority of the head"),
    )

    def __init__(self, rows: Sequence[Placed], body_id: int, before_id: int | None) -> None:
        super().__init__(data={"before_id": before_id})
        others = [x for x in rows if x.head.sender.body_id != body_id]
        self.before_id.choices = [
            *((x.head.sender.body_id, f"{x.number}. {x.head.sender.name}") for x in others),
            (LAST, gettext("Nobody: last in the list")),
        ]
        self.before_id.flags.plain_label = True


class DrawForm(Form):
    """A letter: drawn here, or as it was drawn in the hall."""

    alphabet = RadioField(_("Alphabet"), [NEEDED], choices=alphabets, coerce=Alphabet)
    letter = StringField(
        _("Letter drawn in the hall"),
        [Length(max=1, message=_("One letter, from A to Z."))],
        filters=[lambda x: (x or "").strip().upper()],
        description=_("Leave it empty, and the letter is drawn here."),
        render_kw={"autocomplete": "off", "size": 2},
    )
    reason = StringField(
        _("Why it is drawn again"),
        [Length(max=300)],
        filters=[tidied],
        description=_("Needed where a letter was drawn before."),
    )

    def __init__(self, alphabet: Alphabet, *, is_again: bool) -> None:
        super().__init__(data={"alphabet": alphabet})
        if not is_again:
            del self.reason

    @property
    def values(self) -> dict[str, Any]:
        return {"reason": ""} | super().values
