"""A delegation follows its members, whoever changed or decided them, and through which door."""

import pytest

from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError
from ceremony.core.permissions import SYSTEM, Actor, Role
from ceremony.delegations import limits, own_list
from ceremony.delegations.models import Delegation
from ceremony.delegations.operations import changes, composition, decisions, opening, photographs
from ceremony.delegations.queries import members
from ceremony.delegations.states.delegations import State
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.kinds import Function
from ceremony.people.models import Person
from ceremony.people.states import State as Member
from tests import cast, make
from tests.delegations.people import entered, member
from tests.delegations.test_decisions import approve, rights, states_of


@pytest.fixture(autouse=True)
def categories(session: object) -> None:
    make.category("delegate")


@pytest.fixture
def qatar() -> Delegation:
    return make.delegation()


@pytest.fixture
def france() -> Delegation:
    return make.delegation(sender=make.body("FRA"))


@pytest.fixture
def waiting(qatar: Delegation) -> Person:
    """The last whom nobody has decided."""
    return entered(qatar)


@pytest.fixture
def head(qatar: Delegation, waiting: Person) -> Person:
    """Approved already."""
    head = entered(qatar, Function.HEAD)
    approve(qatar, head)
    return head


def sent_too(person: Person, delegation: Delegation) -> None:
    """Let another delegation send *person* as well."""
    with transaction(SYSTEM):
        people.add_participation(
            actor=SYSTEM,
            person=queries.person(person.id),
            body=queries.body_of(delegation.body_id),
            function=Function.DELEGATE,
            rank="other",
        )


def state_of(delegation: Delegation) -> State:
    db.session.refresh(delegation)
    return delegation.state


def returned(delegation: Delegation, person: Person) -> None:
    [right] = rights(person)
    with transaction(SYSTEM):
        reasons = {right: "The passport has expired."}
        decisions.return_(actor=SYSTEM, delegation=delegation, reason="", reasons=reasons)


def approve_as_person(person: Person) -> None:
    """As the list of people does it."""
    with transaction(SYSTEM):
        people.decide(actor=SYSTEM, move="approve", ids=rights(person))


def submit(actor: Actor, delegation: Delegation) -> None:
    with transaction(actor):
        composition.submit(actor=actor, delegation=delegation)


class TestApprovedByItself:
    """Nobody waits any more: the last who was undecided is not there."""

    def test_submitted_again_without_the_member_who_was_to_be_mended(self, qatar, head, waiting):
        point = make.focal_point(qatar)
        returned(qatar, waiting)
        with transaction(point):
            composition.take_out(actor=point, delegation=qatar, person=queries.person(waiting.id))
        submit(point, qatar)
        assert (state_of(qatar), states_of(qatar)) == (
            State.APPROVED,
            [Member.APPROVED, Member.WITHDRAWN],
        )

    def test_submitted_again_as_it_was(self, qatar, head, waiting):
        approve(qatar, waiting)
        with transaction(SYSTEM):
            decisions.reopen(actor=SYSTEM, delegation=qatar)
        submit(make.focal_point(qatar), qatar)
        assert state_of(qatar) is State.APPROVED

    def test_submitted_for_it_at_the_desk(self, qatar, head, waiting):
        approve(qatar, waiting)
        with transaction(SYSTEM):
            decisions.reopen(actor=SYSTEM, delegation=qatar)
        with transaction(SYSTEM):
            decisions.submit_on_behalf(actor=SYSTEM, delegation=qatar)
        assert state_of(qatar) is State.APPROVED

    def test_taken_out_but_sent_by_others_too(self, qatar, france, head, waiting):
        sent_too(waiting, france)
        with transaction(SYSTEM):
            composition.take_out(actor=SYSTEM, delegation=qatar, person=queries.person(waiting.id))
        assert (state_of(qatar), states_of(qatar)) == (State.APPROVED, [Member.APPROVED])
        assert states_of(france) == [Member.SUBMITTED]

    def test_merged_away(self, qatar, head, waiting):
        with transaction(SYSTEM):
            people.merge(
                actor=SYSTEM, kept=queries.record(head.id), gone=queries.record(waiting.id)
            )
        assert (state_of(qatar), states_of(qatar)) == (State.APPROVED, [Member.APPROVED])

    def test_moved_to_another_delegation(self, qatar, france, head, waiting):
        [part] = queries.participations_of([waiting.id])
        with transaction(SYSTEM):
            people.change_participation(actor=SYSTEM, participation=part, body_id=france.body_id)
        assert (state_of(qatar), states_of(qatar)) == (State.APPROVED, [Member.APPROVED])

    def test_not_while_one_waits(self, qatar, head):
        with transaction(SYSTEM):
            decisions.reopen(actor=SYSTEM, delegation=qatar)
        submit(make.focal_point(qatar), qatar)
        assert state_of(qatar) is State.SUBMITTED


def test_whoever_enters_the_first_member_begins_the_draft():
    invited = make.delegation("invited")
    with transaction(SYSTEM):
        people.add(actor=SYSTEM, **member(body_id=invited.body_id))
    assert state_of(invited) is State.DRAFT


