"""What a focal point enters about one member."""

from collections.abc import Mapping, Set
from datetime import date
from typing import Any, ClassVar

from flask import current_app
from flask_wtf.file import FileField
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import BooleanField, Field, HiddenField, SelectField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from ceremony.core import files
from ceremony.core.clock import now
from ceremony.core.errors import DomainError
from ceremony.core.forms import Form, VersionedForm, trace
from ceremony.core.i18n import _ as gettext
from ceremony.core.i18n import lazy as _
from ceremony.delegations import expiry
from ceremony.delegations.completeness import NEEDED
from ceremony.delegations.expiry import Expiry
from ceremony.delegations.operations.composition import version_of
from ceremony.delegations.operations.disclosure import NEEDS
from ceremony.delegations.workbook.records import FIGURES_IN_PHONE, MOST_NEEDS, PHONE_MARKS
from ceremony.people import photographs
from ceremony.people.forms.persons import AtMost, PartFields, PersonFields, maybe, said, text
from ceremony.people.kinds import STATES, Function, Rank
from ceremony.people.models import Body, Participation, Person

FUNCTIONS = [x for x in Function if x not in {Function.JOURNALIST, Function.STAFF}]
SECRET = ("document_number", *NEEDS)
NAMES = ("given_names", "family_name")


def telephone(_form: Form, field: Field) -> None:
    """6 to 15 figures, as E.164 has them, and the marks people write between them."""
    written = field.data or ""
    figures = sum(x.isdigit() for x in written)
    odd = [x for x in written if not x.isdigit() and x not in PHONE_MARKS]
    if written and (odd or figures not in FIGURES_IN_PHONE):
        raise ValidationError(
            gettext("Telephone: write it with the code of the country, +84 24 5555 0100.")
        )


def needs(label: object, hint: object) -> TextAreaField:
    """A text of several lines, kept encrypted; ``""`` says nothing."""
    return TextAreaField(label, [AtMost(MOST_NEEDS)], filters=[trimmed], description=hint)


def trimmed(text: str | None) -> str:
    return (text or "").strip()


class PhotographFields(Form):
    """A photograph from a file or the camera; a good one survives what else is wrong."""

    photograph = FileField(
        _("Photograph from a file"),
        description=_("JPEG, PNG or WEBP, at most 10 MB; the head in the upper half"),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )
    camera = FileField(_("Or take it now"), render_kw={"accept": "image/*", "capture": "user"})
    kept = HiddenField()
    may_keep = True  # the member may have a photograph: what is sent is stored

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.photograph.flags.plain_label = self.camera.flags.plain_label = True

    def validate_photograph(self, field: Field) -> None:
        sent = field.data or self.camera.data
        if not sent:
            return
        try:
            made = photographs.made_from(sent.read(photographs.MOST_BYTES + 1))
        except DomainError as error:
            raise ValidationError(str(error)) from error
        if self.may_keep:
            self.kept.data = _signer().dumps(files.store(made, ".jpg"))

    @property
    def photo(self) -> str | None:
        """The name of the stored file, sent now or the time before."""
        try:
            return str(_signer().loads(self.kept.data)) if self.kept.data else None
        except BadSignature:
            return None

    @property
    def new_photo(self) -> dict[str, Any]:
        """The same as values of a person."""
        return {"photo": self.photo, "photo_added_at": now()} if self.photo else {}

    @property
    def values(self) -> dict[str, Any]:
        known = super().values
        return {x: known[x] for x in known if x not in {"photograph", "camera", "kept"}}


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="portal photograph")


class MemberFields(PhotographFields, PersonFields, PartFields):
    """Who somebody is, as what they come, and what they need."""

    REMOVERS: ClassVar[Mapping[str, str]] = {}  # secret field -> the box that erases it
    recorded: Mapping[str, bool] = dict.fromkeys(SECRET, False)  # whether something is kept
    expired_on: date | None = None  # what is recorded hinders nobody from changing the rest
    function = SelectField(
        _("Function"),
        [InputRequired(_("Choose a function."))],
        choices=lambda: [(str(x), x.label) for x in FUNCTIONS],
        coerce=maybe(Function),
    )
    phone = text(_("Telephone"), 40)
    dietary_needs = needs(_("What they eat or do not eat"), _("Allergies, halal, vegetarian"))
    medical_needs = needs(_("Medical needs"), _("Only what a doctor on the spot must know"))
    access_needs = needs(_("Access needs"), _("Wheelchair, sign language, an escort"))
    is_listed = BooleanField(
        _("May be named in the list of participants"),
        description=_("The person has agreed to it."),
    )
    is_another = BooleanField(_("This is somebody else; enter them all the same"))

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        for name in (*NAMES, *NEEDED, "document_number"):  # not yet, but before submitting
            if name in self:
                self[name].flags.plain_label = True

    def validate_phone(self, field: Field) -> None:
        telephone(self, field)

    def validate_document_expires_on(self, field: Field) -> None:
        """As in a workbook, nobody is entered with a document that is over."""
        is_new = field.data != self.expired_on
        days = expiry.here()
        if is_new and days.wrong(field.data) is Expiry.OVER:
            raise ValidationError(days.sentence(field.data))

    @property
    def values(self) -> dict[str, Any]:
        known = super().values
        return known | {name: known[name] or None for name in NEEDS}


