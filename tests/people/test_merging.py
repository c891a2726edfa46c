"""Two records of one person become one: nothing counts twice, and nothing is forgotten."""

from datetime import date

import pytest
from sqlalchemy import select

from ceremony.badges import queries as badges
from ceremony.badges.models import Credential
from ceremony.badges.states import RevokedBecause
from ceremony.core import audit, clock, states
from ceremony.core.db import Base, db, transaction
from ceremony.core.errors import DomainError, EditConflict, NotAllowed
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.registries import registries
from ceremony.delegations.merging import AskedFor
from ceremony.delegations.models import ChangeRequest
from ceremony.delegations.operations import changes as requests
from ceremony.delegations.queries import delegations
from ceremony.delegations.states import changes
from ceremony.gates.models import GatePass
from ceremony.people import doubles, finding, history, listing, operations, queries, sameness
from ceremony.people.listing import Filter
from ceremony.people.models import Accreditation
from ceremony.people.operations import turning
from ceremony.people.states import State
from ceremony.people.vetting.models import Vetting
from tests import cast, make
from tests.client import parse
from tests.delegations.people import member

NUMBER = "ZX987654"
BORN = date(1980, 5, 6)


@pytest.fixture
def two():
    """The same woman, entered by her mission and by an organisation."""
    make.ceremony()
    first = make.person("Layla", "Mansour", body=make.body("QAT"), born_on=BORN, email="l@x.test")
    second = make.person(
        "Layla",
        "Mansour",
        body=make.body("FRA"),
        born_on=BORN,
        email="layla@x.test",
        phone="+33 1",
        document_number=NUMBER,
        function="adviser",
    )
    return first.id, second.id


def people(*ids):
    db.session.rollback()
    return [queries.record(x) for x in ids]


def merge(kept, gone, actor=SYSTEM, **more):
    kept, gone = people(kept, gone)
    with transaction(actor):
        return operations.merge(actor=actor, kept=kept, gone=gone, **more).id


def approve(*ids):
    rights = [queries.accreditation_of(x).id for x in ids]
    with transaction(SYSTEM):
        operations.decide(actor=SYSTEM, move="approve", ids=rights)
    return rights


def sent(page):
    """What the form sends as it stands."""
    inputs = [x for x in parse(page.text).iter("input") if x.get("name") not in {"q", "csrf_token"}]
    kept = (x for x in inputs if "checked" in x.attrib or x.get("name") == "seen")
    return {x.get("name"): x.get("value") for x in kept}


