"""What somebody writes to many."""

from typing import Any

from flask import request
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from ceremony.core import mail
from ceremony.core.forms import Form, VersionedForm
from ceremony.core.i18n import lazy as _
from ceremony.mailings.letters import PHRASES
from ceremony.mailings.models import Mailing


class LetterForm(VersionedForm):
    """Subject and text; ``?phrase=deadline`` begins with a prepared one."""

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

    def facts(self) -> dict[str, Any]:
        known = super().facts()
        phrase = PHRASES.get(request.args.get("phrase", ""))
        if phrase and request.method == "GET":
            known |= {"subject": str(phrase.subject), "text": str(phrase.text)}
        return known


class ReleaseForm(Form):
    """Says to how many the page promised to send."""

    count = IntegerField(validators=[InputRequired(), NumberRange(0, 10**6)])
