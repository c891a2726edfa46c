"""A focal point sees nothing of any other delegation: every page is asked for."""

from io import BytesIO

import pytest
from flask import url_for

from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.delegations.operations import photographs
from ceremony.people import operations as people
from ceremony.people import queries
from tests import cast, make, workbooks
from tests.counting import statements
from tests.delegations.entering import HEAD, SECOND, Portal, folder, picture

pytestmark = pytest.mark.usefixtures("ceremony")


@pytest.fixture
def other(app):
    """Another delegation, with one of everything."""
    found = Portal(app, make.delegation("draft", sender=make.body("FRA")), "odile@ceremony.test")
    found.add()
    found.add(**SECOND)
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    found.send("/documents", kind="other", file=(BytesIO(pdf), "secret letter.pdf"))
    found.send("/import", file=(BytesIO(workbooks.workbook({})), "people.xlsx"))
    found.send("/photographs", folder=(folder(nobody=picture()), "all.zip"))
    found.send("/submission")
    more = HEAD | {"given_names": "Odette", "document_number": "X1", "function": "adviser"}
    assert found.send("/changes/new", **more, words="She speaks").status_code == 303
    return found


@pytest.fixture
def own(app):
    return Portal(app, make.delegation("draft"))


def urls(app, delegation_id, other):
    """Every address of the portal below a delegation, with ids of *other*: (endpoint, method)."""
    values = {
        "delegation_id": delegation_id,
        "person_id": other.members()[0].id,
        "document_id": 1,
        "list_id": 1,
        "change_id": 1,
        "loose_id": 1,
    }
    with app.test_request_context():
        return {
            (rule.endpoint, method): url_for(
                rule.endpoint, **{name: values[name] for name in rule.arguments}
            )
            for rule in app.url_map.iter_rules()
            if rule.endpoint.startswith("portal.") and rule.arguments
            for method in sorted(rule.methods & {"GET", "POST"})
        }


def codes(portal, wanted):
    token = portal.client.token("/account")
    found = {}
    for (endpoint, method), url in wanted.items():
        answer = portal.client.open(
            url, method=method, data={"csrf_token": token} if method == "POST" else None
        )
        found[endpoint, method] = answer.status_code
    return found


@pytest.mark.both_databases
def test_every_page_of_another_delegation_is_not_there(app, own, other):
    wanted = urls(app, other.id, other)

    assert len(wanted) > 35
    assert codes(own, wanted) == dict.fromkeys(wanted, 404)


@pytest.mark.both_databases
def test_what_belongs_to_another_delegation_is_not_under_the_own_one_either(app, own, other):
    wanted = urls(app, own.id, other)
    of_own = {"delegation_id"}
    foreign = {
        key: url
        for key, url in wanted.items()
        if next(x for x in app.url_map.iter_rules(key[0])).arguments > of_own
    }

    assert len(foreign) > 20
    assert codes(own, foreign) == dict.fromkeys(foreign, 404)


def test_the_same_pages_are_there_for_their_own_focal_point(app, other):
    wanted = {x: y for x, y in urls(app, other.id, other).items() if x[1] == "GET"}
    absent = {("portal.photograph", "GET"): 404, ("portal.new", "GET"): 303}
    absent |= {("portal.submission", "GET"): 303}

    assert codes(other, wanted) == dict.fromkeys(wanted, 200) | absent


def test_nothing_of_another_delegation_stands_on_the_own_pages(app, own, other):
    own.add(given_names="Zed", document_number="Z1")
    pages = ("", "/members/new", "/photographs", "/documents", "/submission", "/import")
    text = "".join(own.text(x) for x in pages)

    names = ("Mansour", "Odette", "secret letter", "people.xlsx", "nobody.jpg")
    assert [x for x in names if x in text] == []


def test_the_same_passport_elsewhere_is_no_hindrance_and_not_told(app, own, other):
    assert own.send("/members/new", **HEAD).status_code == 303
    assert [x.badge_name for x in own.members()] == ["Amina Haddad"]


def test_a_photograph_is_given_to_nobody_of_another_delegation(own, other):
    stranger = other.members()[0].id
    own.add(given_names="Zed", document_number="Z1")
    own.send("/photographs", folder=(folder(**{str(stranger): picture()}), "all.zip"))

    [waiting] = photographs.loose(own.delegation)
    own.send(f"/photographs/{waiting.id}/give", page="/photographs", person=stranger)
    assert other.members()[0].photo is None
    assert len(photographs.loose(own.delegation)) == 1


def test_who_takes_part_for_others_too_is_shown_by_name_only(app, own, other):
    shared = other.members()[0]
    with transaction(SYSTEM):
        people.add_participation(
            actor=SYSTEM,
            person=queries.person(shared.id),
            body=queries.body_of(own.body_id),
            function="delegate",
            rank="other",
        )

    text = own.text(f"/members/{shared.id}")
    assert "This person takes part in another way too" in text
    assert [x in text for x in ("3 April 1980", "France", "C1234567")] == [False] * 3
    token = own.client.token("/account")
    for act in ("document", "needs", "out", "photograph/remove"):
        url = f"{own.url}/members/{shared.id}/{act}"
        assert own.client.post(url, data={"csrf_token": token}).status_code == 403, act
    assert "1980" not in own.send("/members.csv", page="").text


def test_who_lost_the_role_finds_nothing(own):
    own.client.sign_in(cast.officer())
    assert own.client.get("/delegation").status_code == 404
    assert own.client.get(own.url).status_code == 404


def test_an_officer_without_the_permission_is_told_so(own, signed_in):
    assert signed_in(Role.GATE_SUPERVISOR).get(own.url).status_code == 403


@pytest.mark.both_databases
def test_the_overview_asks_as_often_for_three_members_as_for_one(app, own):
    pages = ("", "/photographs", "/submission", "/import", "/documents")

    def asked():
        found = {}
        for path in pages:
            with statements() as sent:
                own.text(path)
            found[path] = len(sent)
        return found

    own.add()
    asked()
    one = asked()
    own.add(**SECOND)
    own.add(**(SECOND | {"given_names": "Noura", "document_number": "N1", "sex": "F"}))
    db.session.rollback()

    assert asked() == one
    assert max(one.values()) <= 25
