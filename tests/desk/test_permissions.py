"""The map of permissions, walked: every page that can be asked for, by everybody."""

from collections import defaultdict

import pytest
from flask import url_for
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from ceremony.accounts import queries as accounts
from ceremony.core.db import db
from ceremony.core.jobs import Job
from ceremony.core.permissions import OFFICE, Permission, Role, may
from ceremony.delegations.models import Delegation
from tests import cast, make
from tests.desk import place

# What is allowed and yet not there in this ceremony.
ABSENT = {
    "layouts.logo",
    "people.edit_filter",
    "people.photograph",
    "pickup.photograph",
    "portal.photograph",
    "vetting.photograph",
}
OF_JOBS = {
    "people.deciding": "people.decide",
    "people.exporting": "people.export",
}
# For devices, which carry a token and not a cookie: refused without a word to people.
OF_DEVICES = ("/gate/", "/api/")


@pytest.fixture
def values(client, signed_in, once):
    """One thing of every kind, by the names that addresses give them."""
    return once("everything", lambda: place.everything(client, signed_in))


@pytest.fixture
def urls(app, values):
    """The address of every page, by endpoint."""
    found = {}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in rule.methods:
                needed = {name: values[name] for name in rule.arguments}
                found[rule.endpoint] = url_for(rule.endpoint, **needed)
    return found


def _subject(endpoint):
    """What a page is about, where it matters: who did not begin long work may see less of it,
    and a State is refused by the chief of protocol alone.
    """
    if endpoint == "delegations.refuse":
        return db.session.scalars(select(Delegation).order_by(Delegation.id)).first()
    named = select(Job).where(Job.name == OF_JOBS.get(endpoint))
    return db.session.scalars(named).one() if endpoint in OF_JOBS else None


def permission(app, endpoint):
    return app.view_functions[endpoint].permission


@pytest.mark.parametrize("role", sorted(OFFICE))
def test_an_officer_sees_what_the_map_allows_and_nothing_else(app, urls, signed_in, role):
    browser = signed_in(role)
    actor = cast.actor(role)
    wrong = {}

    for endpoint, url in urls.items():
        code = browser.get(url).status_code
        if not may(actor, permission(app, endpoint), _subject(endpoint)):
            expected = {403}
        else:
            expected = {404} if endpoint in ABSENT else {200, 303, 302}
        if endpoint == "accounts.sign_in":
            expected = {303}
        if code not in expected:
            wrong[endpoint] = code

    assert wrong == {}


def test_a_visitor_is_sent_to_sign_in(app, urls, client):
    wrong = {}
    for endpoint, url in urls.items():
        answer = client.get(url)
        if permission(app, endpoint) is Permission.PUBLIC:
            expected = 200
        else:
            expected = 401 if url.startswith(OF_DEVICES) else 303
        sent = answer.location or ""
        if answer.status_code != expected or (expected == 303 and "/sign-in?next=/" not in sent):
            wrong[endpoint] = answer.status_code, sent

    assert wrong == {}


def test_who_holds_no_office_finds_no_desk(app, urls, signed_in):
    browser = signed_in()
    own = {"accounts.own", "accounts.change_password", "core.kept"}
    wrong = {}
    for endpoint, url in urls.items():
        code = browser.get(url).status_code
        public = permission(app, endpoint) is Permission.PUBLIC
        expected = 303 if endpoint == "accounts.sign_in" else 200 if public else 404
        if code != (200 if endpoint in own else expected):
            wrong[endpoint] = code

    assert wrong == {}


def test_a_focal_point_finds_no_desk_by_reading_or_by_sending(app, values):
    """Also with the ids of the own delegation, of its members and of their badges."""
    values = defaultdict(lambda: 1, values, sending="invite")
    make.focal_point(db.session.get_one(Delegation, values["delegation_id"]), "own@ceremony.test")
    user = accounts.find_user_by_email("own@ceremony.test")
    browser = app.test_client().sign_in(accounts.user(user.id))
    token, found = browser.token("/account"), {}
    with app.test_request_context():
        wanted = {
            (method, rule.endpoint): url_for(
                rule.endpoint, **{name: values[name] for name in rule.arguments}
            )
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith("/desk")
            for method in rule.methods & {"GET", "POST"}
        }
    for (method, endpoint), url in wanted.items():
        sent = {"csrf_token": token} if method == "POST" else None
        found[method, endpoint] = browser.open(url, method=method, data=sent).status_code

    assert len(wanted) > 200
    assert found == dict.fromkeys(wanted, 404)


def test_looking_at_a_page_writes_nothing(urls, signed_in):
    browser = signed_in(*OFFICE)
    commits = []

    def note(_session):
        commits.append(current)

    event.listen(Session, "after_commit", note)
    try:
        for endpoint, url in urls.items():
            current = endpoint
            browser.get(url)
    finally:
        event.remove(Session, "after_commit", note)

    assert commits == []


def test_an_absent_thing_is_not_found(app, urls, signed_in):
    browser = signed_in(*OFFICE)
    with app.test_request_context():
        absent = {
            rule.endpoint: url_for(rule.endpoint, **dict.fromkeys(rule.arguments, 999_999))
            for rule in app.url_map.iter_rules()
            if "GET" in rule.methods
            and rule.arguments
            and all(x.endswith("_id") for x in rule.arguments)
        }

    codes = {endpoint: browser.get(url).status_code for endpoint, url in absent.items()}
    assert codes == dict.fromkeys(absent, 404)
    assert browser.get("/desk/people/99999999999999").status_code == 404


def test_the_map_is_shown_to_every_officer(signed_in):
    page = signed_in(Role.GATE_SUPERVISOR).get("/desk/permissions").text

    assert page.count('<th scope="row">') == len(Permission)
    assert all(role.label in page for role in Role)
