"""The pages of vetting officers carry what the operations decide, and nobody else sees them."""

import csv
import io

import pytest
from sqlalchemy import select

from ceremony.core import files
from ceremony.core.db import db, transaction
from ceremony.core.permissions import OFFICE, SYSTEM, Role
from ceremony.people import operations, queries
from ceremony.people.vetting.models import VettingAnswers
from ceremony.people.vetting.states import State
from tests import make
from tests.client import parse, words
from tests.people.vetting import vetted

HEAD = "reference,result,remark\n"


@pytest.fixture
def officer(signed_in):
    make.ceremony()
    return signed_in(Role.VETTING_OFFICER)


@pytest.fixture
def person(officer):
    return vetted.somebody(
        email="amina@example.org", phone="+974 5555", medical_needs="Insulin", title="Judge"
    )


@pytest.fixture
def page(person):
    return f"/desk/vetting/{vetted.of(person).id}"


def listed(response):
    body = parse(response.text).find(".//tbody")
    return [] if body is None else [words(x) for x in body.iter("th")]


class TestTheQueue:
    def test_nobody_waits(self, officer):
        assert "Nobody waits for vetting" in officer.get("/desk/vetting").text

    def test_says_who_waits_and_no_number(self, officer, person):
        text = officer.get("/desk/vetting").text
        assert listed(officer.get("/desk/vetting")) == ["Al-Kuwari, Amina"]
        assert "Make a batch of 1" in text
        assert "P-Amina" not in text

    def test_the_highest_are_never_there(self, officer):
        vetted.somebody("Zephyrine", rank="head_of_state")
        for tab in ("waiting", "sent", "cleared", "objected", "held", "watched"):
            assert "Zephyrine" not in officer.get(f"/desk/vetting?tab={tab}").text
        assert "Zephyrine" not in officer.get("/desk/search?q=al-kuwari").text

    def test_filters(self, officer, person):
        vetted.act("hold", person, "Why")
        assert listed(officer.get("/desk/vetting?tab=held")) == ["Al-Kuwari, Amina"]
        assert listed(officer.get("/desk/vetting?tab=sent")) == []
        assert listed(officer.get("/desk/vetting?kind=state&q=AMINA")) == ["Al-Kuwari, Amina"]
        assert "Nobody fits these filters" in officer.get("/desk/vetting?kind=ngo").text
        elsewhere = officer.get("/desk/vetting?tab=sent&q=amina").text
        assert "1 under On hold" in elsewhere
        assert "/desk/vetting?tab=held&amp;q=amina" in elsewhere

    def test_of_very_many_it_says_no_number(self, officer, monkeypatch):
        for module in ("ceremony.people.vetting.listing", "ceremony.people.views.vetting"):
            monkeypatch.setattr(f"{module}.MANY", 1)
        for name in "AB":
            vetted.somebody(name)
        seen = words(parse(officer.get("/desk/vetting?q=kuwari").text))
        assert "2 of more than 1." in seen
        assert "Make a batch of all who fit" in seen
        assert "Make a batch of all 2" in words(parse(officer.get("/desk/vetting").text))

    @pytest.mark.parametrize("odd", ["tab=bypassed", "tab=x&kind=y", "after=x&before=-1", "q=%01"])
    def test_an_odd_address_does_no_harm(self, officer, person, odd):
        assert listed(officer.get(f"/desk/vetting?{odd}")) == ["Al-Kuwari, Amina"]

    def test_pages_by_key(self, officer, monkeypatch):
        monkeypatch.setattr("ceremony.people.vetting.listing.SIZE", 2)
        for name in "ABC":
            vetted.somebody(name)
        first = officer.get("/desk/vetting")
        assert listed(first) == ["Al-Kuwari, A", "Al-Kuwari, B"]
        [onward] = [x for x in parse(first.text).iter("a") if x.get("rel") == "next"]
        second = officer.get(onward.get("href"))
        assert listed(second) == ["Al-Kuwari, C"]
        [back] = [x for x in parse(second.text).iter("a") if x.get("rel") == "prev"]
        assert listed(officer.get(back.get("href"))) == ["Al-Kuwari, A", "Al-Kuwari, B"]

    def test_the_overview_and_the_search_lead_there(self, officer, person, page):
        assert "Waiting for vetting" in words(parse(officer.get("/desk").text))
        assert page in officer.get("/desk/search?q=kuwari").text

    def test_nobody_else_comes_near(self, signed_in, client, person, page):
        batch = vetted.batch(person)
        others = signed_in(*sorted(OFFICE - {Role.VETTING_OFFICER}))
        for url in (
            *("/desk/vetting", page, f"{page}/photograph", f"{page}/hold"),
            *("/desk/vetting/batches", f"/desk/vetting/batches/{batch.id}"),
        ):
            assert others.get(url).status_code == 403
            assert client.get(url).status_code == 303
        assert "/desk/vetting" not in others.get("/desk").text
        assert page not in others.get("/desk/search?q=kuwari").text


