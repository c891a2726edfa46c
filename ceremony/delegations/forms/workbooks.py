"""What an officer says of a workbook: the file, its dates and columns, what is imported."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from flask_babel import format_date
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from ceremony.core.forms import Form
from ceremony.core.i18n import _, lazy, ngettext
from ceremony.delegations.models import Workbook
from ceremony.delegations.workbook import dates
from ceremony.delegations.workbook.columns import LABELS, NO_COLUMN, Column, lacking
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
        absent = lacking(seen, self["delegation"].data)
        self.form_errors = [
            _("%(fact)s Choose it here.", fact=NO_COLUMN[column]) for column in absent
        ]
        return is_valid and not absent

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


def answers_form(workbook: Workbook, doubtful: Mapping[str, Sequence[str]]) -> AnswersForm:
    """The questions that *workbook* leaves open, the columns nobody knows first.

    :param doubtful: column to its dates that can be read in two ways.
    """
    fields: dict[str, Any] = {
        f"{ORDER}{name}": _order(Column(name), values, workbook.orders.get(name))
        for name, values in doubtful.items()
        if values
    }
    known = workbook.meanings
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


def _order(column: Column, values: Sequence[str], chosen: str | None) -> RadioField:
    label, example = str(LABELS[column]), values[0]
    return RadioField(
        _("%(column)s: what does %(example)s mean?", column=label, example=example),
        [
            InputRequired(
                _("%(column)s: choose what %(example)s means.", column=label, example=example)
            )
        ],
        description=ngettext(
            "%(num)s date of this column can be read in two ways.",
            "%(num)s dates of this column can be read in two ways.",
            len(values),
        ),
        choices=[
            SelectChoice(
                Order.DAY_FIRST,
                _("%(date)s: the day stands first", date=_read(example, Order.DAY_FIRST)),
            ),
            SelectChoice(
                Order.MONTH_FIRST,
                _("%(date)s: the month stands first", date=_read(example, Order.MONTH_FIRST)),
            ),
        ],
        default=chosen,
    )


def _read(text: str, order: Order) -> str:
    found = dates.read(text, order, latest=date.max)
    return str(format_date(found.day, "d MMMM y")) if found else text
