"""Vettings begin with what is submitted, and follow who somebody is and as what."""

from datetime import date

import pytest
from sqlalchemy import select

from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.people import operations, queries
from ceremony.people.amendments import Amendment, amend
from ceremony.people.kinds import Function, Rank
from ceremony.people.states import State as Accreditation
from ceremony.people.vetting.models import Vetting
from ceremony.people.vetting.states import State
from tests import make
from tests.counting import statements
from tests.people.vetting import vetted


def register(count, state=Accreditation.SUBMITTED):
    """The ids of so many new persons, and how many statements asked about vetting."""
    body = next(iter(queries.bodies()), None) or make.body()
    if not queries.categories():
        make.category()
    row = {"family_name": "K", "body_id": body.id, "function": Function.DELEGATE}
    rows = [row | {"given_names": f"Amina {n}"} for n in range(count)]
    with transaction(SYSTEM), statements() as sent:
        ids = operations.register(actor=SYSTEM, people=rows, state=state)
    return ids, sum("vetting" in x for x in sent)


@pytest.mark.both_databases
def test_everybody_who_is_submitted_waits_for_vetting():
    ids, few = register(2)
    rows = db.session.execute(select(Vetting.person_id, Vetting.state).order_by(Vetting.id))
    assert [tuple(x) for x in rows] == [(x, State.WAITING) for x in ids]
    _ids, many = register(40)
    assert many == few


def test_a_draft_is_vetted_when_it_is_submitted():
    [person_id], _sent = register(1, Accreditation.DRAFT)
    assert db.session.scalars(select(Vetting)).all() == []
    decide("submit", person_id)
    assert vetted.of(person_id).state is State.WAITING


def decide(move, person_id, **more):
    with transaction(SYSTEM):
        ids = [queries.accreditation_of(person_id).id]
        operations.decide(actor=SYSTEM, move=move, ids=ids, **more)


def test_who_comes_back_keeps_the_vetting_there_was():
    person = vetted.somebody()
    vetted.act("clear", person)
    decide("withdraw", person.id)
    decide("reopen", person.id)
    assert vetted.of(person).state is State.CLEARED


@pytest.mark.parametrize(
    "rank", [Rank.HEAD_OF_STATE, Rank.HEAD_OF_GOVERNMENT, Rank.FOREIGN_MINISTER]
)
def test_the_highest_are_not_vetted(rank):
    assert vetted.of(vetted.somebody(rank=rank)).state is State.BYPASSED


@pytest.mark.parametrize("function", [Function.DRIVER, Function.ADVISER, Function.SPOUSE])
def test_whoever_only_accompanies_is_vetted_whatever_rank_was_written(function):
    person = vetted.somebody(rank=Rank.HEAD_OF_STATE, function=function)
    assert vetted.of(person).state is State.WAITING


def test_a_minister_is_vetted():
    assert vetted.of(vetted.somebody(rank=Rank.MINISTER)).state is State.WAITING


class TestARankThatChanges:
    def change(self, person, rank):
        [part] = queries.participations_of([person.id])
        part = queries.participation(part.id)
        with transaction(SYSTEM):
            operations.change_participation(actor=SYSTEM, participation=part, rank=rank)
        return vetted.of(person)

    def test_spares_nobody_once_vetting_began_and_demands_it_of_who_was_spared(self):
        person, high = vetted.somebody(), vetted.somebody("Bo", rank=Rank.FOREIGN_MINISTER)
        assert self.change(person, Rank.FOREIGN_MINISTER).state is State.WAITING
        assert self.change(high, Rank.MINISTER).state is State.WAITING
        assert self.change(high, Rank.FOREIGN_MINISTER).state is State.WAITING

    def test_spares_whom_an_officer_has_wait_again(self):
        person = vetted.somebody()
        vetted.batch(person)
        assert self.change(person, Rank.FOREIGN_MINISTER).state is State.SENT
        assert vetted.act("repeat", person).state is State.BYPASSED

    def test_lifts_no_hold_until_an_officer_does(self):
        person = vetted.somebody()
        vetted.act("hold", person, "Ask the embassy")
        assert self.change(person, Rank.FOREIGN_MINISTER).state is State.WAITING
        assert vetted.act("release", person).state is State.BYPASSED

    def test_lifts_no_objection_until_an_officer_does(self):
        person = vetted.somebody()
        vetted.act("object_", person, "Known for theft")
        assert self.change(person, Rank.HEAD_OF_STATE).state is State.OBJECTED
        assert vetted.act("repeat", person).state is State.BYPASSED

    def test_counts_in_the_primary_participation_alone(self):
        person = vetted.somebody()
        body = make.body("FRA")
        vetted.batch(person)
        with transaction(SYSTEM):
            operations.add_participation(
                actor=SYSTEM, person=person, body=body, function="delegate", rank="head_of_state"
            )
        assert vetted.act("repeat", person).state is State.WAITING
        vetted.batch(person)
        part = queries.participation(queries.participations_of([person.id])[1].id)
        with transaction(SYSTEM):
            operations.make_primary(actor=SYSTEM, participation=part)
        assert vetted.act("repeat", person).state is State.BYPASSED


class TestWhoeverWasCleared:
    @pytest.fixture
    def person(self):
        person = vetted.somebody()
        vetted.act("clear", person)
        return person

    def change(self, person, **values):
        with transaction(SYSTEM):
            operations.change(actor=SYSTEM, person=queries.person(person.id), **values)
        return vetted.of(person).state

    @pytest.mark.parametrize(
        "values",
        [
            {"family_name": "Al-Thani"},
            {"given_names": "Maryam"},
            {"original_name": "أمينة"},
            {"document_number": "X1"},
            {"document_type": "passport"},
            {"born_on": date(1981, 1, 1)},
            {"nationality_code": "FRA"},
            {"sex": "F"},
        ],
    )
    def test_waits_again_as_somebody_else(self, person, values):
        assert self.change(person, **values) is State.WAITING

    @pytest.mark.parametrize(
        "values",
        [
            {"phone": "+974 1"},
            {"email": "a@example.org"},
            {"honorific": "Dr"},
            {"badge_name": "A. K."},
            {"dietary_needs": "None"},
            {"document_number": "P-Amina"},
        ],
    )
    def test_stays_so_when_something_else_changes(self, person, values):
        assert self.change(person, **values) is State.CLEARED

    def test_waits_again_when_an_import_changes_the_document(self, person):
        with transaction(SYSTEM):
            again = queries.person(person.id)
            amend(actor=SYSTEM, amendments=[Amendment(again, {"born_on": date(1990, 1, 1)})])
        assert vetted.of(person).state is State.WAITING

    def test_waits_again_when_sent_and_changed(self):
        person = vetted.somebody("Bo")
        vetted.batch(person)
        assert self.change(person, family_name="Other") is State.WAITING

    def test_stays_objected_to_whatever_the_name(self):
        person = vetted.somebody("Bo")
        vetted.act("object_", person, "Known for theft")
        assert self.change(person, family_name="Other") is State.OBJECTED
