"""What an administrator enters; what it means is judged where the ceremony file is read."""

from collections.abc import Iterable
from typing import Any, ClassVar

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as Nested
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import (
    CheckboxInput,
    ColorInput,
    ListWidget,
    NumberInput,
)

from ceremony.core.ceremony_file.fields import LANGUAGES
from ceremony.core.ceremony_file.parts import Facts
from ceremony.core.ceremony_file.tree import MOST_BYTES, FileRefused
from ceremony.core.forms import Form, printable
from ceremony.core.i18n import _ as said_now
from ceremony.core.i18n import lazy as _
from ceremony.core.i18n import said
from ceremony.gates.models import Passage
from ceremony.people.kinds import Band, BodyKind, Function, PassKind, Rank
from ceremony.people.pictograms import Pictogram

NEEDED = InputRequired(_("This is needed."))
FIGURES = {"capacity", "share", "walk_s"}  # a field for a number may be left empty


class PartForm(Form):
    """One thing of one part of the ceremony file.

    *fingerprint* is that of the ceremony which the page showed.
    """

    fingerprint = HiddenField()

    @property
    def facts(self) -> Facts:
        """What was entered, by the keys of the file; what is empty is absent."""
        entered = {name: value for name, value in self.values.items() if name != "fingerprint"}
        return {name: None if value == "" else value for name, value in entered.items()}

    def refuse_all(self, refused: FileRefused, key: str, number: int) -> None:
        """Show each finding at its field; those about other things above the form."""
        elsewhere = []
        for finding in refused.findings:
            own = finding.path and finding.path[:2] == (key, number)
            name = finding.path[2] if finding.path and own else ""
            if name in self:
                self[name].errors = [*self[name].errors, finding.sentence]
            else:
                elsewhere.append(finding.sentence)
        self.form_errors = elsewhere


def other_name(language: object, most: int = 40) -> StringField:
    return StringField(language, [printable, Optional(), Length(max=most)])


def other_lines(language: object) -> TextAreaField:
    checks = [printable, Optional(), Length(max=1_200)]
    return TextAreaField(language, checks, render_kw={"rows": 3})


def several(label: object, only_when: str = "") -> SelectMultipleField:
    """Boxes of which any may be ticked.

    :param only_when: they count only with this answer: ``name=value``.
    """
    return SelectMultipleField(
        label,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
        render_kw={"data_only_when": only_when} if only_when else None,
    )


class Languages(Nested):  # type: ignore[misc]
    """A name in the other languages of the ceremony."""

    fr = other_name(_("French"))
    vi = other_name(_("Vietnamese"))
    ar = other_name(_("Arabic"))
    zh = other_name(_("Chinese"))
    ru = other_name(_("Russian"))
    es = other_name(_("Spanish"))


class SpokenForm(PartForm):
    """Something that is said in several languages.

    :cvar spoken: fields that hold the words in English, and those with the other languages.
    """

    spoken: ClassVar[dict[str, str]] = {}

    @classmethod
    def shown(cls, facts: Facts | None) -> Facts:
        """*facts* as the fields show them."""
        shown = dict(facts or {})
        for name, others in cls.spoken.items():
            if isinstance(words := shown.get(name), dict):
                shown[others] = {x: words.get(x, "") for x in LANGUAGES if x != "en"}
                shown[name] = words["en"]
        return shown

    @property
    def facts(self) -> Facts:
        facts = super().facts
        for name, others in self.spoken.items():
            if (more := facts.pop(others, None)) is not None:
                said_in = {"en": facts[name], **more}
                words = {language: text for language, text in said_in.items() if text}
                facts[name] = words or None
        return facts


class NamedForm(SpokenForm):
    """A thing with a code, and a name in several languages."""

    spoken: ClassVar = {"name": "other"}

    def __init__(self, facts: Facts | None = None, **kwargs: Any) -> None:
        shown = self.shown(facts)
        for name in FIGURES & shown.keys():
            shown[name] = "" if shown[name] is None else str(shown[name])
        super().__init__(data=shown or None, **kwargs)


class ZoneForm(NamedForm):
    code = StringField(
        _("Code"), [NEEDED], description=_("Up to four letters or digits, as printed: 1, 2, 3.")
    )
    name = StringField(_("Name in English"), [NEEDED, Length(max=40)])
    other = FormField(Languages, _("Name in other languages"))
    exits_scanned = BooleanField(
        _("All exits are scanned"),
        description=_("Heads are counted, and a badge inside is noticed when it comes again."),
    )
    escort_required = BooleanField(
        _("Only with an escort"),
        description=_("Whose badge is read within 20 seconds before, at the same device."),
    )
    escorts = several(_("Who escorts, and needs nobody"), only_when="escort_required=y")
    capacity = StringField(
        _("Places"), [Optional()], widget=NumberInput(min=1), description=_("Empty: no limit.")
    )
    pictogram = SelectField(
        _("Pictogram"),
        choices=lambda: [("", said_now("None")), *labelled(Pictogram)],
        default="",
        description=_("On badges, beside the name."),
    )

    def __init__(self, facts: Facts | None = None, categories: Iterable[Facts] = ()) -> None:
        super().__init__(facts and facts | {"pictogram": facts["pictogram"] or ""})
        self.escorts.choices = category_choices(categories)
        self.escorts.flags.plain_label = True


