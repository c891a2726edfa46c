"""What is noticed does not depend on the order in which scans come to be known."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ceremony.gates import noticing
from ceremony.gates.moving import NEVER_SEEN, Held, Whereabouts, moves, whereabouts
from ceremony.gates.noticing import Sighting
from ceremony.gates.verdict import Code, Direction

START = datetime(2025, 10, 25, 8, tzinfo=UTC)
IN, OUT = Direction.IN, Direction.OUT


def scan(number, at_s=0, device=1, way=IN, *, admitted=True, offline=True, **more):
    return Sighting(
        id=UUID(int=number),
        run_id=1,
        at=START + timedelta(seconds=at_s),
        device_id=device,
        checkpoint_id=more.get("checkpoint", device),
        zone_id=1,
        exits_scanned=True,
        direction=way,
        right=more.get("right", 7),
        serial=more.get("serial", 12),
        code_hash=None,
        credential_id=12,
        admitted=admitted,
        offline=offline,
    )


SCANS = st.lists(
    st.builds(
        lambda number, at_s, device, way, admitted, offline: scan(
            number, at_s, device, way, admitted=admitted, offline=offline
        ),
        st.integers(1, 10_000),
        st.integers(0, 300),
        st.integers(1, 3),
        st.sampled_from(Direction),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda x: x.id,
)


def told(scans, walks):
    return [(x.kind, [y.id.int for y in x.seen]) for x in noticing.of_badges(scans, walks)]


@given(SCANS, st.randoms(use_true_random=False))
def test_whatever_the_order_the_same_is_noticed_once(scans, chance):
    walks = {1: 30, 2: 60, 3: 0}
    shuffled = [*scans]
    chance.shuffle(shuffled)

    found = noticing.of_badges(shuffled, walks)

    assert found == noticing.of_badges(scans, walks)
    assert len({x.event for x in found}) == len(found)
    assert all(x.seen[0].device_id != x.seen[1].device_id for x in found)
    assert whereabouts(noticing.in_order(shuffled)) == whereabouts(noticing.in_order(scans))


def test_that_it_was_soon_as_well_is_no_second_incident():
    assert told([scan(1), scan(2, 5, device=2)], {1: 30, 2: 30}) == [("admitted_twice", [1, 2])]


def test_the_longer_way_counts_and_ends_at_the_second():
    def at(seconds):
        online = {"offline": False}
        scans = [scan(1, **online), scan(2, seconds, device=2, **online)]
        return told(scans, {1: 30, 2: 60})

    assert [at(59), at(60)] == [[("too_soon", [1, 2])], []]


def test_another_badge_of_the_same_right_is_the_same_head():
    assert told([scan(1), scan(2, 90, device=2, serial=13)], {}) == [("admitted_twice", [1, 2])]


def test_a_revoked_badge_takes_its_head_out_unless_another_counts_then():
    leaving = scan(1, 60, way=OUT, admitted=False)
    early, late = Held(13, START, None), Held(13, START + timedelta(seconds=61), None)
    ended = Held(13, START, START + timedelta(seconds=60))

    said = [moves(leaving, Code.REVOKED, x) for x in ([], [late], [ended], [early])]

    assert said == [True, True, True, False]
    assert not moves(leaving, Code.UNKNOWN, [])
    assert not moves(scan(2, admitted=False), Code.REVOKED, [])


def test_somebody_is_inside_since_the_first_admission():
    ways = [(1, 0, IN), (2, 10, IN), (3, 20, OUT), (4, 30, OUT), (5, 40, IN), (6, 50, IN)]
    ordered = [scan(number, at_s, way=way) for number, at_s, way in ways]

    assert whereabouts(ordered) == Whereabouts(True, START + timedelta(seconds=40))
    assert whereabouts(ordered[:4]) == Whereabouts(False, START + timedelta(seconds=20))
    assert whereabouts([]) is NEVER_SEEN
