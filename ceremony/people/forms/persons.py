"""Forms for who somebody is and in what ways they take part."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, Field, SelectField, StringField, ValidationError
from wtforms.validators import Email, InputRequired, Length, Optional

from ceremony.core import files, settings
from ceremony.core.errors import DomainError
from ceremony.core.forms import Form, VersionedForm
from ceremony.core.i18n import _ as gettext
from ceremony.core.i18n import lazy as _
from ceremony.people import photographs, queries
from ceremony.people.kinds import DocumentType, Function, Rank, Sex, is_plausible
from ceremony.people.models import Person
from ceremony.people.names import tidy
from ceremony.register import queries as register

OLDEST = 130  # years
Choices = Callable[[], list[tuple[str, str]]]


class AtMost(Length):  # type: ignore[misc]
    """As the validator of WTForms, in a sentence that names its field."""

    def __init__(self, most: int) -> None:
        super().__init__(max=most)

    def __call__(self, form: Form, field: Field) -> None:
        if len(field.data or "") > self.max:
            words = gettext("%(field)s: at most %(num)d letters.", field=said(field), num=self.max)
            raise ValidationError(words)


class Day(DateField):  # type: ignore[misc]
    """As the field of WTForms, the same."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("%(field)s: this is no date.", field=said(self))) from error


def said(field: Field) -> str:
    return str(field.label.text)


def tidied(text: str | None) -> str:
    return tidy(text or "")


def of(choices: type[StrEnum], empty: object = "–") -> Choices:
    """The members of *choices* for a select; *empty* is the word for none of them."""
    members: list[Any] = list(choices)
    none = [("", empty)] if empty else []
    return lambda: (
        [(code, str(label)) for code, label in none] + [(str(x), x.label) for x in members]
    )


def maybe(kind: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: kind(value) if value else None


def text(label: object, most: int = 100, **more: Any) -> StringField:
    return StringField(label, [AtMost(most)], filters=[tidied], **more)


def nationalities() -> list[tuple[str, str]]:
    return [("", "–"), *((x.code, x.name) for x in register.nationalities())]


def bodies() -> list[tuple[str, str]]:
    return [("", gettext("Choose")), *((str(x.id), x.name) for x in queries.named_bodies())]


def in_the_past(_form: Form, field: Field) -> None:
    if field.data and field.data >= settings.current().today:
        raise ValidationError(gettext("Date of birth: this day has not come yet."))
    if field.data and field.data.year < settings.current().today.year - OLDEST:
        raise ValidationError(gettext("Date of birth: nobody is that old. Look at the year."))


class PersonFields(Form):
    """Who somebody is, except for the number of their document."""

    honorific = text(_("Honorific"), 30, description=_("As they are addressed: H.E., Dr"))
    given_names = text(_("Given names"), description=_("As in the passport"))
    family_name = text(
        _("Family name"),
        description=_("As in the passport; who has one name only leaves one empty"),
    )
    badge_name = text(
        _("Name on the badge"),
        description=_("In Latin letters; it follows the names if nothing else is written"),
    )
    original_name = text(_("Name in its own script"))
    sex = SelectField(_("Sex"), choices=of(Sex), coerce=maybe(Sex))
    born_on = Day(_("Date of birth"), [Optional(), in_the_past])
    nationality_code = SelectField(_("Nationality"), choices=nationalities, coerce=maybe(str))
    document_type = SelectField(
        _("Travel document"), choices=of(DocumentType), coerce=maybe(DocumentType)
    )
    document_number = text(_("Document number"), 40, render_kw={"autocomplete": "off"})
    document_expires_on = Day(_("Valid until"), [Optional()])
    email = StringField(
        _("Email"),
        [Optional(), Email(_("Email: this is no mail address.")), AtMost(200)],
        filters=[tidied],
    )
    phone = text(_("Telephone"), 40)
    languages = text(_("Languages"), 100, description=_("Spoken, parted by commas"))

    def validate_family_name(self, field: Field) -> None:
        if not (field.data or self.given_names.data):
            raise ValidationError(gettext("Give at least one name."))


class PersonForm(VersionedForm, PersonFields):
    """The number that is kept is never shown here; what is typed replaces it."""

    is_document_removed = BooleanField(_("Remove the document number that is kept"))
    row: Person

    def __init__(self, row: Person) -> None:
        super().__init__(row)
        self.document_number.label.text = gettext("New document number")
        self.document_number.description = gettext("Left empty, the number that is kept stays")

    def facts(self) -> dict[str, Any]:
        return {name: x for name, x in super().facts().items() if name != "document_number"}

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        if values.pop("is_document_removed"):
            values["document_number"] = None
        elif not values["document_number"]:
            del values["document_number"]
        return values


class PartFields(Form):
    """As what somebody takes part."""

    function = SelectField(
        _("Function"),
        [InputRequired(_("Choose a function."))],
        choices=of(Function, ""),
        coerce=maybe(Function),
    )
    rank = SelectField(
        _("Rank"), [InputRequired(_("Choose a rank."))], choices=of(Rank, ""), coerce=maybe(Rank)
    )
    title = text(_("Position"), 150, description=_("As announced: Minister of Justice"))
    organisation = text(
        _("Organisation"), 150, description=_("Where it differs from who sends them")
    )
    is_listed = BooleanField(
        _("May be named in the list of participants"),
        description=_("Who does not agree is counted there, never named."),
    )

    def validate_rank(self, field: Field) -> None:
        if self.function.data and field.data and not is_plausible(self.function.data, field.data):
            words = gettext(
                "Rank: %(rank)s goes with head, deputy head or delegate. Whoever comes as another"
                " has the rank Other.",
                rank=field.data.label,
            )
            raise ValidationError(words)


class PartForm(VersionedForm, PartFields):
    """One participation, changed; who sends the person stays."""


def sender() -> SelectField:
    """Whoever may send persons: a body."""
    needed = InputRequired(_("Choose who sends them."))
    return SelectField(_("Who sends them"), [needed], choices=bodies, coerce=_id)


def _id(value: Any) -> int | None:
    return int(value) if str(value).isdecimal() else None


class ParticipationForm(PartFields):
    """One more participation."""

    body = sender()

    def __init__(self) -> None:
        super().__init__(data={"function": Function.DELEGATE, "rank": Rank.OTHER})

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {"body": queries.body_of(self.body.data)}


class AddForm(PersonFields, PartFields):
    """A person and how they take part."""

    body_id = sender()
    is_another = BooleanField(_("This is somebody else; register them all the same"))

    def __init__(self, body_id: int | None = None) -> None:
        known = {"body_id": body_id, "function": Function.DELEGATE, "rank": Rank.OTHER}
        super().__init__(data=known)


class PhotographForm(Form):
    """A photograph, made ready for the badge while it is looked at."""

    photograph = FileField(
        _("Photograph from a file"),
        description=_("JPEG, PNG or WEBP, at most 10 MB; the head in the upper half"),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )
    camera = FileField(
        _("Or take it now"), render_kw={"accept": "image/*", "capture": "environment"}
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.photograph.flags.plain_label = self.camera.flags.plain_label = True

    def validate_photograph(self, field: Field) -> None:
        sent = field.data or self.camera.data
        if not sent:
            raise ValidationError(gettext("Choose a photograph first."))
        try:
            self.made = photographs.made_from(sent.read(photographs.MOST_BYTES + 1))
        except DomainError as error:
            raise ValidationError(str(error)) from error

    @property
    def values(self) -> dict[str, Any]:
        return {"photo": files.store(self.made, ".jpg")}
