"""Two people in one form: the second sees what the first saved since, and chooses."""

import json
from datetime import date
from typing import Any

import pytest
from wtforms import BooleanField, DateField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired

from ceremony.core import settings
from ceremony.core.db import transaction
from ceremony.core.errors import EditConflict
from ceremony.core.forms import VersionedForm, trace
from ceremony.core.permissions import SYSTEM
from tests import make

ZONES = [("UTC", "Universal"), ("Asia/Tokyo", "Tokyo")]
DAYS = [("1", "One"), ("2", "Two")]


class PlaceForm(VersionedForm):
    """The ceremony, as far as this form changes it."""

    place = StringField("Place", [InputRequired()])
    city = StringField("City")
    starts_on = DateField("First day")
    vetting_is_required = BooleanField("Vetting")
    time_zone = SelectField("Zone", choices=lambda: ZONES)
    days = SelectMultipleField("Days", choices=lambda: DAYS)
    chosen = ("1",)

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"days": list(self.chosen)}


class LaterForm(PlaceForm):
    """The same, after somebody else chose other days."""

    chosen = ("1", "2")


@pytest.fixture
def opened(app):
    """What a browser holds when the form was opened."""
    make.ceremony(place="Hall", city="Hanoi", time_zone="UTC", vetting_is_required=True)
    with app.test_request_context():
        form = PlaceForm(settings.current())
        return {x.name: sent(x) for x in form if x.type != "CSRFTokenField"}


def sent(field: Any) -> Any:
    if isinstance(field, BooleanField):
        return "y" if field.data else None
    return field.data if isinstance(field.data, list) else str(field.data)


def refused(app: Any, kind: type[PlaceForm] = PlaceForm, **values: Any) -> tuple[PlaceForm, str]:
    """The form sent with *values* after a conflict, and the place as its page shows it."""
    data = {x: y for x, y in values.items() if y is not None}
    with app.test_request_context(method="POST", data=data):
        form = kind(settings.current())
        form.validate()
        form.refuse(EditConflict())
        return form, str(form.starts_on())


def save(**values: Any) -> None:
    with transaction(SYSTEM):
        settings.change(actor=SYSTEM, **values)


def errors(form: PlaceForm) -> dict[str, list[str]]:
    return {x.name: list(x.errors) for x in form if x.errors and x.name != "csrf_token"}


def test_only_what_the_other_changed_is_said(app, opened):
    save(place="Opera")
    form, _day = refused(app, **opened | {"place": "Theatre", "city": "Huế"})

    assert errors(form) == {"place": ["Place: saved meanwhile as Opera"]}
    assert (form.place.data, form.place.flags.saved, form.city.data) == ("Theatre", "Opera", "Huế")
    assert form.form_errors == ["Somebody else changed this a moment ago. Look again, then repeat."]
    assert form.version.data == settings.current().version


def test_what_nobody_typed_follows_what_was_saved(app, opened):
    day = date(2025, 10, 24)
    save(starts_on=day, vetting_is_required=False, time_zone="Asia/Tokyo")
    form, shown = refused(app, LaterForm, **opened | {"city": "Huế"})

    assert errors(form) == {}
    assert (form.starts_on.data, form.vetting_is_required.data) == (day, False)
    assert (form.time_zone.data, form.days.data, form.city.data) == (
        "Asia/Tokyo",
        ["1", "2"],
        "Huế",
    )
    assert 'value="2025-10-24"' in shown
    assert form.form_errors[1:] == [
        "First day: saved meanwhile as 2025-10-24, and so here: you had not changed it.",
        "Vetting: saved meanwhile as no, and so here: you had not changed it.",
        "Zone: saved meanwhile as Tokyo, and so here: you had not changed it.",
        "Days: saved meanwhile as One, Two, and so here: you had not changed it.",
    ]


def test_both_may_have_typed_the_same(app, opened):
    save(place="Opera")
    form, _day = refused(app, **opened | {"place": "Opera"})
    assert (errors(form), len(form.form_errors)) == ({}, 1)


@pytest.mark.parametrize("take", [["place", "vetting_is_required"], ["csrf_token", "nothing"]])
def test_what_was_saved_is_taken_where_that_is_chosen(app, opened, take):
    save(place="Opera")
    form, _day = refused(app, **opened | {"place": "Theatre"})
    again = opened | {"place": "Theatre", "version": form.version.data, "opened": form.opened.data}
    with app.test_request_context(method="POST", data=again | {"take": take}):
        form = PlaceForm(settings.current())
        assert form.validate() or not form.csrf_token.data
        wanted = "Opera" if "place" in take else "Theatre"
        assert (form.place.data, form.values["place"]) == (wanted, wanted)
        assert "opened" not in form.values


def test_what_is_taken_may_have_changed_once_more(app, opened):
    save(place="Opera")
    form, _day = refused(app, **opened | {"place": "Theatre"})
    save(place="Palace")
    again = opened | {"place": "Theatre", "opened": form.opened.data, "take": "place"}
    form, _day = refused(app, **again)
    assert (form.place.data, form.form_errors[1:]) == (
        "Palace",
        ["Place: saved meanwhile as Palace, and so here: you had not changed it."],
    )


@pytest.mark.parametrize("text", [None, "", "{", "[1]"])
def test_who_does_not_say_what_was_opened_sees_every_difference(app, opened, text):
    save(place="Opera")
    form, _day = refused(app, **opened | {"city": "Huế", "place": "Hall", "opened": text})
    assert errors(form) == {
        "place": ["Place: saved meanwhile as Opera"],
        "city": ["City: saved meanwhile as Hanoi"],
    }


def test_nothing_can_be_read_from_what_the_page_remembers(app, opened):
    remembered = json.loads(opened["opened"])
    assert set(remembered) == {
        "place",
        "city",
        "starts_on",
        "vetting_is_required",
        "time_zone",
        "days",
    }
    assert {len(x) for x in remembered.values()} == {12}
    with app.app_context():
        assert remembered["place"] == trace("Hall")
        assert trace("a\r\nb") == trace("a\nb")
        assert trace(None) == trace("") == trace(False) != trace(0)
