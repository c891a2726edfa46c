from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from ceremony.badges import listing, operations, queries
from ceremony.badges.models import Credential
from ceremony.badges.queries import Filter
from ceremony.badges.states import RevokedBecause
from ceremony.core import audit, clock
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import signals
from ceremony.people.models import Accreditation
from tests import make
from tests.badges import issuing
from tests.client import parse, words


@pytest.fixture
def officer(signed_in):
    make.ceremony()
    return signed_in(Role.BADGE_OFFICER)


def revoke(credential: Credential) -> None:
    with transaction(SYSTEM):
        operations.revoke(
            actor=SYSTEM,
            credentials=[queries.credential(credential.id)],
            reason=RevokedBecause.LOST,
        )


def widen(accreditation_id: int) -> None:
    """Let the right open zone 2 as well, after its badge was issued."""
    make.zone("2")
    with transaction(SYSTEM) as session:
        right = session.get_one(Accreditation, accreditation_id)
        right.zones = ["1", "2"]
        audit.record(SYSTEM, "test.widened", right)
        session.flush()
        signals.changed.send(None, ids=[right.id])


def rows(text: str) -> list[str]:
    """The serials of the list."""
    table = parse(text).find(".//tbody")
    return [] if table is None else [words(x) for x in table.iter("th")]


def cells(text: str) -> list[list[str]]:
    """The list as it is read: every row with its cells, but for the box that chooses it."""
    table = parse(text).find(".//tbody")
    return [[words(x) for x in row][1:] for row in table.iter("tr")]


def texts(page: TestResponse, tag: str) -> list[str]:
    """What stands in every *tag* of the main part of the page."""
    return [words(x) for x in parse(page.text).find(".//main").iter(tag)]


def test_an_empty_list_says_what_makes_a_badge(officer):
    page = officer.get("/desk/badges")
    assert (rows(page.text), texts(page, "h2")) == ([], ["No badge yet"])


def test_the_list_shows_the_newest_first_with_counts(officer):
    first, *_ = [issuing.credential(family_name=f"Person {x}") for x in range(3)]
    revoke(first)
    page = officer.get("/desk/badges")
    rest = ["Qatar", "Delegate", "1"]
    assert cells(page.text) == [
        ["000 003", "Amina Person 2", *rest, "Not printed yet"],
        ["000 002", "Amina Person 1", *rest, "Not printed yet"],
        ["000 001", "Amina Person 0", *rest, "Lost"],
    ]
    assert "Print all 2 badges" in texts(page, "a")
    assert rows(officer.get("/desk/badges?state=lost").text) == ["000 001"]
    assert rows(officer.get("/desk/badges?state=nonsense").text) == rows(page.text)


def test_the_list_is_filtered_by_delegation_and_category(officer):
    issuing.credential()
    other = issuing.credential(family_name="Trần", body=make.body("VNM"))
    found = officer.get("/desk/badges?delegation=VNM&category=delegate")
    assert rows(found.text) == [f"{other.serial:07,}".replace(",", " ")]
    assert texts(officer.get("/desk/badges?category=nobody"), "h2") == ["No badge fits"]


@pytest.mark.both_databases
def test_what_is_lost_or_expired_is_counted_as_that_and_not_by_its_state(officer):
    lost, *_ = [issuing.credential(family_name=f"Person {x}") for x in range(3)]
    revoke(lost)
    issuing.printed(body=make.body("VNM"))

    none = dict.fromkeys(("issued", "printed", "with_bearer", "collected", "returned"), 0)
    none |= {"revoked": 0, "lost": 0, "stolen": 0, "expired": 0, "stock": 0, "loan": 0}
    assert listing.counts(Filter()) == none | {"issued": 2, "printed": 1, "lost": 1}
    assert listing.counts(Filter(delegation="VNM")) == none | {"printed": 1}
    assert listing.counts(Filter(category="nobody")) == none
    with clock.moved(timedelta(days=3650)):
        assert listing.counts(Filter()) == none | {"lost": 1, "expired": 3}
        assert listing.counts(Filter("VNM", "delegate")) == none | {"expired": 1}


def test_pages_go_on_by_serial_and_back(officer, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 2)
    for number in range(5):
        issuing.credential(family_name=f"Person {number}")
    seen, url = [], "/desk/badges"
    while url:
        page = parse(officer.get(url).text)
        seen.append([words(x) for x in page.find(".//tbody").iter("th")])
        links = {x.get("rel"): x.get("href") for x in page.iter("a")}
        url, back = links.get("next"), links.get("prev") or ""
    assert seen == [["000 005", "000 004"], ["000 003", "000 002"], ["000 001"]]
    assert rows(officer.get(back).text) == seen[1]


