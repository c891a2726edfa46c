from datetime import timedelta
from enum import StrEnum

import pytest
from sqlalchemy import select

from ceremony.core import audit, clock, states
from ceremony.core.audit import AuditEntry
from ceremony.core.clock import now
from ceremony.core.db import db, transaction
from ceremony.core.errors import NotAllowed
from ceremony.core.permissions import SYSTEM, Permission, Role
from ceremony.core.runs import Kind, Run
from ceremony.core.states import Lifecycle, Move, WrongState, in_state
from tests import cast


class Light(StrEnum):
    RED = "red"
    GREEN = "green"


LIFECYCLE = Lifecycle(
    "lamps",
    Light.RED,
    [
        Move("go", frozenset({Light.RED}), Light.GREEN, Permission.SETTINGS_EDIT, "gone"),
        Move("halt", frozenset({Light.GREEN}), Light.RED, Permission.SETTINGS_EDIT, "halted"),
    ],
)


@pytest.fixture
def lamp(session):
    Run.state = Run.state_since = None  # plain attributes: the table has no such columns
    with transaction(SYSTEM):
        lamp = Run(kind=Kind.REHEARSAL, number=1)
        LIFECYCLE.begin(SYSTEM, lamp, event="hung")
    yield lamp
    del Run.state, Run.state_since


def advance(actor, name, *lamps, **fields):
    with transaction(actor):
        LIFECYCLE.advance(actor, name, *lamps, **fields)


def test_a_subject_begins_in_the_first_state(lamp):
    assert lamp.state is Light.RED
    assert db.session.scalars(select(AuditEntry.event)).all() == ["lamps.hung"]


def test_a_move_changes_state_sets_fields_and_is_recorded(lamp):
    advance(SYSTEM, "go", lamp, number=7)

    assert (lamp.state, lamp.number) == (Light.GREEN, 7)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.event, entry.details) == ("lamps.gone", {"fields": ["number"]})


def test_a_move_from_another_state_is_refused(lamp):
    with pytest.raises(WrongState, match="red"):
        advance(SYSTEM, "halt", lamp)


def test_a_move_needs_its_permission(lamp):
    with pytest.raises(NotAllowed):
        advance(cast.actor(Role.REGISTRAR), "go", lamp)


def test_buttons_follow_state_and_permission(lamp):
    administrator, registrar = cast.actor(Role.ADMINISTRATOR), cast.actor(Role.REGISTRAR)
    names = [[x.name for x in LIFECYCLE.open_to(a, lamp)] for a in (administrator, registrar)]
    assert names == [["go"], []]


@pytest.mark.both_databases
def test_states_are_known_as_of_any_instant(lamp):
    lamp_id, seen = lamp.id, []
    for name in ("go", "halt"):
        clock.shift(timedelta(hours=1 if name == "go" else 2))
        advance(SYSTEM, name, lamp)
    clock.shift(timedelta())
    for hours in (-1, 0.5, 1.5, 2.5):
        at = now() + timedelta(hours=hours)
        seen.append(db.session.scalars(in_state(Run, Light.GREEN, at=at)).all())
    assert seen == [[], [], [lamp_id], []]


def test_nothing_moves_without_subjects():
    with transaction(SYSTEM):
        LIFECYCLE.begin(SYSTEM, event="hung")
        states.keep("run", Light.RED, [], now())
        audit.record(SYSTEM, "lamps.hung")
    assert db.session.scalars(select(AuditEntry)).all() == []
