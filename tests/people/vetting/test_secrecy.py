"""A hold looks like a vetting that is not finished; no page, trail or search tells otherwise."""

import pytest

from ceremony.accounts import queries as accounts
from ceremony.core.db import transaction
from ceremony.core.permissions import DECIDERS, OFFICE, SYSTEM, Role
from ceremony.people import operations, queries
from ceremony.people.kinds import Rank
from ceremony.people.vetting import batches
from ceremony.people.vetting.approval import VettingUnfinished
from tests import make
from tests.client import Client, parse, words
from tests.people.vetting import vetted

OTHERS = sorted(OFFICE - {Role.VETTING_OFFICER})
GIVE_AWAY = ("vetting_held", "hold", "watch-list", "Objected", "objection", "embassy", "thief")


@pytest.fixture
def marked():
    """Somebody of whom there is everything to hide."""
    make.ceremony()
    person = vetted.somebody()
    vetted.act("hold", person, "Ask the embassy")
    vetted.act("watch", person, "Seen near the hall")
    vetted.act("object_", person, "A thief")
    vetted.batch(vetted.somebody("Bo"))
    return person


def told(client, url):
    """What the page says of *url*, without its side bar and its filters."""
    page = client.get(url)
    assert page.status_code == 200, url
    return words(next(x for x in parse(page.text).iter("main"))), page.text


def test_the_trail_is_silent_to_auditors(signed_in, marked):
    auditor = signed_in(*OTHERS)
    vetting_id = vetted.of(marked).id
    urls = [
        "/desk/audit",
        "/desk/audit?event=people.vetting_held",
        "/desk/audit?subject=vetting",
        f"/desk/audit?subject=vetting:{vetting_id}",
        f"/desk/audit?subject=person:{marked.id}",
    ]
    for url in urls:
        text, source = told(auditor, url)
        assert [x for x in GIVE_AWAY if x in text] == [], url
        assert "people.vetting_" not in source.replace("event=people.vetting_", ""), url
        assert [x for x in told_rows(auditor, url) if "Amina" in x and "Veikko" in x] == [], url


def told_rows(client, url):
    return [words(x) for x in parse(client.get(url).text).iter("tr")]


def test_the_trail_speaks_to_who_vets_and_audits(signed_in, marked):
    both = signed_in(Role.VETTING_OFFICER, Role.DATA_PROTECTION_OFFICER)
    text = " ".join(told_rows(both, "/desk/audit"))
    assert "Put on hold" in text
    assert "Put on the watch-list" in text
    assert "people.vetting_held" in both.get("/desk/audit").text


def test_that_document_numbers_left_is_told_to_every_auditor(signed_in, marked):
    with transaction(SYSTEM):
        batches.export(actor=SYSTEM, batch=batches.numbered(1))
    rows = told_rows(signed_in(Role.DATA_PROTECTION_OFFICER), "/desk/audit")
    [said] = [x.partition("The system ")[2] for x in rows if "exported" in x]
    assert said == "Document numbers exported for vetting batch for vetting 1"


def test_the_page_of_the_person_is_the_same_with_and_without_marks(signed_in, stopped_clock):
    make.ceremony()
    plain, marked = vetted.somebody("Bo"), vetted.somebody("Cy")
    for name in ("hold", "watch", "object_"):
        vetted.act(name, marked, "Why")
    registrar = signed_in(*OTHERS)
    pages = [
        told(registrar, f"/desk/people/{x.id}")[0].replace(x.given_names, "X")
        for x in (plain, marked)
    ]
    assert pages[0] == pages[1]


def test_search_and_lists_are_silent(signed_in, marked):
    registrar = signed_in(*OTHERS)
    for url in ("/desk/people", "/desk/search?q=kuwari", "/desk"):
        text, _source = told(registrar, url)
        assert [x for x in GIVE_AWAY if x in text] == [], url


def test_approval_says_the_same_of_every_reason(signed_in):
    make.ceremony(vetting_is_required=True)
    persons = [vetted.somebody(x) for x in ("Bo", "Cy", "Di")]
    vetted.act("hold", persons[1], "Why")
    vetted.act("object_", persons[2], "Why")
    said = {refusal(x).replace(x.given_names, "X") for x in persons}
    assert said == {"The vetting of X Al-Kuwari is not finished."}