class TestMerge:
    @pytest.mark.both_databases
    def test_participations_are_united_and_one_is_on_the_badge(self, two):
        first, second = two
        qatar, france = (x.participations[0].body_id for x in people(*two))
        merge(first, second, primary_body_id=france)
        [kept] = people(first)
        assert {x.body_id: (x.function, x.is_primary) for x in kept.participations} == {
            qatar: ("delegate", False),
            france: ("adviser", True),
        }
        assert listing.in_order(Filter()) == [first]
        assert db.session.scalars(select(Accreditation.person_id)).all() == [first]

    def test_chosen_words_come_from_the_other_record(self, two):
        first, second = two
        merge(first, second, taken={"email", "document"})
        [kept, gone] = people(first, second)
        assert (kept.email, kept.phone, kept.document_number) == ("layla@x.test", "", NUMBER)
        assert (gone.merged_into_id, gone.email, gone.document_number) == (first, "", None)
        assert finding.holders(NUMBER) == [first]

    def test_of_one_body_one_participation_stays(self, two):
        first, second = two
        qatar = people(first)[0].participations[0].body
        with transaction(SYSTEM):
            operations.add_participation(
                actor=SYSTEM, person=people(second)[0], body=qatar, function="head", rank="minister"
            )
        merge(first, second, taken_parts={qatar.id})
        parts = {x.body_id: x.function for x in people(first)[0].participations}
        assert (len(parts), parts[qatar.id]) == (2, "head")

    @pytest.mark.both_databases
    def test_at_most_one_badge_counts(self, two):
        first, second = two
        kept_right, gone_right = approve(*two)
        [gone_badge] = [x.id for x in badges.live([gone_right])]
        merge(first, second)
        db.session.rollback()
        rows = select(Credential.id, Credential.accreditation_id, Credential.reason)
        held = {id_: (right, reason) for id_, right, reason in db.session.execute(rows)}
        assert held.pop(gone_badge) == (kept_right, RevokedBecause.REPLACED)
        assert list(held.values()) == [(kept_right, None)]
        passes = dict(db.session.execute(select(GatePass.credential_id, GatePass.revoked)).all())
        assert {x: said is None for x, said in passes.items()} == {
            gone_badge: False
        } | dict.fromkeys(held, True)

    def test_what_pointed_at_the_record_points_at_the_one_that_is_left(self, two):
        first, second = two
        delegation = make.delegation(sender=people(second)[0].participations[0].body)
        asked = ChangeRequest(
            delegation_id=delegation.id,
            kind=changes.Kind.ADDITION,
            coming_id=second,
            state=changes.State.ACCEPTED,
            state_since=clock.now(),
        )
        make.save(asked)
        merge(first, second)
        db.session.rollback()
        assert db.session.scalars(select(ChangeRequest.coming_id)).all() == [first]

    @pytest.mark.both_databases
    @pytest.mark.parametrize("stands", [0, 1])
    def test_somebody_asked_for_waits_for_the_answer_first(self, two, stands, signed_in):
        delegation = make.delegation(sender=make.body("DEU"))
        with transaction(SYSTEM):
            asked = requests.ask(
                actor=SYSTEM, delegation=delegation, words="", **member(family_name="Mansour")
            )
            request_id, coming = asked.id, asked.coming_id
        url = f"/desk/people/{two[0]}/same/{coming}"
        officer = signed_in(Role.REGISTRAR)
        page = officer.get(url)
        assert page.status_code == 200
        assert page.text.count("in a request for a change. Accept or decline it first") == 2
        given = sent(page) | {"stands": str((two[0], coming)[stands])}
        assert officer.send(url, **given).status_code == 200
        pair = (two[0], coming)
        with pytest.raises(AskedFor, match="Germany asks for"):
            merge(pair[stands], pair[not stands])
        with transaction(SYSTEM):
            waiting = delegations.change_request(request_id)
            requests.decline(actor=SYSTEM, request=waiting, answer="There is no place.")
        merge(two[0], coming)
        db.session.rollback()
        assert db.session.get_one(ChangeRequest, request_id).coming_id == two[0]

    @pytest.mark.both_databases
    def test_whatever_names_a_person_can_be_turned_round(self):
        """A table of any slice; what cannot hold two of one is dropped."""
        known = {f"{column.table.name}.{column.name}" for column, _ in turning.pointing()}
        assert {"gate_pass.accreditation_id", "change_request.coming_id"} <= known
        taken = set().union(*(x.tables for x in registries.merges))
        assert taken == {"credential", "presence"}
        assert all("id" in Base.metadata.tables[x.partition(".")[0]].c for x in known)

    def test_what_vetting_knows_holds_for_the_one_that_is_left(self, two):
        first, second = two
        officer = cast.officer(Role.VETTING_OFFICER)
        [row] = db.session.scalars(select(Vetting).where(Vetting.person_id == second))
        vetting_id = row.id
        with transaction(SYSTEM):
            held = db.session.get_one(Vetting, vetting_id)
            held.held_at, held.held_by_id, held.hold_note = clock.now(), officer.id, "Ask first"
            audit.record(SYSTEM, "people.vetting_held", held)
        merge(first, second)
        db.session.rollback()
        [kept] = db.session.scalars(select(Vetting).where(Vetting.person_id == first))
        assert (kept.held_by_id, kept.hold_note) == (officer.id, "Ask first")
        told = [act.what for x in history.of(first, SYSTEM) for act in x.acts]
        assert not [x for x in told if "hold" in x.lower() or "vetting" in x.lower()]

    def test_figures_as_of_then_count_one(self, two):
        approve(*two)
        merge(*two)
        counted = states.in_state(Accreditation, State.APPROVED, at=clock.now())
        assert len(db.session.scalars(counted).all()) == 1

    def test_the_history_of_both_is_told(self, two):
        first, second = two
        approve(*two)
        merge(first, second, cast.actor(Role.REGISTRAR))
        told = history.of(first, SYSTEM)
        acts = [act.what for act in told[0].acts]
        assert acts[0] != ""
        assert "Merged with another record of the same person" in acts
        assert told[0].who == "Ravi Menon"
        assert [act.what for x in told for act in x.acts].count("Registered") == 2

    def test_it_goes_on_with_a_third(self, two):
        first, second = two
        third = make.person("Laila", "Mansour", body=make.body("VNM")).id
        merge(second, third)
        merge(first, second)
        assert len(people(first)[0].participations) == 3
        told = [act.what for x in history.of(first, SYSTEM) for act in x.acts]
        assert told.count("Registered") == 3


