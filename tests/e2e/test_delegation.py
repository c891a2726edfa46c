"""A delegation from the mailed invitation to its approval, with a return and a substitution.

The focal point works on a telephone of 360 px, by keyboard alone; mail goes through a real
server.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.delegations.operations import opening
from ceremony.delegations.queries import members
from ceremony.delegations.queries.delegations import delegation as delegation_of
from tests import smtp, workbooks
from tests.cast import PASSWORD
from tests.e2e import hanoi as hanoi_2025
from tests.e2e.keyboard import Keyboard
from tests.server import Server

PHONE = {"width": 360, "height": 740}
ROOT = Path(__file__).parents[2]


@dataclass
class Sender:
    """A delegation that is opened, and who will enter it."""

    name: str
    iso3: str
    focal_point: str
    email: str
    id: int = 0

    def __str__(self) -> str:
        return self.name


QATAR = Sender("Qatar", "QAT", "Noor Haddad", "noor@mission.test")
JORDAN = Sender("Jordan", "JOR", "Rami Khoury", "rami@mission.test")


@pytest.fixture(scope="module")
def post() -> Iterator[smtp.Server]:
    with smtp.serving() as server:
        yield server


@pytest.fixture(scope="module")
def hanoi(tmp_path_factory: pytest.TempPathFactory, post: smtp.Server) -> Iterator[Server]:
    """In September; each test has a delegation of its own."""
    instance = tmp_path_factory.mktemp("delegation") / "instance"
    running = Server(instance, CEREMONY_SMTP_URL=post.url, CEREMONY_MAIL_FROM=smtp.SENDER)
    running.environment["CEREMONY_BASE_URL"] = running.url
    hanoi_2025.start(running, "2025-09-20", (Role.REGISTRAR,))
    yield running
    assert running.stop() == 0, running.said()


@pytest.fixture
def sender(request: pytest.FixtureRequest, hanoi: Server) -> Sender:
    with hanoi.context(), transaction(SYSTEM):
        [opened] = opening.open_from_register(
            actor=SYSTEM, iso3s=[request.param.iso3], quota={"delegate": 12}
        )
        return replace(request.param, id=opened.id)


@pytest.fixture
def desk(browser: Browser, hanoi: Server, sender: Sender) -> Iterator[Page]:
    context = browser.new_context(base_url=hanoi.url, locale="en-GB")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"/desk/delegations/{sender.id}")
    page.get_by_label("Email address").fill(hanoi_2025.EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(sender.name)
    yield page
    context.close()


@pytest.fixture
def phone(browser: Browser, hanoi: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=hanoi.url, viewport=PHONE, locale="en-GB")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def mailed(post: smtp.Server, sender: Sender, subject: str, patience: float = 30) -> EmailMessage:
    """The mail to the focal point of *sender* whose subject begins so, as soon as it has come."""
    to, deadline = f"{sender.focal_point} <{sender.email}>", time.monotonic() + patience
    while time.monotonic() < deadline:
        theirs = [x for x in post.received if x["To"] == to]
        if found := [x for x in theirs if str(x["Subject"]).startswith(subject)]:
            return found[-1]
        time.sleep(0.1)
    raise AssertionError([str(x["Subject"]) for x in post.received])


def invite(desk: Page, sender: Sender) -> None:
    desk.get_by_role("link", name="Invite").click()
    desk.get_by_label("Name").fill(sender.focal_point)
    desk.get_by_label("Email").fill(sender.email)
    desk.get_by_role("main").get_by_role("button", name="Name as focal point").click()
    desk.get_by_role("button", name="Invite those who are not invited yet").click()
    desk.get_by_role("button", name="Send 1 mail").click()
    expect(desk.get_by_text("1 mail is on its way.")).to_be_visible()


def enter(phone: Page, post: smtp.Server, sender: Sender) -> Keyboard:
    """Follow the personal link of the invitation."""
    mail = mailed(post, sender, f"Registration of the delegation: {sender.name}")
    [link] = re.findall(r"http://\S+/enter/\S+", smtp.text(mail))
    phone.goto(link)
    keys = Keyboard(phone)
    keys.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text(sender.name)
    return keys


def fill(keys: Keyboard, given: str, family: str, function: str, number: str) -> None:
    """The form of a member, by keyboard, in the order in which Tab goes."""
    keys.write("Given names", given)
    keys.write("Family name", family)
    keys.choose("Sex", "Female")
    keys.date("Date of birth", "05041980")
    keys.choose("Nationality", "Qatar")
    keys.choose("Function", function)
    keys.write("Position", "Director of Treaty Affairs")
    keys.choose("Travel document", "Passport")
    keys.write("Document number", number)
    keys.date("Valid until", "01312031")


def add(keys: Keyboard, *facts: str) -> None:
    keys.press("Add a member")
    fill(keys, *facts)
    keys.press("Add to the delegation")


def submit(keys: Keyboard) -> None:
    keys.press("Look through and submit")
    keys.press("Submit the delegation")
    expect(keys.page.locator("main")).to_contain_text("Submitted")


def has_no_sideways_scroll(page: Page) -> bool:
    script = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(page.evaluate(script))


def approve(desk: Page, button: str) -> None:
    desk.reload()
    desk.get_by_role("button", name=button).click()
    desk.get_by_role("dialog").get_by_role("button", name="Approve").click()


@pytest.mark.parametrize("sender", [QATAR], indirect=True, ids=str)
def test_from_the_mailed_invitation_to_the_approved_delegation(hanoi, post, sender, desk, phone):
    invite(desk, sender)
    keys = enter(phone, post, sender)
    add(keys, "Amina", "Al-Kuwari", "Head of delegation", "P1000001")
    add(keys, "Leila", "Al-Thani", "Delegate", "P1000002")
    assert has_no_sideways_scroll(phone)
    submit(keys)

    desk.goto(f"/desk/delegations/{sender.id}/return")
    desk.get_by_label("Leila Al-Thani").fill("The passport number has a letter too many.")
    desk.get_by_role("button", name="Return the delegation").click()
    returned = smtp.text(mailed(post, sender, "Returned"))
    assert "The passport number has a letter too many." in returned

    phone.reload()
    expect(phone.locator("main")).to_contain_text("The passport number has a letter too many.")
    keys.press("Leila Al-Thani")
    keys.write("Document number", "1000002")
    keys.press("Save")
    submit(keys)

    desk.goto(f"/desk/delegations/{sender.id}")
    approve(desk, "Approve 2 of 2")
    expect(desk.get_by_text("2 members approved. The delegation is approved.")).to_be_visible()
    confirmation = mailed(post, sender, "Approved")
    assert [x.get_content_type() for x in confirmation.iter_attachments()] == ["application/pdf"]

    phone.reload()
    keys.press("Leila Al-Thani")
    keys.press("Somebody else instead")
    keys.write("Why", "She fell ill.")
    fill(keys, "Maryam", "Al-Sulaiti", "Delegate", "P1000003")
    keys.press("Ask the organisers")
    expect(phone.locator("main")).to_contain_text("Maryam Al-Sulaiti")
    assert has_no_sideways_scroll(phone)

    desk.reload()
    asked = "Maryam Al-Sulaiti instead of Leila Al-Thani?"
    expect(desk.get_by_text(asked, exact=True)).to_be_visible()
    desk.get_by_role("button", name="Accept").click()
    desk.get_by_role("dialog").get_by_role("button", name="Accept").click()
    approve(desk, "Approve 1 of 1")
    expect(desk.get_by_text("1 member approved. The delegation is approved.")).to_be_visible()

    with hanoi.context():
        found = members.of(delegation_of(sender.id))
        assert {x.person.badge_name: str(x.accreditation.state) for x in found} == {
            "Amina Al-Kuwari": "approved",
            "Leila Al-Thani": "withdrawn",
            "Maryam Al-Sulaiti": "approved",
        }


class Steps:
    """Counts what a person does: each link, button, file or field once."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def __call__(self, name: str, act: Callable[[], object]) -> None:
        act()
        self.taken.append(name)


