"""The pages of people carry what the operations decide."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from ceremony.core import audit, files
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import history, operations, queries
from ceremony.people.models import Person
from ceremony.people.states import State
from tests import make
from tests.client import parse, words

NUMBER = "ZX987654"


@pytest.fixture
def registrar(signed_in):
    make.ceremony()
    return signed_in(Role.REGISTRAR)


@pytest.fixture
def person(registrar):
    return make.person(
        "Layla",
        "Mansour",
        original_name="ليلى منصور",
        document_number=NUMBER,
        born_on=date(1980, 5, 6),
    )


def listed(response):
    """The names on the list."""
    table = parse(response.text).find(".//tbody")
    cells = [] if table is None else table.iter("th")
    return ["".join(words(x) for x in cell if x.get("class") != "under-name") for cell in cells]


def picture(kind="JPEG", size=(800, 1000)):
    written = BytesIO()
    Image.new("RGB", size, "#804020").save(written, kind)
    return written.getvalue()


class TestList:
    def test_nobody_yet(self, registrar):
        make.category()
        assert "No people yet" in registrar.get("/desk/people").text

    def test_a_search_finds_and_says_what_it_did_not_find(self, registrar, person):
        make.person("Bo", "Lindqvist")
        assert listed(registrar.get("/desk/people?q=mansour+layla")) == ["Layla Mansourليلى منصور"]
        found = registrar.get(f"/desk/people?q={NUMBER}")
        assert (found.status_code, found.location) == (303, f"/desk/people/{person.id}")
        assert "Nobody matches “zzz”" in registrar.get("/desk/people?q=zzz").text
        assert (
            "Nobody fits these filters"
            in registrar.get("/desk/people?photograph=missing&function=head").text
        )

    def test_a_badge_is_found_by_its_serial(self, registrar, person):
        make.accreditation(given_names="Bo")
        assert listed(registrar.get("/desk/people?q=000+001")) == ["Bo Al-Kuwari"]
        assert listed(registrar.get("/desk/people?q=2")) == []

    def test_odd_characters_in_the_address_do_no_harm(self, registrar, person):
        odd = "?q=%01%e2%80%ae%ff<b>&after=x&before=-1&body=%c2%b2&status=%7f"
        assert registrar.get(f"/desk/people{odd}").status_code == 200

    def test_states_that_are_empty_say_so(self, registrar, person):
        assert (
            "No accreditation is in this state" in registrar.get("/desk/people?status=revoked").text
        )
        with transaction(SYSTEM):
            ids = [queries.accreditation_of(person.id).id]
            operations.decide(actor=SYSTEM, move="approve", ids=ids)
        text = registrar.get("/desk/people?status=submitted").text
        assert "Nobody waits for a decision" in text
        assert "No more people" in registrar.get(f"/desk/people?after={person.id}").text

    def test_more_than_a_page_is_paged_and_can_be_meant_as_a_whole(self, registrar, monkeypatch):
        monkeypatch.setattr("ceremony.people.listing.SIZE", 2)
        for name in "ABC":
            make.person(name, "")
        first = registrar.get("/desk/people")
        assert listed(first) == ["A", "B"]
        assert "All 3 of this list" in first.text
        [onward] = [x for x in parse(first.text).iter("a") if x.get("rel") == "next"]
        second = registrar.get(onward.get("href"))
        assert listed(second) == ["C"]
        [back] = [x for x in parse(second.text).iter("a") if x.get("rel") == "prev"]
        assert listed(registrar.get(back.get("href"))) == ["A", "B"]
        asked = registrar.send(
            "/desk/people/decide/approve", page="/desk/people", all="yes", sort="newest"
        )
        assert "Approve 3 people" in asked.text

    def test_who_may_only_read_cannot_choose_rows(self, person, signed_in):
        page = signed_in(Role.GATE_SUPERVISOR).get("/desk/people")
        assert listed(page) != []
        assert "decide/" not in page.text
        assert "Add a person" not in page.text

    def test_it_is_not_for_everybody(self, signed_in, client):
        assert signed_in(Role.ADMINISTRATOR).get("/desk/people").status_code == 403
        assert client.get("/desk/people").status_code == 303

    def test_the_search_over_everything_finds_people(self, registrar, person):
        found = registrar.get("/desk/search?q=mansour").text
        assert f"/desk/people/{person.id}" in found
        assert "/desk/people/" not in registrar.get("/desk/search?q=+").text.split("<main")[1]


class TestDecide:
    def ask(self, client, move, **values):
        return client.send(f"/desk/people/decide/{move}", page="/desk/people", **values)

    def test_the_question_names_them_and_says_what_will_happen(self, registrar, person):
        approved = make.accreditation(given_names="Bo")
        ids = [str(queries.accreditation_of(person.id).id), str(approved.id)]
        asked = self.ask(registrar, "refuse", id=ids).text
        assert "Refuse 1 person" in asked
        assert "They get no badge." in asked
        assert "1 of those chosen stays as it is" in asked
        assert "ليلى منصور" in asked
        assert queries.accreditation_of(person.id).state is State.SUBMITTED

    def test_the_answer_decides_exactly_those_and_leads_back(self, registrar, person, signed_in):
        chief = signed_in(Role.CHIEF_OF_PROTOCOL)
        mine = queries.accreditation_of(person.id).id
        back = f"/desk/people/{person.id}"
        sure = {"is_sure": "yes", "ids": str(mine), "back": back}
        assert "Say why." in self.ask(chief, "refuse", **sure).text
        done = self.ask(chief, "refuse", **sure, reason="Not invited")
        assert (done.status_code, done.location) == (303, back)
        assert "1 person refused." in chief.get(back).text
        assert queries.accreditation_of(person.id).reason == "Not invited"

    @pytest.mark.parametrize("end", ["?\r\nX: 1", "?\0", "?\u2028", "?\ud7ff\ue000"])
    def test_it_leads_back_to_no_odd_address(self, registrar, person, end):
        mine = queries.accreditation_of(person.id).id
        sure = {"is_sure": "yes", "ids": str(mine), "back": f"/desk/people{end}"}
        done = self.ask(registrar, "approve", **sure)
        assert done.status_code in {303, 400}
        assert done.location in {"/desk/people", None}

    def test_a_form_without_a_version_is_a_stale_one(self, registrar, person):
        url = f"/desk/people/{person.id}/edit"
        values = edited(person)
        del values["version"]
        answer = registrar.send(url, **values)
        assert answer.status_code == 200
        assert "Somebody else changed this a moment ago" in answer.text

    @pytest.mark.parametrize("version", ["9" * 5_000, "²", "x", "-1"])
    def test_a_version_that_no_row_has_is_a_stale_form(self, registrar, person, version):
        url = f"/desk/people/{person.id}/edit"
        assert registrar.send(url, **edited(person, version=version)).status_code < 500

    def test_somebody_was_faster(self, registrar, person):
        other = make.person("Bo")
        ids = [queries.accreditation_of(x.id).id for x in (person, other)]
        with transaction(SYSTEM):
            operations.decide(actor=SYSTEM, move="approve", ids=ids[:1])
        late = self.ask(registrar, "approve", is_sure="yes", ids=" ".join(map(str, ids)))
        assert (late.status_code, late.location) == (303, "/desk/people")
        page = parse(registrar.get("/desk/people").text)
        [notice] = [x for x in page.iter("div") if x.get("class", "").startswith("notice ")]
        assert words(notice) == (
            "1 person approved. 1 person was left out and stays as before."
            " Layla Mansour Decided by somebody else meanwhile: Approved."
        )
        assert [x.get("href") for x in notice.iter("a")] == [f"/desk/people/{person.id}"]
        assert queries.accreditation_of(other.id).state is State.APPROVED

    def test_where_nobody_is_left_the_page_asks_again_and_says_why(self, registrar, person):
        mine = str(queries.accreditation_of(person.id).id)
        with transaction(SYSTEM):
            operations.decide(actor=SYSTEM, move="approve", ids=[int(mine)])
        late = self.ask(registrar, "approve", is_sure="yes", ids=mine)
        assert (late.status_code, late.location) == (303, "/desk/people")
        assert "so nobody was approved" in registrar.get("/desk/people").text

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({}, "Choose rows first."),
            ({"id": ["x", "-1", "9" * 30]}, "Choose rows first."),
            ({"id": "1", "back": "https://elsewhere.test/"}, "Nobody of these is approved"),
        ],
    )
    def test_without_anybody_to_decide_on_it_leads_back(self, registrar, person, values, sentence):
        answer = self.ask(registrar, "revoke", **values)
        assert (answer.status_code, answer.location) == (303, "/desk/people")
        assert sentence in registrar.get("/desk/people").text

    def test_a_missing_photograph_is_pointed_out(self, registrar, person):
        asked = self.ask(registrar, "approve", id=str(queries.accreditation_of(person.id).id))
        assert "1 of them has no photograph." in asked.text

    def test_only_who_may(self, person, signed_in):
        mine = str(queries.accreditation_of(person.id).id)
        officer = signed_in(Role.BADGE_OFFICER)
        for move in ("approve", "refuse", "revoke", "withdraw", "reopen"):
            assert self.ask(officer, move, id=mine).status_code == 403
        assert self.ask(officer, "promote", id=mine).status_code == 404


class TestPerson:
    def test_a_sensitive_value_is_shown_by_post_and_recorded_before(self, registrar, person):
        pages = ["", "/edit", "/access", "/validity", "/participations/new"]
        for page in pages:
            assert NUMBER not in registrar.get(f"/desk/people/{person.id}{page}").text
        url = f"/desk/people/{person.id}/document"
        assert registrar.get(url).status_code == 405
        shown = registrar.send(url, page=f"/desk/people/{person.id}")
        assert NUMBER in shown.text
        assert "no-store" in shown.headers["Cache-Control"]
        read = select(AuditEntry.subject_id).where(AuditEntry.event == "people.document_shown")
        assert db.session.scalars(read).all() == [person.id]
        # Who looked at it stands in the trail, not in what has happened to the person.
        assert "Document number shown" not in registrar.get(f"/desk/people/{person.id}").text

    def test_who_may_not_read_it_is_told_so(self, person, signed_in):
        officer = signed_in(Role.BADGE_OFFICER)
        assert "Kept, not shown to you" in officer.get(f"/desk/people/{person.id}").text
        url = f"/desk/people/{person.id}/document"
        assert officer.send(url, page="/desk/people").status_code == 403
        other = signed_in(Role.DATA_PROTECTION_OFFICER)
        assert other.send(url, page="/desk").status_code == 403

    def test_writing_pages_are_for_the_registrar(self, person, signed_in):
        officer = signed_in(Role.BADGE_OFFICER)
        part = person.participations[0].id
        for url in (
            "/desk/people/new",
            f"/desk/people/{person.id}/edit",
            f"/desk/people/{person.id}/access",
            f"/desk/people/{person.id}/validity",
            f"/desk/people/{person.id}/participations/new",
            f"/desk/people/participations/{part}",
            f"/desk/people/participations/{part}/primary",
            f"/desk/people/participations/{part}/remove",
            f"/desk/people/{person.id}/photograph",
            f"/desk/people/{person.id}/photograph/remove",
        ):
            assert officer.send(url, page="/desk/people").status_code == 403, url
        assert officer.get("/desk/people/99999").status_code == 404

    def test_its_history_is_told_in_words(self, registrar, person):
        url = f"/desk/people/{person.id}"
        registrar.send(f"{url}/edit", **edited(person, phone="+84 1", badge_name="Sheikha Layla"))
        text = words(parse(registrar.get(url).text))
        assert "Details changed: " in text
        assert "name on the badge: Layla Mansour → Sheikha Layla" in text
        assert "telephone: nothing → +84 1" in text
        assert "Ravi Menon" in text
        assert "Registered" in text

    @pytest.mark.parametrize("part", [{"rank": "head_of_state"}, {"function": "spouse"}])
    def test_heads_of_state_and_spouses_have_no_photograph_by_protocol(self, registrar, part):
        exempt = make.person(**part)
        assert "No photograph – by protocol" in registrar.get(f"/desk/people/{exempt.id}").text

    def test_a_table_without_a_line_for_somebody_does_not_hide_them(self, registrar, person):
        with transaction(SYSTEM) as session:
            for rule in queries.access_rules():
                audit.record(SYSTEM, "test.removed", rule)
                session.delete(rule)
        assert registrar.get(f"/desk/people/{person.id}").status_code == 200


def edited(person, **values):
    """What the edit form of *person* sends."""
    known = queries.person(person.id)
    return {
        "version": str(known.version),
        "given_names": known.given_names,
        "family_name": known.family_name,
        "badge_name": known.badge_name,
        "original_name": known.original_name,
        "born_on": "1980-05-06",
    } | values


class TestEdit:
    def test_it_saves_and_keeps_the_document_number(self, registrar, person):
        url = f"/desk/people/{person.id}/edit"
        done = registrar.send(url, **edited(person, family_name=" Al  Mansour ", sex="F"))
        assert (done.status_code, done.location) == (303, f"/desk/people/{person.id}")
        saved = queries.person(person.id)
        assert (saved.family_name, saved.sex, saved.document_number) == ("Al Mansour", "F", NUMBER)

    def test_the_document_number_is_replaced_or_removed(self, registrar, person):
        url = f"/desk/people/{person.id}/edit"
        registrar.send(url, **edited(person, document_number="N 1"))
        assert queries.person(person.id).document_number == "N 1"
        registrar.send(url, **edited(person, is_document_removed="y"))
        assert queries.person(person.id).document_hash is None

    def test_somebody_was_faster_and_both_texts_stand_there(self, registrar, person):
        url = f"/desk/people/{person.id}/edit"
        typed = edited(person, family_name="Mine", sex="F")
        with transaction(SYSTEM):
            operations.change(actor=SYSTEM, person=queries.person(person.id), family_name="Theirs")
        late = registrar.send(url, **typed)
        assert "Somebody else changed this a moment ago" in late.text
        assert "Family name: saved meanwhile as Theirs" in late.text
        assert "Sex: saved meanwhile as nothing" in late.text
        assert 'value="Mine"' in late.text
        assert queries.person(person.id).family_name == "Theirs"
        again = typed | {"version": str(queries.person(person.id).version)}
        assert registrar.send(url, **again).status_code == 303
        assert queries.person(person.id).family_name == "Mine"

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"family_name": " ", "given_names": ""}, "Give at least one name."),
            ({"born_on": "2999-01-01"}, "Date of birth: this day has not come yet."),
            ({"born_on": "yesterday"}, "Date of birth: this is no date."),
            ({"email": "nobody"}, "Email: this is no mail address."),
            (
                {"badge_name": "a\u202eb"},
                "Invisible control characters were taken out: U+202E RIGHT-TO-LEFT OVERRIDE.",
            ),
            ({"sex": "Q"}, "Not a valid choice."),
            ({"family_name": "x" * 101}, "Family name: at most 100 letters."),
            ({"version": "?"}, "Somebody else changed this a moment ago."),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_saved(self, registrar, person, wrong, sentence):
        answer = registrar.send(f"/desk/people/{person.id}/edit", **edited(person, **wrong))
        assert answer.status_code == 200
        assert sentence in answer.text
        assert queries.person(person.id).version == person.version


class TestAdd:
    def test_a_person_is_registered_by_hand(self, registrar):
        make.category()
        body = make.body()
        sent = {"body_id": str(body.id), "function": "head", "rank": "minister"}
        done = registrar.send("/desk/people/new", **sent, given_names="Đức", title="Minister")
        [saved] = db.session.scalars(select(Person))
        assert done.location == f"/desk/people/{saved.id}"
        assert "The photograph comes next" in registrar.get(done.location).text

    def test_who_is_there_already_must_be_confirmed(self, registrar, person):
        body_id = str(person.participations[0].body_id)
        sent = {"body_id": body_id, "function": "head", "rank": "other", "given_names": "L"}
        sent |= {"document_number": NUMBER}
        asked = registrar.send("/desk/people/new", **sent)
        assert "looks like the same person" in asked.text
        assert registrar.send("/desk/people/new", **sent, is_another="y").status_code == 303

    def test_nothing_sent_is_nothing_saved(self, registrar):
        answer = registrar.send("/desk/people/new")
        assert "Choose who sends them." in answer.text
        assert "Give at least one name." in answer.text

    def test_a_delegation_may_be_chosen_by_the_address(self, registrar):
        body = make.body()
        page = parse(registrar.get(f"/desk/people/new?body={body.id}").text)
        chosen = [x.get("value") for x in page.iter("option") if x.get("selected") is not None]
        assert str(body.id) in chosen


class TestParticipations:
    def test_one_is_added_edited_put_on_the_badge_and_removed(self, registrar, person):
        france = make.body("FRA")
        new = f"/desk/people/{person.id}/participations/new"
        sent = {"body": str(france.id), "function": "adviser", "rank": "other"}
        assert registrar.send(new, **sent).status_code == 303
        assert "already takes part for" in registrar.send(new, **sent).text
        first, second = queries.person(person.id).participations
        edit = f"/desk/people/participations/{second.id}"
        version = {"version": str(second.version)}
        sent = version | {"function": "interpreter", "rank": "other", "title": "Booth 2"}
        assert registrar.send(edit, **sent).status_code == 303
        assert (
            "Function: saved meanwhile as Interpreter"
            in registrar.send(edit, **sent | {"function": "head"}).text
        )
        here = f"/desk/people/{person.id}"
        registrar.send(f"{edit}/primary", page=here)
        assert "on the badge" in registrar.get(here).text
        assert registrar.send(f"{edit}/remove", page=here).status_code == 422
        registrar.send(f"/desk/people/participations/{first.id}/remove", page=here)
        [left] = queries.person(person.id).participations
        assert (left.id, left.title, left.is_primary) == (second.id, "Booth 2", True)

    def test_who_agrees_to_be_named_is_said_and_can_change_their_mind(self, registrar, person):
        here, [part] = f"/desk/people/{person.id}", queries.person(person.id).participations
        edit = f"/desk/people/participations/{part.id}"
        sent = {"function": "delegate", "rank": "other"}
        assert "Not named in the list of participants" in registrar.get(here).text

        registrar.send(edit, **sent, version=str(part.version), is_listed="y")
        [part] = queries.person(person.id).participations
        assert part.is_listed
        assert ">May be named in the list of participants<" in registrar.get(here).text
        assert 'checked class="box" id="is_listed"' in registrar.get(edit).text

        registrar.send(edit, **sent, version=str(part.version))
        [part] = queries.person(person.id).participations
        assert not part.is_listed

        new = f"{here}/participations/new"
        registrar.send(new, **sent, body=str(make.body("FRA").id), is_listed="y")
        assert [x.is_listed for x in queries.person(person.id).participations] == [False, True]


class TestAccess:
    def test_category_and_zones_are_set_by_hand_with_a_reason(self, registrar, person):
        head = make.category("head", ["1", "2"])
        url = f"/desk/people/{person.id}/access"
        sent = {"follows": "own", "own_zones": ["2"], "own_category_id": str(head.id)}

        def version():
            return {"version": str(queries.accreditation_of(person.id).version)}

        assert "Say why this differs" in registrar.send(url, **sent, **version()).text
        done = registrar.send(url, **sent, **version(), reason="Speaks")
        assert done.status_code == 303
        assert queries.accreditation_of(person.id).zones == ["2"]
        shown = registrar.get(f"/desk/people/{person.id}").text
        assert "Set by hand, otherwise than the table says" in shown
        only = {"follows": "table", "own_zones": ["1"], "own_category_id": str(head.id)}
        told = registrar.send(url, **only, **version(), reason="x")
        assert "Saved: Head, zones 1, 2." in registrar.get(told.location).text
        assert queries.accreditation_of(person.id).zones == ["1", "2"]
        back = {"follows": "table", "own_zones": ["2"], "own_category_id": ""}
        assert registrar.send(url, **back, **version()).status_code == 303
        assert queries.accreditation_of(person.id).zones == ["1"]

    def test_somebody_was_faster(self, registrar, person):
        sent = {"follows": "own", "own_zones": [], "reason": "Mine", "version": "0"}
        text = registrar.send(f"/desk/people/{person.id}/access", **sent).text
        assert "saved meanwhile as 1 – Zone 1" in text
        assert ">Mine</textarea>" in text.replace("\r\n", "").replace("\n", "")

    def test_validity_is_in_the_time_of_the_ceremony(self, registrar, person):
        url = f"/desk/people/{person.id}/validity"
        version = {"version": str(queries.accreditation_of(person.id).version)}
        sent = {"valid_from": "2025-10-25T08:00", "valid_until": "2025-10-25T20:00"}
        backwards = {"valid_from": "2025-10-25T08:00", "valid_until": "2025-10-25T07:00"}
        assert "The end must come after" in registrar.send(url, **backwards, **version).text
        assert "Say why this differs" in registrar.send(url, **sent, **version).text
        sent |= {"reason": "Leaves early"}
        assert registrar.send(url, **sent, **version).status_code == 303
        shown = parse(registrar.get(f"/desk/people/{person.id}").text)
        [own] = [x for x in shown.iter("div") if x.get("class") == "own"]
        assert words(own).startswith("Valid otherwise than is usual WhyLeaves early")
        saved = queries.accreditation_of(person.id)
        assert (saved.valid_from.hour, saved.valid_until.hour) == (1, 13)
        assert (
            "From: saved meanwhile as 2025-10-25 08:00"
            in registrar.send(url, **backwards | version | {"valid_from": "2025-10-25T06:00"}).text
        )


class TestPhotograph:
    def send(self, client, person, content, field="photograph", name="me.jpg"):
        here = f"/desk/people/{person.id}"
        return client.send(f"{here}/photograph", page=here, **{field: (BytesIO(content), name)})

    @pytest.mark.parametrize("field", ["photograph", "camera"])
    def test_it_is_stored_shown_and_removed(self, registrar, person, field):
        here = f"/desk/people/{person.id}"
        assert registrar.get(f"{here}/photograph").status_code == 404
        assert self.send(registrar, person, picture(), field).status_code == 303
        name = queries.person(person.id).photo
        assert Image.open(BytesIO(files.read(name))).size == (432, 540)
        assert f"{here}/photograph?v={name[:12]}" in registrar.get(here).text
        served = registrar.get(f"{here}/photograph")
        assert served.mimetype == "image/jpeg"
        assert served.headers["Cache-Control"] == "private, max-age=3600"
        assert served.headers["X-Content-Type-Options"] == "nosniff"
        known = {"If-None-Match": served.headers["ETag"]}
        assert registrar.get(f"{here}/photograph", headers=known).status_code == 304
        registrar.send(f"{here}/photograph/remove", page=here)
        assert registrar.get(f"{here}/photograph").status_code == 404

    def test_what_is_no_photograph_is_refused_beside_the_field(self, registrar, person):
        answer = self.send(registrar, person, b"<svg onload=alert(1)>", name="me.jpg")
        assert "This is not a photograph." in answer.text
        assert "Choose a photograph first." in self.send(registrar, person, b"", name="").text
        assert queries.person(person.id).photo is None

    def test_it_is_for_who_may_read_people(self, person, registrar, signed_in, client):
        self.send(registrar, person, picture())
        url = f"/desk/people/{person.id}/photograph"
        assert signed_in(Role.GATE_SUPERVISOR).get(url).status_code == 200
        assert signed_in(Role.ADMINISTRATOR).get(url).status_code == 403
        assert client.get(url).status_code == 303


class TestHistory:
    def test_it_tells_of_badges_and_of_reasons(self, registrar, person):
        ids = [queries.accreditation_of(person.id).id]
        with transaction(SYSTEM):
            operations.decide(actor=SYSTEM, move="refuse", ids=ids, reason="Not on the note")
            operations.decide(actor=SYSTEM, move="reopen", ids=ids)
            operations.decide(actor=SYSTEM, move="approve", ids=ids)
        with transaction(SYSTEM):
            operations.decide(actor=SYSTEM, move="revoke", ids=ids, reason="Sent home")
        told = [[tuple(act) for act in x.acts] for x in history.of(person.id, SYSTEM)]
        assert told[0] == [("Revoked", "", "Sent home"), ("Badge revoked", "000 001", "Withdrawn")]
        assert ("Badge issued", "000 001", "") in told[1]
        assert "Sent home" in registrar.get(f"/desk/people/{person.id}").text