def refusal(person):
    """What whoever approves *person* is told."""
    ids = [queries.accreditation_of(person.id).id]
    with pytest.raises(VettingUnfinished) as refused, transaction(SYSTEM):
        operations.decide(actor=SYSTEM, move="approve", ids=ids)
    return str(refused.value)


def test_where_approval_does_not_wait_a_mark_looks_like_a_question(signed_in):
    make.ceremony()
    sent, held, objected, waits = [vetted.somebody(x) for x in ("Bo", "Cy", "Di", "Ed")]
    vetted.batch(sent)
    vetted.act("hold", held, "Why")
    vetted.act("object_", objected, "Why")
    assert {refusal(x).replace(x.given_names, "X") for x in (sent, held, objected)} == {
        "X Al-Kuwari cannot be approved yet: ask the vetting officers."
    }
    with transaction(SYSTEM):
        ids = [queries.accreditation_of(waits.id).id]
        operations.decide(actor=SYSTEM, move="approve", ids=ids)
    assert queries.accreditation_of(waits.id).state == "approved"


def test_a_focal_point_reads_nothing_of_it(app, marked):
    """They have no page of vetting, and the trail is not theirs."""
    app.test_client_class = Client
    point = make.focal_point(make.delegation(sender=queries.bodies()[0]))
    client = app.test_client().sign_in(accounts.user(point.id))
    for url in ("/desk/vetting", f"/desk/vetting/{vetted.of(marked).id}", "/desk/audit"):
        assert client.get(url).status_code == 404


class TestNoOtherActTells:
    """Who was sent and who is held are refused alike, whatever a registrar does to them."""

    @pytest.fixture
    def both(self):
        make.ceremony()
        sent, held = vetted.somebody("Bo"), vetted.somebody("Cy")
        vetted.batch(sent)
        vetted.act("hold", held, "Why")
        return sent, held

    def said(self, persons):
        return {refusal(x).replace(x.given_names, "X") for x in persons}

    def test_nor_a_letter_of_the_name(self, both):
        for person in both:
            with transaction(SYSTEM):
                operations.change(actor=SYSTEM, person=queries.person(person.id), family_name="Al")
        assert self.said(both) == {"X Al cannot be approved yet: ask the vetting officers."}

    @pytest.mark.parametrize("is_required", [False, True])
    def test_nor_a_rank_that_spares(self, both, is_required):
        make.ceremony(vetting_is_required=is_required)
        persons = [*both, vetted.somebody("Di")] if is_required else both
        for person in persons:
            [part] = queries.participations_of([person.id])
            with transaction(SYSTEM):
                operations.change_participation(
                    actor=SYSTEM,
                    participation=queries.participation(part.id),
                    rank=Rank.FOREIGN_MINISTER,
                )
        assert len(self.said(persons)) == 1

    @pytest.mark.parametrize("state", ["waiting", "cleared", "bypassed"])
    def test_nor_merging_with_a_record_that_could_be_approved(self, both, state):
        kept = []
        for person in both:
            rank = Rank.HEAD_OF_STATE if state == "bypassed" else Rank.OTHER
            other = vetted.somebody(f"{person.given_names}{state}", rank=rank)
            if state == "cleared":
                vetted.act("clear", other)
            with transaction(SYSTEM):
                operations.merge(
                    actor=SYSTEM, kept=queries.person(other.id), gone=queries.person(person.id)
                )
            kept.append(queries.person(other.id))
        assert len(self.said(kept)) == 1

    def test_an_answer_ends_it(self, both):
        with transaction(SYSTEM):
            operations.change(actor=SYSTEM, person=queries.person(both[0].id), family_name="Al")
        vetted.act("clear", both[0])
        vetted.act("release", both[1])
        for person in both:
            with transaction(SYSTEM):
                ids = [queries.accreditation_of(person.id).id]
                assert operations.decide(actor=SYSTEM, move="approve", ids=ids) == 1


def test_only_who_approves_reads_whom_vetting_keeps_back(signed_in):
    make.ceremony()
    person = vetted.somebody()
    vetted.act("hold", person, "Why")
    made = make.delegation(sender=queries.bodies()[0])
    readers = [*DECIDERS, Role.BADGE_OFFICER, Role.LIAISON_OFFICER]
    told_to = [
        x
        for x in readers
        if "cannot be approved yet" in told(signed_in(x), f"/desk/delegations/{made.id}")[0]
    ]
    assert told_to == list(DECIDERS)