def steps_told(guide: str, heading: str) -> int:
    """How many steps *guide* says that this takes."""
    text = (ROOT / "docs" / "guides" / guide).read_text()
    [told] = re.findall(rf"^## {re.escape(heading)}: (\d+) steps$", text, re.MULTILINE)
    return int(told)


def filled_in(template: Path, nationality: str) -> bytes:
    """The template with a head and eleven delegates."""
    book = openpyxl.load_workbook(BytesIO(template.read_bytes()))
    headings = [x.value for x in book["People"][1]]
    for number in range(12):
        values = workbooks.PERSON | {
            "Family name": f"Al-Kuwari {number}",
            "Given names": "Amina",
            "Function": "Delegate" if number else "Head of delegation",
            "Sex": "F",
            "Date of birth": date(1970 + number, 3, 20),
            "Nationality": nationality,
            "Document type": "Passport",
            "Document number": f"P20000{number:02}",
            "Document expiry": date(2031, 1, 31),
        }
        for place, heading in enumerate(headings, start=1):
            book["People"].cell(number + 2, place, values.get(heading))
    return workbooks.saved(book)


@pytest.mark.parametrize("sender", [JORDAN], indirect=True, ids=str)
def test_twelve_are_registered_and_approved_in_as_many_steps_as_the_guides_say(
    hanoi, post, sender, desk, phone
):
    invite(desk, sender)
    mail = mailed(post, sender, "Registration")
    link = re.findall(r"http://\S+/enter/\S+", smtp.text(mail))[0]
    step = Steps()
    step("open the link", lambda: phone.goto(link))
    step("enter", lambda: phone.get_by_role("button", name="Enter").click())
    step("import", lambda: phone.get_by_role("link", name="Import a workbook").click())
    with phone.expect_download() as template:
        step("template", lambda: phone.get_by_role("link", name="Template").first.click())
    file = {"name": "twelve.xlsx", "mimeType": "application/octet-stream"}
    file |= {"buffer": filled_in(template.value.path(), sender.name)}
    step("choose", lambda: phone.get_by_label("Workbook").set_input_files(file))
    for name, role in (
        ("Examine the workbook", "button"),
        ("Import 12 people", "button"),
        ("To the delegation", "link"),
        ("Look through and submit", "link"),
        ("Submit the delegation", "button"),
    ):
        step(name, lambda name=name, role=role: phone.get_by_role(role, name=name).click())
    assert len(step.taken) == steps_told(
        "focal-point.md", "Register a delegation of 12 with the template"
    )

    step = Steps()
    desk.goto("/desk")
    main = desk.get_by_role("main")
    step("queue", lambda: main.get_by_role("link", name="Delegations").first.click())
    step("delegation", lambda: main.get_by_role("link", name=sender.name).click())
    step("approve", lambda: main.get_by_role("button", name="Approve 12 of 12").click())
    dialog = desk.get_by_role("dialog")
    step("confirm", lambda: dialog.get_by_role("button", name="Approve").click())
    expect(desk.get_by_text("12 members approved. The delegation is approved.")).to_be_visible()
    assert len(step.taken) == steps_told("registrar.md", "Approve a delegation of 12")
