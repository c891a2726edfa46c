import re

import pytest

from ceremony.accounts import operations
from ceremony.core import clock
from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM, Grant, Role
from ceremony.desk.queries import audit
from ceremony.people import operations as people
from ceremony.people import queries
from tests import cast, make
from tests.badges import passes
from tests.client import parse, words
from tests.counting import statements


def rows(page):
    """The cells of the table, each row as a list of words."""
    body = next(parse(page.text).iter("tbody"))
    return [[words(x) for x in row if x.tag in {"td", "th"}] for row in body]


@pytest.fixture
def desk(signed_in):
    return signed_in(Role.DATA_PROTECTION_OFFICER)


def rename(person, name, actor=SYSTEM):
    with transaction(actor):
        people.change(actor=actor, person=queries.person(person.id), family_name=name)


@pytest.mark.both_databases
def test_who_did_what_to_whom_is_said_with_the_changed_fields(desk):
    registrar = cast.actor(Role.REGISTRAR)
    person = make.person()
    rename(person, "Mansour", registrar)

    [row] = rows(desk.get(f"/desk/audit?subject=person:{person.id}&event=people.changed"))

    assert row[1:4] == ["Ravi Menon", "Details changed", f"person {person.id}"]
    assert row[4] == "name on the badge, family name"
    assert "Mansour" not in desk.get("/desk/audit").text


def test_what_was_done_to_many_at_once_is_one_line(desk):
    make.category()
    sender = make.body()
    crowd = [
        {"given_names": f"Guest {x}", "body_id": sender.id, "function": "delegate"}
        for x in range(40)
    ]
    with transaction(SYSTEM):
        people.register(actor=SYSTEM, people=crowd)

    shown = rows(desk.get("/desk/audit?event=people.registered"))

    assert [row[3] for row in shown] == ["40 × participation", "40 × person"]


def test_filters_by_actor_event_and_day(desk):
    registrar = cast.actor(Role.REGISTRAR)
    person = make.person()
    rename(person, "Mansour", registrar)
    today = clock.now().date()

    def count(query):
        return len(re.findall(r'<th scope="row"', desk.get(f"/desk/audit?{query}").text))

    assert count(f"actor=user:{registrar.id}") == 1
    assert count(f"actor=user:{registrar.id}&event=people.changed") == 1
    assert count(f"actor=user:{registrar.id}&day={today}") == 1
    assert count(f"actor=user:{registrar.id}&day=2001-01-01") == 0
    assert count(f"actor=user:{registrar.id}&event=people.approved") == 0


@pytest.mark.parametrize(
    "query",
    [
        "before=abc",
        "day=tomorrow",
        "day=9999-12-31",
        "day=0001-01-01",
        "subject=person:1e9",
        "subject=:::",
        "actor=user:99999999999999999999",
        "event=%27%3B--",
        "before=-1",
        "before=99999999999999999999",
    ],
)
def test_a_filter_that_makes_no_sense_breaks_nothing(desk, query):
    assert desk.get(f"/desk/audit?{query}").status_code == 200


@pytest.mark.both_databases
def test_pages_follow_one_another_without_gap_or_repetition(desk):
    person = make.person()
    for number in range(60):
        rename(person, f"Name {number}")
    first = audit.page(audit.Filters())
    seen, page = list(first.lines), first
    while page.older:
        page = audit.page(audit.Filters(), page.older)
        seen += page.lines

    keys = [(x.event, x.subject_type, x.subject_id, x.at) for x in seen]
    assert len(keys) == len(set(keys))
    assert sum(x.event == "people.changed" for x in seen) == 60
    assert len(first.lines) == 25
    link = re.search(
        r'rel="next" href="([^"]+)"', desk.get("/desk/audit?event=people.changed").text
    )
    assert len(rows(desk.get(link.group(1).replace("&amp;", "&")))) == 25


def test_a_bulk_that_is_longer_than_the_window_loses_nothing(monkeypatch):
    monkeypatch.setattr(audit, "WINDOW", 10)
    make.category()
    sender = make.body()
    crowd = [
        {"given_names": f"G {x}", "body_id": sender.id, "function": "delegate"} for x in range(25)
    ]
    with transaction(SYSTEM):
        people.register(actor=SYSTEM, people=crowd)
    wanted = audit.Filters(event="people.registered", subject_type="person")
    page = audit.page(wanted)
    counts = [x.count for x in page.lines]
    while page.older:
        page = audit.page(wanted, page.older)
        counts += [x.count for x in page.lines]

    assert counts == [10, 10, 5]


def test_an_officer_as_subject_is_named_and_linked_for_the_administrator(signed_in):
    user = cast.officer(Role.REGISTRAR)

    page = signed_in(Role.ADMINISTRATOR).get("/desk/audit?event=accounts.created").text

    assert f'<a href="/desk/users/{user.id}"><bdi>Ravi Menon</bdi></a>' in page


def test_a_person_is_linked_only_for_those_who_may_look(desk, signed_in):
    person = make.person()
    url = f"/desk/audit?subject=person:{person.id}"

    assert "/desk/people/" not in desk.get(url).text.split("<main")[1]
    both = signed_in(Role.DATA_PROTECTION_OFFICER, Role.REGISTRAR).get(url).text
    assert f'href="/desk/people/{person.id}"' in both


def test_the_badge_of_a_person_leads_to_that_person(signed_in):
    approved = make.accreditation()
    desk = signed_in(Role.DATA_PROTECTION_OFFICER, Role.REGISTRAR)

    page = desk.get("/desk/audit?subject=accreditation").text

    assert f'href="/desk/people/{approved.person_id}"' in page


def test_a_floater_is_named_by_its_category_and_number(signed_in):
    passes.floaters()
    desk = signed_in(Role.DATA_PROTECTION_OFFICER, Role.REGISTRAR)
    assert "<bdi>Floater 1</bdi>" in desk.get("/desk/audit?subject=accreditation").text


def test_devices_act_under_their_names(desk):
    with transaction(SYSTEM):
        grant = Grant(Role.GATE, "checkpoint", 1)
        operations.register_device(actor=SYSTEM, name="Handheld 7", grant=grant)

    assert audit.page(audit.Filters(actor_kind="device")).lines == []
    assert "The system" in desk.get("/desk/audit?subject=device").text


def test_the_trail_asks_the_same_for_few_and_for_many(desk):
    person = make.person()
    rename(person, "Name", cast.actor(Role.REGISTRAR))
    with statements() as few:
        desk.get("/desk/audit")
    for number in range(20):
        rename(person, f"Name {number}", cast.actor(Role.REGISTRAR))
    with statements() as many:
        desk.get("/desk/audit")

    assert len(few) == len(many) <= 12