@pytest.mark.both_databases
@pytest.mark.parametrize("query", ["before=", "after=", "before=-", "after=x"])
def test_a_place_that_no_list_has_breaks_nothing(officer, query):
    assert officer.get(f"/desk/badges?{query}{'9' * 30}").status_code == 200


def test_revoking_asks_why_and_issues_a_new_one(officer):
    credential = issuing.credential()
    url = f"/desk/badges/{credential.id}/revocation"
    assert "Say why the badge is revoked." in texts(officer.send(url, issue_new="y"), "a")

    sent = officer.send(url, reason="lost", issue_new="y")

    page = officer.get(sent.location)
    assert texts(page, "b") == ["Badge 000 001 is revoked. Gates refuse it now."]
    assert words(parse(page.text).find(".//h1")) == "Badge 000 002"
    assert "Lost" in texts(page, "span")


def test_revoking_without_a_new_one(officer):
    credential = issuing.credential()
    officer.send(f"/desk/badges/{credential.id}/revocation", reason="stolen")
    db.session.rollback()
    assert queries.live([credential.accreditation_id]) == []


def test_who_may_not_issue_is_not_offered_it_and_revokes_all_the_same(signed_in):
    make.ceremony()
    credential = issuing.credential()
    supervisor = signed_in(Role.GATE_SUPERVISOR)
    url = f"/desk/badges/{credential.id}/revocation"
    assert "Issue a new badge at once" not in supervisor.get(url).text
    sent = supervisor.send(url, reason="lost", issue_new="y")
    page = supervisor.get(sent.location)
    assert (page.status_code, "Lost" in page.text) == (200, True)
    db.session.rollback()
    assert queries.live([credential.accreditation_id]) == []


def test_a_protocol_officer_who_revokes_sees_what_came_of_it(signed_in):
    make.ceremony()
    credential = issuing.credential()
    officer = signed_in(Role.PROTOCOL_OFFICER)
    url = f"/desk/badges/{credential.id}/revocation"
    assert "Every gate refuses the old one and says why." in officer.get(url).text
    sent = officer.send(url, reason="lost", issue_new="y")
    assert "Badge 000 002" in officer.get(sent.location).text


def test_whoever_was_left_without_a_badge_gets_one_on_the_page_of_the_person(officer):
    credential = issuing.credential()
    page = f"/desk/people/{credential.accreditation.person_id}"
    url = f"/desk/badges/of/{credential.accreditation_id}"
    assert "Issue a badge" not in officer.get(page).text
    assert f'href="/desk/badges/{credential.id}#print"' in officer.get(page).text
    revoke(credential)
    assert "Issue a badge for Amina Al-Kuwari?" in officer.get(page).text

    sent = officer.send(url, page=page)

    assert "A new badge is issued." in officer.get(sent.location).text
    again = officer.send(url, page="/desk/badges")
    assert again.location == page
    assert "There is a badge that counts already." in officer.get(page).text
    assert officer.send("/desk/badges/of/99", page="/desk/badges").status_code == 404


def test_who_may_not_issue_has_no_button_for_it(signed_in):
    make.ceremony()
    credential = issuing.credential()
    revoke(credential)
    supervisor = signed_in(Role.GATE_SUPERVISOR)
    page = f"/desk/people/{credential.accreditation.person_id}"
    assert "Issue a badge" not in supervisor.get(page).text
    url = f"/desk/badges/of/{credential.accreditation_id}"
    assert supervisor.send(url, page=page).status_code == 403


def test_a_badge_is_found_by_its_serial(officer):
    credential = issuing.credential()
    assert f"/desk/badges/{credential.id}" in officer.get("/desk/search?q=000+001").text
    assert "/desk/badges/" not in officer.get("/desk/search?q=000+999").text.partition("<main")[2]


def test_who_may_not_print_sees_no_button(signed_in):
    make.ceremony()
    credential = issuing.credential()
    supervisor = signed_in(Role.GATE_SUPERVISOR)
    assert [x for x in texts(supervisor.get("/desk/badges"), "a") if x.startswith("Print ")] == []
    page = f"/desk/badges/{credential.id}"
    assert texts(supervisor.get(page), "button") == []
    assert supervisor.send(f"{page}/print", page=f"{page}/revocation").status_code == 403
    assert signed_in(Role.ADMINISTRATOR).get("/desk/badges").status_code == 403
