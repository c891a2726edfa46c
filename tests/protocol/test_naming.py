import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremony.people.names import fold
from ceremony.protocol.naming import capital, listed_name

WORD = st.text("AÀBÇÉĐŁØabcđéñøßłıi", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("badge", "family", "given_names", "nationality", "expected"),
    [
        ("Amina Al-Kuwari", "Al-Kuwari", "Amina", "QAT", "Amina AL-KUWARI"),
        ("Nguyễn Thị Đào", "Nguyễn", "Thị Đào", "VNM", "NGUYỄN Thị Đào"),
        ("Zhao Wenjing", "Zhao", "Wenjing", "CHN", "ZHAO Wenjing"),
        ("Nagy Ágnes", "Nagy", "Ágnes", "HUN", "NAGY Ágnes"),
        ("Gabriel García", "García Márquez", "Gabriel José", "COL", "Gabriel GARCÍA"),
        ("Ian McDonald", "McDonald", "Ian", "GBR", "Ian McDONALD"),
        ("Áine Ó hUiginn", "Ó hUiginn", "Áine", "IRL", "Áine Ó hUIGINN"),
        ("Jürgen Groß", "Groß", "Jürgen", "DEU", "Jürgen GROẞ"),
        ("Deniz Yılmaz İnci", "Yılmaz İnci", "Deniz", "TUR", "Deniz YILMAZ İNCİ"),
        ("Ali Ali", "Ali", "Ali", "EGY", "Ali ALI"),
        ("Kim Kim", "Kim", "Kim", "KOR", "KIM Kim"),
        ("Suharto", "", "Suharto", "IDN", "SUHARTO"),
        ("Pelé", "Pelé", "", "BRA", "PELÉ"),
        ("Nana the First", "Ofori-Atta", "Nana", "GHA", "Nana the First"),
        ("Jose Munoz", "MUÑOZ", "JOSÉ", "ESP", "Jose MUNOZ"),
        ("Олена Шевченко", "Шевченко", "Олена", "UKR", "Олена ШЕВЧЕНКО"),
    ],
)
def test_the_family_name_is_in_capitals_and_nothing_else_changes(
    badge, family, given_names, nationality, expected
):
    assert listed_name(badge, family, given_names, nationality) == expected


def marks(text):
    """The marks above and below letters, in their order."""
    return [x for x in unicodedata.normalize("NFD", text) if unicodedata.combining(x)]


@given(st.lists(WORD, min_size=1, max_size=3), st.lists(WORD, min_size=1, max_size=3))
def test_no_mark_and_no_word_is_ever_lost(given_names, family):
    badge = " ".join([*given_names, *family])
    made = listed_name(badge, " ".join(family), " ".join(given_names))

    assert (fold(made), marks(made)) == (fold(badge), marks(badge))
    assert len(made.split()) == len(badge.split())


@given(WORD)
def test_capitals_of_capitals_are_the_same(word):
    assert capital(capital(word)) == capital(word)
