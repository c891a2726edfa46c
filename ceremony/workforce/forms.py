"""What an officer enters of services and of those who work in them."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField, SelectField, TextAreaField, ValidationError
from wtforms.validators import Length

from ceremony.core import mail
from ceremony.core.forms import Form, VersionedForm
from ceremony.core.i18n import _ as said_now
from ceremony.core.i18n import lazy as _
from ceremony.people.forms.persons import maybe, nationalities, text
from ceremony.people.models import Body, Participation
from ceremony.workforce import lines, queries
from ceremony.workforce.lines import Line, Staff

MOST_TEXT = 200_000


class ServiceForm(Form):
    name = text(
        _("Name of the service"),
        100,
        description=_("As on badges and lists: Gate team, Print room"),
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.name.flags.plain_label = True


class RenameForm(VersionedForm, ServiceForm):
    """The same, of a service that is there."""

    row: Body


class WorkerFields(Form):
    """Who somebody is, as far as a badge of the host's staff needs it."""

    family_name = text(_("Family name"))
    given_names = text(_("Given names"))
    title = text(_("Job title"), 150)
    nationality_code = SelectField(_("Nationality"), choices=nationalities, coerce=maybe(str))
    email = text(_("Email"), 200, render_kw={"type": "email"})

    def __init__(self, *row: Any, **more: Any) -> None:
        super().__init__(*row, **more)
        for item in (self.family_name, self.given_names, self.title):
            item.flags.plain_label = True

    def validate_family_name(self, field: Field) -> None:
        if not (field.data or self.given_names.data):
            raise ValidationError(said_now("Give at least one name."))

    def validate_title(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(said_now("Give the job title: it stands on the badge."))

    def validate_email(self, field: Field) -> None:
        if field.data and not mail.is_address(field.data):
            raise ValidationError(said_now("This is no email address such as name@host.example."))


class AddForm(WorkerFields):
    """One more person, entered by keyboard; *and_approve* is the second button."""

    is_another = BooleanField(_("This is somebody else; register them all the same"))

    def __init__(self, *, is_next: bool = False) -> None:
        super().__init__()
        self.title.render_kw = {"list": "titles", "autocomplete": "off"}
        if is_next:  # the hands stay on the keyboard
            self.family_name.render_kw = {"autofocus": True}

    @property
    def values(self) -> dict[str, Any]:
        entered = super().values
        is_another = entered.pop("is_another")
        staff = Staff(**entered)
        return {"staff": [staff], "others": {staff.key} if is_another else set()}


class WorkerForm(VersionedForm, WorkerFields):
    """One person of a service, changed: names are theirs, the title is of their place."""

    badge_name = text(
        _("Name on the badge"),
        description=_("In Latin letters; it follows the names if nothing else is written"),
    )
    part_version = HiddenField()

    def __init__(self, worker: Participation) -> None:
        self.worker = worker
        super().__init__(worker.person)

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"title": self.worker.title, "part_version": self.worker.version}

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        sent = str(values["part_version"] or "")
        is_number = sent.isascii() and sent.isdecimal() and len(sent) < 10
        return values | {"part_version": int(sent) if is_number else -1}


class LinesForm(Form):
    """Several people at once; what was pasted stays until it is registered."""

    text = TextAreaField(
        _("One person on each line"),
        [Length(max=MOST_TEXT)],
        description=_(
            "Family name; given names; job title; nationality; email; name on the badge. The last"
            " three may be left out. Copy the cells from a spreadsheet, or type them."
        ),
        render_kw={"rows": 12, "spellcheck": "false"},
    )
    file = FileField(_("Or a CSV file"), render_kw={"accept": ".csv,.txt,text/csv,text/plain"})

    def __init__(self, chosen: list[str]) -> None:
        super().__init__()
        self.others = set(chosen)
        self.lines: list[Line] = []
        self.text.flags.plain_label = self.file.flags.plain_label = True

    def look(self) -> bool:
        """Read what was sent; whether nothing is wrong with it and nothing is open."""
        if self.file.data:
            self.text.data = decoded(self.file.data.read(MOST_TEXT * 2))
        if not self.validate():
            return False
        self.lines = examined(self.text.data or "")
        if not self.lines:
            self.text.errors = [said_now("Write at least one line.")]
        return bool(self.lines) and not self.wrong and not self.open_questions

    @property
    def wrong(self) -> list[Line]:
        return [x for x in self.lines if x.errors]

    @property
    def open_questions(self) -> list[Line]:
        return [x for x in self.lines if x.twin and x.staff and x.staff.key not in self.others]

    @property
    def staff(self) -> list[Staff]:
        return [x.staff for x in self.lines if x.staff]

    @property
    def values(self) -> dict[str, Any]:
        return {"staff": self.staff, "others": self.others}


def examined(text: str) -> list[Line]:
    """The lines of *text*; who has the name of somebody known, or of a line above, is asked."""
    found, home = lines.read(text), queries.home()
    known = queries.namesakes((x.staff.family_name, x.staff.given_names) for x in found if x.staff)
    for line in found:
        if line.staff:
            line.name = line.staff.named(home)
            line.twin = known.get(line.staff.key, "")
            above = said_now("line %(number)d of this list", number=line.number)
            known.setdefault(line.staff.key, above)
    return found


def decoded(content: bytes) -> str:
    """The text of a CSV file as spreadsheets save it: UTF-8, UTF-16, or that of Windows."""
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
