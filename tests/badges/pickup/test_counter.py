from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import select

from ceremony.badges import operations, queries
from ceremony.badges.models import Credential
from ceremony.badges.pickup import operations as counter
from ceremony.badges.pickup import queries as desk
from ceremony.badges.pickup.operations import NotLooked
from ceremony.badges.states import RevokedBecause, State
from ceremony.core import clock
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import operations as people
from ceremony.people import queries as persons
from tests import make
from tests.badges import issuing, passes
from tests.client import parse, words
from tests.counting import statements
from tests.people.vetting import vetted

URL = "/desk/pickup"
CHECKS = {"document": "y", "name": "y"}


@pytest.fixture
def officer(signed_in):
    make.ceremony()
    make.body()
    return signed_in(Role.PICKUP_OFFICER)


def page(credential: Credential) -> str:
    return f"{URL}/{credential.accreditation.person_id}"


def act(officer, credential: Credential, what: str, **values: str):
    """Do it on the page of the badge's holder."""
    return officer.send(f"{URL}/badges/{credential.id}/{what}", page(credential), **values)


def now(credential: Credential) -> Credential:
    db.session.rollback()
    return queries.credential(credential.id)


def state(credential: Credential) -> State:
    return now(credential).state


def main(response) -> str:
    return words(parse(response.text).find(".//main"))


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (480, 600), "#8899aa").save(file, "PNG")
    return file.getvalue()


def test_a_badge_is_printed_handed_over_and_put_back(officer):
    badge = issuing.credential(function="head", rank="head_of_state")
    pdf = act(officer, badge, "badge.pdf")
    assert (pdf.mimetype, pdf.headers["Content-Disposition"]) == (
        "application/pdf",
        'inline; filename="badge-000001.pdf"',
    )
    assert "Amina Al-Kuwari" in pypdfium2.PdfDocument(pdf.data)[0].get_textpage().get_text_range()
    assert state(badge) is State.PRINTED

    response = act(officer, badge, "hand-over", **CHECKS)
    assert (response.status_code, response.location) == (303, URL)
    assert state(badge) is State.COLLECTED
    looked = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "badges.checked"))
    assert [x.details for x in looked] == [{"checks": ["document", "name"]}]
    assert "Handed over: 000 001, Amina Al-Kuwari." in main(officer.get(URL))
    assert "Petra Novák" in main(officer.get(page(badge)))

    assert act(officer, badge, "put-back").location == page(badge)
    assert state(badge) is State.PRINTED


def test_the_history_of_a_person_says_what_became_of_the_badge(officer, signed_in):
    badge = issuing.credential()
    act(officer, badge, "badge.pdf", as_it_is="y")
    act(officer, badge, "hand-over", **CHECKS)
    there = f"/desk/people/{badge.accreditation.person_id}"
    told = [words(x) for x in parse(signed_in(Role.REGISTRAR).get(there).text).iter("li")]
    about = [x for x in told if "000 001" in x and "Petra" in x]
    assert [x.partition(": 000 001")[0].rpartition("Badge ")[2] for x in about] == [
        "handed over",
        "printed",
    ]


def test_a_badge_that_is_given_back_ends_and_a_new_one_is_offered(officer):
    badge = issuing.collected()
    act(officer, badge, "back")
    assert state(badge) is State.RETURNED
    shown = main(officer.get(page(badge)))
    assert "Given back. Gates refuse this badge from now on." in shown
    assert "Issue a badge" in shown
    again = act(officer, badge, "back")
    assert again.location == page(badge)
    assert "Not possible while the state is Returned." in main(officer.get(page(badge)))


def test_nothing_is_handed_over_before_everything_was_looked_at(officer):
    badge = issuing.printed()
    response = act(officer, badge, "hand-over", document="y")
    assert "Look at it, then tick this." in main(response)
    assert state(badge) is State.PRINTED


@pytest.mark.parametrize(
    ("photo", "checks", "missing"),
    [
        (None, [], "document"),
        (None, ["document", "old_badge"], "name"),
        ("a.jpg", ["document", "name"], "photograph"),
    ],
)
def test_the_operation_demands_every_check(officer, photo, checks, missing):
    badge = issuing.printed(photo=photo)
    with pytest.raises(NotLooked) as refused, transaction(SYSTEM):
        counter.hand_over(actor=SYSTEM, credential=badge, checks=checks)
    assert (refused.value.field, state(badge)) == (missing, State.PRINTED)


