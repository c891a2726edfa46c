"""Forms: what came in over HTTP, made clean."""

import json
from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any, TypeVar

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField, StringField, ValidationError
from wtforms.fields.choices import SelectFieldBase

from ceremony.core import web
from ceremony.core.characters import odd_characters, without_odd_characters
from ceremony.core.crypto import exact_hash
from ceremony.core.db import Model
from ceremony.core.errors import DomainError, EditConflict
from ceremony.core.i18n import _
from ceremony.core.paging import number

T = TypeVar("T")


class Pointing(str):
    """A sentence about a part of the page that is no field of the form; *goal* is its id."""

    goal: str

    @classmethod
    def to(cls, goal: str, sentence: str) -> "Pointing":
        made = cls(sentence)
        made.goal = goal
        return made


def printable(_form: "Form", field: Field) -> None:
    """Refuse what no name or sentence contains (PostgreSQL cannot store NUL at all).

    The field is shown again without it: in a page such a character is no valid HTML.
    """
    if isinstance(field.data, str) and (odd := odd_characters(field.data)):
        field.data = without_odd_characters(field.data)
        words = _(
            "Invisible control characters were taken out: %(odd)s. Look, then send it.", odd=odd
        )
        raise ValidationError(words)


def numbers(texts: Iterable[str]) -> list[int]:
    """Those of *texts* that can be ids, each once."""
    return list(dict.fromkeys(x for x in map(number, texts) if x))


def ticked(given: MultiDict[str, str]) -> list[int]:
    """The ids of the ticked rows of a list."""
    return numbers(given.getlist("id"))


class Form(FlaskForm):  # type: ignore[misc]
    """A form that runs one operation and shows its refusals where they belong."""

    def __init__(self, obj: object = None, **kwargs: Any) -> None:
        super().__init__(obj=obj, **kwargs)
        for field in self:
            if isinstance(field, StringField):
                field.validators = [printable, *field.validators]
            elif isinstance(field, BooleanField):  # its page shows again what was sent
                field.raw_data = ["y"] if field.data else []
            elif isinstance(field, SelectFieldBase) and field.process_errors:
                field.process_errors = [_("Not a valid choice.")]  # it was no word of ours at all

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


class VersionedForm(Form):
    """A form over one row: filled in from *row*, it remembers the version it was made from.

    Where somebody else was faster, what they saved since the form was opened stands beside what
    was typed, and can be taken instead; sending the form again then saves what was chosen. What
    nobody typed follows what they saved. The operation refuses with :mod:`ceremony.core.versions`.
    """

    version = HiddenField()
    opened = HiddenField()  # what it was filled in with: a short hash for each field

    def __init__(self, row: Model) -> None:
        self.row = row
        facts = self.facts()
        known = {"version": self.saved_version, "opened": json.dumps(self.traces(facts))}
        super().__init__(data=facts | known)
        self.taken = {x for x in request.form.getlist("take") if x in facts}
        for name in self.taken:
            _fill(self[name], facts[name])

    @property
    def saved_version(self) -> int:
        """Rises with every change of what the form is filled in from."""
        return self.row.version

    def facts(self) -> dict[str, Any]:
        """What the row says, by the names of the fields."""
        names = [name for name, _field in self._unbound_fields if name != "version"]
        return {name: getattr(self.row, name) for name in names if hasattr(self.row, name)}

    def traces(self, facts: Mapping[str, Any]) -> dict[str, str]:
        """By which a change of *facts* is noticed later; nobody reads from them what it was."""
        return {name: trace(value) for name, value in facts.items()}

    @property
    def values(self) -> dict[str, Any]:
        version = _sent(self.version)  # one that was not sent is no version
        is_number = version.isascii() and version.isdecimal() and len(version) < 10
        values = super().values | {"version": int(version) if is_number else -1}
        del values["opened"]
        return values

    def refuse(self, error: DomainError) -> None:
        super().refuse(error)
        if isinstance(error, EditConflict):
            facts = self.facts()
            now, opened = self.traces(facts), _read(_sent(self.opened))
            self.meet(facts, opened, {x for x in now if now[x] != opened.get(x)})
            self.version.data, self.opened.data = self.saved_version, json.dumps(now)

    def meet(self, facts: dict[str, Any], opened: Mapping[str, str], changed: Set[str]) -> None:
        """Show what somebody else saved beside what was typed.

        :param changed: the names of the fields that are not as when the form was *opened*.
        """
        for name, saved in facts.items():
            typed = trace(self[name].data)
            if name not in changed or (typed == trace(saved) and name not in self.taken):
                continue
            if name in self.taken or typed == opened.get(name):
                _fill(self[name], saved)
                self.form_errors.append(self._follows(name, saved))
            else:
                self[name].errors = [self._saved(name, saved)]
                self[name].flags.saved = self.words(name, saved)

    def words(self, name: str, value: Any) -> str:
        """*value* of the field *name* as the page says it."""
        return _shown(self[name], value)

    def _saved(self, name: str, value: Any) -> str:
        label, saved = self[name].label.text, self.words(name, value)
        return _("%(field)s: saved meanwhile as %(saved)s", field=label, saved=saved)

    def _follows(self, name: str, value: Any) -> str:
        label, saved = self[name].label.text, self.words(name, value)
        return _(
            "%(field)s: saved meanwhile as %(saved)s, and so here: you had not changed it.",
            field=label,
            saved=saved,
        )


def trace(value: Any) -> str:
    """A short keyed hash of what a field holds; nothing, "" and no are the same."""
    return exact_hash("\n".join(sorted(_texts(value))).replace("\r\n", "\n"))[:12]


def _texts(value: Any) -> list[str]:
    """*value* as a browser sends it: each text that it consists of."""
    if isinstance(value, list):
        return [str(x) for x in value]
    return [] if value is None or value is False or value == "" else [str(value)]


def _fill(field: Field, value: Any) -> None:
    """As if *value* had been sent."""
    field.data, field.raw_data = value, None
    is_written = hasattr(field, "_value") and _texts(value)
    field.raw_data = [field._value()] if is_written else _texts(value)


def _sent(field: Field) -> str:
    return str((field.raw_data or [""])[0])


def _read(text: str) -> Mapping[str, str]:
    """The traces that a page sent; whoever sends others only cheats themselves."""
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _shown(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(field, "choices"):
        labels = {str(code): str(label) for code, label in field.choices}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(labels[str(x)] for x in chosen if x and str(x) in labels) or _("nothing")
    return str(value) if value else _("nothing")
