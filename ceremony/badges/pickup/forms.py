"""What is entered at the pick-up desk."""

from collections import Counter as Counted
from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from ceremony.badges.pickup.operations import checks_of
from ceremony.badges.pickup.queries import Counter
from ceremony.badges.states import RevokedBecause
from ceremony.core.forms import Form
from ceremony.core.i18n import _ as gettext
from ceremony.core.i18n import lazy as _
from ceremony.core.paging import number
from ceremony.people.forms.persons import (
    AtMost,
    Day,
    in_the_past,
    maybe,
    nationalities,
    of,
    sender,
    text,
    tidied,
)
from ceremony.people.kinds import DocumentType, Function, Rank
from ceremony.people.models import Person
from ceremony.people.mrz import Document

LOOKED = _("Look at it, then tick this.")


def _line(label: object, needed: object, most: int, **more: Any) -> StringField:
    return StringField(label, [DataRequired(needed), AtMost(most)], filters=[tidied], **more)


class HandOverForm(Form):
    """What was looked at before a badge is given to its holder."""

    document = BooleanField(_("The document was shown, and is theirs"), [InputRequired(LOOKED)])
    photograph = BooleanField(_("The photograph resembles them"), [InputRequired(LOOKED)])
    name = BooleanField(_("The name is that of the document"), [InputRequired(LOOKED)])
    old_badge = BooleanField(
        _("The old badge was taken back"),
        description=_("If they have it: gates refuse it from now on."),
    )

    def __init__(self, counter: Counter, *, is_read: bool = False) -> None:
        """:param is_read: the document was read by machine, and fits."""
        super().__init__(data={"document": is_read, "name": is_read})
        if "photograph" not in checks_of(counter.person):
            del self.photograph
        if counter.before is None:
            del self.old_badge

    @property
    def values(self) -> dict[str, Any]:
        return {"checks": [name for name, is_ticked in super().values.items() if is_ticked]}


class LostForm(Form):
    """Why a badge is replaced at once."""

    reason = RadioField(
        _("What happened to it"),
        [InputRequired(_("Say what happened to the badge."))],
        choices=[
            SelectChoice(RevokedBecause.LOST, _("Lost")),
            SelectChoice(RevokedBecause.STOLEN, _("Stolen")),
            SelectChoice(RevokedBecause.REPLACED, _("Damaged, and given back")),
        ],
    )


class BearerForm(Form):
    """Who takes badges along for a body, and what besides."""

    bearer = _line(
        _("Who takes them along"),
        _("Say who takes them along."),
        120,
        description=_("Name as on the document that is shown"),
        render_kw={"list": "members", "autocomplete": "off"},
    )
    is_identified = BooleanField(
        _("The document of this person was shown"), [InputRequired(LOOKED)]
    )
    pins = IntegerField(
        _("Pins for heads of delegation"),
        [Optional(), NumberRange(0, 999, _("Write a number from 0 to 999."))],
        render_kw={"inputmode": "numeric", "min": 0, "max": 999},
    )
    note = text(_("Remark"), 200, description=_("It is printed on the receipt"))
    after = HiddenField()  # the newest receipt when this was opened: sent twice, it makes one

    def __init__(self, members: Sequence[Person], **more: Any) -> None:
        super().__init__(**more)
        namesakes = Counted(x.badge_name for x in members)  # which of two it is nobody knows
        self.known = {x.badge_name: x.id for x in members if namesakes[x.badge_name] == 1}

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        del values["is_identified"]
        bearer_id = self.known.get(values["bearer"])
        after = number(values["after"] or "")
        return values | {"pins": values["pins"] or 0, "bearer_id": bearer_id, "after": after}


class WalkInForm(Form):
    """The least that is asked of somebody who stands at the desk unregistered."""

    given_names = text(_("Given names"), description=_("As in the passport"))
    family_name = text(_("Family name"), description=_("Who has one name only leaves one empty"))
    born_on = Day(_("Date of birth"), [Optional(), in_the_past])
    nationality_code = SelectField(
        _("Nationality"),
        [InputRequired(_("Choose a nationality."))],
        choices=nationalities,
        coerce=maybe(str),
    )
    document_type = SelectField(
        _("Travel document"),
        [InputRequired(_("Choose the document that was shown."))],
        choices=of(DocumentType),
        coerce=maybe(DocumentType),
    )
    document_number = _line(
        _("Document number"),
        _("Write the number of the document."),
        40,
        render_kw={"autocomplete": "off"},
    )
    document_expires_on = Day(_("Valid until"), [Optional()])
    body_id = sender()
    function = SelectField(
        _("Function"),
        [InputRequired(_("Choose a function."))],
        choices=of(Function, ""),
        coerce=maybe(Function),
    )
    reason = _line(
        _("Why they come unregistered"),
        _("Say why they come unregistered."),
        150,
        description=_("Who vets reads it: replaces the interpreter, who fell ill"),
    )
    is_another = BooleanField(_("This is somebody else; register them all the same"))

    def __init__(self, document: Document | None = None, **more: Any) -> None:
        known = {"function": Function.DELEGATE} | (_read(document) if document else {})
        super().__init__(data=known, **more)

    def validate_family_name(self, field: Any) -> None:
        if not (field.data or self.given_names.data):
            raise ValidationError(gettext("Give at least one name."))

    def validate_document_number(self, field: Any) -> None:
        if not any(x.isalnum() for x in field.data):
            raise ValidationError(gettext("Write the number of the document."))

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {"rank": Rank.OTHER}


def _read(document: Document) -> dict[str, Any]:
    """What the machine-readable zone of a document says; names in capitals are written as names."""
    known = {code for code, _name in nationalities()}
    is_passport = document.code == "P"
    return {
        "given_names": document.given_names.title(),
        "family_name": document.family_name.title(),
        "born_on": document.born_on,
        "nationality_code": document.nationality if document.nationality in known else None,
        "document_type": DocumentType.PASSPORT if is_passport else DocumentType.IDENTITY_CARD,
        "document_number": document.number,
        "document_expires_on": document.expires_on,
    }
