"""Forms for the filters that somebody keeps."""

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from ceremony.core.forms import Form, VersionedForm
from ceremony.core.i18n import lazy as _
from ceremony.people.forms.persons import tidied


class FilterFields(Form):
    """How a filter is called, and who sees it."""

    name = StringField(
        _("Name"),
        [InputRequired(_("Give it a name.")), Length(max=60)],
        filters=[tidied],
        description=_("What you look for, in a few words: Ministers without photograph"),
    )
    is_shared = BooleanField(_("Offer it to everybody who sees the list"))


class SavedFilterForm(VersionedForm, FilterFields):
    """One that is kept."""
