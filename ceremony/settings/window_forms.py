"""What an administrator enters of the opening hours of zones."""

from wtforms import SelectField, StringField
from wtforms.widgets import DateTimeLocalInput

from ceremony.core.ceremony_file.parts import Facts
from ceremony.core.i18n import lazy as _
from ceremony.settings.forms import NEEDED, PartForm, category_choices, several, zone_choices

TIMES = ("opens", "closes")


class WindowForm(PartForm):
    """When a zone is open, and for whom."""

    zone = SelectField(_("Zone"), validate_choice=False)
    categories = several(_("For whom"))
    opens = StringField(
        _("Open from"),
        [NEEDED],
        widget=DateTimeLocalInput(),
        description=_("In the ceremony's time."),
    )
    closes = StringField(_("Open until"), [NEEDED], widget=DateTimeLocalInput())

    def __init__(self, facts: Facts | None, ceremony: dict[str, list[Facts]]) -> None:
        super().__init__(data=facts and facts | {x: facts[x].replace(" ", "T") for x in TIMES})
        self.zone.choices = zone_choices(ceremony["zones"])
        self.categories.choices = category_choices(ceremony["categories"])
        self.categories.description = _("None ticked: for everybody whose badge opens the zone.")
        self.zone.flags.plain_label = self.categories.flags.plain_label = True

    @property
    def facts(self) -> Facts:
        facts = super().facts
        return facts | {x: (facts[x] or "").replace("T", " ")[:16] for x in TIMES}