class TestNotSubmitted:
    """What its focal point may still change is not decided."""

    def test_nobody_is_approved_while_the_delegation_is_mended(self, qatar, head, waiting):
        other = entered(qatar)
        returned(qatar, other)
        with pytest.raises(DomainError, match=r"Qatar is not submitted \(Returned\)"):
            approve_as_person(waiting)
        assert queries.accreditation_of(waiting.id).state is Member.SUBMITTED

    def test_whom_a_submitted_delegation_sends_too_is_approved(self, qatar, france, waiting):
        sent_too(waiting, france)
        returned(qatar, entered(qatar))
        approve_as_person(waiting)
        assert states_of(france) == [Member.APPROVED]

    def test_no_request_is_accepted(self, qatar, head, waiting):
        point = make.focal_point(qatar)
        with transaction(point):
            request = changes.ask(actor=point, delegation=qatar, words="", **member())
        returned(qatar, waiting)
        with pytest.raises(changes.NotSubmitted), transaction(SYSTEM):
            changes.accept(actor=SYSTEM, request=request)


def test_a_delegation_is_submitted_with_whom_others_send_too(qatar, france):
    draft = make.delegation("draft", sender=make.body("VNM"))
    point = make.focal_point(draft)
    entered(draft, Function.HEAD, state=Member.DRAFT)
    sent_too(entered(draft, state=Member.DRAFT), france)
    submit(point, draft)
    assert (state_of(draft), states_of(draft)) == (State.SUBMITTED, [Member.SUBMITTED] * 2)


class TestSubstitution:
    def test_whom_others_send_too_goes_on_for_them(self, qatar, france, head):
        leaving = entered(qatar)
        sent_too(leaving, france)
        approve(qatar, leaving)
        point = make.focal_point(qatar)
        with transaction(point):
            request = changes.ask(
                actor=point,
                delegation=qatar,
                words="She fell ill.",
                leaving=queries.person(leaving.id),
                **member(),
            )
        with transaction(SYSTEM):
            changes.accept(actor=SYSTEM, request=request)
        assert states_of(france) == [Member.APPROVED]
        assert states_of(qatar) == [Member.APPROVED, Member.SUBMITTED, Member.SUBMITTED]


class TestLowerQuota:
    """Three come, and two places are left: nobody loses theirs, and nobody takes one more."""

    @pytest.fixture
    def three(self) -> Delegation:
        made = make.delegation("draft", quota={"delegate": 3})
        for function in (Function.HEAD, Function.DELEGATE, Function.DELEGATE):
            entered(made, function, state=Member.DRAFT)
        with transaction(SYSTEM):
            opening.change(actor=SYSTEM, delegation=made, quota={"delegate": 2})
        return made

    def test_a_title_can_be_changed(self, three):
        point, person = make.focal_point(three), _last(three)
        with transaction(point):
            composition.change_member(
                actor=point, delegation=three, person=person, title="Second secretary"
            )
        assert _last(three).participations[0].title == "Second secretary"

    def test_one_more_is_too_many(self, three):
        point = make.focal_point(three)
        refused = pytest.raises(DomainError, match="2 places as Delegate, and all are taken")
        with refused, transaction(point):
            composition.add_member(actor=point, delegation=three, **member())

    def test_one_may_come_for_another(self, three):
        with transaction(SYSTEM):
            decisions.submit_on_behalf(actor=SYSTEM, delegation=three)
        point = make.focal_point(three)
        with transaction(point):
            request = changes.ask(
                actor=point, delegation=three, words="Ill.", leaving=_last(three), **member()
            )
        with transaction(SYSTEM):
            changes.accept(actor=SYSTEM, request=request)
        assert sorted(states_of(three)) == [*[Member.SUBMITTED] * 3, Member.WITHDRAWN]

    def test_one_more_is_not_accepted(self, three):
        with transaction(SYSTEM):
            decisions.submit_on_behalf(actor=SYSTEM, delegation=three)
        point = make.focal_point(three)
        with transaction(point):
            request = changes.ask(actor=point, delegation=three, words="", **member())
        with pytest.raises(DomainError, match="all are taken"), transaction(SYSTEM):
            changes.accept(actor=SYSTEM, request=request)


def _last(delegation: Delegation) -> Person:
    return queries.person(members.of(delegation)[-1].person.id)


def test_the_chief_of_protocol_refuses_a_state_that_shares_a_member(qatar, france, waiting):
    """Only this delegation is refused; whom another one sends too goes on for that one."""
    sent_too(waiting, france)
    chief = cast.actor(Role.CHIEF_OF_PROTOCOL)
    with transaction(chief):
        decisions.refuse(actor=chief, delegation=qatar, reason="By order.")
    assert (state_of(qatar), states_of(qatar)) == (State.REFUSED, [])
    assert states_of(france) == [Member.SUBMITTED]


def test_the_dry_run_of_an_own_list_counts_as_the_rule_does(france):
    """Who takes part in several ways takes a place where the badge says."""
    draft = make.delegation("draft", quota={"delegate": 1})
    sent_too(entered(france), draft)
    entered(draft, Function.HEAD, state=Member.DRAFT)
    assert [(x.taken, x.places) for x in limits.places(draft)] == [(1, 1)]
    assert own_list.check([], draft.body_id) == []


def test_who_is_only_asked_for_was_not_decided(qatar):
    point = make.focal_point(qatar)
    with transaction(point):
        request = changes.ask(actor=point, delegation=qatar, words="", **member())
    person = queries.person(request.coming_id)
    refused = pytest.raises(composition.Frozen, match="was asked for")
    with refused, transaction(point):
        photographs.remove_photograph(actor=point, delegation=qatar, person=person)
