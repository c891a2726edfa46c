from collections.abc import Mapping
from typing import Any, ClassVar

from flask_wtf.file import FileField, FileRequired
from wtforms import Field, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from ceremony.core.forms import Form
from ceremony.core.i18n import _, lazy
from ceremony.delegations.models import Workbook
from ceremony.delegations.workbook.columns import LABELS, Column
from ceremony.delegations.workbook.dates import Order

COLUMN = "column_"
ORDER = "order_"


class UploadForm(Form):
    """A list of people, and whose they are if the list does not say it."""

    file = FileField(
        lazy("Workbook"),
        [FileRequired(lazy("Choose a file."))],
        description=lazy(
            "An .xlsx or .csv file. The columns may stand in any order, with English, French "
            "or Vietnamese headings."
        ),
    )
    delegation = StringField(
        lazy("Delegation of all these people"),
        [Length(max=120)],
        description=lazy("Only if the workbook has no column that says it."),
    )


class Plain:
    """Says that a field needs no word about being optional: leaving it out is a choice."""

    field_flags: ClassVar = {"plain_label": True}

    def __call__(self, _form: Form, _field: Field) -> None:
        """Everything is allowed."""


class AnswersForm(Form):
    """What the officer says of columns and dates; made by :func:`answers_form`."""

    def validate(self, extra_validators: Any = None) -> bool:
        """No two columns may mean the same."""
        is_valid = bool(super().validate(extra_validators))
        seen: set[str] = set()
        for field in self:
            if field.name.startswith(COLUMN) and field.data:
                if field.data in seen:
                    field.errors = [*field.errors, _("Another column says this already.")]
                    is_valid = False
                seen.add(field.data)
        return is_valid

    def _chosen(self, prefix: str) -> dict[str, str]:
        fields = (x for x in self if x.name.startswith(prefix))
        return {x.name.removeprefix(prefix): x.data for x in fields}

    @property
    def answers(self) -> Mapping[str, Any]:
        """By the names of the arguments of :func:`ceremony.delegations.operations.answer`."""
        return {
            "mapping": self._chosen(COLUMN),
            "orders": self._chosen(ORDER),
            "delegation": self["delegation"].data or "",
        }


def answers_form(workbook: Workbook) -> AnswersForm:
    """The questions that *workbook* leaves open, the columns nobody knows first."""
    fields: dict[str, Any] = {
        f"{ORDER}{name}": _order(Column(name), workbook.orders.get(name))
        for name in workbook.questions
    }
    known = {x["letters"]: x["column"] or "" for x in workbook.headings} | dict(workbook.mapping)
    headings = sorted(workbook.headings, key=lambda x: x["column"] is not None)
    for heading in headings:
        letters = heading["letters"]
        fields[f"{COLUMN}{letters}"] = _column(letters, heading["text"], known[letters])
    fields["delegation"] = StringField(
        lazy("Delegation, where no column says it"),
        [Length(max=120)],
        default=workbook.delegation,
    )
    return type("QuestionsForm", (AnswersForm,), fields)()  # type: ignore[no-any-return]


def _column(letters: str, text: str, chosen: str) -> SelectField:
    choices = [SelectChoice(str(x), str(LABELS[x])) for x in Column]
    choices.insert(0, SelectChoice("", _("Leave it out")))
    return SelectField(f"{letters}: {text}", [Plain()], choices=choices, default=chosen)


def _order(column: Column, chosen: str | None) -> RadioField:
    return RadioField(
        _("%(column)s: what does 03/04/2025 mean in this column?", column=LABELS[column]),
        [InputRequired(_("Choose one of them."))],
        choices=[
            SelectChoice(Order.DAY_FIRST, _("3 April 2025: the day stands first")),
            SelectChoice(Order.MONTH_FIRST, _("4 March 2025: the month stands first")),
        ],
        default=chosen,
    )
