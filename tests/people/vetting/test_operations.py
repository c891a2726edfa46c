"""Officers decide about one vetting; nobody else does, and nobody writes over another."""

from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from ceremony.core import settings
from ceremony.core.audit import AuditEntry
from ceremony.core.ceremony_file import loading
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, EditConflict, NotAllowed
from ceremony.core.permissions import OFFICE, SYSTEM, Role
from ceremony.core.states import WrongState
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.vetting import operations
from ceremony.people.vetting import queries as vettings
from ceremony.people.vetting.approval import VettingUnfinished
from ceremony.people.vetting.states import Standing, State
from tests import cast, make
from tests.people.vetting import vetted

EXAMPLE = Path(__file__).parents[3] / "examples" / "hanoi-2025.yaml"


def approve(*persons):
    with transaction(SYSTEM):
        ids = [queries.accreditation_of(x.id).id for x in persons]
        people.decide(actor=SYSTEM, move="approve", ids=ids)


@pytest.mark.parametrize(
    "name", ["clear", "object_", "repeat", "hold", "release", "watch", "unwatch", "show_document"]
)
def test_only_vetting_officers_may(name):
    person = vetted.somebody()
    others = cast.actor(*sorted(OFFICE - {Role.VETTING_OFFICER}))
    more = {} if name == "show_document" else {"note": "Why"}
    with pytest.raises(NotAllowed), transaction(others):
        getattr(operations, name)(actor=others, vetting=vetted.of(person), **more)


def test_an_answer_is_taken_back():
    person = vetted.somebody()
    assert vetted.act("object_", person, " Known for theft ").remark == "Known for theft"
    again = vetted.act("repeat", person)
    assert (again.state, again.remark) == (State.WAITING, None)
    with pytest.raises(WrongState):
        vetted.act("repeat", person)


@pytest.mark.parametrize("name", ["object_", "hold", "watch"])
def test_some_need_a_reason(name):
    with pytest.raises(DomainError) as refused:
        vetted.act(name, vetted.somebody(), "  ")
    assert (str(refused.value), refused.value.field) == ("Say why.", "note")


def test_a_hold_says_who_when_and_why_until_it_is_released():
    person = vetted.somebody()
    held = vetted.act("hold", person, "Ask the embassy")
    officer = cast.officer(Role.VETTING_OFFICER)
    assert (held.hold_note, held.held_by_id, held.state) == (
        "Ask the embassy",
        officer.id,
        State.WAITING,
    )
    stored = db.session.connection().exec_driver_sql("SELECT hold_note FROM vetting").scalar_one()
    assert "embassy" not in stored
    freed = vetted.act("release", person)
    assert (freed.held_at, freed.hold_note, freed.held_by_id) == (None, None, None)
    with pytest.raises(EditConflict):
        vetted.act("release", person)


def test_a_head_of_state_is_not_held():
    with pytest.raises(DomainError, match="not vetted"):
        vetted.act("hold", vetted.somebody(rank="head_of_state"), "Why")


def test_the_watch_list_is_asked_by_accreditation():
    watched, other = vetted.somebody("Bo"), vetted.somebody("Cy")
    vetted.act("watch", watched, "Seen near the hall")
    ids = [queries.accreditation_of(x.id).id for x in (watched, other)]
    assert vettings.watched(ids) == {ids[0]}
    vetted.act("unwatch", watched)
    assert vettings.watched(ids) == set()


def test_reading_a_number_is_recorded_for_every_auditor():
    person = vetted.somebody()
    officer = cast.actor(Role.VETTING_OFFICER)
    with transaction(officer):
        shown = operations.show_document(actor=officer, vetting=vetted.of(person))
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (shown, last.event, last.subject_type, last.subject_id) == (
        "P-Amina",
        "people.document_shown",
        "person",
        person.id,
    )


