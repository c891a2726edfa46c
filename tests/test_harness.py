"""What the tests stand on: made things are valid, nothing leaks, the checking client checks."""

import pytest
from flask import Response
from sqlalchemy import func, inspect, select, text

from ceremony.core import files
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
    assert make.person().id == 1


@pytest.mark.postgresql
@pytest.mark.parametrize("time", [1, 2])
def test_what_the_migrations_brought_is_there_again(time):
    counting, names = text("SELECT count(*) FROM participant"), text("SELECT code FROM nationality")
    assert db.session.scalar(counting) == 198
    assert "XYZ" not in db.session.scalars(names).all()
    db.session.execute(text("DELETE FROM participant WHERE iso3 = 'QAT'"))
    db.session.execute(text("UPDATE nationality SET code = 'XYZ' WHERE code = 'FRA'"))
    db.session.connection().commit()


@pytest.mark.postgresql
@pytest.mark.parametrize("time", [1, 2])
def test_a_changed_structure_is_the_migrated_one_again(time):
    indexes = [x["name"] for x in inspect(db.engine).get_indexes("person")]
    assert (indexes.count("added"), "ix_person_document_hash" in indexes) == (0, True)
    db.session.execute(text("CREATE INDEX added ON person (created_at)"))
    db.session.execute(text("DROP INDEX ix_person_document_hash"))
    db.session.connection().commit()


@pytest.mark.parametrize("time", [1, 2])
def test_what_is_made_once_is_there_whole_for_everybody(once, time):
    def someone():
        return make.person(photo=files.store(b"invented", ".jpg")).id

    person_id = once("someone", someone)
    [person] = db.session.scalars(select(Person))
    assert (person.id, files.path(person.photo).read_bytes()) == (person_id, b"invented")
    files.path(person.photo).unlink()
    make.person()


def test_made_things_are_valid():
    made = make.accreditation(given_names="Li", family_name="Wei")
    assert (made.person.badge_name, made.state, made.zones) == ("Li Wei", State.APPROVED, ["1"])


def test_the_cast_holds_one_role_each():
    roles = {role: {x.role for x in cast.officer(role).role_grants} for role in cast.NAMES}
    assert roles == {role: {role} for role in OFFICE}