class CategoryForm(NamedForm):
    code = StringField(
        _("Code"), [NEEDED], description=_("For files and lists, such as head_of_delegation.")
    )
    name = StringField(_("Name in English"), [NEEDED, Length(max=40)])
    other = FormField(Languages, _("Name in other languages"))
    letter = StringField(_("Letter"), [NEEDED, Length(max=2)], description=_("One or two."))
    colour = StringField(_("Colour of the band"), [NEEDED], widget=ColorInput())
    band = SelectField(_("Band"), choices=lambda: labelled(Band))
    pass_kind = SelectField(_("Kind of pass"), choices=lambda: labelled(PassKind))
    zones = several(_("Zones"))

    def __init__(self, facts: Facts | None = None, zones: Iterable[Facts] = (), **kw: Any) -> None:
        super().__init__(facts, **kw)
        self.zones.choices = zone_choices(zones)
        for field in (self.band, self.pass_kind, self.zones):
            field.flags.plain_label = True


class CheckpointForm(NamedForm):
    code = StringField(_("Code"), [NEEDED], description=_("As on the sign: P4."))
    name = StringField(_("Name"), [NEEDED, Length(max=60)])
    zone = SelectField(_("Zone behind it"), validate_choice=False)
    direction = SelectField(_("Direction"), choices=lambda: labelled(Passage))
    share = StringField(
        _("Heads it lets in without a network"),
        [Optional()],
        widget=NumberInput(min=0),
        description=_("Its share of the places in the zone. Empty: no limit."),
    )
    walk_s = StringField(
        _("Seconds on foot to the next checkpoint"),
        [Optional()],
        widget=NumberInput(min=0, max=3_600),
        description=_("A badge that is read there sooner is told to the supervisor. Empty: 30."),
    )

    def __init__(self, facts: Facts | None = None, zones: Iterable[Facts] = (), **kw: Any) -> None:
        super().__init__(facts, **kw)
        self.zone.choices = zone_choices(zones)
        self.zone.flags.plain_label = self.direction.flags.plain_label = True


class RuleForm(PartForm):
    """A line of the table; its place is the number of the line that it follows."""

    kind = SelectField(_("Kind of body"))
    function = SelectField(_("Function"))
    rank = SelectField(_("Rank"))
    category = SelectField(_("Category"), validate_choice=False)
    has_own_zones = BooleanField(
        _("Other zones than those of the category"), description=_("Those ticked below.")
    )
    zones = several(_("Its own zones"))
    after = SelectField(
        _("Place in the table"), coerce=int, description=_("The first line that fits decides.")
    )

    def __init__(
        self,
        facts: Facts | None = None,
        *,
        ceremony: dict[str, list[Facts]],
        lines: list[str],
        after: int = 0,
    ) -> None:
        shown = {name: value or "" for name, value in (facts or {}).items() if name != "zones"}
        own = (facts or {}).get("zones")
        super().__init__(
            data=shown | {"zones": own, "has_own_zones": own is not None, "after": after}
        )
        for field, kinds in ((self.kind, BodyKind), (self.function, Function), (self.rank, Rank)):
            field.choices = [("", said_now("Any")), *labelled(kinds)]
            field.flags.plain_label = True
        self.category.choices = category_choices(ceremony["categories"])
        self.zones.choices = zone_choices(ceremony["zones"])
        self.after.choices = [(0, said_now("First of all"))] + [
            (number, said_now("After line %(number)d: %(line)s", number=number, line=line))
            for number, line in enumerate(lines, 1)
        ]
        for field in (self.category, self.zones, self.after):
            field.flags.plain_label = True

    @property
    def facts(self) -> Facts:
        facts = super().facts
        own = facts.pop("has_own_zones")
        facts.pop("after")
        return facts | {"zones": facts["zones"] if own else None}


class UploadForm(Form):
    file = FileField(
        _("Ceremony file"),
        [FileRequired(_("Choose a file."))],
        description=_("YAML, at most 256 KB. First you see what would change."),
    )

    @property
    def content(self) -> bytes:
        """One byte more than allowed is enough to be refused."""
        return bytes(self.file.data.read(MOST_BYTES + 1))


class ConfirmForm(Form):
    """Carries what was shown to the moment when somebody agrees."""

    text = TextAreaField()
    fingerprint = HiddenField()
    back = HiddenField()


def zone_choices(zones: Iterable[Facts]) -> list[tuple[str, str]]:
    return [(x["code"], f"{x['code']} {said(x['name'])}") for x in zones]


def category_choices(categories: Iterable[Facts]) -> list[tuple[str, str]]:
    return [(x["code"], said(x["name"])) for x in categories]


def labelled(kinds: Iterable[Any]) -> list[tuple[str, str]]:
    """The members of an enumeration with labels, as choices."""
    return [(x.value, x.label) for x in kinds]
