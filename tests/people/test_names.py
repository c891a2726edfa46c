"""Names are kept exactly as given, and found however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremony.people import names
from ceremony.register.names import fold


@pytest.mark.parametrize(
    ("given_names", "family_name", "printed", "found_as"),
    [
        ("Thị Ễ", "Nguyễn", "Thị Ễ Nguyễn", "thi e nguyen"),
        ("Flora", "MacDonald", "Flora MacDonald", "flora macdonald"),
        ("Pieter", "van der Berg", "Pieter van der Berg", "pieter van der berg"),
        ("", "Tsegaye", "Tsegaye", "tsegaye"),
        ("Suharto", "", "Suharto", "suharto"),
        ("ليلى", "منصور", "ليلى منصور", "ليلى منصور"),
        ("文岚", "周", "文岚 周", "文岚 周"),
        ("Đức", "Lê", "Đức Lê", "duc le"),
        ("  Anne-Marie ", "O’Neill", "Anne-Marie O’Neill", "anne marie oneill"),
    ],
)
def test_a_name_is_printed_as_given_and_folded_to_be_found(
    given_names, family_name, printed, found_as
):
    assert names.badge_name(given_names, family_name, None) == printed
    assert fold(printed) == found_as


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("VNM", "Nguyễn Thị Ễ"),
        ("CHN", "Nguyễn Thị Ễ"),
        ("KOR", "Nguyễn Thị Ễ"),
        ("FRA", "Thị Ễ Nguyễn"),
        ("", "Thị Ễ Nguyễn"),
        (None, "Thị Ễ Nguyễn"),
    ],
)
def test_which_name_comes_first_is_the_usage_of_the_nationality(code, printed):
    assert names.badge_name("Thị Ễ", "Nguyễn", code) == printed


def test_decomposed_letters_are_composed_and_nothing_else_changes():
    assert names.tidy("Nguye\u0302\u0303n") == "Nguyễn"
    assert names.tidy("McDONALD\u00a0 jr.") == "McDONALD jr."
    assert names.tidy("گل\u200cناز") == "گل\u200cناز"
    assert [names.tidy(x) for x in (" \u200d \u200e", "\u3164", "\u0301 \u115f", "\u2800")] == [
        ""
    ] * 4


def test_the_search_key_has_every_word_once_between_spaces():
    assert names.search_key("Lê Đức", "Đức", "Lê", "") == " le duc "
    assert names.search_key("", "") == "  "


@given(st.text(max_size=40), st.text(max_size=40))
def test_tidying_twice_is_tidying_once(first, second):
    once = names.badge_name(first, second, "VNM")
    assert names.tidy(once) == once
