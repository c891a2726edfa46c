from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremony.core.typography.families import Han, Weight
from ceremony.core.typography.fitting import Box, fit
from tests.core.names import HARD_NAMES
from tests.core.typography.scripts import LINES

BOX = Box(91, 24, 7.6, 5.4, lines=2, more_lines=3, leading=1.08, weight=Weight.BOLD, tracking=-12)
NARROW = Box(20, 40, 7.6, 7, lines=3, more_lines=4)


def lines(text: str, box: Box = BOX) -> list[str]:
    return [line.text for line in fit(text, box).lines]


def test_letters_without_a_font_are_named():
    assert fit("Som 😀", BOX).missing == "😀"


def test_a_short_name_keeps_its_size():
    fitted = fit("Amina Al-Kuwari", BOX)
    assert (len(fitted.lines), fitted.size, fitted.is_readable) == (1, 7.6, True)


def test_a_longer_name_is_broken_between_words():
    fitted = fit("Layla al-Harithi Mansour", BOX)
    assert [line.text for line in fitted.lines] == ["Layla al-Harithi", "Mansour"]
    assert fitted.size == 7.6


def test_it_shrinks_to_the_minimum_before_a_third_line():
    fitted = fit("Maximiliana Konstantinopolska Featherstonehaugh", BOX)
    assert len(fitted.lines) == 2
    assert 5.4 <= fitted.size < 7.6


def test_what_does_not_fit_stays_whole_and_inside_but_says_so():
    fitted = fit("Wolfeschlegelsteinhausenbergerdorff" * 2, BOX)
    assert (len(fitted.lines), fitted.is_readable) == (1, False)
    assert fitted.width <= 91.001


@pytest.mark.parametrize("name", HARD_NAMES)
def test_hard_names_stay_inside_and_whole(name):
    fitted = fit(name, BOX)
    assert " ".join(line.text for line in fitted.lines) == " ".join(name.split())
    assert (fitted.width <= 91.001, fitted.height <= 24.001) == (True, True)


@given(
    st.lists(st.text("abéßÑŁẫjXзЖλ'’-", min_size=1, max_size=30), min_size=1, max_size=12),
    st.floats(5, 120),
    st.floats(3, 40),
)
def test_nothing_ever_leaves_its_box(words, width, height):
    fitted = fit(" ".join(words), Box(width, height, 7.6, 5.4, lines=2, more_lines=3))
    assert fitted.width <= width + 0.001
    assert fitted.height <= height + 0.001
    assert [x for line in fitted.lines for x in line.text.split()] == words


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("ณัฐพงศ์ศรีสุวรรณ", ["ณัฐพงศ์ศรีสุวรรณ"]),
        ("សុខា\u200bស្រីពេជ្រ", ["សុខា", "ស្រីពេជ្រ"]),  # where its writer parted the words
        ("ခင်မြင့်ကြည် သန္တာ", ["ခင်မြင့်ကြည်", "သန္တာ"]),
        ("欧阳诗雨欧阳诗雨", ["欧阳诗雨欧阳诗雨"]),
        ("山田\u3000太郎太郎", ["山田", "太郎太郎"]),
        ("Nguyễn\u00a0Thị Hương", ["Nguyễn Thị", "Hương"]),
        ("Smith-Featherstonehaugh", ["Smith-Featherstonehaugh"]),
    ],
)
def test_a_line_ends_only_between_words(text, broken):
    assert lines(text, NARROW) == broken


def test_words_that_were_parted_by_no_space_get_none_on_one_line():
    assert lines("សុខា\u200bពេជ្រ", Box(90, 9, 6, 5)) == ["សុខា\u200bពេជ្រ"]


def test_every_line_is_read_from_the_side_of_the_whole():
    fitted = fit("الوفد عمان ABC!", Box(20, 40, 7.6, 7, lines=4))
    assert fitted.lines[-1].text == "ABC!"
    seen = "".join(x.text for run in fitted.lines[-1].runs for x in run.clusters)
    assert seen == "!ABC"


def test_a_name_keeps_the_forms_of_its_bearer():
    [line] = fit("直角", BOX, Han.JP).lines
    assert {run.font.name for run in line.runs} == {"NotoSansJP-Bold"}


@pytest.mark.parametrize("text", ["", "   ", "\u200b \u3000\n"])
def test_nothing_takes_no_room(text):
    fitted = fit(text, BOX)
    assert (fitted.width, fitted.is_readable, fitted.missing) == (0, True, "")


@pytest.mark.parametrize("script", LINES)
def test_names_in_every_script_stay_inside(script):
    name = LINES[script]
    fitted = fit(name.text, BOX, name.han)
    assert (fitted.width <= 91.001, fitted.height <= 24.001) == (True, True)


def test_very_many_words_are_broken_well_and_at_once():
    text = " ".join("abcdefgh"[: 1 + n % 8] for n in range(60))
    began = process_time()
    fitted = fit(text, Box(91, 60, 7.6, 5.4, lines=2, more_lines=9))
    assert process_time() - began < 1  # trying every break would take for ever
    widths = [line.width for line in fitted.lines]
    assert " ".join(line.text for line in fitted.lines) == text
    assert max(widths) < 1.15 * sum(widths) / len(widths)


def test_letters_that_go_high_and_deep_get_room():
    fitted = fit("ခင်မြင့်ကြည် သန္တာမြင့်ကြည်", Box(30, 40, 7.6, 5, lines=2, leading=1))
    (upper, lower), space = fitted.lines, fitted.spacing
    assert (space.above, space.below) == (upper.ascent / 1000, lower.descent / 1000)
    assert space.leading * 1000 > upper.descent + lower.ascent
    assert fitted.baseline == fitted.size * space.above
    assert fitted.height <= 40.001


@pytest.mark.parametrize("text", ["Nguyễn Thị", "欧阳诗雨"])
def test_others_keep_the_leading_of_their_box(text):
    assert fit(text, BOX).leading == 1.08
