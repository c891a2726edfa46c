import bidi
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ceremony.core.typography.direction import in_visual_order, is_right_to_left, levels
from ceremony.core.typography.shaping import shape

TEXTS = st.text("aé בא دج ()[]{}「」<>/,.:-+$% 12٣٤\u064e\u0301", min_size=1, max_size=14)


def seen(text: str, **more: bool) -> str:
    """*text* from left to right, as it is drawn."""
    return "".join(x.text for run in shape(text, **more).runs for x in run.clusters)


@given(TEXTS.map(str.strip))
@example("א () [ABC] .")
@example("א (\u0301ABC\u0301)\u0301 {ב")
@example("א ABC] (DE[) ב")
@example("א" + "(" * 64 + "ABC" + ")" * 64 + "ב")  # more than are remembered
@example("א\u3008ABC\u232a")  # equal by what they mean
def test_the_order_is_that_of_another_program(text):
    order = in_visual_order(text, levels(text, is_right_to_left(text)))
    assert "".join(order) == bidi.get_display(text)  # in Rust; it gives no levels


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("أحمد ABC", "ABC دمحأ"),
        ("أحمد (ABC)", "(ABC) دمحأ"),
        ("ABC (أحمد)", "ABC (دمحأ)"),
        ("(أحمد) [ABC]", "[ABC] (دمحأ)"),
        ("أحمد (ABC [12]) ب", "ب (ABC [12]) دمحأ"),
        ("قاعة 12-34", "34-12 ةعاق"),
        ("a\u200d ב\u200cג", "a\u200d ג\u200cב"),
        ("ABC (", "ABC ("),
    ],
)
def test_brackets_and_figures_stand_where_a_browser_puts_them(text, drawn):
    assert seen(text) == drawn


def test_a_line_is_read_from_the_side_of_its_text():
    assert seen("ABC!") == "ABC!"
    assert seen("ABC!", is_from_right=True) == "!ABC"
