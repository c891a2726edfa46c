"""What somebody who was not invited writes, and what an officer answers."""

from typing import Any

from flask import current_app
from flask_wtf.file import FileField
from itsdangerous import BadData, URLSafeSerializer
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, StopValidation

from ceremony.accounts.models import User
from ceremony.core import mail, uploads
from ceremony.core.errors import DomainError, TooManyTries
from ceremony.core.forms import Form
from ceremony.core.i18n import _ as said_now
from ceremony.core.i18n import lazy as _
from ceremony.delegations.operations.admissions import (
    KINDS,
    MOST_PERSONS,
    demand_no_state,
    demand_patience,
)
from ceremony.delegations.queries import delegations
from ceremony.delegations.queries.admissions import Similar
from ceremony.people.kinds import BodyKind
from ceremony.people.names import tidy

MOST_MB = 10
NEW = "new"


def tidied(text: str | None) -> str:
    return tidy(text or "")


def _line(label: object, most: int, needed: object = "", **more: Any) -> StringField:
    checks = [InputRequired(needed)] if needed else []
    return StringField(label, [*checks, Length(max=most)], filters=[tidied], **more)


def _kind(value: Any) -> BodyKind | None:
    return BodyKind(value) if value in {*KINDS} else None


def _some_persons(_form: Form, field: Field) -> None:
    if field.data is None or not 1 <= field.data <= MOST_PERSONS:
        field.errors = []
        message = said_now("Give a number from 1 to %(most)d.", most=MOST_PERSONS)
        raise StopValidation(message)


class RequestForm(Form):
    """The request of an organisation; a letter that was read is kept if the answer is no."""

    name = _line(
        _("Name of the organisation"),
        200,
        _("Give the name of the organisation."),
        description=_("In full, as on its letters"),
    )
    kind = RadioField(_("What it is"), coerce=_kind, validate_choice=False)
    contact_name = _line(
        _("Your name"),
        120,
        _("Give your name."),
        description=_("We write to you, and you would register the persons"),
        render_kw={"autocomplete": "name"},
    )
    email = _line(
        _("Your email address"),
        200,
        _("Give your email address."),
        render_kw={"type": "email", "autocomplete": "email", "inputmode": "email"},
    )
    phone = _line(
        _("Your telephone number"),
        40,
        description=_("With the country code"),
        render_kw={"type": "tel", "autocomplete": "tel"},
    )
    persons = IntegerField(
        _("How many persons it wants to send"),
        [
            InputRequired(_("Give a number.")),
            _some_persons,
        ],
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST_PERSONS},
    )
    words = TextAreaField(
        _("Why it wants to take part"),
        [InputRequired(_("Say why, in a few sentences.")), Length(max=2000)],
        description=_("What it does for the subject of this ceremony, in a few sentences"),
        filters=[lambda text: (text or "").strip()],
    )
    language = SelectField(_("Language in which we write to you"))
    letter = FileField(
        _("Letter of nomination"),
        description=_(
            "On the organisation's paper, signed, naming the persons: a PDF, or a photograph of the"
            " page; at most 10 MB"
        ),
        render_kw={"accept": uploads.ACCEPTED},
    )
    kept = HiddenField()
    is_informed = BooleanField(
        _("I have read who receives these data"),
        [InputRequired(_("Read who receives the data, then tick this."))],
    )

    def __init__(self, language: str, client: str) -> None:
        super().__init__(data={"language": language})
        self.client = client
        self.kind.choices = [(x, x.label) for x in KINDS]
        self.language.choices = mail.choices()
        for field in (self.kind, self.letter, self.language):
            field.flags.plain_label = True
        self.letter_kept = _kept(self.kept.data)
        self.was_performed = self.is_late = False

    def validate_name(self, field: Field) -> None:
        try:
            demand_no_state(field.data)
        except DomainError as error:
            raise ValidationError(str(error)) from error

    def validate_kind(self, field: Field) -> None:
        if field.data is None:
            raise ValidationError(said_now("Choose what it is."))

    def validate_email(self, field: Field) -> None:
        if not mail.is_address(field.data):
            raise ValidationError(
                said_now("This is no email address such as name@organisation.example.")
            )

    def validate_letter(self, field: Field) -> None:
        if not (field.data or self.letter_kept):
            raise ValidationError(said_now("Choose the letter of nomination."))

    def validate(self, extra_validators: Any = None) -> bool:
        """A letter is looked into once all the rest is right: that is work, and a file to keep."""
        is_right = bool(super().validate(extra_validators))
        if not self.letter.data:
            return is_right
        try:
            if not is_right:
                raise ValidationError(said_now("Choose the letter again when the rest is right."))
            self._read_letter(self.letter.data)
        except ValidationError as error:
            self.letter.errors = [str(error)]
        return is_right and not self.letter.errors

    def _read_letter(self, sent: Any) -> None:
        demand_patience(self.email.data, self.client)
        self.letter_kept, self.kept.data = None, ""
        try:
            accepted = uploads.accept(sent.read(MOST_MB * 1024 * 1024 + 1), MOST_MB)
        except DomainError as error:
            raise ValidationError(str(error)) from error
        self.letter_kept = accepted.store(), uploads.shown_name(sent.filename) or "letter"
        self.kept.data = _seal().dumps(self.letter_kept)

    def refuse(self, error: DomainError) -> None:
        """Show *error*; who has asked too often reads so, and keeps what was typed."""
        self.is_late = isinstance(error, TooManyTries)
        if self.is_late:
            error = TooManyTries(
                said_now(
                    "Many requests came from here or with this address within the last hour. What"
                    " you wrote stays in this form: send it again later."
                )
            )
        super().refuse(error)
        self.was_performed = True

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        for name in ("letter", "kept", "is_informed"):
            del values[name]
        stored, called = self.letter_kept or ("", "")
        return values | {"letter": stored, "letter_name": called}


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", "letter of nomination")


