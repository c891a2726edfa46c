"""What an officer enters of passes that change hands."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask_wtf.file import FileField
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import DateTimeLocalField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import NumberInput

from ceremony.badges.passes import queries, vehicles
from ceremony.badges.passes.vehicles import Line
from ceremony.core import settings
from ceremony.core.errors import DomainError
from ceremony.core.forms import Form, VersionedForm
from ceremony.core.i18n import _ as said_now
from ceremony.core.i18n import lazy as _
from ceremony.core.i18n import said
from ceremony.people.forms.persons import maybe
from ceremony.people.kinds import BodyKind, PassKind
from ceremony.people.models import Accreditation, Body, Category
from ceremony.people.operations.passes import NUMBERED, Validity

MOST_TEXT = 200_000
NEEDED = InputRequired(_("This is needed."))
WINDOW = frozenset({"valid_from", "valid_until", "reason"})


class WindowFields(Form):
    """From when until when passes admit; empty: as usual. It comes after all that is of a pass."""

    valid_from = DateTimeLocalField(_("Good from"), [Optional()])
    valid_until = DateTimeLocalField(_("Good until"), [Optional()])
    reason = StringField(
        _("Why it differs from the usual validity"),
        [Length(max=200)],
        description=_("The moment that a pool card is for, such as Family photograph."),
    )

    def __iter__(self) -> Iterator[Any]:
        return iter(sorted(super().__iter__(), key=lambda x: x.name in WINDOW))

    @property
    def validity(self) -> Validity | None:
        usual = settings.current()
        first, last = self.valid_from.data, self.valid_until.data
        if first is None and last is None:
            return None
        return Validity(
            _aware(first, usual.valid_from),
            _aware(last, usual.valid_until),
            str(self.reason.data or ""),
        )


def _aware(local: datetime | None, usual: datetime) -> datetime:
    return usual if local is None else local.replace(tzinfo=settings.current().zone)


class MakeForm(WindowFields):
    """How many of a category each of some bodies shall have."""

    whom = SelectField(_("For whom"), [InputRequired(_("Say for whom they are."))])
    category_id = SelectField(
        _("Category"), [InputRequired(_("Choose a category."))], coerce=maybe(int)
    )
    each = IntegerField(
        _("How many each shall have"),
        [NEEDED, NumberRange(1, 500, _("Write a number from 1 to 500."))],
        default=2,
        widget=NumberInput(min=1, max=500),
        description=_("Who has fewer gets what is missing; nobody gets more."),
    )

    def __init__(self, bodies: Sequence[Body], **more: Any) -> None:
        super().__init__(**more)
        self.bodies = bodies
        there = {x.kind for x in bodies}
        kinds = [x for x in BodyKind if x in there]
        self.whom.choices = [
            SelectChoice("", said_now("Choose")),
            *(
                SelectChoice(f"every:{x}", said_now("Every delegation: %(kind)s", kind=x.label))
                for x in kinds
            ),
            *(SelectChoice(str(x.id), x.name) for x in bodies),
        ]
        self.category_id.choices = _named(queries.categories(*NUMBERED))

    @property
    def chosen(self) -> list[Body]:
        kind = str(self.whom.data or "").removeprefix("every:")
        return [x for x in self.bodies if kind in {x.kind, str(x.id)}]

    @property
    def values(self) -> dict[str, Any]:
        return {
            "body_ids": [x.id for x in self.chosen],
            "category_id": self.category_id.data,
            "each": self.each.data,
            "validity": self.validity,
        }


class VehiclesForm(Form):
    """Vehicles, one on a line; what was pasted stays until they have their passes."""

    category_id = SelectField(
        _("Category"), [InputRequired(_("Choose a category."))], coerce=maybe(int)
    )
    body_id = SelectField(
        _("Whose they are"), description=_("Where a line does not name the delegation.")
    )
    text = TextAreaField(
        _("One vehicle on each line"),
        [Length(max=MOST_TEXT)],
        description=_("Plate; driver; route; delegation. Type them, or copy the cells."),
        render_kw={"rows": 8, "spellcheck": "false"},
    )
    file = FileField(_("Or a workbook"), render_kw={"accept": ".csv,.xlsx"})

    def __init__(self, bodies: Sequence[Body], **more: Any) -> None:
        super().__init__(**more)
        self.bodies = bodies
        self.category_id.choices = _named(queries.categories(PassKind.VEHICLE))
        nobody = SelectChoice("", said_now("As the lines say"))
        self.body_id.choices = [nobody, *(SelectChoice(str(x.id), x.name) for x in bodies)]
        self.lines: list[Line] = []
        self.text.flags.plain_label = self.file.flags.plain_label = True

    def look(self) -> bool:
        """Read what was sent; whether nothing is wrong with it."""
        if not self.validate():
            return False
        try:
            if self.file.data:
                self.text.data = vehicles.text_of(self.file.data.read())
            usual = next((x for x in self.bodies if str(x.id) == self.body_id.data), None)
            self.lines = vehicles.read(self.text.data or "", usual)
        except DomainError as error:
            self.text.errors = [str(error)]
            return False
        if not self.lines:
            self.text.errors = [said_now("Write at least one line.")]
        return bool(self.lines) and not self.wrong

    @property
    def wrong(self) -> list[Line]:
        return [x for x in self.lines if x.errors]

    @property
    def values(self) -> dict[str, Any]:
        found = [x.vehicle for x in self.lines if x.vehicle]
        return {"category_id": self.category_id.data, "vehicles": found}


class PassForm(VersionedForm, WindowFields):
    """One pass, changed: what a guard reads of a vehicle, and when it admits."""

    details = StringField(
        _("Driver and route"),
        [Length(max=250)],
        description=_("Printed on the pass, and read by the guard."),
    )
    row: Accreditation

    def __init__(self, row: Accreditation) -> None:
        self.is_vehicle = row.category.pass_kind is PassKind.VEHICLE
        super().__init__(row)
        if not self.is_vehicle:
            del self.details

    def facts(self) -> dict[str, Any]:
        zone = settings.current().zone
        window = {
            name: at.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
            for name, at in (
                ("valid_from", self.row.valid_from),
                ("valid_until", self.row.valid_until),
            )
        }
        facts = window | {"reason": self.row.validity_reason or ""}
        return facts | {"details": self.row.details} if self.is_vehicle else facts

    @property
    def values(self) -> dict[str, Any]:
        known = super().values
        details = known.get("details", self.row.details)
        return {"details": details, "validity": self.validity, "version": known["version"]}


class EndForm(Form):
    reason = StringField(_("Why"), [InputRequired(_("Say why.")), Length(max=200)])


def _named(categories: Sequence[Category]) -> list[SelectChoice]:
    """To be chosen, unless there is but one."""
    named = [SelectChoice(x.id, said(x.name)) for x in categories]
    return named if len(named) == 1 else [SelectChoice("", said_now("Choose")), *named]
