import pytest

from ceremony.core.characters import (
    has_letter,
    has_odd_characters,
    is_blank,
    odd_characters,
    without_odd_characters,
)


@pytest.mark.parametrize(
    ("text", "named", "left"),
    [
        (
            "No\u202enuts\u2066",
            "U+202E RIGHT-TO-LEFT OVERRIDE, U+2066 LEFT-TO-RIGHT ISOLATE",
            "Nonuts",
        ),
        ("a\0b\0\x1b", "U+0000, U+001B", "ab"),
        ("\ue000\ud800", "U+E000, U+D800", ""),
        ("two\r\nlines\tlong", "", "two\r\nlines\tlong"),
        ("گل\u200cناز ශ්\u200dරී ស\u200bខ", "", "گل\u200cناز ශ්\u200dරී ស\u200bខ"),
        ("Nguyễn 😀", "", "Nguyễn 😀"),
    ],
)
def test_what_no_name_contains_is_named(text, named, left):
    found = (odd_characters(text), without_odd_characters(text), has_odd_characters(text))
    assert found == (named, left, bool(named))


@pytest.mark.parametrize(
    ("text", "blank", "is_name"),
    [
        ("", True, False),
        (" \u200d\u200e", True, False),
        ("\u3164", True, False),
        ("\u0301", True, False),
        ("\u202e", False, False),  # to be refused
        ("!?", False, False),
        ("29A", False, True),
        ("Lê", False, True),
        ("ส\u0e34", False, True),
    ],
)
def test_what_prints_as_nothing_is_blank_and_is_no_name(text, blank, is_name):
    assert (is_blank(text), has_letter(text)) == (blank, is_name)
