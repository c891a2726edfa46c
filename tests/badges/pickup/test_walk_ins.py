from datetime import date, timedelta

import pytest

from ceremony.badges import queries
from ceremony.core import settings
from ceremony.core.db import db
from ceremony.core.permissions import Role
from ceremony.people import queries as people
from ceremony.people.vetting import listing
from tests import make
from tests.badges.pickup.test_search import zone
from tests.client import parse, words
from tests.people.vetting import vetted

URL = "/desk/pickup"
WHO = {
    "given_names": "Leila",
    "family_name": "Al-Thani",
    "born_on": "1990-02-03",
    "nationality_code": "QAT",
    "document_type": "passport",
    "document_number": "P-2000002",
    "function": "interpreter",
    "reason": "Replaces the interpreter, who fell ill",
}


@pytest.fixture
def desk(signed_in):
    make.ceremony(vetting_is_required=True)
    make.category()
    make.body()
    return signed_in(Role.REGISTRAR)


def main(response) -> str:
    return words(parse(response.text).find(".//main"))


def register(desk, **values):
    return desk.send(f"{URL}/new", body_id="1", **WHO | values)


def test_a_walk_in_is_vetted_first_approved_then_and_gets_a_badge_for_today(desk, signed_in):
    earlier = vetted.somebody("Amina")
    assert register(desk).location == f"{URL}/2/photograph"
    page, here = f"{URL}/2", settings.current()
    right = people.accreditation_of(2)
    valid = (right.valid_from, right.valid_until, right.validity_reason)
    assert valid == (here.midnight, here.midnight + timedelta(days=1), WHO["reason"])

    shown = main(desk.get(page))
    assert [x in shown for x in ("Not vetted yet.", WHO["reason"])] == [True, True]
    vetting = vetted.of(2)
    assert listing.next_waiting() == vetting.id != vetted.of(earlier).id
    queue = main(signed_in(Role.VETTING_OFFICER).get("/desk/vetting"))
    assert "1 person waits at the pick-up desk" in queue
    assert WHO["reason"] in queue

    desk.send(f"{page}/approve", f"{URL}/new")
    assert "The vetting of Leila Al-Thani is not finished." in main(desk.get(page))
    vetted.act("clear", 2)
    assert "A decision is missing." in main(desk.get(page))
    desk.send(f"{page}/approve", page)
    db.session.rollback()
    [badge] = queries.live([right.id])
    assert (badge.valid_from, badge.valid_until) == valid[:2]
    assert "Print now" in main(desk.get(page))
    assert "waits at the pick-up desk" not in main(
        signed_in(Role.VETTING_OFFICER).get("/desk/vetting")
    )


def test_the_page_waits_only_for_what_its_reader_cannot_do(desk, signed_in):
    register(desk)
    asks = "hx-trigger"
    assert asks in desk.get(f"{URL}/1").text
    make.ceremony(vetting_is_required=False)
    ready = desk.get(f"{URL}/1")
    assert "Vetting is not required here: approve when you are sure." in main(ready)
    assert asks not in ready.text
    other = signed_in(Role.PICKUP_OFFICER).get(f"{URL}/1")
    assert "A decision is missing. This page goes on by itself." in main(other)
    assert asks in other.text


def test_what_is_missing_is_said_and_nothing_is_kept(desk):
    said = main(
        register(desk, nationality_code="", reason="", document_number="", born_on="2999-1")
    )
    for sentence in (
        "Choose a nationality.",
        "Write the number of the document.",
        "Say why they come unregistered.",
        "Date of birth: this is no date.",
    ):
        assert sentence in said
    assert people.states_of([1]) == []


def test_at_least_one_name_is_needed(desk):
    said = main(register(desk, given_names="", family_name=""))
    assert "Give at least one name." in said


def test_somebody_who_is_there_already_is_not_registered_twice(desk):
    register(desk)
    twin = main(desk.send(f"{URL}/new", body_id="1", **WHO))
    assert "looks like the same person" in twin
    assert desk.send(f"{URL}/new", body_id="1", **WHO | {"is_another": "y"}).status_code == 303


def test_who_is_read_from_a_passport_need_not_be_typed(desk):
    found = desk.send(URL, words=zone(expires="991231"))
    assert "The document's number, its names and the date of birth were searched." in main(found)
    form = desk.send(f"{URL}/new/from-document", URL, lines=zone(expires="991231"))
    filled = {x.get("name"): x.get("value") for x in parse(form.text).iter("input")}
    assert [filled[x] for x in ("given_names", "family_name", "document_number", "born_on")] == [
        "Amina",
        "Al Kuwari",
        "P1000001",
        str(date(1980, 5, 6)),
    ]
    assert desk.send(f"{URL}/new/from-document", URL, lines="half").status_code == 400
