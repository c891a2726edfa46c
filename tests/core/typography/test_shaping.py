from hypothesis import example, given
from hypothesis import strategies as st

from ceremony.core.typography.families import Weight
from ceremony.core.typography.shaping import shape


def test_arabic_letters_are_joined_and_run_from_the_right():
    joined, apart = shape("سلام"), shape("س ل ا م")
    isolated = {cluster.body.glyph for run in apart.runs for cluster in run.clusters}
    [run] = joined.runs
    assert [cluster.text for cluster in run.clusters][-1] == "س"
    assert not isolated.issuperset(cluster.body.glyph for cluster in run.clusters)


def test_a_cluster_is_never_taken_apart():
    clusters = [x.text for run in shape("ស្រីពេជ្រ").runs for x in run.clusters]
    assert clusters == ["ស្រី", "ពេ", "ជ្រ"]


@given(st.text(max_size=20), st.sampled_from(Weight))
@example("\u0e33", Weight.BOLD)
@example("\U000e0100\u200d", Weight.REGULAR)
@example("\u17d2\u1039\u094d", Weight.BOLD)
def test_whatever_is_written_no_empty_box_is_drawn(text, weight):
    shapes = {
        shape.glyph
        for run in shape(text, weight).runs
        for cluster in run.clusters
        for shape in (cluster.body, *cluster.marks)
    }
    assert 0 not in shapes
