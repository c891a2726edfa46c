"""Who is inside: a head belongs to a right to pass and to a run, not to a badge."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from ceremony.badges import operations as badges
from ceremony.badges import queries as badge_queries
from ceremony.badges.states import RevokedBecause
from ceremony.core import clock
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates.models import Passage
from ceremony.people import operations as people
from ceremony.people import queries as people_queries
from ceremony.people.kinds import PassKind
from tests import make
from tests.gates import place

pytestmark = pytest.mark.both_databases


@pytest.fixture
def hall(database):
    """A checkpoint for both ways of a zone whose exits are all scanned."""
    return place.checkpoint(direction=Passage.BOTH, exits_scanned=True)


@pytest.fixture
def go(client, hall):
    """``go("in", serial)``: what the gate says to that badge, and how many are inside then."""
    secret = place.device(hall)

    def read(direction, serial):
        answer = place.read(client, secret, place.code(serial), direction=direction, partner=3)
        return answer.json["verdict"]["code"], place.inside(hall)

    return read


def replaced(serial, *, issue_new=True, reason=RevokedBecause.LOST):
    """The number of the badge that now counts instead of the lost one with this number."""
    db.session.rollback()
    lost = badge_queries.credential(badge_queries.find_by_serial(serial).id)
    with transaction(SYSTEM):
        badge = badges.replace(actor=SYSTEM, credential=lost, reason=reason, issue_new=issue_new)
        new_id, number = badge.id, badge.serial
    if issue_new:
        place.collected([new_id])
    return number


def test_whoever_rehearsed_comes_in_as_if_never_seen(go):
    serial = place.credential().serial
    rehearsed = [go("in", serial)]
    clock.shift(timedelta(seconds=30))
    rehearsed.append(go("in", serial))

    place.go_live()

    assert rehearsed == [("admit", 1), ("already_inside", 1)]
    assert go("in", serial) == ("admit", 1)  # within ten seconds, and no repetition either
    assert [code for code, _admitted in place.kept()] == ["admit", "already_inside", "admit"]


def test_another_badge_of_somebody_inside_is_the_same_head(go):
    lost = place.credential().serial
    go("in", lost)

    serial = replaced(lost)

    assert go("in", serial) == ("already_inside", 1)
    assert go("out", serial) == ("admit", 0)


def test_a_pass_that_changes_hands_stays_inside_when_it_is_replaced(go):
    make.category(pass_kind=PassKind.FLOATER)
    lost = place.credential().serial
    go("in", lost)

    serial = replaced(lost)

    assert go("in", serial) == ("already_inside", 1)
    assert place.kept()[-1] == ("already_inside", False)


def test_whoever_finds_the_lost_badge_does_not_take_the_head_out(go):
    lost = place.credential().serial
    go("in", lost)

    serial = replaced(lost)

    assert go("out", lost) == ("revoked", 1)
    assert go("out", serial) == ("admit", 0)


def test_a_lost_badge_without_another_still_takes_its_holder_out(go):
    lost = place.credential().serial
    go("in", lost)

    replaced(lost, issue_new=False)

    assert go("out", lost) == ("revoked", 0)


def test_somebody_whose_right_ended_counts_until_going_out(go):
    right = make.accreditation()
    serial = place.credential(right).serial
    go("in", serial)
    db.session.rollback()

    with transaction(SYSTEM):
        people.revoke(
            actor=SYSTEM,
            accreditations=people_queries.accreditations([right.id]),
            reason="Misuse",
        )

    assert go("in", serial) == ("revoked", 1)
    assert go("out", serial) == ("revoked", 0)
    assert place.kept()[-1] == ("revoked", False)


def test_taking_a_revoked_badge_at_the_exit_is_five_statements_two_of_them_writing(client, hall):
    secret, serial = place.device(hall), place.credential().serial
    place.read(client, secret, place.code(serial), direction="in")
    replaced(serial, issue_new=False, reason=RevokedBecause.WITHDRAWN)
    code, statements = place.code(serial), []

    @event.listens_for(db.engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, *_more):
        statements.append(statement.split()[0])

    place.read(client, secret, code, direction="out")
    event.remove(db.engine, "before_cursor_execute", note)

    assert statements == ["SELECT", "SELECT", "SELECT", "UPDATE", "INSERT"]
