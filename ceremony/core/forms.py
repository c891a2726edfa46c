"""Forms: what came in over HTTP, made clean."""

import unicodedata
from collections.abc import Callable
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, StringField, ValidationError

from ceremony.core import web
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _

T = TypeVar("T")

ODD = {"Cc", "Cs"}
DIRECTIONS = {chr(x) for x in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def has_odd_characters(text: str) -> bool:
    """Control characters, and those that turn the direction of what follows."""
    return any(
        (unicodedata.category(x) in ODD and x not in "\r\n\t") or x in DIRECTIONS for x in text
    )


def printable(_form: "Form", field: Field) -> None:
    """Refuse what no name or sentence contains (PostgreSQL cannot store NUL at all).

    The field is shown again without it: in a page such a character is no valid HTML.
    """
    if has_odd_characters(field.data or ""):
        field.data = "".join(x for x in field.data if not has_odd_characters(x))
        raise ValidationError(_("Invisible control characters were taken out. Look, then send it."))


class Form(FlaskForm):  # type: ignore[misc]
    """A form that runs one operation and shows its refusals where they belong."""

    def __init__(self, obj: object = None, **kwargs: Any) -> None:
        super().__init__(obj=obj, **kwargs)
        for field in self:
            if isinstance(field, StringField):
                field.validators = [printable, *field.validators]
            elif isinstance(field, BooleanField):  # its page shows again what was sent
                field.raw_data = ["y"] if field.data else []

    @property
    def values(self) -> dict[str, Any]:
        """What was entered, by the names of the fields; absent text is ``""``."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    def perform(self, operation: Callable[..., T], **arguments: Any) -> T | None:
        """Run *operation* with the form's values; None if anything said no.

        A refusal (:class:`DomainError`) is shown at its field, and whatever the
        operation had already written is undone.
        """
        if not self.validate_on_submit():
            return None
        try:
            return web.perform(operation, **arguments, **self.values)
        except DomainError as error:
            self.refuse(error)
            return None

    def refuse(self, error: DomainError) -> None:
        """Show *error* at its field, else above the form."""
        if error.field and error.field in self:
            self[error.field].errors = [str(error)]
        else:
            self.form_errors = [str(error)]
