"""The pages of the print room: they carry what batches do."""

from urllib.parse import parse_qsl, urlencode

import pytest
from sqlalchemy import select

from ceremony.badges import operations, queries
from ceremony.badges.models import Batch, Impression
from ceremony.badges.states import RevokedBecause, State
from ceremony.core import audit
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import signals
from ceremony.people.models import Accreditation, Person
from tests import make
from tests.badges import batches, issuing
from tests.badges.test_views import rows, texts, widen
from tests.client import parse

NEW, PRINTS = "/desk/badges/prints/new", "/desk/badges/prints"


@pytest.fixture
def officer(signed_in):
    make.ceremony()
    return signed_in(Role.BADGE_OFFICER)


def asked(page: str) -> dict[str, str]:
    """What the form of the page before printing carries."""
    [form] = [x for x in parse(page).iter("form") if x.get("action") == PRINTS]
    hidden = (x for x in form.iter("input") if x.get("type") == "hidden")
    return {x.get("name"): x.get("value") or "" for x in hidden} | {
        "sorted_by": "delegation",
        "layout": "",
    }


def begin(browser, page: str, **more: str):
    """Send the form of *page*; the address of the batch."""
    token = {"csrf_token": asked(page)["csrf_token"]}
    sent = browser.post(PRINTS, data=asked(page) | token | more)
    return sent.location or sent.text


def claimed() -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(select(Impression.credential_id)))


def test_a_choice_is_counted_before_it_is_printed_then_followed_and_fetched(officer):
    for number in range(3):
        batches.badge(f"Person {number}")
    page = officer.get(f"{NEW}?delegation=QAT&state=issued")
    assert "Check and print 3 badges" in texts(page, "button")
    batch = begin(officer, page.text)
    assert texts(officer.get(batch), "b") == ["Checking names, letters and photographs"]
    batches.work()
    assert "Download 3 badges" in texts(officer.get(batch), "button")

    with officer.send(f"{batch}/file", page=batch) as file:
        assert file.headers["Content-Disposition"] == "attachment; filename=badges-batch-1.pdf"
        assert file.headers["Cache-Control"] == "private, no-store"
        assert len(batches.pages(file.data)) == 3
    entries = select(audit.AuditEntry.event).where(audit.AuditEntry.subject_type == "batch")
    assert list(db.session.scalars(entries.order_by(audit.AuditEntry.id))) == [
        "badges.print_started",
        "badges.print_confirmed",
        "badges.print_fetched",
    ]
    [row] = parse(officer.get(PRINTS).text).find(".//tbody").iter("tr")
    assert "Qatar · Not printed yet" in "".join(row.itertext())


def test_what_is_found_is_shown_with_name_field_and_letter_and_the_others_are_printed(officer):
    batches.badge("Amina")
    batches.badge("Smile 😀")
    batch = begin(officer, officer.get(NEW).text)
    batches.work()
    page = officer.get(batch)
    assert rows(page.text) == ["000 002"]
    assert texts(page, "td") == [
        "Smile 😀",
        "NameNo font has 😀 U+1F600Is not printed like this",
        "Qatar",
    ]
    assert texts(page, "button") == ["Print the other 1", "Stop"]

    officer.send(f"{batch}/decision", page=batch, which="clean")
    batches.work()

    assert "Download 1 badge" in texts(officer.get(batch), "button")
    again = officer.send(f"{batch}/decision", page=batch, which="clean")
    assert "Somebody decided on this batch" in officer.get(again.location).text


def test_who_prints_what_is_said_to_the_second_who_asks(officer, signed_in):
    for number in range(2):
        batches.badge(f"Person {number}")
    begin(officer, officer.get(NEW).text)
    second = signed_in(Role.REGISTRAR)
    page = second.get(NEW)
    assert texts(page, "b") == ["2 of these badges are being printed by Bjørn Aasen"]
    assert [x for x in parse(page.text).iter("form") if x.get("action") == PRINTS] == []
    assert "Being printed by Bjørn Aasen" in second.get("/desk/badges").text


def test_printing_again_demands_a_reason(officer):
    old = issuing.printed(photo=None, function="spouse")
    page = officer.get(f"{NEW}?delegation=QAT").text
    refused = begin(officer, page)
    assert "Say why they are printed again." in refused
    batch = begin(officer, page, reason="Paper jam")
    assert "Paper jam" in officer.get(batch).text
    assert claimed() == [old.id, old.id]


def test_only_what_is_new_is_printed_unless_one_says_otherwise(officer):
    issuing.printed()
    new = issuing.credential(family_name="New")
    page = officer.get(NEW).text
    begin(officer, page, whom="new")
    db.session.rollback()
    held = select(Impression.credential_id).where(Impression.made_at.is_(None))
    assert list(db.session.scalars(held)) == [new.id]


