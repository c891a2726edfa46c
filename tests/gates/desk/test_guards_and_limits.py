"""Guards, their PIN, devices that are lost or replaced, and limits: as the desk does it."""

import re

import pytest
from sqlalchemy import select

from ceremony.core.db import db
from ceremony.core.permissions import Role
from ceremony.gates import pins, queries
from ceremony.gates.models import Guard, Incident, ZoneQuota
from ceremony.gates.queries import guards as reads
from ceremony.people.models import Body
from tests import make
from tests.client import parse, words
from tests.gates import place

PAGE = "/desk/gates/guards"


def guards():
    db.session.rollback()
    return [(x.name, x.guard.is_supervisor, x.guard.ended_at is not None) for x in reads.guards()]


def test_a_guard_is_found_by_name_and_appointed_with_a_pin_typed_twice(signed_in):
    make.ceremony()
    place.checkpoint()
    serial, desk = place.credential().serial, signed_in(Role.GATE_SUPERVISOR)

    found = desk.get(f"{PAGE}/new?q=amina").text
    [url] = re.findall(r'href="(/desk/gates/guards/new\?serial=\d+)"', found)
    done = desk.send(url, serial=str(serial), pin="480162", again="480162", is_supervisor="y")

    assert done.status_code == 303
    assert guards() == [("Amina Al-Kuwari", True, False)]
    guard = db.session.scalars(select(Guard)).one()
    proof = pins.verifier("480162", bytes.fromhex(guard.pin_salt))
    assert (proof.salt, proof.hash) == (guard.pin_salt, guard.pin_hash)
    assert "480162" not in desk.get(PAGE).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"again": "480163"}, "The two are not the same."),
        ({"pin": "12345", "again": "12345"}, "A PIN has six digits."),
        ({"pin": "123456", "again": "123456"}, "Anybody would try this PIN first"),
        ({"serial": "99"}, "No badge that counts has this number."),
    ],
)
def test_a_wrong_pin_or_badge_is_said_and_no_pin_comes_back(signed_in, wrong, sentence):
    place.checkpoint()
    serial = place.credential().serial
    given = {"serial": str(serial), "pin": "480162", "again": "480162"} | wrong

    page = signed_in(Role.GATE_SUPERVISOR).send(f"{PAGE}/new?serial={serial}", **given)

    assert sentence in page.text
    assert given["pin"] not in re.findall(r'value="([^"]*)"', page.text)
    assert guards() == []


def test_a_guard_becomes_a_supervisor_gets_another_pin_and_ends(signed_in):
    place.checkpoint()
    place.guard()
    desk, one = signed_in(Role.GATE_SUPERVISOR), f"{PAGE}/1"

    desk.send(f"{one}/supervisor", page=PAGE, is_supervisor="yes")
    assert guards() == [("Amina Al-Kuwari", True, False)]
    before = db.session.scalars(select(Guard.pin_hash)).one()
    assert desk.send(f"{one}/pin", pin="480162", again="480162").status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(Guard.pin_hash)).one() != before
    desk.send(f"{one}/end", page=PAGE)
    assert guards() == [("Amina Al-Kuwari", True, True)]
    again = desk.post(f"{one}/end", data={"csrf_token": desk.token(f"{PAGE}/new")})
    assert again.status_code == 303
    assert "This guard serves no more" in desk.get(PAGE).text


def test_shifts_of_today_say_who_took_over(client, signed_in):
    make.ceremony()
    secret, first = place.device(place.checkpoint()), place.guard(given_names="Amina")
    second = place.guard(given_names="Bo")
    begun = place.event("shift_started", -60, guard=first)
    ended = place.event("shift_ended", -30, shift=begun["id"], handed_to=second)
    place.tell(client, secret, begun, ended, place.event("shift_started", -30, guard=second))

    page = signed_in(Role.PROTOCOL_OFFICER).get(PAGE)

    tables = [x for x in parse(page.text).iter("table") if "Shifts" in words(x[0])]
    rows = [words(x) for x in tables[0].findall(".//tbody/tr")]
    assert [re.sub(r" \d\d:\d\d", "", x) for x in rows] == [
        "Bo Al-Kuwari P4 Handheld 1 now",
        "Amina Al-Kuwari P4 Handheld 1 Bo Al-Kuwari",
    ]
    assert "Bo Al-Kuwari" in signed_in(Role.PROTOCOL_OFFICER).get("/desk/gates/devices").text


def test_a_lost_device_is_an_incident_and_another_takes_its_place(client, signed_in):
    secret = place.device(place.checkpoint(), "Handheld 7")
    place.tell(client, secret, unsent=12, battery=9, release="old")
    desk, here = signed_in(Role.GATE_SUPERVISOR), "/desk/gates/devices"
    device_id = queries.devices()[0].Device.id
    page = desk.get(here).text
    assert "12 events were not sent" in page
    assert "Battery low" in page
    assert ">old<" in page

    desk.send(f"{here}/{device_id}/loss", page=here)
    assert "counts as lost" in desk.get(here).text
    assert place.send(client, secret, method="serial", serial=5).status_code == 401
    assert [str(x) for x in db.session.scalars(select(Incident.kind))] == ["device_lost"]

    paired = desk.send(f"{here}/{device_id}/replacement", page=here)
    code = re.search(r'class="spoken" dir="ltr">([A-Z2-9]{5} [A-Z2-9]{5})<', paired.text).group(1)
    assert "Pair Handheld 7" in paired.text
    assert client.post("/gate/pair", json={"code": code}).status_code == 200
    twice = desk.send(f"{here}/{device_id}/replacement", page=here)
    assert twice.status_code == 303
    assert "There is a device of this name" in desk.get(here).text


def test_a_limit_is_set_and_removed_and_the_page_says_what_it_was(signed_in):
    at = place.checkpoint(exits_scanned=True)
    desk, body_id = signed_in(Role.GATE_SUPERVISOR), make.body().id
    here = "/desk/gates/limits"

    set_ = desk.send(here, zone_id=str(at.zone_id), body_id=str(body_id), most="4")
    assert set_.status_code == 303
    assert "Qatar: at most 4 at once." in desk.get(here).text
    desk.send(f"{here}/1/removal", page=here)
    assert "any more; it was 4." in desk.get(here).text
    db.session.rollback()
    assert db.session.scalars(select(ZoneQuota)).all() == []
    wrong = desk.send(here, zone_id=str(at.zone_id), body_id=str(body_id), most="-1")
    assert "Write a number from 0 to 100000." in wrong.text
    assert signed_in(Role.PROTOCOL_OFFICER).get(here).status_code == 200
    assert db.session.scalars(select(Body.id)).all() == [body_id]
