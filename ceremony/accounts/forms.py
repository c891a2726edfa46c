"""What is entered to sign in, of the own account, and of the accounts of others."""

from typing import Any

from babel import Locale
from flask import current_app
from wtforms import PasswordField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.fields.core import Flags
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Regexp
from wtforms.widgets import CheckboxInput, EmailInput, ListWidget

from ceremony.accounts import passwords, queries, words
from ceremony.accounts.models import User
from ceremony.core.forms import Form, VersionedForm
from ceremony.core.i18n import _ as said_now
from ceremony.core.i18n import lazy as _
from ceremony.core.permissions import OFFICE, Role

ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s.]+$"  # enough for a name to sign in with


def squeeze(text: str | None) -> str | None:
    return " ".join(text.split()) if text else text


class SignInForm(Form):
    email = StringField(
        _("Email address"),
        [InputRequired(_("Enter your email address.")), Length(max=200)],
        widget=EmailInput(),
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    password = PasswordField(
        _("Password"),
        [InputRequired(_("Enter your password.")), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )


class LinkForm(Form):
    """Where to mail a personal link."""

    address = StringField(
        _("Mail it to"),
        [
            InputRequired(_("Enter your email address.")),
            Length(max=200),
            Regexp(ADDRESS, message=_("Write the address like name@ministry.example.")),
        ],
        filters=[squeeze],
        render_kw={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"},
    )


class NewPasswordForm(Form):
    password = PasswordField(
        _("New password"),
        [InputRequired(_("Choose a password."))],
        description=_("At least 12 characters. Several words that you remember are a good one."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _("The same once more"),
        [InputRequired(_("Repeat it.")), EqualTo("password", _("The two are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )

    @property
    def values(self) -> dict[str, Any]:
        """The hash alone; made here, before the transaction, because it is slow."""
        return {"password_hash": passwords.make_hash(self.password.data)}


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(
        _("Present password"),
        [InputRequired(_("Enter your present password."))],
        render_kw={"autocomplete": "current-password"},
    )

    def __init__(self, stored: str | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.stored = stored

    def validate_current(self, field: PasswordField) -> None:
        if not passwords.fits(self.stored, field.data or ""):
            raise ValidationError(said_now("This is not your present password."))


def _own_name(code: str) -> str:
    """What a language calls itself; only its first letter is made large: ``Tiếng Việt``."""
    name = Locale.parse(code).get_display_name() or code
    return str(name[:1].upper() + name[1:])


class LanguageForm(Form):
    language = SelectField(
        _("Language of your pages"),
        choices=lambda: [
            ("", said_now("As the browser asks")),
            *((code, _own_name(code)) for code in current_app.config["LANGUAGES"]),
        ],
        filters=[lambda value: value or ""],
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language.flags.plain_label = True  # "as the browser asks" is an answer


class UserFields(Form):
    """Who an officer is, and what for."""

    name = StringField(
        _("Name"), [DataRequired(_("Enter the name.")), Length(max=80)], filters=[squeeze]
    )
    email = StringField(
        _("Email address"),
        [
            DataRequired(_("Enter the email address.")),
            Length(max=200),
            Regexp(ADDRESS, message=_("Write the address like name@ministry.example.")),
        ],
        widget=EmailInput(),
        description=_("To sign in with. Nothing is sent to it: you get a link to pass on."),
        filters=[squeeze],
        render_kw={"autocomplete": "off"},
    )
    roles = SelectMultipleField(
        _("Roles"),
        [InputRequired(_("Choose at least one role."))],
        coerce=Role,
        choices=lambda: [
            (role, f"{role.label}: {words.ROLES[role]}") for role in Role if role in OFFICE
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class UserForm(VersionedForm, UserFields):
    """An account that is there, changed."""

    row: User

    def __init__(self, row: User) -> None:
        super().__init__(row)
        if row.is_outside:  # an office is not all that there is to do
            self.roles.validators, self.roles.flags = [], Flags()

    def facts(self) -> dict[str, Any]:
        held = {x.role for x in queries.user(self.row.id).role_grants if x.scope_kind is None}
        return super().facts() | {"roles": [role for role in Role if role in held]}

    def words(self, name: str, value: Any) -> str:
        """The roles without what each is for."""
        return ", ".join(x.label for x in value) if name == "roles" else super().words(name, value)
