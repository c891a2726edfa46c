"""The form that the styleguide shows."""

from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from ceremony.core.forms import Form


class SampleForm(Form):
    """The fields of the styleguide; nothing is saved, so nothing is translated."""

    name = StringField("Name on the badge", [InputRequired(), Length(max=60)])
    born_on = DateField(
        "Date of birth", [InputRequired()], description="As in the passport, for example 1980-03-27"
    )
    function = SelectField(
        "Function", choices=lambda: [("head", "Head of delegation"), ("delegate", "Delegate")]
    )
    decision = RadioField(
        "Decision",
        [InputRequired()],
        choices=lambda: [("approve", "Approve"), ("refuse", "Refuse")],
    )
    note = TextAreaField("Note", description="The focal point reads it.")
    consent = BooleanField("Name may appear in the list of participants")


def sample_forms() -> tuple[SampleForm, SampleForm]:
    """One to look at, and one that says what is wrong with it."""
    good = SampleForm(formdata=None, data={"name": "Layla al-Harithi Mansour"}, prefix="good-")
    bad = SampleForm(formdata=None, prefix="bad-")
    for form in (good, bad):
        form.csrf_token.name = "csrf_token"  # sent under its own name, whatever the prefix
    bad.name.errors = ["Enter the name."]
    bad.born_on.errors = ["Write the date like 1980-03-27."]
    bad.decision.errors = ["Choose one of the two."]
    return good, bad