class TestOnePerson:
    def test_shows_who_it_is_and_not_how_to_reach_them(self, officer, page):
        text = officer.get(page).text
        for shown in ("Al-Kuwari", "6 May 1980", "Qatar", "Delegate", "V-0000"):
            assert shown in text
        for kept in ("amina@example.org", "5555", "Insulin", "P-Amina", "Judge"):
            assert kept not in text

    def test_the_number_is_shown_on_demand(self, officer, page):
        shown = officer.send(f"{page}/document", page=page)
        assert "P-Amina" in shown.text
        assert "That you read it is recorded" in shown.text

    def test_the_photograph(self, officer, person, page):
        assert officer.get(f"{page}/photograph").status_code == 404
        photo = files.store(b"a picture", ".jpg")
        with transaction(SYSTEM):
            operations.set_photograph(actor=SYSTEM, person=queries.person(person.id), photo=photo)
        sent = officer.get(f"{page}/photograph")
        assert (sent.data, sent.headers["Cache-Control"]) == (b"a picture", "private, no-store")

    def clear(self, officer, page):
        """The values that the page would send."""
        form = next(
            x for x in parse(officer.get(page).text).iter("form") if "clear" in x.get("action", "")
        )
        return {x.get("name"): x.get("value") for x in form.iter("input")}

    def test_is_cleared_at_once(self, officer, person, page):
        answer = officer.send(f"{page}/clear", page=page, **self.clear(officer, page))
        assert answer.location == page
        assert vetted.of(person).state is State.CLEARED
        assert "Vetting: cleared" in officer.get(page).text

    def test_is_not_cleared_by_who_saw_somebody_else(self, officer, person, page):
        seen = self.clear(officer, page)
        with transaction(SYSTEM):
            operations.change(
                actor=SYSTEM, person=queries.person(person.id), document_number="Other"
            )
        answer = officer.send(f"{page}/clear", page=page, **seen)
        assert "Somebody else changed this" in answer.text
        assert vetted.of(person).state is State.WAITING

    @pytest.mark.parametrize(
        ("name", "word"), [("object", "Objected"), ("hold", "On hold"), ("watch", "Watch-list")]
    )
    def test_is_marked_with_a_reason(self, officer, page, name, word):
        asked = officer.get(f"{page}/{name}")
        values = {x.get("name"): x.get("value") for x in parse(asked.text).iter("input")}
        assert "Say why." in officer.send(f"{page}/{name}", note="", **values).text
        officer.send(f"{page}/{name}", note="The embassy asks", **values)
        text = officer.get(page).text
        assert word in text
        assert "The embassy asks" in text

    def test_an_approval_that_should_not_stand_is_said(self, officer, person, page):
        with transaction(SYSTEM):
            ids = [queries.accreditation_of(person.id).id]
            operations.decide(actor=SYSTEM, move="approve", ids=ids)
        vetted.act("object_", person, "Why")
        assert "This person is approved already" in officer.get(page).text


