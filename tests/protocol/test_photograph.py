from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from ceremony.people.kinds import BodyKind, Rank
from ceremony.protocol.order import Sender
from ceremony.protocol.photograph import from_centre, positions


@dataclass(frozen=True)
class Somebody:
    sender: Sender
    rank: Rank = Rank.MINISTER


def people(*ranks, host=None):
    return [
        Somebody(Sender(n, f"State {n}", BodyKind.HOST if n == host else BodyKind.STATE), rank)
        for n, rank in enumerate(ranks)
    ]


def drawn(heads, per_row):
    """Each row as the photographer sees it, by the numbers of heads in the order given."""
    return [[x.head.sender.body_id for x in row] for row in positions(heads, per_row)]


def test_the_first_stands_in_the_centre_and_the_second_at_their_right_hand():
    assert [from_centre(n) for n in (1, 2, 3, 4, 5)] == [
        [0],
        [1, 0],
        [1, 0, 2],
        [2, 1, 3, 0],
        [2, 1, 3, 0, 4],
    ]


def test_rows_are_filled_from_the_front():
    assert drawn(people(*[Rank.MINISTER] * 7), 3) == [[1, 0, 2], [4, 3, 5], [6]]


def test_the_host_stands_in_the_middle_whatever_the_rank():
    assert drawn(people(Rank.MINISTER, Rank.MINISTER, Rank.OTHER, host=2), 3) == [[0, 2, 1]]


def test_every_head_of_state_stands_in_front_of_whatever_kind():
    five = people(*[Rank.HEAD_OF_STATE] * 4, Rank.MINISTER)
    assert drawn(five, 3) == [[3, 1, 0, 2], [4]]

    late = people(Rank.MINISTER, Rank.MINISTER, Rank.MINISTER, Rank.HEAD_OF_STATE)
    assert drawn(late, 2) == [[3, 0], [2, 1]]


def test_places_are_numbered_as_they_honour_and_not_as_the_list_of_precedence():
    heads = people(Rank.MINISTER, Rank.MINISTER, Rank.HEAD_OF_STATE, Rank.OTHER, host=3)
    rows = [[(x.number, x.head.sender.body_id) for x in row] for row in positions(heads, 3)]
    assert rows == [[(2, 0), (1, 3), (3, 2)], [(4, 1)]]


def test_nobody_makes_no_row():
    assert positions([], 5) == []


@given(st.lists(st.sampled_from(list(Rank)), max_size=40), st.integers(1, 12))
def test_everybody_stands_once_and_no_row_behind_is_longer(ranks, per_row):
    heads = people(*ranks)
    rows = positions(heads, per_row)
    standing = [x for row in rows for x in row]

    assert sorted(x.head.sender.body_id for x in standing) == list(range(len(heads)))
    assert sorted(x.number for x in standing) == list(range(1, len(heads) + 1))
    assert [[x.place for x in row] for row in rows] == [
        list(range(1, len(row) + 1)) for row in rows
    ]
    assert all(len(row) == per_row for row in rows[1:-1])
    front = {x.head.sender.body_id for row in rows[:1] for x in row}
    leaders = {x.sender.body_id for x in heads if x.rank is Rank.HEAD_OF_STATE}
    assert leaders <= front
