"""The cover sheet of a delegation: as few pages as it needs, and nobody signs on a bare one."""

from io import BytesIO

import pytest

from ceremony.badges.documents.cover import Cover, Line, set_cover
from ceremony.core.typography.booklet import Booklet
from tests.badges import printed

NAMES = (
    "Layla al-Harithi Mansour",
    "Nguyễn Thị Phương Thảo",
    "ليلى الحارثي منصور",
    "Maria da Conceição Vasconcelos de Albuquerque e Mendonça Figueiredo de Almeida Sousa",
)


def pages(*names: str, body: str = "Qatar") -> list[str]:
    """What is written on each page of the sheet of those with these *names*."""
    lines = [Line(n, name, "Delegate") for n, name in enumerate(names, 1)]
    file = BytesIO()
    with Booklet(file, "Cover sheets") as booklet:
        cover = Cover("Signing ceremony", body, 17, "Hanoi", "As of noon", lines)
        booklet.append(set_cover(cover, booklet.checkpoint.next_number))
        return [" ".join(" ".join(x).split()) for x in printed.texts(BytesIO(file.getvalue()))]


@pytest.mark.parametrize(
    ("people", "shared"),
    [
        (1, [1]),
        (18, [18]),
        (20, [20]),
        (21, [18, 3]),
        (60, [27, 30, 3]),
        (140, [27, 30, 30, 30, 20, 3]),
    ],
)
def test_the_list_goes_on_under_its_head_and_the_receipt_never_stands_alone(people, shared):
    said = pages(*[NAMES[0]] * people)
    wanted = iter(range(1, people + 1))
    listed = [[next(wanted) for _ in range(count)] for count in shared]
    assert [[n for n in range(1, people + 1) if f"000 {n:03} " in x] for x in said] == listed
    assert ["Serial Name Category" in x for x in said] == [True] * len(shared)
    assert ["Receipt" in x for x in said] == [*[False] * (len(shared) - 1), True]
    total = len(shared)
    assert [f"Page {n} of {total}" in x for n, x in enumerate(said, 1)] == [True] * total


def test_names_of_any_length_and_script_stay_whole_and_no_number_is_asked_for():
    long = "Permanent Mission of the United Republic of Somewhere Very Long Indeed at Geneva"
    [page] = pages(*NAMES, body=long)
    assert [x for x in (*NAMES, long) if x not in page] == []
    assert "Nothing of it is written down." in page
    assert "number" not in page
