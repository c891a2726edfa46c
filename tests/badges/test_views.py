import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from ceremony.badges import operations, queries
from ceremony.badges.models import Credential
from ceremony.badges.states import RevokedBecause
from ceremony.core import audit, jobs
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import signals
from ceremony.people.models import Accreditation
from tests import make
from tests.badges import issuing, printed
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
        ["000 003", "Amina Person 2", *rest, "Issued"],
        ["000 002", "Amina Person 1", *rest, "Issued"],
        ["000 001", "Amina Person 0", *rest, "Revoked: Lost"],
    ]
    assert "Print all 2 badges" in texts(page, "button")
    assert rows(officer.get("/desk/badges?state=revoked").text) == ["000 001"]
    assert rows(officer.get("/desk/badges?state=nonsense").text) == rows(page.text)


def test_the_list_is_filtered_by_delegation_and_category(officer):
    issuing.credential()
    other = issuing.credential(family_name="Trần", body=make.body("VNM"))
    found = officer.get("/desk/badges?delegation=VNM&category=delegate")
    assert rows(found.text) == [f"{other.serial:07,}".replace(",", " ")]
    assert texts(officer.get("/desk/badges?category=nobody"), "h2") == ["No badge fits"]


def test_pages_go_on_by_serial_and_back(officer, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
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


def test_one_badge_comes_as_a_download(officer):
    credential = issuing.credential()
    response = officer.get(f"/desk/badges/{credential.id}.pdf")
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="badge-000001.pdf"'
    assert "Amina Al-Kuwari" in printed.texts(response.data)[0]


def test_a_revoked_badge_is_not_printed(officer):
    credential = issuing.credential()
    revoke(credential)
    assert officer.get(f"/desk/badges/{credential.id}.pdf").status_code == 404


def test_all_of_a_filter_are_printed_by_a_job(officer):
    for number in range(3):
        issuing.credential(family_name=f"Person {number}")
    sent = officer.send("/desk/badges/prints", page="/desk/badges", delegation="QAT")
    waiting = officer.get(sent.location)
    assert texts(waiting, "b") == ["Waiting to begin"]
    assert officer.get(f"{sent.location}/badges.pdf").status_code == 404

    assert jobs.work_once("worker")

    assert "Download 3 badges" in texts(officer.get(sent.location), "a")
    file = officer.get(f"{sent.location}/badges.pdf")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert len(printed.texts(file.data)) == 3


def test_chosen_badges_are_printed(officer):
    chosen, _other = (issuing.credential(family_name=f"Person {x}") for x in range(2))
    officer.send("/desk/badges/prints", page="/desk/badges", id=chosen.id)
    assert db.session.get_one(jobs.Job, 1).arguments == {"ids": [chosen.id]}


@pytest.mark.parametrize("sent", ["x", "", "-1", "9" * 30])
def test_what_is_no_badge_does_not_print_everybody(officer, sent):
    issuing.credential()
    page = officer.send("/desk/badges/prints", page="/desk/badges", id=sent)
    assert page.location == "/desk/badges"
    assert texts(officer.get("/desk/badges"), "b")[0] == "No badge that counts matches this filter."
    assert db.session.scalars(select(jobs.Job)).all() == []


def test_printing_is_in_the_trail_and_kept_nowhere_else(officer):
    issuing.credential()
    sent = officer.send("/desk/badges/prints", page="/desk/badges").location
    assert jobs.work_once("worker")
    officer.send(f"{sent}/stop", page=sent)

    with officer.get(f"{sent}/badges.pdf") as answer:
        assert answer.headers["Cache-Control"] == "private, no-store"
    entries = select(audit.AuditEntry).where(audit.AuditEntry.subject_type == "job")
    found = db.session.scalars(entries.order_by(audit.AuditEntry.id)).all()
    assert [(x.event, x.actor_kind, x.details) for x in found] == [
        ("badges.print_started", "user", {"badges": 1}),
        ("badges.print_stopped", "user", {}),
    ]


@pytest.mark.both_databases
@pytest.mark.parametrize("query", ["before=", "after=", "before=-", "after=x"])
def test_a_place_that_no_list_has_breaks_nothing(officer, query):
    assert officer.get(f"/desk/badges?{query}{'9' * 30}").status_code == 200


def test_people_chosen_in_their_list_are_printed(officer):
    credential = issuing.credential()
    person_id = credential.accreditation.person_id
    assert "Print badges" in texts(officer.get("/desk/people"), "button")
    assert "000 001" in texts(officer.get(f"/desk/people/{person_id}"), "a")
    chosen = {"id": credential.accreditation_id}
    sent = officer.send("/desk/badges/prints/people", page="/desk/badges", **chosen)
    assert texts(officer.get(sent.location), "b") == ["Waiting to begin"]


def test_how_many_of_the_chosen_have_a_badge_is_said_and_the_list_is_kept(officer):
    with_badge = issuing.credential().accreditation_id
    waiting = [make.person(family_name=f"Waiting {x}").accreditation.id for x in range(2)]
    url, back = "/desk/badges/prints/people", "/desk/people?status=submitted"

    sent = officer.send(url, page="/desk/people", id=waiting, back=back)
    assert sent.location == back
    assert "None of the 2 chosen has a badge." in officer.get(back).text

    sent = officer.send(url, page="/desk/people", back=back)
    assert "Choose rows first." in officer.get(sent.location).text

    sent = officer.send(url, page="/desk/people", id=[with_badge, *waiting], back=back)
    assert "1 of the 3 chosen has a badge" in officer.get(sent.location).text


def test_everybody_of_a_list_is_printed(officer):
    kept = [issuing.credential(family_name=f"Person {x}").id for x in range(2)]
    make.person(family_name="Waiting")
    officer.send("/desk/badges/prints/people", page="/desk/badges", all="yes")
    assert db.session.get_one(jobs.Job, 1).arguments == {"ids": kept}


def test_printing_can_be_stopped(officer):
    issuing.credential()
    sent = officer.send("/desk/badges/prints", page="/desk/badges")
    officer.send(f"{sent.location}/stop", page=sent.location)
    assert "Printing was stopped" in texts(officer.get(sent.location), "b")


def test_what_one_officer_prints_no_other_gets(officer, signed_in):
    """Not one who prints too, and not an administrator, who may stop it but prints nothing."""
    issuing.credential()
    sent = officer.send("/desk/badges/prints", page="/desk/badges").location
    assert jobs.work_once("worker")
    file = f"{sent}/badges.pdf"

    def codes(*roles):
        browser = signed_in(*roles)
        stop = browser.send(f"{sent}/stop", page="/desk/jobs").status_code
        return [browser.get(sent).status_code, browser.get(file).status_code, stop]

    assert officer.get(file).status_code == 200
    assert codes(Role.REGISTRAR) == codes(Role.GATE_SUPERVISOR) == [403, 403, 403]
    assert codes(Role.ADMINISTRATOR) == [200, 403, 303]
    assert "Download" not in signed_in(Role.ADMINISTRATOR).get(sent).text
    assert codes(Role.ADMINISTRATOR, Role.REGISTRAR) == [200, 200, 303]


def test_another_job_is_no_printing(officer):
    with transaction(SYSTEM, working=True):
        other = jobs.start("something.else", actor=SYSTEM, total=1)
        other_id = other.id
    assert officer.get(f"/desk/badges/prints/{other_id}").status_code == 404


def test_nothing_to_print_is_said(officer):
    issuing.credential()
    token = officer.token("/desk/badges")
    data = {"csrf_token": token, "category": "nobody"}
    page = officer.post("/desk/badges/prints", data=data, follow_redirects=True)
    assert texts(page, "b")[0] == "No badge that counts matches this filter."


def test_revoking_asks_why_and_issues_a_new_one(officer):
    credential = issuing.credential()
    url = f"/desk/badges/{credential.id}/revocation"
    assert "Say why the badge is revoked." in texts(officer.send(url, issue_new="y"), "a")

    sent = officer.send(url, reason="lost", issue_new="y")

    page = officer.get(sent.location)
    assert texts(page, "b") == ["Badge 000 001 is revoked. Gates refuse it now."]
    assert words(parse(page.text).find(".//h1")) == "Badge 000 002"
    assert "Revoked: Lost" in texts(page, "span")


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
    assert (page.status_code, "Revoked: Lost" in page.text) == (200, True)
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
    assert f'href="/desk/badges/{credential.id}.pdf"' in officer.get(page).text
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


def test_a_badge_that_is_no_longer_true_is_shown_and_replaced(officer):
    old, _good = (issuing.credential(family_name=f"Person {x}") for x in range(2))
    widen(old.accreditation_id)
    badge = officer.get(f"/desk/badges/{old.id}").text
    assert "This badge no longer says what is true." in badge
    assert f'href="/desk/badges/outdated?id={old.id}"' in badge
    index = officer.get("/desk/badges").text
    assert "1 badge no longer says what is true" in index
    assert index.count("No longer true") == 1
    printing = officer.send("/desk/badges/prints", page="/desk/badges")
    assert "1 of these badges no longer says" in officer.get(printing.location).text

    url = "/desk/badges/outdated"
    asked = parse(officer.get(url).text)
    assert rows(officer.get(url).text) == ["000 001"]
    [ids] = [x.get("value") for x in asked.iter("input") if x.get("name") == "chosen"]
    sent = officer.send(url, chosen=ids)

    page = officer.get(sent.location).text
    assert "1 badge is replaced. Print the new one." in page
    assert "no longer" not in page
    assert rows(page) == ["000 003", "000 002", "000 001"]
    assert "Every badge says what is true" in officer.get(url).text


def test_a_badge_is_found_by_its_serial(officer):
    credential = issuing.credential()
    assert f"/desk/badges/{credential.id}" in officer.get("/desk/search?q=000+001").text
    assert "/desk/badges/" not in officer.get("/desk/search?q=000+999").text.partition("<main")[2]


def test_who_may_not_print_sees_no_button(signed_in):
    make.ceremony()
    credential = issuing.credential()
    supervisor = signed_in(Role.GATE_SUPERVISOR)
    assert "Print" not in words(parse(supervisor.get("/desk/badges").text).find(".//main"))
    assert supervisor.get(f"/desk/badges/{credential.id}.pdf").status_code == 403
    assert signed_in(Role.ADMINISTRATOR).get("/desk/badges").status_code == 403
