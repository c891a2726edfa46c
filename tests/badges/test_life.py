"""The life of badges: every move from every state, and random days of several desks at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from ceremony.badges import operations, queries
from ceremony.badges.models import Credential, ReceiptItem
from ceremony.badges.operations.handing import Ended, NotHere
from ceremony.badges.passes import queries as stock
from ceremony.badges.states import LIFECYCLE, LIVE, OUTSIDE, RevokedBecause, State
from ceremony.core import clock
from ceremony.core.db import db, reading, transaction
from ceremony.core.errors import DomainError
from ceremony.core.permissions import SYSTEM
from ceremony.core.states import WrongState
from ceremony.core.web import Application
from ceremony.gates.models import GatePass
from ceremony.people import operations as people
from ceremony.people import queries as persons
from ceremony.people.models import Accreditation
from ceremony.people.operations import passes as rights
from ceremony.people.states import State as Right
from tests import make
from tests.badges import issuing, passes
from tests.gates import place

LOST, REPLACED = RevokedBecause.LOST, RevokedBecause.REPLACED


def read(credential_id: int) -> Credential:
    db.session.rollback()
    return queries.credential(credential_id)


def do(operation: Callable[..., Any], credential_id: int, **more: Any) -> Any:
    db.session.rollback()
    with transaction(SYSTEM):
        given = [queries.credential(credential_id)]
        return operation(actor=SYSTEM, credentials=given, **more)


def hand_over(credential_id: int) -> None:
    do(operations.hand_over, credential_id)


def give(credential_id: int) -> None:
    do(
        operations.give_to_bearer,
        credential_id,
        body_id=sender(credential_id),
        bearer="Noor Haddad",
    )


def sender(credential_id: int) -> int:
    return queries.sender(queries.credential(credential_id)).id


def put_back(credential_id: int) -> None:
    do(operations.put_back, credential_id)


def take_back(credential_id: int) -> None:
    do(operations.take_back, credential_id)


def revoke(credential_id: int, reason: RevokedBecause = LOST) -> None:
    do(operations.revoke, credential_id, reason=reason)


def reprint(credential_id: int) -> list[int]:
    db.session.rollback()
    with transaction(SYSTEM):
        return operations.reprint(actor=SYSTEM, ids=[credential_id], reason="New title")


def replace(credential_id: int) -> int:
    db.session.rollback()
    with transaction(SYSTEM):
        old = queries.credential(credential_id)
        return operations.replace(actor=SYSTEM, credential=old, reason=LOST).id


MOVES = {
    "print": issuing.mark,
    "print_now": issuing.mark,
    "give_to_bearer": give,
    "hand_over": hand_over,
    "put_back": put_back,
    "take_back": take_back,
    "revoke": revoke,
}
WAYS = {
    State.ISSUED: (),
    State.PRINTED: ("print",),
    State.WITH_BEARER: ("print", "give_to_bearer"),
    State.COLLECTED: ("print", "hand_over"),
    State.RETURNED: ("print", "hand_over", "take_back"),
    State.REVOKED: ("revoke",),
}


def states(accreditation_id: int) -> list[tuple[State, RevokedBecause | None]]:
    db.session.rollback()
    rows = select(Credential).where(Credential.accreditation_id == accreditation_id)
    return [(x.state, x.reason) for x in db.session.scalars(rows.order_by(Credential.id))]


def refused_at_gates() -> list[str | None]:
    db.session.rollback()
    return list(db.session.scalars(select(GatePass.revoked).order_by(GatePass.credential_id)))


def out() -> list[bool]:
    db.session.rollback()
    rows = select(ReceiptItem.returned_at.is_(None)).order_by(ReceiptItem.id)
    return list(db.session.scalars(rows))


@pytest.mark.both_databases
def test_every_move_leads_where_the_table_says_and_no_other_is_made(database):
    made = {}
    for start, way in WAYS.items():
        for name in MOVES:
            badge = issuing.credential(family_name=f"{start} {name}").id
            for step in way:
                MOVES[step](badge)
            try:
                MOVES[name](badge)
            except (WrongState, Ended, NotHere):
                assert read(badge).state is start
            else:
                made[start, name] = read(badge).state
    table = {
        (source, name): move.target
        for name, move in LIFECYCLE.moves.items()
        for source in move.sources
    }
    del table[State.RETURNED, "hand_over"]  # a personal badge ended with that
    for name in ("print", "print_now"):
        again = {x: made.pop((x, name)) for x in list(State)[1:]}
        assert again == {x: x for x in list(State)[1:]}  # the same again: on new paper
    assert made == table


@pytest.mark.both_databases
def test_a_lost_badge_is_refused_at_every_gate_from_the_instant_of_its_reissue(client):
    badge = issuing.collected()
    gates = [place.device(place.checkpoint(x)) for x in ("P1", "P2")]
    old = place.code(badge.serial)

    def verdicts(text: str) -> list[str]:
        answers = [place.read(client, x, text).get_json()["verdict"] for x in gates]
        return [f"{x['code']} {x['reason']}" for x in answers]

    assert verdicts(old) == ["admit in"] * 2
    new = read(replace(badge.id))
    assert verdicts(old) == ["revoked lost"] * 2
    assert verdicts(place.code(new.serial)) == ["call_supervisor ask"] * 2, "it lies at the desk"


@pytest.mark.both_databases
def test_a_successor_ends_the_one_before_and_its_receipt(database):
    badge = issuing.printed()
    give(badge.id)
    [new] = reprint(badge.id)
    issuing.mark(new)
    assert refused_at_gates() == [None, None]
    hand_over(new)
    assert states(badge.accreditation_id) == [(State.REVOKED, REPLACED), (State.COLLECTED, None)]
    assert (refused_at_gates(), out()) == (["replaced", None], [False])


def test_a_lost_badge_with_a_successor_that_waits_leaves_that_one_in_force():
    badge = issuing.collected()
    [new] = reprint(badge.id)
    assert replace(badge.id) == new
    issuing.mark(new)
    hand_over(new)
    assert states(badge.accreditation_id) == [(State.REVOKED, LOST), (State.COLLECTED, None)]


def test_a_right_that_ends_while_its_badge_is_with_a_bearer_is_struck_off_the_receipt():
    badge = issuing.printed()
    give(badge.id)
    assert out() == [True]
    with transaction(SYSTEM):
        ending = persons.accreditations([badge.accreditation_id])
        people.withdraw(actor=SYSTEM, accreditations=ending)
    assert out() == [False]
    assert stock.loans(sender(badge.id)) == []
    assert refused_at_gates() == ["withdrawn"]


@pytest.mark.both_databases
def test_two_records_that_become_one_keep_the_badge_of_the_one_that_stays(database):
    gone, kept = issuing.printed(), issuing.collected(family_name="Haddad")
    give(gone.id)
    [new] = reprint(kept.id)
    with transaction(SYSTEM):
        people.merge(
            actor=SYSTEM,
            kept=persons.person(kept.accreditation.person_id),
            gone=persons.person(gone.accreditation.person_id),
        )
    assert states(kept.accreditation_id) == [
        (State.REVOKED, REPLACED),
        (State.COLLECTED, None),
        (State.ISSUED, None),
    ]
    assert [x.id for x in queries.live([kept.accreditation_id])] == [kept.id, new]
    assert out() == [False]
    assert refused_at_gates() == ["replaced", None, None]


def test_what_is_over_is_called_expired_and_nothing_else_changes():
    badge = issuing.collected()
    assert badge.word == "Collected"
    clock.shift(badge.valid_until - clock.now())
    assert (read(badge.id).word, read(badge.id).state) == ("Expired", State.COLLECTED)
    revoke(badge.id)
    assert read(badge.id).word == "Lost"


class Desks(RuleBasedStateMachine):
    """A person's badge and a floater; each step is up to three acts at the same instant."""

    def __init__(self, app: Application) -> None:
        super().__init__()
        self.app = app
        with app.app_context():
            body = make.body(None)
            person = issuing.credential(body=body)
            [floater] = passes.floaters(1, body)
            self.rights = [person.accreditation_id, floater.accreditation_id]
            db.session.remove()

    @rule(
        acts=st.lists(
            st.sampled_from([*MOVES, *"issue reprint replace end again".split()]),
            min_size=1,
            max_size=3,
        ),
        pick=st.integers(0, 3),
        which=st.integers(0, 1),
    )
    def act(self, acts: list[str], pick: int, which: int) -> None:
        barrier = Barrier(len(acts))
        with ThreadPoolExecutor(len(acts)) as pool:
            for done in [pool.submit(self._perform, x, pick, which, barrier) for x in acts]:
                done.result()

    def _perform(self, name: str, pick: int, which: int, barrier: Barrier) -> None:
        """One officer's act; a rule may refuse it, and nothing else may go wrong."""
        with self.app.app_context():
            badge = self._picked(self.rights[which], pick)
            barrier.wait()
            try:
                ({**MOVES, **OTHERS}[name])(badge)
            except (DomainError, StaleDataError):
                pass  # refused, or somebody was faster
            finally:
                db.session.remove()

    def _picked(self, right: int, pick: int) -> int:
        """One of the last badges of this right."""
        rows = select(Credential.id).where(Credential.accreditation_id == right)
        ids = list(db.session.scalars(rows.order_by(Credential.id.desc()).limit(4)))
        return ids[pick % len(ids)]

    @invariant()
    def the_rules_hold(self) -> None:
        with self.app.app_context(), reading():
            badges = db.session.scalars(
                select(Credential).where(Credential.accreditation_id.in_(self.rights))
            ).all()
            for right in self.rights:
                live = [x for x in badges if x.accreditation_id == right and x.state in LIVE]
                assert sorted(x.takes_over for x in live) in ([], [False], [True], [False, True])
                standing = db.session.get_one(Accreditation, right).state is Right.APPROVED
                assert standing or not live
            listed = select(GatePass.credential_id).where(
                GatePass.accreditation_id.in_(self.rights), GatePass.revoked.is_(None)
            )
            assert set(db.session.scalars(listed)) == {x.id for x in badges if x.state in LIVE}
            is_out = ReceiptItem.returned_at.is_(None)
            held = select(Credential.state).join(
                ReceiptItem, ReceiptItem.credential_id == Credential.id
            )
            assert set(db.session.scalars(held.where(is_out))) <= OUTSIDE
            db.session.remove()


def end(credential_id: int) -> None:
    right = read(credential_id).accreditation_id
    with transaction(SYSTEM):
        [ending] = persons.rights([right])
        rights.end(actor=SYSTEM, rights=[ending], reason="Misused")


def approve_again(credential_id: int) -> None:
    right = read(credential_id).accreditation_id
    with transaction(SYSTEM):
        again = persons.accreditations([right])
        people.reopen(actor=SYSTEM, accreditations=again)
        people.approve(actor=SYSTEM, accreditations=again)


def issue(credential_id: int) -> None:
    right = read(credential_id).accreditation_id
    with transaction(SYSTEM):
        operations.issue(actor=SYSTEM, accreditation_ids=[right])


OTHERS: dict[str, Callable[[int], Any]] = {
    "issue": issue,
    "reprint": reprint,
    "replace": replace,
    "end": end,
    "again": approve_again,
}


@pytest.mark.both_databases
@pytest.mark.soak
def test_whatever_several_desks_do_at_once_the_rules_hold(app, soaking):
    run_state_machine_as_test(
        lambda: Desks(app),
        settings=settings(
            max_examples=50 if soaking else 6,
            stateful_step_count=30 if soaking else 12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.reuse, Phase.generate),  # what races shrinks for ever
        ),
    )
