"""The portal in a real browser: by keyboard alone, on a telephone's width."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests import make, workbooks
from tests.delegations.entering import HEAD, Portal

pytestmark = [pytest.mark.usefixtures("ceremony"), pytest.mark.browser]
ROOT = Path(__file__).parents[2]
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


def test_twelve_are_registered_with_the_template_in_the_steps_of_the_guide(page, tmp_path):
    """The first of the nine is the link in the invitation."""
    steps = 1

    def press(role, name):
        nonlocal steps
        steps += 1
        page.get_by_role(role, name=name).first.click()

    press("link", "Import a workbook")
    with page.expect_download() as template:
        press("link", "Template")
    filled = tmp_path / "filled.xlsx"
    filled.write_bytes(twelve(template.value.path()))
    steps += 1
    page.get_by_label("Workbook").set_input_files(filled)
    press("button", "Examine the workbook")
    press("button", "Import 12 people")
    press("link", "To the delegation")
    press("link", "Look through and submit")
    press("button", "Submit the delegation")

    assert page.get_by_text("The delegation is submitted.").count() == 1
    assert page.locator(".members tbody tr").count() == 12
    guide = (ROOT / "docs" / "guides" / "focal-point.md").read_text()
    assert f"Register a delegation of 12 with the template: {steps} steps" in guide


def twelve(template):
    """The template, filled in with a head and eleven others."""
    book = openpyxl.load_workbook(BytesIO(template.read_bytes()))
    headings = [x.value for x in book["People"][1]]
    for number in range(12):
        values = workbooks.PERSON | {
            "Family name": f"Nguyễn {number}",
            "Function": "Delegate" if number else "Head of delegation",
            "Sex": "F",
            "Date of birth": date(1970 + number, 1, 1),
            "Document type": "Passport",
            "Document number": f"B{number:07}",
        }
        for place, heading in enumerate(headings, start=1):
            book["People"].cell(number + 2, place, values.get(heading))
    return workbooks.saved(book)


def test_a_deadline_is_said_in_the_readers_time_too(page):
    assert page.locator("time").inner_text() == "1 October 2099, 11:00 – time (UTC+00:00)"
    assert page.locator(".your-time").inner_text() == "October 1 at 13:00 where you are"
