"""What the pick-up desk refuses, notes, or does once only."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ceremony.badges import operations, printing, queries
from ceremony.badges.models import CredentialKey
from ceremony.badges.operations.handing import Expired
from ceremony.badges.pickup import documents, receipts, search
from ceremony.badges.printing import Unprintable
from ceremony.badges.states import KeyState, RevokedBecause, State
from ceremony.core import audit, clock
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.errors import TooManyTries
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import operations as people
from ceremony.people import queries as persons
from ceremony.people.models import Accreditation
from tests import cast, make
from tests.badges import issuing, passes
from tests.badges.pickup.test_search import BORN, zone
from tests.badges.pickup.test_walk_ins import WHO
from tests.client import parse, words

URL = "/desk/pickup"
QATAR = f"{URL}/delegations/QAT"
GIVEN = {"bearer": "Amina Al-Kuwari", "is_identified": "y"}


@pytest.fixture
def officer(signed_in):
    make.ceremony(pins=9)
    make.body()
    return signed_in(Role.PICKUP_OFFICER)


def main(response) -> str:
    return words(parse(response.text).find(".//main"))


def page(badge) -> str:
    return f"{URL}/{badge.accreditation.person_id}"


def end(badge) -> None:
    """Let the right to pass be over, of which the badge does not know."""
    with transaction(SYSTEM) as session:
        right = session.get_one(Accreditation, badge.accreditation_id)
        right.valid_from, right.valid_until = (clock.now() - timedelta(days=x) for x in (2, 1))
        audit.record(SYSTEM, "test.ended", right)


@pytest.mark.parametrize("is_shortened", [True, False])
def test_an_expired_badge_is_neither_handed_over_nor_printed(officer, is_shortened):
    badge = issuing.printed()
    over = timedelta() if is_shortened else badge.valid_until - clock.now()
    if is_shortened:
        end(badge)
    with clock.moved(over):
        with pytest.raises(Expired, match="gates refuse it: Amina Al-Kuwari"), transaction(SYSTEM):
            operations.hand_over(actor=SYSTEM, credentials=[queries.credential(badge.id)])
        held = queries.credential(badge.id)
        drawn = printing.single(held)
        with pytest.raises(Unprintable, match="has expired"), transaction(SYSTEM):
            printing.on_the_spot(SYSTEM, held, drawn, "Smudged", as_it_is=True)
    db.session.rollback()
    assert queries.credential(badge.id).state is State.PRINTED
    if is_shortened:
        shown = main(officer.get(page(badge)))
        said = ("This badge has expired.", "Ask the registrar to change the validity", "Hand over")
        assert [x in shown for x in said] == [True, True, False]


def test_a_badge_of_a_withdrawn_key_is_said_to_be_refused_by_gates(officer):
    badge = issuing.printed()
    with transaction(SYSTEM) as session:
        key = session.scalars(select(CredentialKey)).one()
        key.state, key.reason = KeyState.WITHDRAWN, "The disk was stolen"
        audit.record(SYSTEM, "test.withdrawn", key)
        session.flush()
        operations.compare([badge.accreditation_id])
    shown = main(officer.get(page(badge)))
    said = "The key that signed it was withdrawn: gates refuse it."
    others = ("It works until", "Hand over", "Make the new one")
    assert (said in shown, [x in shown for x in others]) == (True, [False, False, True])
    there = f"{URL}/badges/{badge.id}/badge.pdf"
    refused = main(officer.send(there, page(badge), reason="Smudged", as_it_is="y"))
    assert "The key that signed this badge was withdrawn" in refused


def test_what_cannot_be_given_any_more_is_named_and_nothing_is_given(officer):
    amina, leila = (issuing.printed(given_names=x) for x in ("Amina", "Leila"))
    other = issuing.printed(given_names="Ngozi", body=make.body("NGA"))
    with transaction(SYSTEM):
        lost = [queries.credential(leila.id)]
        operations.revoke(actor=SYSTEM, credentials=lost, reason=RevokedBecause.LOST)
    said = [main(officer.send(QATAR, id=[amina.id, x.id], **GIVEN)) for x in (leila, other)]
    assert "No longer to be given: Leila Al-Kuwari (000 002, Lost). Choose again." in said[0]
    assert "This belongs to another delegation: Ngozi Al-Kuwari (000 003, Printed)." in said[1]
    db.session.rollback()
    assert (queries.credential(amina.id).state, receipts.counts()) == (State.PRINTED, (0, 0))


@pytest.mark.both_databases
def test_a_form_that_is_sent_three_times_makes_one_receipt(officer):
    badge = issuing.printed()
    form = parse(officer.get(QATAR).text)
    hidden = {
        x.get("name"): x.get("value") for x in form.iter("input") if x.get("type") == "hidden"
    }
    values = GIVEN | {"pins": "3", "after": hidden["after"]}
    went = [officer.send(QATAR, **values).location for _ in range(3)]
    went += [officer.send(QATAR, id=[badge.id], **values).location for _ in range(2)]
    again = officer.send(QATAR, **values | {"after": "2"})
    numbers = [int(x.rpartition("/")[2]) for x in (*went, again.location)]
    assert numbers == [1, 1, 1, 2, 2, 3]


@pytest.fixture
def amina():
    return issuing.printed(document_number="P-1000001", born_on=BORN)


def read(lines: str) -> search.Found:
    db.session.rollback()
    officer = cast.actor(Role.PICKUP_OFFICER)
    with transaction(officer):
        return search.find(actor=officer, words=lines)


def test_every_reading_of_a_document_leaves_a_trace(officer, amina):
    for lines in (zone(), zone("P1000002"), zone("P1000002", born="700101")):
        read(lines)
    event = AuditEntry.event.startswith("badges.document")
    rows = db.session.scalars(select(AuditEntry).where(event).order_by(AuditEntry.id))
    person, reader = amina.accreditation.person_id, cast.officer(Role.PICKUP_OFFICER).id
    assert [(x.event, x.subject_type, x.subject_id, x.details) for x in rows] == [
        ("badges.document_compared", "person", person, {}),
        ("badges.document_compared", "person", person, {}),
        ("badges.document_unknown", "user", reader, {}),
    ]


@pytest.mark.parametrize("number", ["P1000001", "P1000002"])
def test_a_date_of_birth_is_not_found_by_trying(officer, amina, monkeypatch, number):
    monkeypatch.setattr(documents, "MOST_MISSED", 2)
    for _ in range(3):
        read(zone())
    for born in ("700101", "700102"):
        read(zone(number, born=born))
    with pytest.raises(TooManyTries):
        read(zone(number))
    assert officer.send(URL, words=zone()).status_code == 429
    with clock.moved(timedelta(minutes=documents.MINUTES, seconds=1)):
        assert len(read(zone(number)).persons) == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"document_number": "\u200d"}, "Write the number of the document."),
        ({"document_number": "--<"}, "Write the number of the document."),
        ({"reason": "\u200d"}, "Say why they come unregistered."),
        ({"born_on": "0001-01-01"}, "Date of birth: nobody is that old. Look at the year."),
    ],
)
def test_nobody_is_registered_with_what_says_nothing(signed_in, wrong, message):
    make.ceremony()
    make.category()
    make.body()
    given = WHO | {"body_id": "1"} | wrong
    assert message in main(signed_in(Role.REGISTRAR).send(f"{URL}/new", **given))
    assert persons.states_of([1]) == []


def test_what_an_officer_of_the_desk_did_ends_on_a_page_they_may_see(officer):
    qatar = persons.body("QAT")
    lost, old = issuing.collected(), issuing.printed(given_names="Leila")
    [floater] = passes.printed(1, qatar)
    passes.lend([floater], qatar)
    badges = "/desk/badges"
    there = f"{badges}/{lost.id}/revocation"
    went = [officer.send(there, reason="lost", issue_new="y").location]
    back = f"{badges}/passes/of/{qatar.id}/returns"
    went.append(officer.send(back, QATAR, id=[floater.id]).location)
    with transaction(SYSTEM):
        person = persons.person(old.accreditation.person_id)
        people.change(actor=SYSTEM, person=person, badge_name="Leila Kuwari")
    anew = f"{badges}/reprint"
    went.append(officer.send(anew, chosen=str(old.id), reason="Name").location)
    assert went == [page(lost), QATAR, page(old)]
    assert [officer.get(x).status_code for x in went] == [200, 200, 200]


def test_what_a_document_says_is_ticked_once_and_by_no_address(officer, amina):
    other = issuing.printed(given_names="Leila")

    def ticks(address: str) -> list[str]:
        boxes = parse(officer.get(address).text).iter("input")
        return [x.get("name") for x in boxes if x.get("checked") is not None]

    assert officer.send(URL, words=zone()).location == page(amina)
    assert [ticks(page(amina)) for _ in range(2)] == [["document", "name"], []]
    officer.send(URL, words=zone())
    assert [ticks(page(x)) for x in (other, amina)] == [[], []]
    assert ticks(f"{page(amina)}?read=y") == []
