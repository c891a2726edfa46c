from datetime import timedelta

import pytest
from sqlalchemy import select

from ceremony.core import audit, clock, states
from ceremony.core.audit import AuditEntry
from ceremony.core.clock import now
from ceremony.core.db import db, transaction
from ceremony.core.errors import NotAllowed
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.states import WrongState, in_state
from ceremony.people import queries
from ceremony.people.models import Accreditation
from ceremony.people.states import LIFECYCLE, State
from tests import cast, make


@pytest.fixture
def right(session):
    """The accreditation of somebody who has just been submitted."""
    [found] = queries.candidates([make.person().accreditation.id])
    return found


def advance(actor, name, *rights, **fields):
    with transaction(actor):
        LIFECYCLE.advance(actor, name, *rights, **fields)


def events():
    rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    return [(x.event, x.details) for x in rows if x.subject_type == "accreditation"]


def test_a_subject_begins_in_the_first_state(right):
    assert right.state is State.SUBMITTED
    assert events() == [("people.submitted", {})]


def test_a_move_changes_state_sets_fields_and_is_recorded(right):
    advance(SYSTEM, "refuse", right, reason="Submitted twice.")

    assert (right.state, right.reason) == (State.REFUSED, "Submitted twice.")
    assert events()[1:] == [("people.refused", {"fields": ["reason"]})]


def test_a_move_from_another_state_is_refused_and_moves_nobody(right):
    other = make.accreditation(given_names="Leila")
    with pytest.raises(WrongState, match="the state is Approved"):
        advance(SYSTEM, "approve", right, other)
    assert (right.state, other.state) == (State.SUBMITTED, State.APPROVED)


def test_a_move_needs_its_permission(right):
    with pytest.raises(NotAllowed):
        advance(cast.actor(Role.BADGE_OFFICER), "approve", right)
    assert right.state is State.SUBMITTED


def test_buttons_follow_state_and_permission(right):
    registrar, badges = cast.actor(Role.REGISTRAR), cast.actor(Role.BADGE_OFFICER)
    names = [[x.name for x in LIFECYCLE.open_to(actor, right)] for actor in (registrar, badges)]
    assert names == [["approve", "return", "withdraw"], []]


@pytest.mark.both_databases
def test_states_are_known_as_of_any_instant(right):
    right_id, seen = right.id, []
    for hours, name, reason in ((1, "approve", None), (2, "revoke", "Recalled.")):
        clock.shift(timedelta(hours=hours))
        advance(SYSTEM, name, right, reason=reason)
    clock.shift(timedelta())
    for hours in (-1, 0.5, 1.5, 2.5):
        at = now() + timedelta(hours=hours)
        seen.append(db.session.scalars(in_state(Accreditation, State.APPROVED, at=at)).all())
    assert seen == [[], [], [right_id], []]


def test_nothing_moves_without_subjects():
    with transaction(SYSTEM):
        LIFECYCLE.begin(SYSTEM, event="submitted")
        states.keep("accreditation", State.SUBMITTED, [], now())
        audit.record(SYSTEM, "people.submitted")
    assert events() == []
