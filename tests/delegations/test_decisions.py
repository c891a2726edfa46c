"""Deciding about a delegation, and the rules that hold whichever door its people come through."""

import pytest

from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, NotAllowed
from ceremony.core.permissions import DECIDERS, SYSTEM, Role
from ceremony.core.states import WrongState
from ceremony.delegations.limits import QuotaReached, SecondHead
from ceremony.delegations.models import Delegation
from ceremony.delegations.operations import changes, composition, decisions
from ceremony.delegations.queries import members
from ceremony.delegations.states import changes as requests
from ceremony.delegations.states.delegations import State
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.kinds import BodyKind, Function
from ceremony.people.models import Person
from ceremony.people.states import LIVE
from ceremony.people.states import State as Member
from tests import cast, make
from tests.delegations.people import entered, member


@pytest.fixture(autouse=True)
def category(session):
    make.category("delegate")


def states_of(delegation: Delegation) -> list[Member]:
    return [x.accreditation.state for x in members.of(delegation)]


def rights(*persons: Person) -> list[int]:
    return [queries.accreditation_of(x.id).id for x in persons]


def approve(delegation: Delegation, *persons: Person) -> None:
    with transaction(SYSTEM):
        decisions.approve(actor=SYSTEM, delegation=delegation, ids=rights(*persons))


class TestApprove:
    def test_with_the_last_undecided_member_the_delegation_is_approved(self):
        delegation = make.delegation()
        head, other = entered(delegation, Function.HEAD), entered(delegation)
        approve(delegation, head)
        assert (delegation.state, states_of(delegation)) == (
            State.SUBMITTED,
            [Member.APPROVED, Member.SUBMITTED],
        )
        approve(delegation, other)
        assert (delegation.state, states_of(delegation)) == (
            State.APPROVED,
            [Member.APPROVED, Member.APPROVED],
        )

    def test_it_is_also_approved_where_the_last_one_is_decided_in_the_list_of_people(self):
        delegation = make.delegation()
        head = entered(delegation, Function.HEAD)
        with transaction(SYSTEM):
            people.decide(actor=SYSTEM, move="approve", ids=rights(head))
        assert db.session.get_one(Delegation, delegation.id).state is State.APPROVED

    def test_no_door_lets_more_in_than_were_agreed(self):
        delegation = make.delegation(quota={"delegate": 1})
        first, second = entered(delegation), entered(delegation)
        approve(delegation, first)
        with pytest.raises(QuotaReached, match="Qatar has 1 place as Delegate, and it is taken"):
            approve(delegation, second)
        with pytest.raises(QuotaReached), transaction(SYSTEM):
            people.decide(actor=SYSTEM, move="approve", ids=rights(second))
        assert sorted(states_of(delegation)) == [Member.APPROVED, Member.SUBMITTED]

    def test_somebody_of_another_delegation_is_not_approved_with_it(self):
        delegation, other = make.delegation(), make.delegation(sender=make.body("KAZ"))
        stranger = entered(other)
        with pytest.raises(decisions.NobodyChosen):
            approve(delegation, stranger)

    def test_approved_members_hold_a_code_with_which_the_badge_is_collected(self):
        delegation = make.delegation()
        first, second = entered(delegation, Function.HEAD), entered(delegation)
        approve(delegation, first, second)
        codes = {x.accreditation.collection_code for x in members.of(delegation)}
        assert [len(codes), *{len(x or "") for x in codes}] == [2, 8]


