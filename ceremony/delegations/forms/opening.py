"""What an officer says when delegations are opened, and what is agreed with them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ceremony.accounts.models import User
from ceremony.core import mail, settings
from ceremony.core.forms import Form, VersionedForm
from ceremony.core.i18n import _ as said_now
from ceremony.core.i18n import lazy as _
from ceremony.core.i18n import said
from ceremony.delegations.lookup import NOT_DELEGATIONS
from ceremony.delegations.models import Delegation, DocumentKind, Terms
from ceremony.people import queries as people
from ceremony.people.kinds import BodyKind
from ceremony.people.names import tidy
from ceremony.register.models import Participant

KINDS = [x for x in BodyKind if x not in NOT_DELEGATIONS]
OTHERS = "none"
F = TypeVar("F", bound=Form)
NEEDED = InputRequired(_("This is needed."))


def _tidied(text: str | None) -> str:
    return tidy(text or "")


class QuotaFields(Form):
    """A field for each category: places, or empty for no limit."""

    deadline = DateTimeLocalField(_("Deadline"), [Optional()])

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        here = settings.current()
        self.deadline.description = said_now(
            "In %(city)s time (%(zone)s).", city=here.city, zone=here.time_zone
        )

    @property
    def quota_fields(self) -> list[Any]:
        return [field for name, field in self._fields.items() if name.startswith("places-")]

    @property
    def values(self) -> dict[str, Any]:
        given = {k: v for k, v in super().values.items() if not k.startswith("places-")}
        quota = {
            name.removeprefix("places-"): field.data
            for name, field in self._fields.items()
            if name.startswith("places-") and field.data is not None
        }
        return given | {"deadline": in_zone(self.deadline.data), "quota": quota}


def in_zone(entered: datetime | None) -> datetime | None:
    """What somebody entered as time of the ceremony's place, as an aware instant."""
    return entered.replace(tzinfo=settings.current().zone) if entered else None


def out_of_zone(instant: datetime | None) -> datetime | None:
    """The same the other way."""
    zone = settings.current().zone
    return (
        instant.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0) if instant else None
    )


def with_quota(form: Callable[..., F]) -> Callable[..., F]:
    """*form*, a class, with a field for each category."""
    fields = {
        f"places-{x.code}": IntegerField(
            said(x.name),
            [Optional(), NumberRange(0, 10_000, _("A quota lies between 0 and 10,000."))],
        )
        for x in people.categories()
    }
    return cast("Callable[..., F]", type("WithQuota", (cast("type", form),), fields))


class OpenForm(QuotaFields):
    kind = SelectField(
        _("Kind"),
        [NEEDED],
        choices=lambda: [SelectChoice(x.value, x.label) for x in KINDS if x is not BodyKind.HOST],
    )
    participant = SelectField(
        _("State or organisation of the register"),
        [Optional()],
        description=_("Of States, observers and the European Union, and of nobody else."),
    )
    name = StringField(
        _("Name in full"),
        [Length(max=200, message=_("A name has at most 200 letters."))],
        filters=[_tidied],
        description=_("Of everybody whom the register does not know."),
    )
    note_number = StringField(_("Number of the note verbale"), [Length(max=60)], filters=[_tidied])
    note_on = DateField(_("Date of the note verbale"), [Optional()])
    language = SelectField(_("Language of its mail"))

    def __init__(self, participants: Sequence[Participant]) -> None:
        super().__init__()
        known = [SelectChoice(x.iso3, x.name) for x in participants]
        self.participant.choices = [SelectChoice("", said_now("None")), *known]
        self.language.choices = languages()

    def validate_name(self, field: StringField) -> None:
        if not field.data and not self.participant.data:
            raise ValidationError(said_now("Give its name, or choose it from the register."))


