"""Random days of a delegation: several people act at the same instant, and the rules hold."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

from ceremony.core.audit import AuditEntry, RowChange
from ceremony.core.db import db, reading, transaction
from ceremony.core.errors import DomainError, NotAllowed
from ceremony.core.permissions import Actor, Role
from ceremony.core.web import Application
from ceremony.delegations.models import ChangeRequest, Delegation
from ceremony.delegations.operations import changes, composition, decisions
from ceremony.delegations.queries import members
from ceremony.delegations.states import changes as requests
from ceremony.delegations.states.delegations import OVER, State
from ceremony.delegations.states.members import CHANGEABLE
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.kinds import Function
from ceremony.people.models import Accreditation, Participation, Person
from ceremony.people.states import LIVE
from ceremony.people.states import State as Member
from tests import cast, make
from tests.delegations.people import member

QUOTA = 3
CONCURRENT = 3
REASON = "The passport has expired."


class Days(RuleBasedStateMachine):
    """One delegation; each step is up to three acts of different people at once."""

    def __init__(self, app: Application) -> None:
        super().__init__()
        self.app = app
        self.seen = self.known = 0
        with app.app_context():
            sender = make.body(None)
            delegation = make.delegation("invited", sender, quota={"delegate": QUOTA})
            self.id, self.body_id = delegation.id, delegation.body_id
            self.other_body_id = make.delegation(sender=make.body(None)).body_id
            self.point = make.focal_point(delegation, f"point{delegation.id}@ceremony.test")
            self.officers = {role: cast.actor(role) for role in set(DESK.values())}

    @initialize(beginning=st.sampled_from(["invited", "submitted", "approved", "approved"]))
    def begin(self, beginning: str) -> None:
        """Some days begin late: with a head and a delegate who wait, or are approved."""
        steps = {"invited": [], "submitted": BEGUN, "approved": [*BEGUN, "approve"]}[beginning]
        for name in steps:
            self._perform(name, 0, Barrier(1))

    @rule(
        acts=st.lists(
            st.sampled_from(
                """add add add add_head put_back take_out submit submit submit approve approve
                approve_one approve_as_person return refuse refuse_person withdraw withdraw_person
                reopen reopen ask ask substitute accept accept decline take_back
                add_at_the_desk share move_away""".split()
            ),
            min_size=1,
            max_size=CONCURRENT,
        ),
        pick=st.integers(0, 5),
    )
    def act(self, acts: list[str], pick: int) -> None:
        barrier = Barrier(len(acts))
        with ThreadPoolExecutor(len(acts)) as pool:
            for done in [pool.submit(self._perform, x, pick, barrier) for x in acts]:
                done.result()
        with self.app.app_context(), reading():
            coming = self._count(LIVE)
            assert coming <= max(QUOTA, self.known) + acts.count("add_at_the_desk")
            self.known = coming
            db.session.remove()

    def _perform(self, name: str, pick: int, barrier: Barrier) -> None:
        """One person's act; a rule may refuse it, and nothing else may go wrong."""
        actor = self.officers[DESK[name]] if name in DESK else self.point
        with self.app.app_context():
            barrier.wait()
            try:
                with transaction(actor):
                    delegation = db.session.get_one(Delegation, self.id)
                    if name in WITH_ANOTHER:
                        WITH_ANOTHER[name](actor, delegation, pick, self.other_body_id)
                    else:
                        ACTS[name](actor, delegation, pick)
            except NotAllowed:
                # A focal point leaves alone whom others send too; else all may do what they do.
                if name not in {"take_out", "put_back"}:
                    raise
            except (DomainError, StaleDataError, ObjectDeletedError):
                pass  # refused, or somebody was faster
            finally:
                db.session.remove()

    @invariant()
    def the_rules_hold(self) -> None:
        with self.app.app_context(), reading():
            state = db.session.get_one(Delegation, self.id).state
            assert self._heads() <= 1
            assert self._count({Member.APPROVED}) <= QUOTA
            assert state not in OVER or self._count({*LIVE, Member.ASKED}) == 0
            assert state is not State.INVITED or self._count(LIVE) == 0
            undecided, approved = self._count(CHANGEABLE), self._count({Member.APPROVED})
            assert state is not State.SUBMITTED or undecided or not approved
            assert self._asked_for() == self._ids({Member.ASKED})
            assert self._unnamed() == 0
            db.session.remove()

    def _heads(self) -> int:
        return self._count(LIVE, Participation.function == Function.HEAD)

    def _count(self, states: Any, *more: Any) -> int:
        rows = (
            select(func.count())
            .select_from(Participation)
            .join(Accreditation, Accreditation.person_id == Participation.person_id)
            .where(Participation.body_id == self.body_id, Accreditation.state.in_(states), *more)
        )
        return db.session.scalar(rows) or 0

    def _ids(self, states: Any) -> list[int]:
        """Of the members in one of *states*."""
        rows = (
            select(Participation.person_id)
            .join(Accreditation, Accreditation.person_id == Participation.person_id)
            .where(Participation.body_id == self.body_id, Accreditation.state.in_(states))
            .order_by(Participation.person_id)
        )
        return list(db.session.scalars(rows))

    def _asked_for(self) -> list[int]:
        """For whom the delegation waits for an answer."""
        rows = select(ChangeRequest.coming_id).where(
            ChangeRequest.delegation_id == self.id, ChangeRequest.state == requests.State.ASKED
        )
        return list(db.session.scalars(rows.order_by(ChangeRequest.coming_id)))

    def _unnamed(self) -> int:
        """Changed rows that no entry of the same transaction names."""
        named = (
            select(AuditEntry.id)
            .where(
                AuditEntry.transaction_key == RowChange.transaction_key,
                AuditEntry.subject_type == RowChange.subject_type,
                AuditEntry.subject_id == RowChange.subject_id,
            )
            .exists()
        )
        last = db.session.scalar(select(func.max(RowChange.id))) or 0
        new = RowChange.id > self.seen
        unnamed = db.session.scalar(select(func.count()).select_from(RowChange).where(new, ~named))
        self.seen = last
        return unnamed or 0


