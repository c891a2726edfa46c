"""The portal in a real browser: by keyboard alone, on a telephone's width."""

from datetime import UTC, datetime

import pytest

from tests import make
from tests.delegations.entering import HEAD, Portal

pytestmark = [pytest.mark.usefixtures("ceremony"), pytest.mark.browser]
FOCUSED = "selector => document.activeElement.matches(selector)"
MOST = 60  # presses from one thing to the next


@pytest.fixture
def page(app, address, launch):
    """The overview of an invited delegation on a telephone, and what the page complains of."""
    deadline = datetime(2099, 10, 1, 11, tzinfo=UTC)
    own = Portal(app, make.delegation("invited", deadline=deadline))
    context = launch().new_context(
        base_url=address,
        viewport={"width": 360, "height": 740},
        locale="en-GB",
        timezone_id="Europe/Paris",
    )
    cookie = own.client.get_cookie("ceremony").value
    context.add_cookies([{"name": "ceremony", "value": cookie, "url": address}])
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda x: complaints.append(x.text) if x.type == "error" else None)
    page.goto("/delegation")
    yield page
    context.close()
    assert complaints == []


def reach(page, selector):
    """Press Tab until *selector* has the focus."""
    for _press in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED, selector):
            return
    raise AssertionError(f"{selector} is not reached by the keyboard")


def follow(page, selector):
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_delegation_is_entered_and_submitted_by_keyboard_alone(page):
    follow(page, "#add-member")
    for name in ("given_names", "family_name"):
        reach(page, f"#{name}")
        page.keyboard.type(HEAD[name])
    reach(page, "#function")
    page.keyboard.press("Home")  # the head is first
    for name, keys in (("nationality_code", "Qatar"), ("sex", "Fem")):
        reach(page, f"#{name}")
        page.keyboard.type(keys)
    reach(page, "#born_on")
    page.keyboard.type("03041980")
    reach(page, "#document_type")
    page.keyboard.type("Passport")
    reach(page, "#document_number")
    page.keyboard.type(HEAD["document_number"])
    reach(page, "#document_expires_on")
    page.keyboard.type("01012031")
    follow(page, "form.formwide button[type=submit]")

    assert page.locator(".members th").filter(has_text="Amina Haddad").count() == 1
    follow(page, "#to-submission")
    follow(page, "#submit-delegation")
    assert page.get_by_role("heading", name="The organisers look at your delegation.").count() == 1
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)


def test_a_deadline_is_said_in_the_readers_time_too(page):
    assert page.locator("time").inner_text() == "1 October 2099, 11:00 – time (UTC+00:00)"
    assert page.locator(".your-time").inner_text() == "October 1 at 13:00 where you are"