class TestABatch:
    def make(self, officer, **values):
        return officer.send("/desk/vetting/batches", page="/desk/vetting", **values).location

    def test_of_those_chosen(self, officer, person):
        vetted.somebody("Bo")
        url = self.make(officer, id=vetted.of(person).id)
        assert "Batch 1 was made of 1 person." in officer.get(url).text
        assert vetted.of(person).state is State.SENT

    def test_of_all_that_fit(self, officer, person):
        other = vetted.somebody("Bo", body=make.body(None))
        url = self.make(officer, all="yes", kind="organisation")
        assert "made of 1 person" in officer.get(url).text
        assert (vetted.of(other).state, vetted.of(person).state) == (State.SENT, State.WAITING)

    def test_of_nobody(self, officer, person):
        assert self.make(officer) == "/desk/vetting"
        assert "no batch was made" in officer.get("/desk/vetting").text

    def test_is_taken_away_by_post(self, officer, person):
        url = self.make(officer, all="yes")
        assert officer.get(f"{url}/export").status_code == 405
        sent = officer.send(f"{url}/export", page=url)
        rows = list(csv.DictReader(io.StringIO(sent.data.decode("utf-8-sig"))))
        assert [x["document_number"] for x in rows] == ["P-Amina"]
        assert sent.headers["Content-Disposition"] == 'attachment; filename="vetting-1.csv"'
        assert "Batch 1" in officer.get("/desk/vetting/batches").text


class TestAnswers:
    @pytest.fixture
    def url(self, person):
        return f"/desk/vetting/batches/{vetted.batch(person).id}"

    def send(self, officer, url, text):
        return officer.send(url, file=(io.BytesIO(text.encode()), "answers.csv"))

    def test_are_looked_at_then_imported(self, officer, person, url):
        ref = vetted.of(person).reference
        text = f"{HEAD}{ref},cleared,fine\nV-999999,cleared,\n"
        dry = self.send(officer, url, text).location
        shown = officer.get(dry)
        assert "Nobody has this reference." in shown.text
        assert "Import 1, leave out 1 row" in shown.text
        assert listed(officer.get(f"{dry}?show=problems")) == ["V-999999"]
        assert vetted.of(person).state is State.SENT
        form = next(x for x in parse(shown.text).iter("form") if "accept" in x.get("action", ""))
        values = {x.get("name"): x.get("value") for x in form.iter("input")}
        officer.send(f"{dry}/accept", page=dry, **values)
        assert vetted.of(person).state is State.CLEARED
        assert "Imported: 1 cleared, 0 objected, 1 left out." in officer.get(url).text
        assert officer.get(dry).status_code == 303

    def test_are_discarded(self, officer, url):
        dry = self.send(officer, url, f"{HEAD}V-1,ok,\n").location
        assert "Examined, not imported" in officer.get(url).text
        officer.send(f"{dry}/discard", page=dry)
        assert db.session.scalars(select(VettingAnswers)).one().state == "discarded"
        officer.send(f"{dry}/discard", page=url)
        assert "Not possible while the state is Discarded" in officer.get(url).text

    @pytest.mark.parametrize(("text", "said"), [("", "empty"), ("a,b\n", "names no column")])
    def test_a_file_that_is_none_is_refused_at_its_field(self, officer, url, text, said):
        assert said in self.send(officer, url, text).text

    def test_without_a_file(self, officer, url):
        assert "Choose a file." in officer.send(url).text

    def test_a_stale_page_imports_nothing(self, officer, person, url):
        ref = vetted.of(person).reference
        dry = self.send(officer, url, f"{HEAD}{ref},ok,\n").location
        officer.send(f"{dry}/accept", page=dry, outcome="x")
        assert vetted.of(person).state is State.SENT