class NewMemberForm(MemberFields):
    """One more member; whom a State sends is its national unless somebody says otherwise."""

    def __init__(self, sender: Body) -> None:
        usual = {"function": Function.DELEGATE, "rank": Rank.OTHER}
        home = {"nationality_code": sender.code} if sender.kind in STATES else {}
        super().__init__(data=usual | home)

    @property
    def values(self) -> dict[str, Any]:
        return super().values | self.new_photo


class AskForm(NewMemberForm):
    """One more member after submitting, or one for another: with the reason."""

    words = TextAreaField(_("Why"), [InputRequired(_("Say why.")), AtMost(500)])


class MemberForm(VersionedForm, MemberFields):
    """A member, changed. What is secret is never shown: what is typed replaces it."""

    REMOVERS: ClassVar[Mapping[str, str]] = {
        "document_number": "is_document_removed",
        **{name: f"is_{name}_removed" for name in NEEDS},
    }
    is_document_removed = BooleanField(_("Remove the document number that is kept"))
    is_dietary_needs_removed = BooleanField(_("Erase what is recorded"))
    is_medical_needs_removed = BooleanField(_("Erase what is recorded"))
    is_access_needs_removed = BooleanField(_("Erase what is recorded"))
    row: Person

    def __init__(self, row: Person, part: Participation) -> None:
        self.part, self.expired_on = part, row.document_expires_on
        super().__init__(row)
        self.document_expires_on.description = expiry.here().sentence(row.document_expires_on)
        self.recorded = {name: bool(self._secret(name)) for name in self.REMOVERS}
        for name, is_recorded in self.recorded.items():
            if is_recorded:
                self[name].description = gettext("Recorded. Left empty, it stays as it is.")

    def _secret(self, name: str) -> str | None:
        """What is kept, or of a document number by what it is found."""
        found = self.row.document_hash if name == "document_number" else getattr(self.row, name)
        return found or None

    @property
    def saved_version(self) -> int:
        return version_of(self.row, self.part)

    def traces(self, facts: Mapping[str, Any]) -> dict[str, str]:
        secret = {name: trace(self._secret(name)) for name in self.REMOVERS}
        return super().traces(facts) | secret

    def meet(self, facts: dict[str, Any], opened: Mapping[str, str], changed: Set[str]) -> None:
        """What is secret is said to be another; nobody sees which."""
        super().meet(facts, opened, changed)
        for name in changed & self.REMOVERS.keys() & opened.keys():
            if self[name].data or self[self.REMOVERS[name]].data:
                words = gettext(
                    "%(field)s: somebody else changed it meanwhile. Sent again, yours takes its"
                    " place; left empty, theirs stays.",
                    field=said(self[name]),
                )
                self[name].errors = [words]

    def facts(self) -> dict[str, Any]:
        known = super().facts()
        names = ("function", "rank", "title", "organisation", "is_listed")
        return {x: y for x, y in known.items() if x not in self.REMOVERS} | {
            name: getattr(self.part, name) for name in names
        }

    @property
    def values(self) -> dict[str, Any]:
        values = super().values | self.new_photo
        for name, remover in self.REMOVERS.items():
            if values.pop(remover):
                values[name] = None
            elif not values[name]:
                del values[name]
        return values


class PhotographForm(PhotographFields):
    """A photograph alone, also after submitting."""

    def validate_camera(self, field: Field) -> None:
        if not (field.data or self.photograph.data or self.kept.data):
            raise ValidationError(gettext("Choose a photograph first."))

    @property
    def values(self) -> dict[str, Any]:
        return {"photo": self.photo}
