import pytest

from ceremony.people.kinds import PassKind
from ceremony.people.labels import pass_name


@pytest.mark.parametrize(
    ("kind", "holder", "name"),
    [
        (PassKind.FLOATER, "1", "Floater 1"),
        (PassKind.POOL, "2", "Floater 2"),
        (PassKind.VEHICLE, "29A-123.45", "29A-123.45"),
        (PassKind.PERSONAL, "Amina Al-Kuwari", "Amina Al-Kuwari"),
    ],
)
def test_a_number_alone_is_said_with_the_word_of_its_category(app, kind, holder, name):
    assert pass_name(holder, kind, {"en": "Floater", "fr": "Passe"}) == name
