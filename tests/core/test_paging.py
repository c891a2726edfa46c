"""Pages by key: they go on and back, meet every row once, and begin where the address says."""

from uuid import UUID

import pytest
from sqlalchemy import select

from ceremony.core import paging
from ceremony.core.db import db
from ceremony.core.pages import page_url
from ceremony.core.paging import FIRST, Place
from ceremony.core.web import place
from ceremony.people.models import Body
from tests import make

ORDER = (Body.sort_key, Body.id)
pytestmark = pytest.mark.both_databases


@pytest.fixture
def bodies():
    """Seven senders of three names, so that names alone are no key."""
    return [make.body(None, name=x).id for x in "CABABCA"]


def names(page):
    return "".join(row.name for row in page.rows)


def look(at=FIRST, **asked):
    return paging.page(select(Body.name), ORDER, at, 3, **asked)


def walk(**asked):
    """The pages from the first to the last, by what stands on them."""
    pages = [look(**asked)]
    while pages[-1].after is not None:
        pages.append(look(Place(after=pages[-1].after), **asked))
    return pages


@pytest.mark.parametrize(("descends", "expected"), [(False, "AAA BBC C"), (True, "CCB BAA A")])
def test_pages_go_on_and_back_and_meet_every_row_once(bodies, descends, expected):
    pages = walk(descends=descends)
    assert " ".join(map(names, pages)) == expected
    assert sorted(row.key for page in pages for row in page.rows) == sorted(bodies)
    assert [bool(x.before) for x in pages] == [False, True, True]

    second = look(Place(before=pages[2].before), descends=descends)
    assert second == pages[1]
    assert look(Place(before=second.before), descends=descends) == pages[0]


def test_a_page_begins_behind_a_row_that_fits_no_more(bodies):
    only_a = [Body.name == "A"]
    behind_the_first_b = Place(after=bodies[2])
    assert names(look(where=only_a)) == "AAA"
    assert names(look(behind_the_first_b, where=only_a)) == ""
    assert names(look(behind_the_first_b, where=only_a, descends=True)) == "AAA"


def test_without_such_a_row_it_is_the_first_page(bodies):
    assert look(Place(after=999)) == look(Place(before=999)) == look()
    both = Place(after=look().after, before=bodies[0])
    assert names(look(both)) == "BBC"


def test_an_empty_list_has_one_page():
    assert look() == ([], None, None)


def test_more_is_asked_for_the_rows_of_the_page_alone(bodies):
    wide = select(Body.name, Body.code)
    narrow = look()
    page = paging.page(select(Body.id), ORDER, Place(after=narrow.after), 3, wide=wide)
    assert names(page) == "BBC"
    assert page.rows[0].code == db.session.get_one(Body, page.rows[0].key).code
    back = paging.page(select(Body.id), ORDER, Place(before=page.before), 3, wide=wide)
    assert (names(back), back.before, back.after) == ("AAA", None, narrow.after)


def test_a_page_can_show_what_is_made_of_its_rows(bodies):
    page = look()
    assert page.showing(["x"]) == (["x"], page.before, page.after)


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("", None), ("-1", None), ("²", None), ("9" * 10, None), ("1e3", None)],
)
def test_an_id_is_a_number_that_fits_its_column(text, number):
    assert paging.number(text) == number


def test_the_address_says_where_a_page_begins(app):
    with app.test_request_context("/desk/x?after=7&before=y"):
        assert place() == Place(after=7)
    with app.test_request_context(f"/desk/x?before={UUID(int=5)}"):
        assert place(uuid_or_nothing) == Place(before=UUID(int=5))


def test_the_address_of_the_page_beside_keeps_all_else(app):
    with app.test_request_context("/desk/x?kind=a&kind=b&after=7&q=%C4%90%26"):
        assert page_url(before=9) == "/desk/x?kind=a&kind=b&q=%C4%90%26&before=9"
        assert page_url() == "/desk/x?kind=a&kind=b&q=%C4%90%26"
    with app.test_request_context("/desk/x?after=7"):
        assert page_url() == "/desk/x"


def uuid_or_nothing(text: str) -> UUID | None:
    return UUID(text) if text else None