def test_who_wants_what_is_new_never_prints_the_pile_again_since_others_were_faster(
    officer, signed_in
):
    issuing.printed()
    batches.badge("New")
    page = officer.get(NEW).text
    sent = {"whom": "new", "reason": "x"}
    other = signed_in(Role.REGISTRAR)
    begin(other, other.get(NEW).text, whom="new")

    late = begin(officer, page, **sent)
    assert "Nothing new is left: batch 1 prints it, by Ravi Menon." in late
    batches.work()
    late = begin(officer, page, **sent)
    assert "Nothing new is left: batch 1 was the last to print of it." in late
    assert "Not a valid choice" in begin(officer, page, **sent | {"whom": "all"})
    assert len(claimed()) == 2
    assert begin(officer, late, **sent | {"whom": "again"}) == f"{PRINTS}/2"


@pytest.mark.parametrize(
    "asked", ["batch=x", "batch=0", "batch=1&first=²", "batch=1&last=9999999999", "first=1"]
)
def test_what_is_no_number_does_not_mean_all(officer, asked):
    batches.badge("Amina")
    sentence = "Say of which batch" if asked == "first=1" else "is no number of a batch"
    page, form = officer.get(f"{NEW}?{asked}"), officer.get(NEW).text
    assert (page.status_code, sentence in page.text) == (422, True)
    assert sentence in begin(officer, form, **dict(parse_qsl(asked)))
    assert claimed() == []


@pytest.mark.parametrize("sent", ["x", "", "-1", "9" * 30])
def test_what_is_no_badge_does_not_print_everybody(officer, sent):
    issuing.credential()
    page = officer.send(NEW, page="/desk/badges", id=sent)
    assert texts(page, "h2") == ["Nothing to print"]
    assert db.session.scalars(select(Batch)).all() == []


def test_ticked_badges_and_people_are_printed_and_those_without_are_counted(officer):
    chosen, other = (issuing.credential(family_name=f"Person {x}") for x in range(2))
    waiting = [make.person(family_name=f"Waiting {x}").accreditation.id for x in range(2)]
    page = officer.send(NEW, page="/desk/badges", id=chosen.id)
    assert asked(page.text)["chosen"] == str(chosen.id)

    url, back = "/desk/badges/prints/people", "/desk/people?status=submitted"
    nobody = officer.send(url, page="/desk/people", id=waiting, back=back)
    assert nobody.location == back
    assert "None of the 2 chosen has a badge." in officer.get(back).text
    some = officer.send(url, page="/desk/people", id=[other.accreditation_id, *waiting], back=back)
    assert "1 of the 3 chosen has a badge" in some.text
    assert asked(some.text)["chosen"] == str(other.id)


def test_a_stopped_batch_says_what_is_printed_and_prints_a_part_again(officer):
    for number in range(2):
        batches.badge(f"Person {number}")
    batch = begin(officer, officer.get(NEW).text)
    officer.send(f"{batch}/stop", page=batch)
    assert "Printing was stopped" in texts(officer.get(batch), "b")
    done = begin(officer, officer.get(NEW).text)
    batches.work()
    part = officer.get(f"{NEW}?{urlencode({'batch': 2, 'first': '000 002'})}")
    assert "Check and print 1 badge" in texts(part, "button")
    wrong = officer.get(f"{NEW}?batch=2&first=99")
    assert wrong.location == done
    assert "Badge 99 was not printed in this batch." in officer.get(done).text


def test_what_one_officer_prints_no_other_fetches_or_stops(officer, signed_in):
    batches.badge("Amina")
    batch = begin(officer, officer.get(NEW).text)
    colleague = signed_in(Role.REGISTRAR)
    assert colleague.send(f"{batch}/stop", page="/desk/badges").status_code == 403
    batches.work()
    assert "The file is for Bjørn Aasen" in colleague.get(batch).text
    assert colleague.send(f"{batch}/file", page="/desk/badges").status_code == 403
    for role in (Role.GATE_SUPERVISOR, Role.ADMINISTRATOR):
        assert signed_in(role).get(batch).status_code == 403
    both = signed_in(Role.ADMINISTRATOR, Role.REGISTRAR)
    with both.send(f"{batch}/file", page=batch) as file:
        assert file.status_code == 200


def test_the_file_stays_with_who_began_the_batch_whoever_decides_on_it(officer, signed_in):
    batches.badge("Amina")
    batches.badge("Nobody", photo=None)
    began = signed_in(Role.REGISTRAR)
    batch = begin(began, began.get(NEW).text)
    batches.work()
    officer.send(f"{batch}/decision", page=batch, which="clean")
    assert "Stop" in texts(began.get(batch), "button")
    batches.work()
    assert "The file is for Ravi Menon" in officer.get(batch).text
    assert officer.send(f"{batch}/file", page="/desk/badges").status_code == 403
    for who in (began, signed_in(Role.ADMINISTRATOR, Role.REGISTRAR)):
        with who.send(f"{batch}/file", page=batch) as file:
            assert file.status_code == 200