class TestStanding:
    def test_tells_finished_from_not_and_no_more(self):
        names = "waiting sent cleared objected held bypassed".split()
        persons = {x: vetted.somebody(x) for x in names[:-1]}
        persons["bypassed"] = vetted.somebody("bypassed", rank="head_of_state")
        persons["draft"] = draft()
        vetted.batch(persons["sent"])
        vetted.act("clear", persons["cleared"])
        vetted.act("object_", persons["objected"], "Why")
        vetted.act("clear", persons["held"])
        vetted.act("hold", persons["held"], "Why")
        ids = {x: person.id for x, person in persons.items()}
        told = vettings.standing(list(ids.values()))
        assert {x for x, id_ in ids.items() if told[id_] is Standing.CLEARED} == {
            "cleared",
            "bypassed",
        }
        assert names_of(vettings.unfinished(list(ids.values())), ids) == {
            *("sent", "objected", "held")
        }
        make.ceremony(vetting_is_required=True)
        assert names_of(vettings.unfinished(list(ids.values())), ids) == {
            *("waiting", "sent", "objected", "held", "draft")
        }


def draft():
    body = queries.bodies()[0]
    row = {"given_names": "draft", "family_name": "", "body_id": body.id, "function": "delegate"}
    with transaction(SYSTEM):
        [person_id] = people.register(actor=SYSTEM, people=[row], state="draft")
    return queries.person(person_id)


def names_of(found, ids):
    return {x for x, id_ in ids.items() if id_ in found}


class TestApproval:
    def test_does_not_wait_unless_the_settings_say_so(self):
        approve(vetted.somebody())

    @pytest.mark.parametrize("name", ["hold", "object_"])
    def test_is_refused_with_the_same_sentence_for_a_hold_and_an_objection(self, name):
        person = vetted.somebody()
        vetted.act(name, person, "Why")
        with pytest.raises(VettingUnfinished) as refused:
            approve(person)
        assert str(refused.value) == (
            "Amina Al-Kuwari cannot be approved yet: ask the vetting officers."
        )
        assert queries.accreditation_of(person.id).state == "submitted"

    def test_waits_where_the_settings_say_so(self):
        make.ceremony(vetting_is_required=True)
        waits, high = vetted.somebody("Bo"), vetted.somebody("Cy", rank="head_of_state")
        approve(high)
        with pytest.raises(VettingUnfinished) as refused:
            approve(waits)
        assert str(refused.value) == "The vetting of Bo Al-Kuwari is not finished."
        vetted.act("clear", waits)
        approve(waits)

    def test_names_some_and_counts_the_rest(self):
        make.ceremony(vetting_is_required=True)
        persons = [vetted.somebody(x) for x in "ABCDEFG"]
        with pytest.raises(VettingUnfinished) as refused:
            approve(*persons)
        named = ", ".join(f"{x} Al-Kuwari" for x in "ABCDE")
        assert str(refused.value) == f"The vetting of {named} and 2 more is not finished."


class TestTwoAtOnce:
    def test_the_second_is_told_what_the_first_did(self):
        person = vetted.somebody()
        version = vetted.of(person).version
        vetted.act("clear", person, version=version)
        with pytest.raises(EditConflict):
            vetted.act("object_", person, "Why", version=version)

    def test_nobody_clears_whom_they_did_not_look_at(self):
        person = vetted.somebody()
        seen = vetted.of(person).identity_hash
        with transaction(SYSTEM):
            people.change(actor=SYSTEM, person=queries.person(person.id), family_name="Other")
        with pytest.raises(EditConflict):
            vetted.act("clear", person, seen=seen)

    @pytest.mark.both_databases
    def test_one_of_two_officers_wins(self, app):
        person = vetted.somebody()
        vetting = vetted.of(person)
        vetting_id, version = vetting.id, vetting.version
        officer = cast.actor(Role.VETTING_OFFICER)
        db.session.rollback()
        start, ended = Barrier(2), []

        def decide(operation, note):
            with app.app_context():
                start.wait()
                try:
                    with transaction(officer) as session:
                        row = session.get_one(type(vetting), vetting_id)
                        operation(actor=officer, vetting=row, note=note, version=version)
                    ended.append("done")
                except (EditConflict, StaleDataError):
                    ended.append("refused")
                db.session.remove()

        acts = [(operations.clear, ""), (operations.object_, "Why")]
        threads = [Thread(target=decide, args=x) for x in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(ended) == ["done", "refused"]


def test_the_ceremony_file_says_whether_approval_waits():
    content = EXAMPLE.read_bytes()
    for said, is_required in ((b"yes", True), (b"no", False)):
        changed = content.replace(b"vetting_is_required: no", b"vetting_is_required: " + said)
        with transaction(SYSTEM):
            loading.load(actor=SYSTEM, content=changed)
        assert settings.current().vetting_is_required is is_required
