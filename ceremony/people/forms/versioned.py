"""A form over one row, which remembers the version that it was made from."""

from typing import Any

from wtforms import Field, HiddenField

from ceremony.core.db import Model
from ceremony.core.errors import DomainError, EditConflict
from ceremony.core.forms import Form
from ceremony.core.i18n import _


class VersionedForm(Form):
    """Filled in from *row*. Where somebody else was faster, what they saved stands beside what
    was typed; sending the form again then saves what was typed."""

    version = HiddenField()

    def __init__(self, row: Model) -> None:
        self.row = row
        super().__init__(data={**self.facts(), "version": row.version})

    def facts(self) -> dict[str, Any]:
        """What the row says, by the names of the fields."""
        names = [name for name, _field in self._unbound_fields]
        return {name: getattr(self.row, name) for name in names if hasattr(self.row, name)}

    @property
    def values(self) -> dict[str, Any]:
        version = str(self.version.data or "")
        return super().values | {"version": int(version) if version.isdecimal() else -1}

    def refuse(self, error: DomainError) -> None:
        super().refuse(error)
        if isinstance(error, EditConflict):
            for name, saved in self.facts().items():
                if name != "version" and saved != self[name].data:
                    self[name].errors = [_saved(self[name], saved)]
            self.version.data = self.row.version


def _saved(field: Field, value: Any) -> str:
    """What stands there now, in the words of *field*."""
    return _(
        "%(field)s: saved meanwhile as %(saved)s",
        field=field.label.text,
        saved=_shown(field, value),
    )


def _shown(field: Field, value: Any) -> str:
    if hasattr(field, "choices"):
        labels = {str(code): str(label) for code, label in field.choices}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(labels[str(x)] for x in chosen if x and str(x) in labels) or _("nothing")
    return str(value) if value else _("nothing")