class TestRefused:
    def test_by_who_may_not(self, two):
        with pytest.raises(NotAllowed):
            merge(*two, actor=cast.actor(Role.CHIEF_OF_PROTOCOL))

    def test_where_one_was_changed_meanwhile(self, two):
        seen = operations.seen_as(*people(*two))
        with transaction(SYSTEM):
            operations.change(actor=SYSTEM, person=people(two[1])[0], email="new@x.test")
        with pytest.raises(EditConflict):
            merge(*two, seen=seen)

    def test_where_they_are_one_already(self, two):
        with pytest.raises(DomainError, match="one record"):
            merge(two[0], two[0])
        merge(*two)
        with pytest.raises(DomainError, match="merged already"):
            merge(*two)

    def test_by_a_rule_of_a_delegation(self, two):
        """Two heads of one delegation: nothing is changed."""
        first, second = two
        [qatar] = [x.body for x in people(first)[0].participations]
        make.delegation(sender=qatar)
        make.person("Head", "", body=qatar, function="head")
        with pytest.raises(DomainError), transaction(SYSTEM):
            operations.add_participation(
                actor=SYSTEM, person=people(second)[0], body=qatar, function="head", rank="other"
            )
        assert [x.merged_into_id for x in people(*two)] == [None, None]


class TestSameness:
    def test_the_fuller_word_is_the_usual_one_else_the_newer(self, two):
        first, second = people(*two)
        said = {
            x.name: (x.first, x.second, x.usual) for x in sameness.differences(first, second, 1)
        }
        assert said == {
            "document": ("no number", "number kept, not shown", second.id),
            "email": ("l@x.test", "layla@x.test", first.id),
            "phone": ("–", "+33 1", second.id),
        }

    def test_a_refusal_stands_unless_somebody_says_otherwise(self, two):
        first, second = two
        approve(second)
        assert sameness.standing(*people(*two)).id == second
        with transaction(SYSTEM):
            right = queries.accreditation_of(first).id
            operations.decide(actor=SYSTEM, move="refuse", ids=[right], reason="No")
        assert sameness.standing(*people(*two)).id == first

    def test_every_state_has_its_place_among_those_that_stand(self):
        assert set(sameness._STANDING) == set(State)
        assert len(sameness._STANDING) == len(State)


