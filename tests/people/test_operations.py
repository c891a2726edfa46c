"""Changing persons and their right to pass."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from ceremony.core import audit, settings
from ceremony.core.audit import AuditEntry
from ceremony.core.clock import now
from ceremony.core.crypto import keyed_hash
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, EditConflict, NotAllowed
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.states import StateChange, WrongState
from ceremony.people import operations, queries, signals
from ceremony.people.kinds import BodyKind, Function, Rank
from ceremony.people.models import AccessRule, Accreditation, Participation, Person
from ceremony.people.states import State
from tests import cast, make


def perform(operation, actor=SYSTEM, **arguments):
    with transaction(actor):
        return operation(actor=actor, **arguments)


def entries(*events):
    """Event, table and id of what the trail says, in its order."""
    named = select(AuditEntry).where(AuditEntry.event.in_(events)).order_by(AuditEntry.id)
    found = db.session.scalars(named)
    return [(x.event, x.subject_type, x.subject_id) for x in found]


@contextmanager
def heard(signal) -> Iterator[list]:
    told = []

    def hear(_sender, ids, **_more):
        told.append(ids)

    with signal.connected_to(hear):
        yield told


@pytest.fixture
def table():
    """Delegates open 1 and 2, heads 1, 2 and 3; security officers of any body only 1."""
    delegate = make.category("delegate", ["1", "2"])
    head = make.category("head", ["1", "2", "3"])
    first, _second = queries.access_rules()
    with transaction(SYSTEM) as session:
        rules = [
            AccessRule(position=-2, function=Function.HEAD, category_id=head.id),
            AccessRule(
                position=-1,
                function=Function.SECURITY_OFFICER,
                category_id=delegate.id,
                zones=["1"],
            ),
        ]
        session.add_all(rules)

        audit.record(SYSTEM, "test.made", *rules)
    return delegate, head, first


def right_of(person):
    """Read anew: a transaction forgets what was loaded before it."""
    return queries.accreditation_of(person.id)


def opened(person):
    accreditation = right_of(person)
    return queries.category_of(accreditation.category_id).code, accreditation.zones


class TestRegister:
    @pytest.mark.parametrize(
        ("wrong", "field", "sentence"),
        [
            (
                {"badge_name": "A\u202eB"},
                "badge_name",
                "It holds invisible control characters: U+202E",
            ),
            ({"title": "Clerk\x07"}, "title", "It holds invisible control characters: U+0007."),
            ({"given_names": "\u3164"}, "family_name", "Give at least one name."),
        ],
    )
    def test_what_no_badge_can_say_is_refused(self, table, wrong, field, sentence):
        row = {"given_names": "Ana", "body_id": make.body().id, "function": "head"} | wrong
        with pytest.raises(DomainError) as refused:
            perform(operations.register, people=[row])
        assert (refused.value.field, sentence in str(refused.value)) == (field, True)

    def test_of_a_badge_name_that_nobody_sees_the_usual_one_is_taken(self, table):
        ana, body = "\u3164", make.body()
        row = {"given_names": "Ana", "body_id": body.id, "function": "head", "badge_name": ana}
        [person_id] = perform(operations.register, people=[row])
        assert queries.person(person_id).badge_name == "Ana"

    @pytest.mark.both_databases
    def test_everybody_gets_a_participation_and_a_submitted_accreditation(self, table):
        body = make.body()
        facts = make.ceremony()
        rows = [
            {"family_name": "Đỗ", "given_names": "Ễ", "body_id": body.id, "function": "head"},
            {
                "given_names": "Tsegaye",
                "badge_name": "Tsegaye of Djibouti",
                "document_number": "c 12-34",
                "born_on": date(1980, 2, 29),
                "body_id": body.id,
                "function": "driver",
                "title": "Driver",
            },
        ]
        first, second = map(queries.person, perform(operations.register, people=rows))
        assert (first.badge_name, first.search_key, first.sort_key) == ("Ễ Đỗ", " e do ", "e do")
        assert (second.badge_name, second.family_name) == ("Tsegaye of Djibouti", "")
        assert (second.document_number, second.document_hash) == ("c 12-34", keyed_hash("C1234"))
        [part] = second.participations
        assert (part.function, part.rank, part.title, part.is_primary) == (
            Function.DRIVER,
            Rank.OTHER,
            "Driver",
            True,
        )
        assert (opened(first), opened(second)) == (
            ("head", ["1", "2", "3"]),
            ("delegate", ["1", "2"]),
        )
        assert second.accreditation.state is State.SUBMITTED
        assert second.accreditation.valid_from == facts.valid_from
        changes = select(StateChange.subject_id, StateChange.state).filter_by(
            subject_type="accreditation"
        )
        assert db.session.execute(changes).all() == [
            (first.accreditation.id, "submitted"),
            (second.accreditation.id, "submitted"),
        ]
        assert entries("people.submitted") == [
            ("people.submitted", "accreditation", first.accreditation.id),
            ("people.submitted", "accreditation", second.accreditation.id),
        ]

    def test_nobody_is_nobody(self):
        assert perform(operations.register, people=[]) == []

    def test_a_name_is_needed(self, table):
        body = make.body()
        with pytest.raises(DomainError, match="at least one name") as refused:
            perform(operations.register, people=[{"body_id": body.id, "function": "head"}])
        assert refused.value.field == "family_name"

    def test_without_a_line_in_the_table_nobody_is_registered(self):
        body = make.body()
        row = {"given_names": "A", "body_id": body.id, "function": "head"}
        with pytest.raises(operations.NoCategory, match="Head of delegation of State"):
            perform(operations.register, people=[row])
        assert db.session.scalars(select(Person)).all() == []

    def test_only_the_registrar_may(self):
        with pytest.raises(NotAllowed):
            perform(operations.register, cast.actor(Role.BADGE_OFFICER), people=[])


class TestAdd:
    def test_one_is_registered_by_hand(self, table):
        body = make.body()
        person_id = perform(
            operations.add, given_names="Amina", body_id=body.id, function="adviser"
        )
        assert queries.person(person_id).badge_name == "Amina"

    @pytest.mark.parametrize(
        "same",
        [
            {"given_names": "Other", "document_number": "AB 1"},
            {"given_names": "amina", "family_name": "al kuwari", "born_on": date(1980, 1, 1)},
        ],
    )
    def test_whoever_is_there_already_must_be_confirmed_as_somebody_else(self, same):
        known = make.person(document_number="AB1", born_on=date(1980, 1, 1))
        row = {"body_id": known.participations[0].body_id, "function": "delegate", **same}
        with pytest.raises(operations.AlreadyRegistered, match=f"number {known.id}") as refused:
            perform(operations.add, **row)
        assert refused.value.field == "is_another"
        assert perform(operations.add, is_another=True, **row) != known.id

    def test_the_same_name_alone_says_nothing(self):
        known = make.person(born_on=date(1980, 1, 1))
        row = {"body_id": known.participations[0].body_id, "function": "delegate"}
        named = {"given_names": "Amina", "family_name": "Al-Kuwari"}
        assert perform(operations.add, **row, **named) != known.id
        assert perform(operations.add, **row, **named, born_on=date(1981, 1, 1)) != known.id


class TestChange:
    def test_names_are_found_as_they_are_now(self):
        person = make.person()
        with heard(signals.changed) as told:
            perform(operations.change, person=person, family_name="Nguyễn", badge_name="")
        changed = queries.person(person.id)
        assert (changed.badge_name, changed.search_key) == ("Amina Nguyễn", " amina nguyen ")
        assert told == [[right_of(person).id]]
        assert entries("people.changed") == [("people.changed", "person", person.id)]

    def test_a_badge_name_made_of_the_names_follows_them(self):
        person = make.person()
        perform(
            operations.change, person=person, family_name="Nasser", badge_name="Amina Al-Kuwari"
        )
        assert queries.person(person.id).badge_name == "Amina Nasser"

    def test_by_hand_too_the_family_name_comes_first_where_that_is_usual(self, table):
        values = {"given_names": "Thị Ễ", "family_name": "Nguyễn", "nationality_code": "VNM"}
        person_id = perform(
            operations.add, body_id=make.body("VNM").id, function="delegate", **values
        )
        person = queries.person(person_id)
        assert person.badge_name == "Nguyễn Thị Ễ"
        perform(operations.change, person=person, family_name="Trần", badge_name=person.badge_name)
        assert queries.person(person_id).badge_name == "Trần Thị Ễ"
        perform(operations.change, person=queries.person(person_id), nationality_code="FRA")
        assert queries.person(person_id).badge_name == "Thị Ễ Trần"

    def test_the_name_on_the_badge_stays_as_it_was_written(self):
        person = make.person()
        perform(operations.change, person=person, badge_name="Sheikha Amina")
        perform(operations.change, person=person, family_name="Nasser")
        assert queries.person(person.id).sort_key == "sheikha amina"

    def test_the_document_is_found_by_its_new_number(self):
        person = make.person(document_number="X1")
        perform(operations.change, person=person, document_number="Y 2")
        assert queries.person(person.id).document_hash == keyed_hash("Y2")
        perform(operations.change, person=person, document_number="")
        gone = queries.person(person.id)
        assert (gone.document_number, gone.document_hash) == (None, None)

    def test_a_hash_that_comes_along_is_taken(self):
        person = make.person(document_number="X1", document_hash="given")
        assert person.document_hash == "given"

    def test_what_somebody_else_saved_is_not_overwritten(self):
        person = make.person()
        version = person.version
        perform(operations.change, person=person, phone="1", version=version)
        with pytest.raises(EditConflict):
            perform(operations.change, person=person, phone="2", version=version)
        assert queries.person(person.id).phone == "1"

    def test_unknown_fields_are_a_mistake_of_ours(self):
        with pytest.raises(TypeError, match="search_key"):
            perform(operations.change, person=make.person(), search_key="x")

    def test_somebody_without_accreditation_tells_nobody(self):
        person = make.person()
        with transaction(SYSTEM) as session:
            audit.record(SYSTEM, "test.gone", person.accreditation)
            session.delete(person.accreditation)
        with heard(signals.changed) as told:
            perform(operations.change, person=person, phone="1")
        assert told == []


def test_a_photograph_is_set_and_removed():
    person = make.person()
    with heard(signals.changed) as told:
        perform(operations.set_photograph, person=person, photo="a.jpg")
        assert queries.person(person.id).photo_added_at <= now()
        perform(operations.remove_photograph, person=person)
    gone = queries.person(person.id)
    assert (gone.photo, gone.photo_added_at, len(told)) == (None, None, 2)
    assert [x[0] for x in entries("people.photograph_set", "people.photograph_removed")] == [
        "people.photograph_set",
        "people.photograph_removed",
    ]


@pytest.mark.parametrize("number", ["C123", None])
def test_reading_a_document_number_is_recorded(number):
    person = make.person(document_number=number)
    reader = cast.actor(Role.REGISTRAR)
    assert perform(operations.show_document, reader, person=person) == (number or "")
    [entry] = db.session.scalars(select(AuditEntry).filter_by(event="people.document_shown"))
    assert (entry.actor_id, entry.subject_id, entry.details) == (reader.id, person.id, {})
    with pytest.raises(NotAllowed):
        perform(operations.show_document, cast.actor(Role.BADGE_OFFICER), person=person)


class TestParticipations:
    @pytest.mark.both_databases
    def test_zones_of_all_count_together_and_the_category_is_of_the_primary(self, table):
        person = make.person(function="security_officer")
        assert opened(person) == ("delegate", ["1"])
        first_id = person.participations[0].body_id
        other = make.body("FRA")
        with heard(signals.changed) as told:
            added = perform(
                operations.add_participation,
                person=person,
                body=other,
                function="head",
                rank="minister",
                organisation="Ministry",
            )
        assert opened(person) == ("delegate", ["1", "2", "3"])
        assert told == [[right_of(person).id]]
        perform(operations.make_primary, participation=added)
        assert opened(person) == ("head", ["1", "2", "3"])
        shown = [(x.body_id, x.is_primary) for x in queries.person(person.id).participations]
        assert shown == [(first_id, False), (other.id, True)]

    def test_one_body_sends_a_person_once(self):
        person = make.person()
        body = person.participations[0].body
        with pytest.raises(DomainError, match="already takes part for Qatar") as refused:
            perform(
                operations.add_participation,
                person=person,
                body=body,
                function="head",
                rank="other",
            )
        assert refused.value.field == "body"

    def test_no_way_of_taking_part_moves_to_a_body_that_sends_the_person_already(self):
        person, france = make.person(), make.body("FRA")
        part = {"body": france, "function": "adviser", "rank": "other"}
        added = perform(operations.add_participation, person=person, **part)
        [qatar] = [x.body for x in queries.participations_of([person.id]) if x.id != added.id]
        with pytest.raises(DomainError, match="already takes part for Qatar") as refused:
            perform(operations.change_participation, participation=added, body_id=qatar.id)
        assert refused.value.field == "body_id"

    def test_who_takes_part_in_nothing_begins_with_a_primary_one(self):
        person = make.person()
        body = person.participations[0].body
        with transaction(SYSTEM) as session:
            audit.record(SYSTEM, "test.gone", person.participations[0])
            session.delete(queries.participation(person.participations[0].id))
        added = perform(
            operations.add_participation, person=person, body=body, function="head", rank="other"
        )
        assert added.is_primary

    def test_a_changed_function_changes_what_is_opened(self, table):
        person = make.person()
        [part] = queries.participations_of([person.id])
        perform(operations.change_participation, participation=part, function="head")
        assert opened(person) == ("head", ["1", "2", "3"])
        assert entries("people.participation_changed", "people.reassessed") == [
            ("people.participation_changed", "participation", part.id),
            ("people.reassessed", "accreditation", right_of(person).id),
        ]

    def test_what_somebody_else_saved_is_not_overwritten(self):
        [part] = make.person().participations
        with pytest.raises(EditConflict):
            perform(operations.change_participation, participation=part, title="x", version=99)

    def test_unknown_fields_are_a_mistake_of_ours(self):
        [part] = make.person().participations
        with pytest.raises(TypeError, match="is_primary"):
            perform(operations.change_participation, participation=part, is_primary=False)

    def test_making_the_primary_one_primary_changes_nothing(self):
        [part] = make.person().participations
        perform(operations.make_primary, participation=part)
        assert queries.participation(part.id).is_primary

    def test_a_removed_participation_opens_nothing_any_more(self, table):
        person = make.person()
        added = perform(
            operations.add_participation,
            person=person,
            body=make.body("FRA"),
            function="head",
            rank="other",
        )
        perform(operations.remove_participation, participation=added)
        assert opened(person) == ("delegate", ["1", "2"])
        assert db.session.get(Participation, added.id) is None

    def test_the_one_on_the_badge_is_not_removed(self):
        [part] = make.person().participations
        with pytest.raises(DomainError, match="The badge shows this participation"):
            perform(operations.remove_participation, participation=part)


class TestOverride:
    def test_an_officer_decides_otherwise_than_the_table_and_says_why(self, table):
        _delegate, head, _rule = table
        person = make.person()
        perform(
            operations.override,
            accreditation=right_of(person),
            category_id=head.id,
            zones=["2"],
            reason=" Speaks in the plenary ",
        )
        accreditation = queries.accreditation_of(person.id)
        assert opened(person) == ("head", ["2"])
        assert accreditation.own_reason == "Speaks in the plenary"
        assert perform(operations.reassess) == 0
        assert opened(person) == ("head", ["2"])

    def test_a_category_alone_opens_its_own_zones(self, table):
        _delegate, head, _rule = table
        person = make.person()
        own = {"category_id": head.id, "zones": None, "reason": "Speaks in the plenary"}
        perform(operations.override, accreditation=right_of(person), **own)
        assert opened(person) == ("head", ["1", "2", "3"])
        assert perform(operations.reassess) == 0

    def test_zones_of_other_participations_stay_with_an_own_category(self, table):
        delegate, _head, _rule = table
        press = make.category("press", ["4"])
        person = make.person()
        perform(
            operations.add_participation,
            person=person,
            body=make.body("FRA"),
            function="head",
            rank="other",
        )
        assert opened(person) == (delegate.code, ["1", "2", "3"])
        own = {"category_id": press.id, "zones": None, "reason": "Writes about it"}
        perform(operations.override, accreditation=right_of(person), **own)
        assert opened(person) == ("press", ["1", "2", "3", "4"])

    def test_no_zone_at_all_is_a_decision_too(self, table):
        person = make.person()
        arguments = {"category_id": None, "zones": [], "reason": "Stays outside"}
        perform(operations.override, accreditation=right_of(person), **arguments)
        assert opened(person) == ("delegate", [])

    def test_without_a_reason_nothing_changes(self, table):
        person = make.person()
        arguments = {"category_id": None, "zones": ["1"], "reason": " "}
        with pytest.raises(DomainError, match="Say why") as refused:
            perform(operations.override, accreditation=right_of(person), **arguments)
        assert (refused.value.field, opened(person)) == ("reason", ("delegate", ["1", "2"]))

    def test_going_back_to_the_table_needs_no_reason(self, table):
        person = make.person()
        own = {"category_id": None, "zones": ["1"], "reason": "x"}
        perform(operations.override, accreditation=right_of(person), **own)
        table_again = {"category_id": None, "zones": None, "reason": "x"}
        perform(operations.override, accreditation=right_of(person), **table_again)
        assert opened(person) == ("delegate", ["1", "2"])
        assert queries.accreditation_of(person.id).own_reason is None

    def test_what_somebody_else_saved_is_not_overwritten(self):
        accreditation = make.person().accreditation
        arguments = {"category_id": None, "zones": None, "reason": "", "version": 7}
        with pytest.raises(EditConflict):
            perform(operations.override, accreditation=accreditation, **arguments)


class TestValidity:
    def test_it_changes_and_is_told(self):
        accreditation = make.person().accreditation
        start = settings.current().valid_from
        span = {"valid_from": start, "valid_until": start + timedelta(hours=3)}
        with heard(signals.changed) as told:
            perform(
                operations.change_validity, accreditation=accreditation, **span, reason=" Speaks "
            )
        found = queries.accreditation_of(accreditation.person_id)
        assert found.valid_until - found.valid_from == timedelta(hours=3)
        assert (found.validity_reason, told) == ("Speaks", [[accreditation.id]])

    @pytest.mark.both_databases
    def test_an_exception_needs_a_reason_and_the_usual_validity_none(self):
        facts = make.ceremony()
        usual = {"valid_from": facts.valid_from, "valid_until": facts.valid_until}
        own = usual | {"valid_until": facts.valid_until + timedelta(days=1)}
        person = make.person()
        with pytest.raises(DomainError, match="Say why this differs") as refused:
            perform(operations.change_validity, accreditation=right_of(person), **own, reason=" ")
        assert refused.value.field == "reason"
        with (
            pytest.raises(IntegrityError, match="validity_reason"),
            transaction(SYSTEM) as session,
        ):
            session.execute(update(Accreditation).values(validity_reason=""))
        perform(operations.change_validity, accreditation=right_of(person), **own, reason="x")
        perform(operations.change_validity, accreditation=right_of(person), **usual, reason="x")
        assert right_of(person).validity_reason is None

    def test_the_end_comes_after_the_beginning(self):
        accreditation = make.person().accreditation
        span = {"valid_from": now(), "valid_until": now() - timedelta(hours=1)}
        with pytest.raises(DomainError, match="The end must come after") as refused:
            perform(operations.change_validity, accreditation=accreditation, **span, reason="x")
        assert refused.value.field == "valid_until"

    @pytest.mark.parametrize("year", [1, 1969, 2106, 9999])
    def test_a_badge_must_be_able_to_hold_it(self, year):
        accreditation = make.person().accreditation
        odd = datetime(year, 6, 1, tzinfo=UTC)
        name = "valid_from" if odd < now() else "valid_until"
        span = {"valid_from": now(), "valid_until": now() + timedelta(days=1)} | {name: odd}
        with pytest.raises(DomainError, match="from 1970 to 2105") as refused:
            perform(operations.change_validity, accreditation=accreditation, **span, reason="x")
        assert refused.value.field == name


class TestReassess:
    def test_everybody_follows_a_changed_table_and_only_they_are_told(self, table):
        delegate, head, rule = table
        first, second = make.person(), make.person("Jean", function="head")
        with transaction(SYSTEM):
            rule.category_id = head.id
            audit.record(SYSTEM, "test.changed", rule)
        with heard(signals.changed) as told:
            assert perform(operations.reassess) == 1
        assert opened(first) == opened(second) == ("head", ["1", "2", "3"])
        assert told == [[right_of(first).id]]
        assert delegate.id != head.id

    def test_nobody_is_told_where_nothing_changed(self, table):
        make.person()
        with heard(signals.changed) as told:
            assert perform(operations.reassess) == 0
        assert told == []


class TestDecide:
    @pytest.mark.parametrize(
        ("moves", "state", "reason"),
        [
            ([("approve", "")], State.APPROVED, None),
            ([("refuse", " Not invited ")], State.REFUSED, "Not invited"),
            ([("approve", ""), ("revoke", "Lost trust")], State.REVOKED, "Lost trust"),
            ([("withdraw", "")], State.WITHDRAWN, None),
            ([("approve", ""), ("withdraw", "")], State.WITHDRAWN, None),
            ([("withdraw", ""), ("reopen", "")], State.SUBMITTED, None),
            ([("refuse", "No"), ("reopen", ""), ("approve", "")], State.APPROVED, None),
        ],
    )
    def test_many_at_once_come_into_the_state(self, moves, state, reason):
        ids = [make.person(f"P{x}").accreditation.id for x in range(3)]
        for move, why in moves:
            assert perform(operations.decide, move=move, ids=ids, reason=why) == 3
        found = db.session.scalars(select(Accreditation)).all()
        assert {(x.state, x.reason) for x in found} == {(state, reason)}

    @pytest.mark.parametrize("move", ["refuse", "revoke"])
    def test_bad_news_has_a_reason(self, move):
        accreditation = make.accreditation() if move == "revoke" else make.person().accreditation
        with pytest.raises(DomainError, match="Say why") as refused:
            perform(operations.decide, move=move, ids=[accreditation.id], reason=" ")
        assert refused.value.field == "reason"

    def test_where_one_was_decided_meanwhile_nothing_happens(self):
        first, second = make.person(), make.accreditation()
        ids = [first.accreditation.id, second.id]
        with pytest.raises(WrongState):
            perform(operations.decide, move="approve", ids=ids)
        assert queries.accreditation_of(first.id).state is State.SUBMITTED

    @pytest.mark.both_databases
    def test_higher_slices_are_told_in_the_same_transaction(self):
        accreditation = make.person().accreditation
        ids = [accreditation.id]
        with heard(signals.approved) as approved, heard(signals.ended) as ended:
            perform(operations.decide, move="approve", ids=ids)
            perform(operations.decide, move="revoke", ids=ids, reason="x")
            perform(operations.decide, move="reopen", ids=ids)
            perform(operations.decide, move="withdraw", ids=ids)
        assert (approved, ended) == ([ids], [ids, ids])

    def test_a_receiver_that_fails_undoes_the_decision(self):
        accreditation = make.person().accreditation

        def fail(_sender, **_more):
            raise DomainError("No badge could be issued.")

        with signals.approved.connected_to(fail), pytest.raises(DomainError):
            perform(operations.decide, move="approve", ids=[accreditation.id])
        assert queries.accreditation_of(accreditation.person_id).state is State.SUBMITTED

    @pytest.mark.parametrize(
        ("move", "role"),
        [("approve", Role.BADGE_OFFICER), ("withdraw", Role.BADGE_OFFICER)],
    )
    def test_only_who_may_decides(self, move, role):
        ids = [make.person().accreditation.id]
        with pytest.raises(NotAllowed):
            perform(operations.decide, cast.actor(role), move=move, ids=ids)

    def test_state_changes_tell_when(self):
        accreditation = make.accreditation()
        changes = select(StateChange.state).filter_by(
            subject_type="accreditation", subject_id=accreditation.id
        )
        assert db.session.scalars(changes).all() == ["submitted", "approved"]


def test_kinds_and_states_say_their_names(app):
    with app.test_request_context():
        assert [x.label for x in State][:2] == ["Asked for", "Draft"]
        assert BodyKind.OUTLET.label == "News outlet"