def _members(delegation: Delegation, *states: Member) -> list[members.Member]:
    return [x for x in members.of(delegation) if x.accreditation.state in states]


def _one(found: list[Any], pick: int) -> Any:
    if not found:
        raise DomainError("nobody is left for this act")
    return found[pick % len(found)]


def _person(delegation: Delegation, pick: int, *states: Member) -> Person:
    return queries.person(_one(_members(delegation, *states), pick).person.id)


def _asked(delegation: Delegation, pick: int) -> ChangeRequest:
    rows = select(ChangeRequest).where(
        ChangeRequest.delegation_id == delegation.id, ChangeRequest.state == requests.State.ASKED
    )
    return _one(list(db.session.scalars(rows.order_by(ChangeRequest.id))), pick)


def _submitted(delegation: Delegation) -> list[int]:
    return [x.accreditation.id for x in _members(delegation, Member.SUBMITTED)]


def _decide(actor: Actor, move: str, ids: list[int], pick: int) -> object:
    """As the list of people does it, which knows of no delegation."""
    return people.decide(actor=actor, move=move, ids=[_one(ids, pick)], reason=REASON)


ACTS: dict[str, Callable[[Actor, Delegation, int], object]] = {
    "add": lambda actor, delegation, _pick: composition.add_member(
        actor=actor, delegation=delegation, **member()
    ),
    "add_head": lambda actor, delegation, _pick: composition.add_member(
        actor=actor, delegation=delegation, **member(Function.HEAD)
    ),
    "take_out": lambda actor, delegation, pick: composition.take_out(
        actor=actor,
        delegation=delegation,
        person=_person(delegation, pick, *LIVE, Member.ASKED),
    ),
    "put_back": lambda actor, delegation, pick: composition.put_back(
        actor=actor, delegation=delegation, person=_person(delegation, pick, Member.WITHDRAWN)
    ),
    "submit": lambda actor, delegation, _pick: composition.submit(
        actor=actor, delegation=delegation
    ),
    "ask": lambda actor, delegation, _pick: changes.ask(
        actor=actor, delegation=delegation, words="", **member()
    ),
    "substitute": lambda actor, delegation, pick: changes.ask(
        actor=actor,
        delegation=delegation,
        words="She fell ill.",
        leaving=(leaving := _person(delegation, pick, *LIVE)),
        **member(composition.member_of(delegation, leaving).function),
    ),
    "take_back": lambda actor, delegation, pick: changes.take_back(
        actor=actor, request=_asked(delegation, pick)
    ),
    "approve": lambda actor, delegation, _pick: decisions.approve(
        actor=actor, delegation=delegation, ids=_submitted(delegation)
    ),
    "approve_one": lambda actor, delegation, pick: decisions.approve(
        actor=actor, delegation=delegation, ids=[_one(_submitted(delegation), pick)]
    ),
    "return": lambda actor, delegation, pick: decisions.return_(
        actor=actor,
        delegation=delegation,
        reason="",
        reasons={_one(_submitted(delegation), pick): REASON},
    ),
    "refuse": lambda actor, delegation, _pick: decisions.refuse(
        actor=actor, delegation=delegation, reason=REASON
    ),
    "withdraw": lambda actor, delegation, _pick: decisions.withdraw(
        actor=actor, delegation=delegation
    ),
    "reopen": lambda actor, delegation, _pick: decisions.reopen(actor=actor, delegation=delegation),
    "accept": lambda actor, delegation, pick: changes.accept(
        actor=actor, request=_asked(delegation, pick)
    ),
    "decline": lambda actor, delegation, pick: changes.decline(
        actor=actor, request=_asked(delegation, pick), answer="There is no place."
    ),
    "approve_as_person": lambda actor, delegation, pick: _decide(
        actor, "approve", _submitted(delegation), pick
    ),
    "refuse_person": lambda actor, delegation, pick: _decide(
        actor, "refuse", _submitted(delegation), pick
    ),
    "withdraw_person": lambda actor, delegation, pick: _decide(
        actor,
        "withdraw",
        [x.accreditation.id for x in _members(delegation, *LIVE, Member.ASKED)],
        pick,
    ),
    "add_at_the_desk": lambda actor, delegation, _pick: people.add(
        actor=actor, **member(body_id=delegation.body_id)
    ),
}
# Another delegation sends somebody of these too, or from now on alone.
WITH_ANOTHER: dict[str, Callable[[Actor, Delegation, int, int], object]] = {
    "share": lambda actor, delegation, pick, body_id: people.add_participation(
        actor=actor,
        person=_person(delegation, pick, *LIVE),
        body=queries.body_of(body_id),
        function=Function.DELEGATE,
        rank="other",
    ),
    "move_away": lambda actor, delegation, pick, body_id: people.change_participation(
        actor=actor,
        participation=composition.member_of(delegation, _person(delegation, pick, *LIVE)),
        body_id=body_id,
    ),
}
BEGUN = ["add_head", "add", "submit"]
# Who does what at the desk; all else is done by the focal point.
DESK = {
    "approve": Role.REGISTRAR,
    "approve_one": Role.REGISTRAR,
    "return": Role.REGISTRAR,
    "refuse": Role.CHIEF_OF_PROTOCOL,
    "withdraw": Role.REGISTRAR,
    "reopen": Role.REGISTRAR,
    "accept": Role.PROTOCOL_OFFICER,
    "decline": Role.REGISTRAR,
    "approve_as_person": Role.PROTOCOL_OFFICER,
    "refuse_person": Role.CHIEF_OF_PROTOCOL,
    "withdraw_person": Role.REGISTRAR,
    "add_at_the_desk": Role.REGISTRAR,
    "share": Role.REGISTRAR,
    "move_away": Role.REGISTRAR,
}


@pytest.mark.both_databases
@pytest.mark.soak
def test_quota_head_and_audit_hold_whatever_happens_at_once(
    app: Application, soaking: bool
) -> None:
    make.category("delegate")
    run_state_machine_as_test(
        lambda: Days(app),
        settings=settings(
            max_examples=100 if soaking else 8,
            stateful_step_count=50 if soaking else 20,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),  # what races shrinks for ever
            suppress_health_check=list(HealthCheck),
        ),
    )
