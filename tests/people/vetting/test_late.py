"""An objection that comes after an approval is pointed out, and who was in a batch is seen."""

import csv
import io

import pytest

from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.desk.queries import waiting
from ceremony.people import operations, queries
from ceremony.people.vetting import answers, batches, listing
from ceremony.people.vetting.exchange import Answer
from ceremony.people.vetting.listing import Tab
from ceremony.people.vetting.states import State
from tests import cast, make
from tests.client import parse, words
from tests.counting import statements
from tests.people.vetting import vetted

HEAD = "reference,result,remark\n"


@pytest.fixture
def officer(signed_in):
    make.ceremony()
    return signed_in(Role.VETTING_OFFICER)


def decide(person, move):
    with transaction(SYSTEM):
        ids = [queries.accreditation_of(person.id).id]
        operations.decide(actor=SYSTEM, move=move, ids=ids, reason="Why")


def approved(given_names):
    person = vetted.somebody(given_names)
    decide(person, "approve")
    return person


def rows(page):
    """The cells of the table of who was sent, without heads."""
    [table] = parse(page.text).iter("tbody")
    return [[words(x) for x in row] for row in table.iter("tr")]


def alarms(page):
    """What a page points out, and where its links lead."""
    found = [x for x in parse(page.text).iter("div") if x.get("class") == "notice stop"]
    return [(words(x.find("b")), [y.get("href") for y in x.iter("a")]) for x in found]


def page_of(person):
    return f"/desk/vetting/{vetted.of(person).id}"


def answering(officer, batch, text):
    url = f"/desk/vetting/batches/{batch.id}"
    return officer.send(url, file=(io.BytesIO(text.encode()), "answers.csv")).location


def accept(officer, dry):
    shown = officer.get(dry)
    form = next(x for x in parse(shown.text).iter("form") if "accept" in x.get("action", ""))
    values = {x.get("name"): x.get("value") for x in form.iter("input")}
    officer.send(f"{dry}/accept", page=dry, **values)


class TestWhoWasSent:
    def test_everybody_is_listed_with_the_answer(self, officer):
        clear, objected, changed, silent = (vetted.somebody(x) for x in "ABCD")
        batch = vetted.batch(clear, objected, changed, silent)
        vetted.act("clear", clear)
        vetted.act("object_", objected, "Known under another name")
        with transaction(SYSTEM):
            other = queries.person(changed.id)
            operations.change(actor=SYSTEM, person=other, document_number="Other")
        refs = [vetted.of(x).reference for x in (clear, objected, changed, silent)]
        assert rows(officer.get(f"/desk/vetting/batches/{batch.id}")) == [
            ["Al-Kuwari, A", "Cleared", "", "Qatar", refs[0]],
            ["Al-Kuwari, B", "Objected", "Known under another name", "Qatar", refs[1]],
            ["Al-Kuwari, C", "Asked again", "", "Qatar", refs[2]],
            ["Al-Kuwari, D", "No answer", "", "Qatar", refs[3]],
        ]

    def test_whoever_went_with_another_batch_too_is_in_both(self, officer):
        person = vetted.somebody()
        first = vetted.batch(person)
        vetted.act("repeat", person)
        second = vetted.batch(person)
        found = [rows(officer.get(f"/desk/vetting/batches/{x.id}"))[0][1] for x in (first, second)]
        assert found == ["Asked again", "No answer"]

    def test_a_record_that_was_merged_leads_nowhere(self, officer):
        kept, gone, batch = self.merged()
        page = officer.get(f"/desk/vetting/batches/{batch.id}")
        assert rows(page)[1][0] == "Al-Kuwari, B merged with another record"
        links = [x.get("href") for x in parse(page.text).find(".//tbody").iter("a")]
        assert links == [page_of(kept)]
        assert officer.get(page_of(gone)).status_code == 404

    def test_an_answer_about_a_record_that_was_merged_is_not_lost_in_it(self, officer):
        _kept, gone, batch = self.merged()
        dry = answering(officer, batch, f"{HEAD}{vetted.of(gone).reference},objected,\n")
        page = officer.get(dry)
        assert "Merged with another record since: decide about that one by hand." in page.text
        assert page_of(gone) not in page.text

    def merged(self):
        kept, gone = vetted.somebody("A"), vetted.somebody("B")
        batch = vetted.batch(kept, gone)
        with transaction(SYSTEM):
            found = [queries.person(x.id) for x in (kept, gone)]
            operations.merge(actor=SYSTEM, kept=found[0], gone=found[1])
        return kept, gone, batch

    def test_pages_by_key_and_asks_the_database_as_often_for_three_as_for_one(
        self, officer, monkeypatch
    ):
        monkeypatch.setattr("ceremony.core.paging.page.__defaults__", (2,))
        one = vetted.batch(vetted.somebody("Z"))
        three = vetted.batch(*(vetted.somebody(x) for x in "ABC"))
        counted = []
        for batch in (one, three):
            with statements() as asked:
                page = officer.get(f"/desk/vetting/batches/{batch.id}")
            counted.append(len(asked))
        assert counted[0] == counted[1]
        [onward] = [x for x in parse(page.text).iter("a") if x.get("rel") == "next"]
        assert [x[0] for x in rows(officer.get(onward.get("href")))] == ["Al-Kuwari, C"]


