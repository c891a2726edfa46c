import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from ceremony.accounts.models import Device
from ceremony.core import clock
from ceremony.core.db import db
from ceremony.core.permissions import OFFICE, SYSTEM, Role
from ceremony.desk.queries import people, waiting
from ceremony.gates import queries as gates
from ceremony.people.states import State
from tests import cast, make
from tests.client import parse, words
from tests.counting import statements
from tests.desk import place
from tests.gates import place as doors

MOST = 15  # statements, whatever the six panels show; two of them for whoever reads


def heads(page):
    return [words(x) for x in parse(page.text).iter("h2") if x.get("class") == "head"]


def flow(run_id=None):
    at = clock.now()
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    run_id = run_id or doors.run().id
    return gates.flow(run_id, gates.counts(run_id, midnight), at=at, zone=at.tzinfo)


def test_an_empty_ceremony_says_what_will_be_there(signed_in):
    make.ceremony()

    page = signed_in(*OFFICE).get("/desk")

    assert heads(page) == [
        "Who comes",
        "Gates, admitted per minute",
        "What waits for you",
        "Inside now",
        "Badges",
        "Last refused",
    ]
    assert "Nobody registered yet" in page.text
    assert "No checkpoint yet" in page.text
    assert "Nothing waits for you" in page.text


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.ADMINISTRATOR, ["Gates, admitted per minute", "Inside now", "Last refused"]),
        (Role.BADGE_OFFICER, ["Who comes", "Badges"]),
        (Role.DATA_PROTECTION_OFFICER, []),
    ],
)
def test_panels_are_for_those_who_may_read_them(signed_in, role, expected):
    make.ceremony()

    shown = heads(signed_in(role).get("/desk"))

    assert sorted(shown) == sorted([*expected, "What waits for you"])


@pytest.mark.both_databases
def test_who_comes_counts_people_by_state():
    for name in ("One", "Two", "Three"):
        make.person(given_names=name)
    make.accreditation(given_names="Four")

    coming = people.coming()

    assert (coming.persons, coming.approved, coming.without_photograph) == (4, 1, 1)
    assert coming.states[State.SUBMITTED] == 3
    assert people.badges() == people.Badges(issued=1, revoked=0)


@pytest.mark.both_databases
def test_no_photograph_is_the_number_of_the_list_it_leads_to(signed_in):
    make.ceremony()
    make.person(given_names="Waiting")
    for number, part in enumerate([{}, {}, {"rank": "head_of_state"}, {"function": "spouse"}]):
        make.accreditation(given_names=f"Approved {number}", **part)
    make.accreditation(given_names="Photographed", photo="a.jpg")
    url = "/desk/people?status=approved&photograph=missing"

    browser = signed_in(Role.REGISTRAR)
    [link] = [
        x
        for x in parse(browser.get("/desk").text).iter("a")
        if x.get("href", "").endswith("photograph=missing")
    ]
    rows = parse(browser.get(url).text).findall(".//tbody/tr")

    assert (link.get("href"), link.text, len(rows)) == (url, "2", 2)
    assert people.coming().without_photograph == 2


@pytest.mark.both_databases
def test_scans_are_counted_by_minute_and_checkpoint(client):
    place.today()
    place.scans(client, 3, refused=2)
    [before] = flow().lines

    clock.shift(timedelta(minutes=1))
    later = flow()

    assert (before.today, before.refused, before.peak, before.last_minute) == (3, 2, 3, 0)
    [line] = later.lines
    assert (line.code, line.last_minute, line.paired, line.waiting) == ("P4", 3, 1, 0)
    assert [n for _minute, n in later.points][-3:] == [0, 3, 0]
    assert len(later.points) == 60


def test_yesterday_does_not_count_today(client):
    place.today()
    place.scans(client, 2)

    clock.shift(timedelta(days=1))

    assert [(x.today, x.peak) for x in flow().lines] == [(0, 0)]
    assert not flow().has_scans


def test_another_run_does_not_count(client):
    place.today()
    place.scans(client, 2)

    at = clock.now()
    none = gates.counts(999, at - timedelta(hours=3))
    other = gates.flow(999, none, at=at, zone=at.tzinfo)

    assert [x.today for x in other.lines] == [0]
    assert gates.refusals(SYSTEM, 999, 5) == []


@pytest.mark.both_databases
def test_heads_are_counted_where_exits_are_scanned_and_entries_elsewhere(client):
    place.today()
    place.scans(client, 2, exits_scanned=True, capacity=2)

    [filling] = gates.fillings(doors.run().id, flow().lines)

    assert (filling.inside, filling.entries) == (2, 2)


@pytest.mark.both_databases
def test_heads_of_a_rehearsal_do_not_count(client):
    place.today()
    place.scans(client, 2, exits_scanned=True)
    rehearsal = doors.run().id

    live = doors.go_live().id

    assert [gates.fillings(x, flow(x).lines)[0].inside for x in (rehearsal, live)] == [2, 0]


def test_a_full_zone_speaks(client, signed_in):
    place.today()
    place.scans(client, 1, exits_scanned=True, capacity=1)

    assert "Zone 1 is full" in signed_in(Role.GATE_SUPERVISOR).get("/desk").text


def test_queues_name_the_oldest_first_and_empty_ones_not_at_all(client):
    make.person()
    clock.shift(timedelta(hours=2, minutes=40))
    doors.checkpoint()

    queues = waiting.queues(cast.actor(*OFFICE))

    assert [(x.label, x.count) for x in queues] == [
        ("Accreditations to decide", 1),
        ("Waiting for vetting", 1),
    ]
    assert waiting.queues(cast.actor(Role.BADGE_OFFICER)) == []


def test_queues_lead_to_where_the_work_is_done(signed_in):
    make.person()
    desk = signed_in(Role.REGISTRAR)

    link = re.search(r'<a href="([^"]+)">Accreditations to decide', desk.get("/desk").text)

    assert link.group(1) == "/desk/people?status=submitted"
    assert "Amina" in desk.get(link.group(1)).text


def test_the_same_figures_are_not_sent_twice(signed_in):
    place.today()
    desk = signed_in(Role.REGISTRAR)

    first = desk.get("/desk/figures")
    again = desk.get("/desk/figures", headers={"If-None-Match": first.headers["ETag"]})
    make.person()
    changed = desk.get("/desk/figures", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert again.data == b""
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert re.fullmatch(r"\d\d:\d\d:\d\d", first.headers["As-Of"])


@pytest.mark.parametrize(
    ("days", "said"),
    [(-12, "12 days to go"), (0, "Day 1."), (1, "Day 2."), (2, "The ceremony is over")],
)
def test_the_head_says_where_in_time_the_ceremony_is(signed_in, days, said):
    today = clock.now().date()
    first = today - timedelta(days=days)
    make.ceremony(time_zone="UTC", starts_on=first, ends_on=first + timedelta(days=1))

    assert said in signed_in(Role.REGISTRAR).get("/desk").text


def test_the_overview_asks_the_same_for_few_and_for_many(client, signed_in):
    place.today()
    place.scans(client, 1, refused=1)
    desk = signed_in(*OFFICE)
    with statements() as few:
        desk.get("/desk/figures")
    for number in range(4):
        make.accreditation(given_names=f"More {number}")
        doors.device(doors.checkpoint(f"Q{number}", zone=f"{number + 5}"), name=f"Phone {number}")
    with statements() as many:
        desk.get("/desk/figures")

    assert len(few) == len(many) <= MOST
    assert db.session.scalars(select(Device.name)).all()[-1] == "Phone 3"
