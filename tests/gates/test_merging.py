"""Two records of one person become one: nothing that gates know of them is lost."""

import threading

import pytest

from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates import operations, passes
from ceremony.gates.models import Guard, Passage, Shift
from ceremony.gates.pins import Verifier
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.operations import turning
from tests.gates import place
from tests.people.vetting import vetted

pytestmark = pytest.mark.both_databases


@pytest.fixture
def hall(database):
    return place.checkpoint(direction=Passage.BOTH, exits_scanned=True)


@pytest.fixture
def ids(hall):
    """Two records, each with a badge that was collected."""
    found = [vetted.somebody(name).id for name in ("Amina", "Amena")]
    with transaction(SYSTEM):
        people.decide(actor=SYSTEM, move="approve", ids=rights(found))
    return found


def rights(ids):
    return [queries.accreditation_of(x).id for x in ids]


def serials(ids):
    return [place.credential(queries.accreditation_of(x)).serial for x in ids]


def merge(ids):
    db.session.rollback()
    with transaction(SYSTEM):
        kept, gone = [queries.record(x) for x in ids]
        people.merge(actor=SYSTEM, kept=kept, gone=gone)


def test_one_guard_is_left_with_the_shifts_of_both(client, hall, ids):
    token, pin = place.device(hall), Verifier("00" * 16, "00" * 32)
    both = serials(ids)
    db.session.rollback()
    for serial in both:
        with transaction(SYSTEM):
            operations.appoint_guard(actor=SYSTEM, serial=serial, pin=pin)
    place.tell(client, token, *[place.event("shift_started", guard=x) for x in both])
    merge(ids)
    guard = db.session.query(Guard).one()
    assert guard.accreditation_id == rights(ids[:1])[0]
    assert [x.guard_id for x in db.session.query(Shift)] == [guard.id] * 2


def test_the_head_is_where_it_went_last(client, hall, ids):
    token = place.device(hall)
    first, second = map(place.code, serials(ids))
    place.read(client, token, first)
    place.read(client, token, first, direction="out")
    place.read(client, token, second)
    merge(ids)
    assert place.inside(hall) == 1


def test_a_merge_and_a_change_of_the_list_wait_for_each_other(app, ids, monkeypatch):
    serials(ids)
    both = rights(ids)
    db.session.rollback()
    turned, told, turn = threading.Event(), [], turning.turn_round

    def slowly(*args):
        turn(*args)
        turned.set()
        change.join(0.5)

    def refresh():
        turned.wait(10)
        with app.app_context(), transaction(SYSTEM, working=True):
            passes.refresh(both)
        told.append("changed")

    monkeypatch.setattr(turning, "turn_round", slowly)
    change = threading.Thread(target=refresh)
    change.start()
    merge(ids)
    change.join(20)
    assert told == ["changed"]
