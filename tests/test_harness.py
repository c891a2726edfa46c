"""What the tests stand on: made things are valid, nothing leaks, the checking client checks."""

import pytest
from flask import Response
from sqlalchemy import func, select

from ceremony.core.db import db
from ceremony.core.permissions import OFFICE
from ceremony.people.models import Person
from ceremony.people.states import State
from tests import cast, make
from tests.client import look_at

PAGE = (
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head>"
    "<body><main><h1>People</h1>{main}</main></body></html>"
)
FIELD = '<label for="a">A</label><input id="a" name="a">'


def page(main: str = "", title: str = "People – Ceremony", policy: str = "default-src 'none'"):
    headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"}
    return Response(PAGE.format(main=main, title=title), headers=headers, mimetype="text/html")


def test_a_good_page_passes():
    form = f'<form method="post"><input name="csrf_token" type="hidden">{FIELD}</form>'
    look_at(page(form), "/")


@pytest.mark.parametrize(
    ("bad", "complaint"),
    [
        (page("<p>a</div>"), "not valid HTML5"),
        (page("<h1>Twice</h1>"), "one h1"),
        (page(title="Ceremony"), "begins with the h1"),
        (page('<p id="a">a</p><p id="a">b</p>'), "stands on the page once"),
        (page('<label for="gone">a</label>'), "points nowhere"),
        (page('<p style="color:red">a</p>'), "has a style"),
        (page('<p onclick="go()">a</p>'), "onclick"),
        (page("<script>go()</script>"), "scripts stand in files"),
        (page('<form method="post"></form>'), "no CSRF token"),
        (page('<img src="a.jpg">'), "no alternative text"),
        (page(policy=""), "default-src"),
        (page(policy="default-src 'none'; script-src 'unsafe-inline'"), "unsafe-inline"),
    ],
)
def test_a_bad_page_does_not(bad, complaint):
    with pytest.raises(AssertionError, match=complaint):
        look_at(bad, "/")


@pytest.mark.both_databases
@pytest.mark.parametrize("time", [1, 2])
def test_nothing_is_left_from_test_to_test(time):
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0
    make.person()


def test_made_things_are_valid():
    made = make.accreditation(given_names="Li", family_name="Wei")
    assert (made.person.badge_name, made.state, made.zones) == ("Li Wei", State.APPROVED, ["1"])


def test_the_cast_holds_one_role_each():
    roles = {role: {x.role for x in cast.officer(role).role_grants} for role in cast.NAMES}
    assert roles == {role: {role} for role in OFFICE}