class TestReturn:
    def test_members_are_told_what_is_wrong_and_the_others_stay_submitted(self):
        delegation = make.delegation()
        head, other = entered(delegation, Function.HEAD), entered(delegation)
        [wrong] = rights(other)
        with transaction(SYSTEM):
            decisions.return_(
                actor=SYSTEM, delegation=delegation, reason="", reasons={wrong: " Expired. "}
            )
        assert delegation.state is State.RETURNED
        assert [
            (x.person.id, x.accreditation.state, x.accreditation.reason)
            for x in members.of(delegation)
        ] == [
            (head.id, Member.SUBMITTED, None),
            (other.id, Member.RETURNED, "Expired."),
        ]

    def test_nothing_is_returned_without_a_word(self):
        delegation = make.delegation()
        with pytest.raises(DomainError, match="Say what has to be mended"), transaction(SYSTEM):
            decisions.return_(actor=SYSTEM, delegation=delegation, reason=" ", reasons={})

    def test_what_was_mended_can_be_submitted_again(self):
        delegation = make.delegation("draft")
        point = make.focal_point(delegation)
        entered(delegation, Function.HEAD, state=Member.DRAFT)
        for reason in ("Where is the note verbale?", "It is not signed."):
            with transaction(point):
                composition.submit(actor=point, delegation=delegation)
            with transaction(SYSTEM):
                decisions.return_(actor=SYSTEM, delegation=delegation, reason=reason, reasons={})
        with transaction(point):
            composition.submit(actor=point, delegation=delegation)
        assert (delegation.state, delegation.reason, states_of(delegation)) == (
            State.SUBMITTED,
            None,
            [Member.SUBMITTED],
        )


class TestRefuse:
    @pytest.mark.parametrize("role", [Role.REGISTRAR, Role.PROTOCOL_OFFICER])
    def test_a_state_is_refused_by_the_chief_of_protocol_alone(self, role):
        delegation = make.delegation()
        entered(delegation)
        officer, chief = cast.actor(role), cast.actor(Role.CHIEF_OF_PROTOCOL)
        with pytest.raises(NotAllowed), transaction(officer):
            decisions.refuse(actor=officer, delegation=delegation, reason="No.")
        with transaction(chief):
            decisions.refuse(actor=chief, delegation=delegation, reason="No.")
        assert (delegation.state, states_of(delegation)) == (State.REFUSED, [Member.REFUSED])

    def test_an_organisation_is_refused_by_any_officer_who_decides(self):
        sender = make.body(None, kind=BodyKind.NGO)
        delegation, registrar = make.delegation(sender=sender), cast.actor(Role.REGISTRAR)
        with transaction(registrar):
            decisions.refuse(actor=registrar, delegation=delegation, reason="No.")
        assert (delegation.state, delegation.reason) == (State.REFUSED, "No.")

    def test_one_representative_of_a_state_is_refused_by_the_chief_of_protocol_alone(self):
        person = entered(make.delegation())
        registrar, chief = cast.actor(Role.REGISTRAR), cast.actor(Role.CHIEF_OF_PROTOCOL)
        with pytest.raises(NotAllowed), transaction(registrar):
            people.decide(actor=registrar, move="refuse", ids=rights(person), reason="No.")
        with transaction(chief):
            people.decide(actor=chief, move="refuse", ids=rights(person), reason="No.")
        assert queries.accreditation_of(person.id).state is Member.REFUSED


class TestHead:
    def test_a_delegation_has_one_head(self):
        delegation = make.delegation("draft")
        entered(delegation, Function.HEAD, state=Member.DRAFT)
        with pytest.raises(SecondHead, match="Qatar has a head already"):
            entered(delegation, Function.HEAD, state=Member.DRAFT)

    def test_whoever_was_taken_out_is_head_no_more(self):
        delegation = make.delegation("draft")
        first = entered(delegation, Function.HEAD, state=Member.DRAFT)
        with transaction(SYSTEM):
            composition.take_out(actor=SYSTEM, delegation=delegation, person=first)
        second = entered(delegation, Function.HEAD, state=Member.DRAFT)
        with pytest.raises(SecondHead), transaction(SYSTEM):
            composition.put_back(actor=SYSTEM, delegation=delegation, person=first)
        heads = [
            x.person.id
            for x in members.of(delegation)
            if x.participation.function is Function.HEAD and x.accreditation.state in LIVE
        ]
        assert heads == [second.id]


