"""Shifts that come late, or in another order than they were worked."""

import pytest
from sqlalchemy import select

from ceremony.core.db import db
from ceremony.gates.models import Passage, Scan, Shift
from tests import make
from tests.gates import place

pytestmark = pytest.mark.both_databases


@pytest.fixture
def secret(database):
    return place.device(place.checkpoint(direction=Passage.BOTH, exits_scanned=True))


def test_a_shift_takes_no_scans_of_after_its_end(client, secret):
    guard, code = place.guard(), place.code(place.credential(make.accreditation()).serial)
    scans = [place.shown(code, after_s=x) for x in (-2000, -10)]
    start = place.event("shift_started", -3600, guard=guard)
    place.tell(client, secret, *scans)
    place.tell(client, secret, start)

    place.tell(client, secret, place.event("shift_ended", -1800, shift=start["id"]))

    db.session.rollback()
    rows = db.session.scalars(select(Scan.shift_id).order_by(Scan.scanned_at)).all()
    assert [x and str(x) for x in rows] == [start["id"], None]


def test_a_shift_that_comes_after_the_next_one_is_over(client, secret):
    guard = place.guard()
    first, second = [place.event("shift_started", x, guard=guard) for x in (-100, -50)]

    for one in (second, first):
        place.tell(client, secret, one)

    db.session.rollback()
    rows = db.session.execute(select(Shift.started_at, Shift.ended_at).order_by(Shift.started_at))
    [(_began, over), (next_began, still)] = rows
    assert (over, still) == (next_began, None)


def test_the_first_handover_stands(client, secret):
    guard = place.guard()
    start = place.event("shift_started", -3600, guard=guard)
    ends = [
        place.event("shift_ended", after_s, shift=start["id"], handed_to=heir)
        for after_s, heir in ((-10, guard), (-1800, None))
    ]
    place.tell(client, secret, start, ends[0])

    assert place.tell(client, secret, ends[1]).json["results"] == {ends[1]["id"]: "known"}

    db.session.rollback()
    assert db.session.scalars(select(Shift.handed_to_id)).one() is not None
