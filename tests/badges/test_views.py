import pytest
from sqlalchemy import event

from ceremony.badges import operations, queries
from ceremony.badges.models import Credential
from ceremony.badges.states import RevokedBecause
from ceremony.core import jobs
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
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


def rows(text: str) -> list[str]:
    """The serials of the list."""
    table = parse(text).find(".//tbody")
    return [] if table is None else [words(x) for x in table.iter("th")]


def test_an_empty_list_says_what_makes_a_badge(officer):
    assert "A badge is issued when" in officer.get("/desk/badges").text


def test_the_list_shows_the_newest_first_with_counts(officer):
    first, *_ = [issuing.credential(family_name=f"Person {x}") for x in range(3)]
    revoke(first)
    page = officer.get("/desk/badges")
    assert rows(page.text) == ["000 003", "000 002", "000 001"]
    assert "Print all 2 badges" in page.text
    assert rows(officer.get("/desk/badges?state=revoked").text) == ["000 001"]
    assert rows(officer.get("/desk/badges?state=nonsense").text) == rows(page.text)


def test_the_list_is_filtered_by_delegation_and_category(officer):
    issuing.credential()
    other = issuing.credential(family_name="Trần", body=make.body("VNM"))
    found = officer.get("/desk/badges?delegation=VNM&category=delegate")
    assert rows(found.text) == [f"{other.serial:07,}".replace(",", " ")]
    assert "No badge fits" in officer.get("/desk/badges?category=nobody").text


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
    assert "Waiting to begin" in waiting.text
    assert officer.get(f"{sent.location}/badges.pdf").status_code == 404

    assert jobs.work_once("worker")

    assert "Download 3 badges" in officer.get(sent.location).text
    file = officer.get(f"{sent.location}/badges.pdf")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert len(printed.texts(file.data)) == 3


def test_chosen_badges_are_printed(officer):
    chosen, _other = (issuing.credential(family_name=f"Person {x}") for x in range(2))
    officer.send("/desk/badges/prints", page="/desk/badges", id=chosen.id)
    assert db.session.get_one(jobs.Job, 1).arguments == {"ids": [chosen.id]}


def test_people_chosen_in_their_list_are_printed(officer):
    credential = issuing.credential()
    person_id = credential.accreditation.person_id
    assert "Print badges" in officer.get("/desk/people").text
    assert "000 001" in officer.get(f"/desk/people/{person_id}").text
    chosen = {"id": credential.accreditation_id}
    sent = officer.send("/desk/badges/prints/people", page="/desk/badges", **chosen)
    assert "Waiting to begin" in officer.get(sent.location).text


def test_everybody_of_a_list_is_printed(officer):
    kept = [issuing.credential(family_name=f"Person {x}").id for x in range(2)]
    make.person(family_name="Waiting")
    officer.send("/desk/badges/prints/people", page="/desk/badges", all="yes")
    assert db.session.get_one(jobs.Job, 1).arguments == {"ids": kept}


def test_the_list_asks_as_much_for_three_rows_as_for_one(officer):
    def statements() -> int:
        asked: list[str] = []
        listener = lambda *args: asked.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        officer.get("/desk/badges")
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(asked)

    issuing.credential()
    one = statements()
    for number in range(2):
        issuing.credential(family_name=f"Person {number}")
    assert statements() == one <= 12


def test_printing_can_be_stopped(officer):
    issuing.credential()
    sent = officer.send("/desk/badges/prints", page="/desk/badges")
    officer.send(f"{sent.location}/stop", page=sent.location)
    assert "Printing was stopped" in officer.get(sent.location).text


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
    assert "No badge that counts matches this filter." in page.text


def test_revoking_asks_why_and_issues_a_new_one(officer):
    credential = issuing.credential()
    url = f"/desk/badges/{credential.id}/revocation"
    assert "Say why the badge is revoked." in officer.send(url, issue_new="y").text

    sent = officer.send(url, reason="lost", issue_new="y")

    page = officer.get(sent.location)
    assert "Badge 000 001 is revoked." in page.text
    assert "Revoked: Lost" in page.text
    assert "Badge 000 002" in page.text


def test_revoking_without_a_new_one(officer):
    credential = issuing.credential()
    officer.send(f"/desk/badges/{credential.id}/revocation", reason="stolen")
    db.session.rollback()
    assert queries.live([credential.accreditation_id]) == []


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