@pytest.fixture(params=DECIDERS)
def officer(request):
    return cast.actor(request.param)


class TestChanges:
    def test_a_substitution_keeps_the_quota(self, officer):
        delegation = make.delegation(quota={"delegate": 1})
        leaving = entered(delegation)
        approve(delegation, leaving)
        point = make.focal_point(delegation)
        with transaction(point):
            request = changes.ask(
                actor=point,
                delegation=delegation,
                words="She fell ill.",
                leaving=queries.person(leaving.id),
                **member(),
            )
        with transaction(officer):
            changes.accept(actor=officer, request=request)
        assert request.state is requests.State.ACCEPTED
        assert {x.person.id: x.accreditation.state for x in members.of(delegation)} == {
            leaving.id: Member.WITHDRAWN,
            request.coming_id: Member.SUBMITTED,
        }

    def test_an_addition_beyond_the_quota_is_not_accepted(self, officer):
        delegation = make.delegation(quota={"delegate": 1})
        approve(delegation, entered(delegation))
        point = make.focal_point(delegation)
        with transaction(point):
            request = changes.ask(actor=point, delegation=delegation, words="", **member())
        with pytest.raises(QuotaReached), transaction(officer):
            changes.accept(actor=officer, request=request)
        assert request.state is requests.State.ASKED

    def test_a_head_can_be_substituted_by_a_head(self, officer):
        delegation = make.delegation()
        leaving = entered(delegation, Function.HEAD)
        approve(delegation, leaving)
        point = make.focal_point(delegation)
        with transaction(point):
            request = changes.ask(
                actor=point,
                delegation=delegation,
                words="The government changed.",
                leaving=queries.person(leaving.id),
                **member(Function.HEAD),
            )
        with transaction(officer):
            changes.accept(actor=officer, request=request)
        heads = [x for x in members.of(delegation) if x.accreditation.state is Member.SUBMITTED]
        assert [x.participation.function for x in heads] == [Function.HEAD]

    def test_a_request_is_answered_once(self, officer):
        delegation = make.delegation()
        point = make.focal_point(delegation)
        with transaction(point):
            request = changes.ask(actor=point, delegation=delegation, words="", **member())
        with transaction(point):
            changes.take_back(actor=point, request=request)
        with pytest.raises(WrongState), transaction(officer):
            changes.accept(actor=officer, request=request)

    def test_before_submitting_nothing_is_asked_for(self):
        delegation = make.delegation("draft")
        point = make.focal_point(delegation)
        with pytest.raises(changes.NotSubmitted), transaction(point):
            changes.ask(actor=point, delegation=delegation, words="", **member())

    def test_whoever_decides_may_say_no(self, officer):
        delegation = make.delegation()
        point = make.focal_point(delegation)
        with transaction(point):
            request = changes.ask(actor=point, delegation=delegation, words="", **member())
        with transaction(officer):
            changes.decline(actor=officer, request=request, answer=" There is no place. ")
        assert (request.state, request.answer, states_of(delegation)) == (
            requests.State.DECLINED,
            "There is no place.",
            [Member.WITHDRAWN],
        )


class TestWithdrawAndReopen:
    def test_members_go_with_their_delegation_and_can_be_put_back(self):
        delegation = make.delegation()
        person = entered(delegation)
        approve(delegation, person)
        with transaction(SYSTEM):
            decisions.withdraw(actor=SYSTEM, delegation=delegation)
        assert (delegation.state, states_of(delegation)) == (State.WITHDRAWN, [Member.WITHDRAWN])
        with transaction(SYSTEM):
            decisions.reopen(actor=SYSTEM, delegation=delegation)
            composition.put_back(
                actor=SYSTEM, delegation=delegation, person=queries.person(person.id)
            )
        assert (delegation.state, states_of(delegation)) == (State.DRAFT, [Member.DRAFT])