def test_a_photograph_is_compared_where_there_is_one(officer):
    badge = issuing.printed()
    officer.send(f"{page(badge)}/photograph", photograph=(BytesIO(picture()), "camera.jpg"))
    assert officer.get(f"{page(badge)}/photograph.jpg").mimetype == "image/jpeg"
    assert "The photograph resembles them" in main(officer.get(page(badge)))
    wrong = officer.send(f"{page(badge)}/photograph", photograph=(BytesIO(b"no"), "x.jpg"))
    assert "This is not a photograph." in main(wrong)


def test_only_where_somebody_is_photographed_the_camera_may_be_used(officer):
    badge = issuing.credential()
    seen = [officer.get(x) for x in (page(badge), f"{page(badge)}/photograph")]
    allowed = [x.headers["Permissions-Policy"].partition(",")[0] for x in seen]
    assert allowed == ["camera=()", "camera=(self)"]


def test_a_lost_badge_is_replaced_in_one_form(officer):
    lost = issuing.collected()
    assert act(officer, lost, "lost", reason="lost").location == page(lost)
    assert (state(lost), now(lost).reason) == (State.REVOKED, RevokedBecause.LOST)
    [new] = queries.live([lost.accreditation_id])
    assert (new.serial, new.state) == (2, State.ISSUED)
    assert "Print now" in main(officer.get(page(lost)))
    nothing = act(officer, queries.credential(new.id), "lost")
    assert "Say what happened to the badge." in main(nothing)


def test_a_badge_in_reprint_is_made_anew_and_takes_over_when_it_is_handed_over(officer):
    old = issuing.collected()
    person = persons.person(old.accreditation.person_id)
    with transaction(SYSTEM):
        people.change(actor=SYSTEM, person=person, badge_name="Amina Kuwari")
    shown = officer.get(page(old))
    assert "This badge no longer says what is true." in main(shown)
    assert parse(shown.text).find(".//input[@id='why']").get("value") == "Name"
    act(officer, old, "anew", reason=" ")
    assert "Say why these badges are made anew." in main(officer.get(page(old)))
    act(officer, old, "anew", reason="Name, as in the passport")
    new = queries.credential(desk.counter(person.id).credential.id)
    assert (new.state, new.takes_over) == (State.ISSUED, True)
    assert new.reissued_because == "Name, as in the passport"
    act(officer, new, "badge.pdf", as_it_is="y")
    assert "The old badge was taken back" in main(officer.get(page(old)))
    act(officer, new, "hand-over", **CHECKS, old_badge="y")
    assert (state(old), state(new)) == (State.REVOKED, State.COLLECTED)


def test_what_is_printed_again_needs_a_reason(officer):
    badge = issuing.printed()
    refused = act(officer, badge, "badge.pdf")
    said = "Say why this badge is printed again" in main(refused)
    assert (refused.status_code, said) == (422, True)
    doubted = act(officer, badge, "badge.pdf", reason="Jammed")
    assert "Photograph: Missing" in main(doubted)
    [kept] = [x.get("value") for x in parse(doubted.text).iter("input") if x.get("id") == "reason"]
    accepted = act(officer, badge, "badge.pdf", reason=kept, as_it_is="y")
    assert (kept, accepted.mimetype) == ("Jammed", "application/pdf")


def test_a_page_that_waits_hears_only_of_what_changed(officer):
    badge = issuing.credential()
    seen = desk.counter(badge.accreditation.person_id).mark
    asked = f"{page(badge)}/next"
    assert officer.get(asked, query_string={"seen": seen}).status_code == 204
    act(officer, badge, "badge.pdf", as_it_is="y")
    assert "Hand over" in officer.get(asked, query_string={"seen": seen}).text


def test_the_desk_tells_no_mark_of_vetting(officer):
    """Who is held or watched looks like whoever waits."""
    waiting, held = (vetted.somebody(x) for x in ("Amina", "Leila"))
    pages = [officer.get(f"{URL}/{x.id}").text.replace(str(x.id), "") for x in (waiting, held)]
    vetted.act("hold", held, "Ask again")
    vetted.act("watch", held, "Ask again")
    after = officer.get(f"{URL}/{held.id}").text.replace(str(held.id), "")
    assert strip(after) == strip(pages[1])
    assert "A decision is missing." in main(officer.get(f"{URL}/{held.id}"))