class TestPages:
    @pytest.fixture
    def registrar(self, two, signed_in):
        return signed_in(Role.REGISTRAR)

    def test_both_stand_side_by_side_and_become_one(self, registrar, two):
        first, second = two
        approve(first)
        url = f"/desk/people/{first}/same/{second}"
        page = registrar.get(url)
        assert "This cannot be undone." in page.text
        assert "Badge 000 001 is revoked" in page.text
        assert NUMBER not in page.text
        chosen = sent(page)
        assert chosen["stands"] == str(first)
        done = registrar.send(url, **chosen | {"field_email": str(second)})
        assert (done.status_code, done.location) == (303, f"/desk/people/{first}")
        assert people(first)[0].email == "layla@x.test"
        gone = registrar.get(f"/desk/people/{second}")
        assert (gone.status_code, gone.location) == (301, f"/desk/people/{first}")
        assert registrar.get(f"/desk/people/{second}/edit").status_code == 404
        assert registrar.get(url).status_code == 404

    def test_who_has_nothing_in_common_is_merged_after_a_tick_only(self, registrar, two):
        other = make.person("Jonas", "Berg", body=make.body("DEU"), born_on=date(1970, 1, 2)).id
        url = f"/desk/people/{two[0]}/same/{other}"
        page = registrar.get(url)
        assert "These look like two people." in page.text
        sent_page = sent(page)
        refused = registrar.send(url, **sent_page)
        assert "Nothing about them is the same. Tick this to go on." in refused.text
        assert registrar.send(url, **sent_page, is_same="y").status_code == 303

    def test_what_is_the_same_is_said(self, registrar, two):
        page = registrar.get(f"/desk/people/{two[0]}/same/{two[1]}").text
        assert "These look like two people." not in page
        assert page.count("The same</dd>") == 2
        assert "Not known of both" in page

    def test_somebody_was_faster(self, registrar, two):
        url = f"/desk/people/{two[0]}/same/{two[1]}"
        chosen = sent(registrar.get(url))
        with transaction(SYSTEM):
            operations.change(actor=SYSTEM, person=people(two[1])[0], phone="+33 2")
        late = registrar.send(url, **chosen)
        assert "Somebody else changed this a moment ago" in late.text
        assert "+33 2" in late.text
        assert people(two[1])[0].merged_into_id is None

    def test_nonsense_is_no_choice(self, registrar, two):
        url = f"/desk/people/{two[0]}/same/{two[1]}"
        answer = registrar.send(url, stands="x", primary="99", field_email="7", seen="")
        assert "There is a problem" in answer.text
        assert registrar.get(f"/desk/people/{two[0]}/same/{two[0]}").status_code == 404
        assert registrar.get(f"/desk/people/{two[0]}/same/999").status_code == 404

    def test_the_other_record_is_suspected_or_searched_for(self, registrar, two):
        other = make.person("Bo", "Lindqvist")
        page = registrar.get(f"/desk/people/{two[0]}/same").text
        assert f"/same/{two[1]}" in page
        assert f"/same/{other.id}" not in page
        url = f"/desk/people/{two[0]}/same"
        assert f"/same/{other.id}" in registrar.send(url, q="bo").text
        assert "Nobody else matches" in registrar.send(url, q="zzz").text

    def test_a_document_number_is_searched_for_by_a_post(self, registrar, two):
        other = make.person("Bo", "Lindqvist", document_number="S 77-1")
        url = f"/desk/people/{two[0]}/same"
        assert f"/same/{other.id}" in registrar.send(url, q="s771").text
        assert f"/same/{other.id}" not in registrar.get(f"{url}?q=s771").text

    def test_possible_doubles_are_listed(self, registrar, two):
        assert "Possible doubles" in registrar.get("/desk/people").text
        page = registrar.get("/desk/people/doubles").text
        assert "Name and birth" in page
        merge(*two)
        assert "No possible doubles" in registrar.get("/desk/people/doubles").text

    def test_it_is_for_the_registrar(self, two, signed_in):
        officer = signed_in(Role.CHIEF_OF_PROTOCOL)
        for page in ("doubles", f"{two[0]}/same", f"{two[0]}/same/{two[1]}"):
            assert officer.get(f"/desk/people/{page}").status_code == 403
        assert "/same" not in officer.get(f"/desk/people/{two[0]}").text


@pytest.mark.both_databases
def test_doubles_are_of_one_document_or_of_one_name_and_birth():
    make.category()
    one = make.person("A", "B", document_number="X 1", born_on=BORN).id
    two = make.person("C", "D", document_number="x1").id
    three = make.person("À", "b", born_on=BORN).id
    make.person("A", "B")
    make.person("A", "B", born_on=date(1990, 1, 1))
    found = [(x.first.id, x.second.id, x.is_same_document) for x in doubles.pairs().rows]
    assert (found, doubles.count()) == ([(one, two, True), (one, three, False)], 2)
    assert [x.id for x in doubles.of(people(one)[0])] == [three, two]