def _kept(sealed: str | None) -> tuple[str, str] | None:
    """The stored name and the shown one of a letter that came with an earlier try."""
    try:
        stored, called = _seal().loads(sealed or "")
    except BadData:
        return None
    return str(stored), str(called)


class StatusForm(Form):
    """Opens a request without its mailed link."""

    reference = _line(
        _("Reference"), 16, _("Give the reference."), description=_("Such as R-7K3M9Q")
    )
    email = _line(
        _("Email address of the request"),
        200,
        _("Give the email address."),
        render_kw={"type": "email", "autocomplete": "email"},
    )


class AcceptForm(Form):
    """Into which delegation the organisation comes.

    :param account: whoever has the address of the request here already: a stranger has typed it.
    """

    into = RadioField(_("Delegation"))
    name = _line(
        _("Name of the organisation"), 200, description=_("In full; badges and lists show it")
    )

    is_meant = BooleanField(
        _("I have asked: this person is to be the focal point"),
        [InputRequired(_("Make sure of it, then tick this: the request gave this address."))],
    )

    def __init__(self, name: str, similar: list[Similar], account: User | None = None) -> None:
        super().__init__(data={"name": name, "into": NEW})
        self.account = account
        if account is None:
            del self.is_meant
        self.known = {str(x.delegation_id): x.body.name for x in similar if x.delegation_id}
        self.into.choices = [(NEW, said_now("A new delegation"))] + [
            (id_, said_now("%(name)s, which is here", name=name))
            for id_, name in self.known.items()
        ]
        self.into.flags.plain_label = self.name.flags.plain_label = True

    def validate_name(self, field: Field) -> None:
        if self.into.data == NEW and not field.data:
            raise ValidationError(said_now("Give the name of the organisation."))

    @property
    def said(self) -> dict[str, str]:
        """What the mail says of it."""
        return {"delegation": self.known.get(self.into.data) or self.name.data}

    @property
    def values(self) -> dict[str, Any]:
        known = None if self.into.data == NEW else delegations.delegation(int(self.into.data))
        return {"name": self.name.data, "delegation": known}


class RefuseForm(Form):
    reason = TextAreaField(
        _("Reason"),
        [InputRequired(_("Say why.")), Length(max=1000)],
        description=_("The organisation reads it: write in the language of its mail"),
        filters=[lambda text: (text or "").strip()],
    )

    @property
    def said(self) -> dict[str, str]:
        """What the mail says of it."""
        return {"reason": self.reason.data}