def strip(text: str) -> str:
    """Without the tokens of its forms."""
    tree = parse(text)
    return " ".join(words(x) for x in tree.find(".//main"))


def test_whose_badge_ended_gets_a_new_one_only_if_they_may_come(officer):
    badge = issuing.credential()
    with transaction(SYSTEM):
        held = [queries.credential(badge.id)]
        operations.revoke(actor=SYSTEM, credentials=held, reason=RevokedBecause.STOLEN)
    assert "no badge of theirs counts" in main(officer.get(page(badge)))
    officer.send(f"{page(badge)}/issue", page(badge))
    assert [x.serial for x in queries.live([badge.accreditation_id])] == [2]

    gone = make.person("Leila")
    with transaction(SYSTEM):
        people.decide(actor=SYSTEM, move="refuse", ids=[gone.accreditation.id], reason="Doubt")
    shown = main(officer.get(f"{URL}/{gone.id}"))
    assert ("No badge is given. Ask the registrar." in shown, "Doubt" in shown) == (True, False)


def test_what_changes_hands_is_not_handed_over_to_a_person(officer):
    assert officer.get(f"{URL}/999").status_code == 404
    assert officer.get(f"{URL}/badges/999/lost").status_code == 404


@pytest.mark.both_databases
def test_the_first_page_and_what_is_left_ask_as_often_for_three_as_for_one(officer):
    counts = []
    for number in range(3):
        issuing.collected(given_names=f"A {number}", body=make.body(None))
        issuing.printed(given_names=f"B {number}", body=make.body(None))
        with statements() as sent:
            officer.get(URL)
            officer.get(f"{URL}/left")
        counts.append(len(sent))
    assert counts[0] == counts[2]
    figures = officer.get(f"{URL}/figures")
    again = officer.get(f"{URL}/figures", headers={"If-None-Match": figures.headers["ETag"]})
    assert (desk.figures(), again.status_code) == ((0, 3, 0, 3, 3, 3, 0, 0, 0, 0), 304)
    assert [count for _hour, count in desk.by_hour()][-1] + desk.by_hour()[0][1] >= 3


@pytest.mark.both_databases
def test_the_queue_counts_the_badges_of_persons_and_follows_every_one_of_them():
    make.ceremony()
    here, gone = make.body("VNM"), make.body("QAT")
    lying = [issuing.printed(given_names=x, body=here) for x in ("Anh", "Binh")]
    issuing.credential(given_names="Chi", body=here)
    issuing.printed(body=gone)
    issuing.collected(given_names="Noor", body=gone)
    passes.printed(2, here)

    figures = (1, 3, 0, 1, 1, 1, 0, 0, 2, 0)  # and two floaters in stock
    assert (desk.figures(), db.session.scalar(desk.count_waiting())) == (figures, 3)
    assert [tuple(x) for x in desk.left()] == [
        ("VNM", here.name, 1, 2, 0, 0),
        ("QAT", gone.name, 0, 1, 0, 1),
    ]
    assert [x.code for x in desk.left(1)] == ["VNM"]
    for badge in lying:
        db.session.rollback()
        with transaction(SYSTEM):
            operations.hand_over(actor=SYSTEM, credentials=[queries.credential(badge.id)])
    assert [(x.code, x.left, x.collected) for x in desk.left()] == [("QAT", 1, 1), ("VNM", 1, 2)]
    with clock.moved(timedelta(days=2)):
        assert desk.figures() == (0, 0, 0, 0, 0, 0, 5, 0, 2, 0)  # as the list counts them
        assert db.session.scalar(desk.count_waiting()) == 0
        assert sum(count for _hour, count in desk.by_hour()) == 0


@pytest.mark.parametrize(
    ("path", "role", "status"),
    [
        ("", Role.LIAISON_OFFICER, 403),
        ("", Role.BADGE_OFFICER, 200),
        ("/new", Role.PICKUP_OFFICER, 403),
        ("/../badges", Role.PICKUP_OFFICER, 403),
        ("/../people", Role.PICKUP_OFFICER, 403),
    ],
)
def test_who_may_see_what(signed_in, path, role, status):
    make.ceremony()
    assert signed_in(role).get(f"{URL}{path}".replace("/pickup/..", "")).status_code == status