class TestAnObjectionAfterAnApproval:
    def test_is_pointed_out_in_the_dry_run_and_after_it(self, officer):
        late, other = approved("Late"), vetted.somebody("Other")
        batch = vetted.batch(late, other)
        refs = [vetted.of(x).reference for x in (late, other)]
        dry = answering(officer, batch, HEAD + "".join(f"{x},objected,\n" for x in refs))
        assert alarms(officer.get(dry)) == [
            ("1 person is objected to and approved already", [page_of(late)])
        ]
        accept(officer, dry)
        assert alarms(officer.get(f"/desk/vetting/batches/{batch.id}")) == [
            (
                "1 person of this batch is approved, though objected to or on hold",
                [page_of(late)],
            )
        ]
        [row, _other] = rows(officer.get(f"/desk/vetting/batches/{batch.id}"))
        assert row[1] == "Objected approved already"

    def test_what_is_not_imported_or_clears_alarms_nobody(self, officer):
        clear, twice = approved("A"), approved("B")
        batch = vetted.batch(clear, twice)
        lines = [f"{vetted.of(clear).reference},cleared,"]
        lines += [f"{vetted.of(twice).reference},{x}," for x in ("cleared", "objected")]
        assert alarms(officer.get(answering(officer, batch, HEAD + "\n".join(lines)))) == []

    def test_waits_for_the_vetting_officer_until_it_is_revoked(self, officer):
        person, other = approved("A"), vetted.somebody("B")
        for x in (person, other):
            vetted.act("object_", x, "Why")
        queues = [(x.label, x.count, x.arguments) for x in waiting.queues(vetting_officer())]
        assert queues == [("Approved, and objected to or on hold", 1, {"tab": "late"})]
        page = officer.get("/desk/vetting?tab=late")
        assert [words(x) for x in parse(page.text).find(".//tbody").iter("th")] == ["Al-Kuwari, A"]
        assert alarms(page) == [("They are approved, though objected to or on hold", [])]
        decide(person, "revoke")
        assert waiting.queues(vetting_officer()) == []
        assert "Nobody is approved whom" in officer.get("/desk/vetting?tab=late").text

    def test_nobody_else_hears_of_it(self, officer, signed_in):
        vetted.act("object_", approved("A"), "Why")
        assert "objected to" not in signed_in(Role.REGISTRAR).get("/desk").text

    def test_the_command_names_their_references(self, officer, run, tmp_path):
        person = approved("A")
        batch = vetted.batch(person)
        reference = vetted.of(person).reference
        file = tmp_path / "answers.csv"
        with file.open("w", newline="") as content:
            csv.writer(content).writerows([HEAD.strip().split(","), (reference, "objected", "")])
        asked = ("people", "vetting", "import", str(file), "--batch", str(batch.number))
        for more in (("--dry-run",), ()):
            said = run(*asked, *more).output.splitlines()
            assert said[0] == f"1 person is objected to and approved already: {reference}"
        assert vetted.of(person).state is State.OBJECTED


@pytest.mark.both_databases
def test_late_are_those_objected_to_or_held_who_are_approved():
    make.ceremony()
    objected, held, cleared = (approved(x) for x in "ABC")
    waits = vetted.somebody("D")
    batch = vetted.batch(objected, held, cleared, waits)
    vetted.act("object_", objected, "Why")
    vetted.act("hold", held, "Why")
    vetted.act("clear", cleared)
    vetted.act("object_", waits, "Why")
    assert [x.given_names for x in batches.late(batch)] == ["A", "B"]
    assert listing.counts()[Tab.LATE] == 2
    assert [x.given_names for x in listing.queue(listing.Filter(tab=Tab.LATE)).rows] == ["B", "A"]
    assert listing.ids(listing.Filter(tab=Tab.LATE, words="kuwari")) == [
        vetted.of(x).id for x in (held, objected)
    ]


def test_a_review_knows_the_late_ones_as_long_as_they_are_approved():
    make.ceremony()
    person = approved("A")
    batch = vetted.batch(person)
    given = [Answer(2, vetted.of(person).reference, "objected", "")]
    assert [x.name for x in answers.examine(batch.id, given).late] == ["Al-Kuwari, A"]
    decide(person, "revoke")
    assert answers.examine(batch.id, given).late == []


def vetting_officer():
    return cast.actor(Role.VETTING_OFFICER)
