"""What a vetting officer enters: one act with its note, or a file of answers."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from ceremony.core.errors import DomainError, EditConflict
from ceremony.core.forms import Form, VersionedForm, ticked
from ceremony.core.i18n import lazy as _
from ceremony.people.vetting import identity, listing
from ceremony.people.vetting.models import Vetting
from ceremony.people.vetting.words import Act


def chosen(given: MultiDict[str, str]) -> list[int]:
    """The vettings that a list's form means: its ticked rows, or all of its filter."""
    if given.get("all"):
        return listing.ids(listing.Filter.read(given))
    return ticked(given)


class ActForm(VersionedForm):
    """One act on one vetting; it remembers who the person was when somebody looked."""

    seen = HiddenField()
    note = TextAreaField(
        _("Note"), [Length(max=1000)], description=_("Only vetting officers read it.")
    )

    def __init__(self, act: Act, vetting: Vetting) -> None:
        super().__init__(vetting)
        self.vetting = vetting
        if act.needs_note:
            self.note.validators = [InputRequired(_("Say why.")), *self.note.validators]
            self.note.flags.required = True
        self.seen.data = self.seen.data or self._present()

    def _present(self) -> str:
        return identity.of([self.vetting.person_id])[self.vetting.person_id][0]

    def facts(self) -> dict[str, Any]:
        """Nothing of the row stands in the fields."""
        return {}

    @property
    def values(self) -> dict[str, Any]:
        """Whoever clears without a page of questions sends no note."""
        return super().values | {"note": self.note.data or ""}

    def refuse(self, error: DomainError) -> None:
        """Whoever reads that something changed decides about what it is now."""
        super().refuse(error)
        if isinstance(error, EditConflict):
            self.seen.data = self._present()


class AnswersForm(Form):
    """A file of answers of the authority."""

    file = FileField(
        _("Answers of the authority"),
        [FileRequired(_("Choose a file."))],
        description=_(
            "An .xlsx or .csv file with the columns “reference” and “result” (cleared or"
            " objected), and “remark” if there is one. First you see what would happen."
        ),
    )
