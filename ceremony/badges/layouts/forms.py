"""What an officer enters of a layout: its boxes, or the same as a text."""

from collections.abc import Sequence
from functools import cached_property
from io import BytesIO
from typing import Any

from flask import request
from flask_login import current_user
from flask_wtf.file import FileField
from PIL import Image
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from ceremony.badges.documents.paper import SIZES
from ceremony.badges.layouts import boxes, drafts, queries, samples
from ceremony.badges.layouts.drafts import Draft
from ceremony.badges.layouts.models import Layout
from ceremony.core import uploads
from ceremony.core.ceremony_file.text import written
from ceremony.core.errors import DomainError, EditConflict
from ceremony.core.forms import Form, VersionedForm
from ceremony.core.i18n import DEFAULT, said
from ceremony.core.i18n import _ as said_now
from ceremony.core.i18n import lazy as _
from ceremony.people.kinds import PassKind

NEEDED = InputRequired(_("This is needed."))
SHEETS = ("1", "2", "4", "8")
LEAST_SIDE, MOST_RATIO = 64, 8  # of a logo: points, and how long a strip it may be


class LayoutForm(VersionedForm):
    """A layout with all its boxes; each of its buttons says what it does in ``act``."""

    name = StringField(_("Name"), [NEEDED, Length(max=80)])
    serves = SelectField(
        _("Usual for"), description=_("The layout that served them so far is kept.")
    )
    size = SelectField(_("Size"), validate_choice=False)
    per_sheet = SelectField(_("On a sheet"), validate_choice=False)
    text = TextAreaField(_("Front and back as text"))
    mode = HiddenField(default="boxes")
    who = SelectField(_("Looked at with"), validate_choice=False)
    sought = StringField(_("Or by name or serial"))

    row: Layout

    def __init__(self, row: Layout) -> None:
        super().__init__(row)
        kinds = [(x.value, x.label) for x in PassKind]
        self.serves.choices = [("", said_now("Nothing")), *kinds]
        self.size.choices = [(x.name, _measured(x.name)) for x in SIZES.values()]
        self.per_sheet.choices = [(x, _sheet(x)) for x in SHEETS]
        self.who.choices = samples.choices(current_user)
        if self.who.data not in dict(self.who.choices):
            self.who.data = samples.usual(current_user, row.serves)
        for field in self:
            field.flags.plain_label = True
        self.act = request.form.get("act", "save") if self.is_submitted() else ""

    def facts(self) -> dict[str, Any]:
        own = {"name": said(self.row.name, DEFAULT), "serves": self.row.serves or ""}
        about = self.row.definition
        return own | {"size": about["size"], "per_sheet": str(about.get("per_sheet", 1))}

    @cached_property
    def draft(self) -> Draft:
        """What stands in the form, with whatever a button did to it."""
        own = {"code": self.row.code, "name": (self.name.data or "").strip() or self.row.code}
        if not self.is_submitted():
            return Draft(own, self.row.definition)
        if self.mode.data == "text":
            return drafts.from_text(own, drafts.entered(self.sheet), self.text.data or "")
        return Draft(own, drafts.entered(request.form))

    @property
    def sheet(self) -> dict[str, str]:
        """What of the definition stands beside its boxes."""
        return {"size": self.size.data or "", "per_sheet": self.per_sheet.data or "1"}

    @property
    def boxes(self) -> dict[str, list[boxes.Box]]:
        return boxes.of_draft(self.draft)

    @property
    def wrong(self) -> Sequence[str]:
        """What is wrong with the draft; in boxes, each sentence leads to its field."""
        return self.draft.sentences if self.mode.data == "text" else boxes.sentences(self.draft)

    def obey(self) -> str:
        """Do what the button in ``act`` asks for; the element that it was about."""
        if self.act == "restore" and (starter := queries.starter(self.row.code)):
            self._take(starter.definition)
        elif self.act in {"boxes", "text"} and not (self.draft.unread or self.draft.is_too_much):
            self.mode.data = self.act
        elif self.mode.data != "text":
            asked = self.act
            if asked in {"add front", "add back"}:
                asked = f"{asked} {request.form.get(asked.replace(' ', '-'), '')}"
            definition, about = drafts.act(self.draft.definition, asked)
            self._take(definition)
            return about
        if self.mode.data == "text" and self.act != "save":
            self.text.data = self.text.data if self.draft.unread else written(self.draft.sides)
        return ""

    def _take(self, definition: dict[str, Any]) -> None:
        self.draft = Draft(self.draft.own, definition)
        self.size.data = definition.get("size")
        self.per_sheet.data = str(definition.get("per_sheet", 1))

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        return {x: values[x] for x in ("name", "serves", "version")} | {
            "definition": self.draft.definition
        }

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = bool(super().validate(extra_validators))
        if self.mode.data != "text":
            said = boxes.sentences(self.draft)
            self.form_errors = [x for x in said if x.goal not in self.errors]
        if odd := drafts.odd(request.form):
            taken = said_now(
                "Invisible control characters were taken out: %(odd)s. Look, then send it.", odd=odd
            )
            self.form_errors = [*self.form_errors, taken]
        if self.mode.data == "text":
            self.text.errors = self.draft.sentences
        return is_right and self.draft.is_right and not odd

    def refuse(self, error: DomainError) -> None:
        super().refuse(error)
        if isinstance(error, EditConflict):
            self.form_errors.append(
                said_now("What you entered stands here unsaved; saving again keeps yours.")
            )


class CopyForm(Form):
    code = StringField(_("Code"), [NEEDED], description=_("For files and commands: press_a5."))
    name = StringField(_("Name"), [NEEDED, Length(max=80)])


class LogoForm(Form):
    """A picture for badges, looked into and made anew while the form is read."""

    file = FileField(
        _("Picture"),
        description=_("JPEG or PNG on white, at least 64 points on each side, at most 5 MB."),
        render_kw={"accept": "image/jpeg,image/png"},
    )

    def __init__(self) -> None:
        super().__init__()
        self.file.flags.plain_label = True

    def validate_file(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(said_now("Choose a picture first."))
        try:
            self.made = uploads.accept(field.data.read(5 * 1024 * 1024 + 1), 5)
        except DomainError as error:
            raise ValidationError(str(error)) from error
        if self.made.suffix != ".jpg":
            raise ValidationError(said_now("Send a JPEG or PNG file."))
        with Image.open(BytesIO(self.made.content)) as picture:
            _fit_for_print(*picture.size)

    @property
    def values(self) -> dict[str, Any]:
        return {"logo": self.made.store()}


def _fit_for_print(width: int, height: int) -> None:
    """:raises ValidationError: so few points, or so long a strip, are no logo on a badge."""
    if min(width, height) < LEAST_SIDE:
        small = said_now(
            "The logo has %(width)d × %(height)d points; each side needs at least %(least)d.",
            width=width,
            height=height,
            least=LEAST_SIDE,
        )
        raise ValidationError(small)
    if max(width, height) > MOST_RATIO * min(width, height):
        long = said_now(
            "The logo is too long a strip: one side at most %(most)d times the other.",
            most=MOST_RATIO,
        )
        raise ValidationError(long)


def _measured(name: str) -> str:
    size = SIZES[name]
    return f"{name}, {size.width:g} × {size.height:g} mm"


def _sheet(count: str) -> str:
    return said_now("Each on its own page") if count == "1" else said_now("%(n)s on A4", n=count)