def test_one_badge_comes_at_once_counts_as_printed_and_needs_a_reason_the_next_time(officer):
    badge = batches.badge("Amina")
    page = f"/desk/badges/{badge.id}"
    assert "Not printed yet." in officer.get(page).text
    sent = officer.send(f"{page}/print", page=page)
    assert sent.headers["Content-Disposition"] == 'attachment; filename="badge-000001.pdf"'
    assert len(batches.pages(sent.data)) == 2
    db.session.rollback()
    assert queries.credential(badge.id).state is State.PRINTED
    assert "Say why this badge is printed again." in officer.send(f"{page}/print", page=page).text
    officer.send(f"{page}/print", page=page, reason="Torn")
    assert [x.split(" · ")[1:] for x in texts(officer.get(page), "li") if "personal" in x] == [
        ["Bjørn Aasen", "On the spot", "personal v1Torn"],
        ["Bjørn Aasen", "On the spot", "personal v1"],
    ]


def test_a_revoked_badge_is_not_printed(officer):
    badge = issuing.credential()
    with transaction(SYSTEM):
        lost = [queries.credential(badge.id)]
        operations.revoke(actor=SYSTEM, credentials=lost, reason=RevokedBecause.LOST)
    page = f"/desk/badges/{badge.id}"
    assert "Print this badge" not in officer.get(page).text
    sent = officer.send(f"{page}/print", page=page)
    assert "A badge that counts no more is not printed." in sent.text


def rename(person_id: int, right_id: int) -> None:
    with transaction(SYSTEM) as session:
        person = session.get_one(Person, person_id)
        person.badge_name = "Amina Newname"
        right = session.get_one(Accreditation, right_id)
        audit.record(SYSTEM, "test.renamed", person, right)
        session.flush()
        signals.changed.send(None, ids=[right_id])


def test_a_badge_in_reprint_is_shown_with_what_changed_and_made_anew(officer):
    old, _good = (issuing.printed(family_name=f"Person {x}") for x in range(2))
    widen(old.accreditation_id)
    rename(old.accreditation.person_id, old.accreditation_id)
    url = "/desk/badges/reprint"
    assert f'href="{url}?id={old.id}"' in officer.get(f"/desk/badges/{old.id}").text
    index = officer.get("/desk/badges").text
    assert "1 badge no longer says what is true" in index
    assert rows(officer.get("/desk/badges?state=reprint").text) == ["000 001"]

    page = officer.get(url)
    assert rows(page.text) == ["000 001"]
    assert texts(page, "li")[-2:] == [
        "Zones 1 now 1, 2",
        "Name Amina Person 0 now Amina Newname",
    ]
    [ids] = [x.get("value") for x in parse(page.text).iter("input") if x.get("name") == "chosen"]
    assert "Say why these badges are made anew." in officer.send(url, chosen=ids).text
    offered = officer.send(url, chosen=ids, reason="New name")

    assert "1 new badge is issued. The old one works until it is handed over." in offered.text
    assert "Check and print 1 badge" in texts(offered, "button")
    assert rows(officer.get("/desk/badges").text) == ["000 003", "000 002", "000 001"]
    assert "New name" in officer.get(f"/desk/badges/{asked(offered.text)['chosen']}").text


def test_what_is_wrong_with_one_badge_is_said_before_it_is_printed(officer):
    badge = batches.badge("Amina", photo=None)
    page = f"/desk/badges/{badge.id}"
    asked = officer.send(f"{page}/print", page=page)
    assert "Photograph: Missing" in asked.text
    assert "Print it all the same" in texts(asked, "button")
    sent = officer.send(f"{page}/print", page=page, as_it_is="y")
    assert sent.mimetype == "application/pdf"


def test_what_must_be_made_anew_is_counted_and_left_out(officer):
    old = issuing.collected()
    rename(old.accreditation.person_id, old.accreditation_id)
    page = officer.get(NEW)
    assert "1 of these badges is in reprint and not here" in page.text
    assert [x for x in parse(page.text).iter("form") if x.get("action") == PRINTS] == []


def test_a_batch_that_others_printed_meanwhile_says_so(officer):
    badge = batches.badge("Amina")
    batch = begin(officer, officer.get(NEW).text)
    batches.on_the_spot(badge.id)
    batches.work()
    assert texts(officer.get(batch), "b") == ["Nothing was left to print"]
