"""What somebody writes to many."""

from flask import request
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from ceremony.core import mail
from ceremony.core.forms import Form, VersionedForm
from ceremony.core.i18n import lazy as _
from ceremony.mailings.models import Mailing
from ceremony.mailings.phrases import find_phrase


class LetterForm(VersionedForm):
    """Subject and text; ``?phrase=deadline&in=fr`` begins with a prepared one."""

    subject = StringField(_("Subject"), [InputRequired(_("Write a subject.")), Length(max=200)])
    text = TextAreaField(
        _("Text"),
        [InputRequired(_("Write what they shall read.")), Length(max=10_000)],
        render_kw={"rows": 14, "class": "letter-text"},
        description=_(
            "These are filled in for each: {name}, {delegation}, {deadline}."
            " Leave an empty line between paragraphs."
        ),
    )
    language = SelectField(
        _("Language of this text"), description=_("The words below it and the dates follow it.")
    )

    def __init__(self, mailing: Mailing) -> None:
        super().__init__(mailing)
        self.language.choices = mail.choices()
        self.language.flags.plain_label = True
        if request.method == "GET":
            self._begin(request.args.get("phrase", ""), request.args.get("in", ""))

    def _begin(self, code: str, language: str) -> None:
        """Take what was prepared, in *language* if mail speaks it."""
        spoken = language if language in mail.languages.offered() else self.language.data
        if phrase := find_phrase(code, spoken):
            self.subject.data, self.text.data = phrase
            self.language.data = spoken


class ReleaseForm(Form):
    """Says to how many the page promised to send."""

    count = IntegerField(validators=[InputRequired(), NumberRange(0, 10**6)])
