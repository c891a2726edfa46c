"""What an administrator enters of the ceremony itself, and to begin a run of it."""

from typing import ClassVar

from wtforms import (
    BooleanField,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as Nested
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import ColorInput, DateInput, DateTimeLocalInput, NumberInput

from ceremony.core.ceremony_file.parts import Facts
from ceremony.core.forms import Form
from ceremony.core.i18n import _ as said_now
from ceremony.core.i18n import lazy as _
from ceremony.register import queries as register
from ceremony.settings.forms import NEEDED, SpokenForm, other_lines, other_name


class Sentences(Nested):  # type: ignore[misc]
    """What the public reads, in the other languages of the ceremony."""

    fr = other_name(_("French"), 200)
    vi = other_name(_("Vietnamese"), 200)
    ar = other_name(_("Arabic"), 200)
    zh = other_name(_("Chinese"), 200)
    ru = other_name(_("Russian"), 200)
    es = other_name(_("Spanish"), 200)


class Lines(Nested):  # type: ignore[misc]
    """What stands on the back of a badge, line by line, in the other languages."""

    fr = other_lines(_("French"))
    vi = other_lines(_("Vietnamese"))
    ar = other_lines(_("Arabic"))
    zh = other_lines(_("Chinese"))
    ru = other_lines(_("Russian"))
    es = other_lines(_("Spanish"))


class FactsForm(SpokenForm):
    spoken: ClassVar = {
        "collection_place": "other_places",
        "collection_hours": "other_hours",
        "emergency_numbers": "other_numbers",
        "badge_rules": "other_rules",
    }

    title = StringField(_("Title"), [NEEDED, Length(max=200)])
    subtitle = StringField(_("Kind of event"), [NEEDED, Length(max=200)])
    short_title = StringField(
        _("Short title"), [NEEDED, Length(max=60)], description=_("For badges and the side bar.")
    )
    place = StringField(_("Place"), [NEEDED, Length(max=120)])
    city = StringField(_("City"), [NEEDED, Length(max=60)])
    host = SelectField(
        _("Host country"),
        description=_(
            "Its delegation is the host: first where papers put the host first, with its own lines"
            " in the table of categories. Staff without a nationality are named as its people are."
        ),
    )
    starts_on = StringField(_("First day"), [NEEDED], widget=DateInput())
    ends_on = StringField(_("Last day"), [NEEDED], widget=DateInput())
    time_zone = StringField(
        _("Time zone"),
        [NEEDED],
        description=_("A name of the IANA list, such as Asia/Ho_Chi_Minh."),
        render_kw={"list": "time-zones", "autocomplete": "off", "spellcheck": "false"},
    )
    passes_from = StringField(
        _("Passes admit from"),
        [NEEDED],
        widget=DateTimeLocalInput(),
        description=_("Of everybody who has no validity of their own; in the ceremony's time."),
    )
    passes_until = StringField(_("Passes admit until"), [NEEDED], widget=DateTimeLocalInput())
    contact = StringField(
        _("How to reach the organisers"), [Length(max=120)], description=_("On public pages.")
    )
    requests_until = StringField(
        _("Requests to take part until"),
        widget=DateInput(),
        description=_("Of organisations that were not invited. Empty: none are taken."),
    )
    vetting_is_required = BooleanField(
        _("Approval waits for vetting"),
        description=_(
            "Nobody is approved before the authority has cleared them, except Heads of State, of"
            " Government and Foreign Ministers. Otherwise only who is in a batch waits for it."
        ),
    )
    collection_place = StringField(
        _("Where badges are collected"),
        [Length(max=200)],
        description=_("In English; on every confirmation."),
    )
    other_places = FormField(Sentences, _("The same in other languages"))
    collection_hours = StringField(
        _("When badges are collected"),
        [Length(max=200)],
        description=_("In English: days and hours, in the ceremony's time."),
    )
    other_hours = FormField(Sentences, _("The same in other languages"))
    emergency_numbers = TextAreaField(
        _("Emergency numbers"),
        [Length(max=400)],
        description=_("In English, a line for each; on the back of badges."),
        render_kw={"rows": 3},
    )
    other_numbers = FormField(Lines, _("The same in other languages"))
    badge_rules = TextAreaField(
        _("Rules for those who wear a badge"),
        [Length(max=1_200)],
        description=_("In English, a line for each; on the back of badges."),
        render_kw={"rows": 4},
    )
    other_rules = FormField(Lines, _("The same in other languages"))
    pins = StringField(
        _("Lapel pins"),
        widget=NumberInput(min=0),
        description=_("How many there are for heads of delegation; they are lent on receipts."),
    )
    accent = StringField(
        _("Accent colour"),
        [NEEDED],
        widget=ColorInput(),
        description=_("Here and now: it carries white text, so its contrast is 7:1 or more."),
    )
    gold = StringField(
        _("Colour of rules"), [NEEDED], widget=ColorInput(), description=_("Lines only.")
    )

    def __init__(self, facts: Facts, seen: str) -> None:
        shown = self.shown(facts) | {"pins": str(facts["pins"]), "fingerprint": seen}
        super().__init__(data=shown)
        states = [SelectChoice(x.iso3, x.name) for x in register.states()]
        self.host.choices = [SelectChoice("", said_now("None")), *states]

    @property
    def facts(self) -> Facts:
        times = {
            name: self[name].data.replace("T", " ")[:16] for name in ("passes_from", "passes_until")
        }
        return super().facts | times


class RunForm(Form):
    kind = HiddenField()
    agreed = BooleanField(
        _("Yes, begin it now"), [InputRequired(_("Tick the box if you mean it."))]
    )