class InviteAllForm(QuotaFields):
    """States one by one, or a regional group as a whole."""

    iso3s = SelectMultipleField(
        _("States and organisations of the register"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    groups = SelectMultipleField(_("Regional groups"))

    def __init__(self, participants: Sequence[Participant]) -> None:
        super().__init__()
        self.iso3s.choices = [SelectChoice(x.iso3, x.name) for x in participants]
        self.members: dict[str, list[Participant]] = {}
        for x in sorted(participants, key=lambda x: (not x.un_regional_group, x.un_regional_group)):
            self.members.setdefault(x.un_regional_group or OTHERS, []).append(x)
        self.groups.choices = [SelectChoice(x, x) for x in self.members]

    def validate_iso3s(self, field: SelectMultipleField) -> None:
        if not field.data and not self.groups.data:
            raise ValidationError(said_now("Choose at least one."))

    @property
    def grouped(self) -> list[tuple[str, str, bool, list[tuple[Participant, bool]]]]:
        """For each group its code, its name, whether it is ticked, and its members the same."""
        one, whole = set(self.iso3s.data or ()), set(self.groups.data or ())
        return [
            (code, _group(code), code in whole, [(x, x.iso3 in one) for x in members])
            for code, members in self.members.items()
        ]

    @property
    def values(self) -> dict[str, Any]:
        given = super().values
        whole = [x.iso3 for code in given.pop("groups") for x in self.members[code]]
        return given | {"iso3s": sorted({*given["iso3s"], *whole})}


def _group(code: str) -> str:
    return said_now("In no regional group") if code == OTHERS else code


class AgreementForm(VersionedForm, QuotaFields):
    note_number = StringField(_("Number of the note verbale"), [Length(max=60)], filters=[_tidied])
    note_on = DateField(_("Date of the note verbale"), [Optional()])
    language = SelectField(_("Language of its mail"))
    liaison_id = SelectField(_("Liaison officer"), coerce=lambda x: int(x) if x else None)
    notes = TextAreaField(
        _("Notes"),
        [Length(max=2000)],
        description=_("For the desk only; no focal point sees them."),
    )
    row: Delegation

    def __init__(self, row: Delegation, officers: Sequence[User]) -> None:
        super().__init__(row)
        self.language.choices = languages()
        known = [SelectChoice(x.id, x.name) for x in officers]
        self.liaison_id.choices = [SelectChoice("", said_now("None")), *known]

    def facts(self) -> dict[str, Any]:
        quota = {f"places-{code}": places for code, places in self.row.quota.items()}
        return super().facts() | quota | {"deadline": out_of_zone(self.row.deadline)}


class TermsForm(QuotaFields):
    applies = BooleanField(
        _("Give it to the delegations that are open already"),
        description=_("What was agreed with single ones of this kind is overwritten."),
    )

    def __init__(self, terms: Terms | None) -> None:
        quota = {f"places-{x}": y for x, y in terms.quota.items()} if terms else {}
        deadline = out_of_zone(terms.deadline) if terms else None
        super().__init__(data={"deadline": deadline, **quota})


class FocalPointForm(Form):
    name = StringField(_("Name"), [NEEDED, Length(max=120)], filters=[_tidied])
    email = StringField(_("Email"), [NEEDED, Length(max=200)], filters=[_tidied])

    def validate_email(self, field: StringField) -> None:
        if not mail.is_address(field.data):
            raise ValidationError(said_now("This is no mail address."))


class PaperForm(Form):
    kind = SelectField(
        _("What it is"),
        [NEEDED],
        choices=lambda: [SelectChoice(x.value, x.label) for x in DocumentKind],
    )
    file = FileField(
        _("Scan"),
        [FileRequired(_("Choose a file."))],
        description=_("PDF, JPEG or PNG, at most 10 MB."),
    )


def languages() -> list[SelectChoice]:
    """The languages of mail by their own names, and none."""
    return [SelectChoice("", said_now("Not known")), *(SelectChoice(*x) for x in mail.choices())]
