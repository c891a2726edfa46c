"""The desk's pages of delegations in a real browser: a telephone's first screen, the menu."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from ceremony.core.permissions import Role
from tests import make

pytestmark = pytest.mark.browser


@pytest.fixture
def page(signed_in, address, launch):
    make.ceremony()
    make.category("delegate")
    make.delegation("invited", deadline=datetime(2099, 10, 1, 11, tzinfo=UTC))
    context = launch().new_context(
        base_url=address,
        viewport={"width": 360, "height": 740},
        locale="en-GB",
        timezone_id="Europe/Paris",
    )
    cookie = signed_in(Role.REGISTRAR).get_cookie("ceremony").value
    context.add_cookies([{"name": "ceremony", "value": cookie, "url": address}])
    page = context.new_page()
    page.goto("/desk/delegations")
    yield page
    context.close()


def test_the_first_screen_of_a_telephone_shows_the_list(page):
    assert page.get_by_role("link", name="Qatar").bounding_box()["y"] < 740


def test_the_menu_is_used_by_keyboard_alone(page):
    page.get_by_role("link", name="Open a delegation").focus()
    lesser = page.get_by_role("link", name="Usual quotas and deadlines")
    expect(lesser).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(lesser).to_be_visible()
    page.keyboard.press("Escape")
    expect(lesser).to_be_hidden()
    page.keyboard.press("Enter")
    for _link in range(3):
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url("/desk/delegations/terms")


def test_the_time_where_the_reader_is_stands_in_the_title_of_a_deadline(page):
    assert page.locator("tbody time").get_attribute("title").splitlines() == [
        "1 October 2099, 18:00 Hanoi time (UTC+07:00)",
        "October 1 at 13:00 where you are",
    ]
