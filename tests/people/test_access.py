"""The table kind x function x rank -> category -> zones, as a pure rule."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from ceremony.people.access import Part, rule_for, union
from ceremony.people.kinds import BodyKind, Function, Rank


@dataclass(frozen=True)
class Line:
    body_kind: BodyKind | None = None
    function: Function | None = None
    rank: Rank | None = None
    category_id: int = 1
    zones: list[str] | None = None


HEAD = Part(BodyKind.STATE, Function.HEAD, Rank.MINISTER)

lines = st.builds(
    Line,
    st.none() | st.sampled_from(BodyKind),
    st.none() | st.sampled_from(Function),
    st.none() | st.sampled_from(Rank),
)
parts = st.builds(Part, st.sampled_from(BodyKind), st.sampled_from(Function), st.sampled_from(Rank))


def test_the_first_line_that_fits_counts():
    outlet, heads, all_ = Line(BodyKind.OUTLET), Line(function=Function.HEAD), Line()
    assert rule_for([outlet, heads, all_], HEAD) is heads
    assert rule_for([all_, heads], HEAD) is all_


def test_every_column_that_says_something_must_fit():
    asked = Line(BodyKind.STATE, Function.HEAD, Rank.HEAD_OF_STATE)
    assert rule_for([asked], HEAD) is None
    assert rule_for([asked], HEAD._replace(rank=Rank.HEAD_OF_STATE)) is asked


def test_an_empty_table_gives_nothing():
    assert rule_for([], HEAD) is None


@given(st.lists(lines, max_size=8), parts)
def test_a_line_for_everything_at_the_end_always_gives_something(table, part):
    assert rule_for([*table, Line()], part) is not None


@given(st.lists(lines, max_size=8), parts)
def test_no_line_before_the_found_one_fits(table, part):
    found = rule_for(table, part)
    before = table if found is None else table[: table.index(found)]
    assert rule_for(before, part) is None


@given(st.lists(st.lists(st.sampled_from("1234567"), max_size=5), max_size=4))
def test_a_union_has_every_code_once_in_the_order_of_the_zones(zones):
    order = list("7136")
    assert union(zones, order) == [x for x in order if any(x in codes for codes in zones)]
