"""The print room by keyboard alone: a delegation is printed, and a badge made anew.

What comes out of it is read as a stranger would, and judged at a gate.
"""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from ceremony.badges import operations as badges
from ceremony.badges import queries, signing
from ceremony.badges.queries import Filter
from ceremony.core import files
from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.gates import operations as gates
from ceremony.gates import queries as checkpoints
from ceremony.people import operations as people
from ceremony.people import queries as persons
from tests.accounts import signing as accounts
from tests.badges import faces, issuing, printed
from tests.e2e import hanoi as hanoi_2025
from tests.e2e.keyboard import Keyboard
from tests.e2e.test_delegation import Steps, has_no_sideways_scroll, steps_told
from tests.e2e.test_pickup import code_of, register
from tests.server import Server

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
PATIENCE = 20_000  # milliseconds, for the worker
ROLE = Role.BADGE_OFFICER
FIRST, SECOND = "first@print.test", "second@print.test"
OFFICERS = {FIRST: "Bjørn Aasen", SECOND: "Petra Novák"}
OF_QATAR = ("Amina Al-Kuwari", "Leila Al-Thani", "Noor Haddad", "Rami 😀", "Hamad Al-Sulaiti")
GLYPHLESS, FACELESS = "Rami 😀", "Hamad Al-Sulaiti"
OF_JORDAN = ("Rania Khoury", "Omar Nasser")


def arrange() -> None:
    """Two officers; Qatar is not printed yet, nor is Jordan."""
    for email, name in OFFICERS.items():
        accounts.user(email, ROLE, name=name)
    with transaction(SYSTEM):
        rights = [*register("QAT", *OF_QATAR), *register("JOR", *OF_JORDAN)]
        for right in persons.accreditations(rights):
            if right.person.badge_name != FACELESS:
                photo = files.store(faces.portrait(), ".jpg")
                people.set_photograph(actor=SYSTEM, person=right.person, photo=photo)


@pytest.fixture(scope="module")
def hanoi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The ceremony of Hanoi on its first day; each test has a delegation of its own."""
    running = Server(tmp_path_factory.mktemp("print_room") / "instance")
    hanoi_2025.start(running, "2025-10-25", (ROLE,))
    with running.context():
        arrange()
    yield running
    assert running.stop() == 0, running.said()


@pytest.fixture
def sign_in(browser: Browser, hanoi: Server) -> Iterator[Callable[..., Keyboard]]:
    """Lets an officer enter the desk, by keyboard, on a screen of a size."""
    contexts = []

    def enter(email: str, screen: dict[str, int]) -> Keyboard:
        context = browser.new_context(base_url=hanoi.url, viewport=screen, locale="en-GB")
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        keys = Keyboard(context.new_page())
        keys.page.goto("/desk")
        keys.write("Email address", email)
        keys.write("Password", accounts.PASSWORD)
        with keys.page.expect_navigation():
            keys.page.keyboard.press("Enter")
        return keys

    yield enter
    for context in contexts:
        context.close()


def tick(keys: Keyboard, name: str) -> None:
    keys.to(name)
    keys.page.keyboard.press("Space")


def ask_for(keys: Keyboard, delegation: str, step: Steps, print_all: str) -> None:
    """From the desk to the page on which a batch is begun."""
    step("badges", lambda: keys.press("Badges"))
    keys.skip()
    step("delegation", lambda: keys.choose("Delegation", delegation))
    step("show", lambda: keys.press("Show"))
    step("print all", lambda: keys.press(print_all))


def fetch(keys: Keyboard, button: str) -> Path:
    """Wait for the worker; the button has the focus when it has come."""
    expect(keys.page.get_by_role("button", name=button)).to_be_focused(timeout=PATIENCE)
    with keys.page.expect_download() as download:
        keys.page.keyboard.press("Enter")
    return download.value.path()


def parts(file: Path) -> dict[str, BytesIO]:
    """What was fetched, by name: a form keeps what was ticked, so there may be cover sheets too."""
    if file.read_bytes().startswith(b"%PDF"):
        return {"badges-personal.pdf": BytesIO(file.read_bytes())}
    with ZipFile(file) as archive:
        return {name: BytesIO(archive.read(name)) for name in archive.namelist()}


def codes(hanoi: Server, pdf: BytesIO) -> dict[int, str]:
    """By serial, the code of each page of *pdf* that has one, as a camera reads it."""
    with hanoi.context():
        key = bytes(signing.find_active().public_key)
    found = [printed.codes(x) for x in printed.pictures(pdf)]
    return {printed.check(code, key)[0]: code for [code] in filter(None, found)}


def serials(hanoi: Server, *names: str) -> dict[str, int]:
    """Of the badges that count, the latest of each of *names*."""
    with hanoi.context():
        every = queries.credentials(queries.current_ids(Filter()))
        known = {x.accreditation.holder: x.serial for x in sorted(every, key=lambda x: x.serial)}
        return {name: known[name] for name in names}


def scan(lane: Page, code: str, word: str) -> None:
    """As a scanner that types."""
    lane.keyboard.type(code)
    lane.keyboard.press("Enter")
    said = lane.get_by_role("alert").locator("[data-part=word]")
    expect(said).to_have_text(word, ignore_case=True, timeout=PATIENCE)


def test_a_delegation_is_printed_by_keyboard_and_a_second_officer_is_told(hanoi, sign_in):
    keys, step = sign_in(FIRST, WIDE), Steps()
    page = keys.page
    ask_for(keys, "Qatar", step, "Print all 5 badges")
    step("backs", lambda: tick(keys, "Backs too"))
    step("cover sheets", lambda: tick(keys, "Cover sheets"))
    step("check and print", lambda: keys.press("Check and print 5 badges"))

    expect(page.get_by_text("2 badges need a look.")).to_be_focused(timeout=PATIENCE)
    found = page.get_by_role("table", name="What was found").locator("tbody tr")
    expect(found).to_have_count(2)  # the example's own backs are without fault
    expect(found.filter(has_text=GLYPHLESS)).to_contain_text("No font has 😀 U+1F600")
    expect(found.filter(has_text=FACELESS)).to_have_text(re.compile(r"Photograph\s*Missing"))

    other = sign_in(SECOND, PHONE)
    other.to("Menu")  # on a telephone it is folded
    other.page.keyboard.press("Enter")
    ask_for(other, "Qatar", Steps(), "Print all 5 badges")
    expect(other.page.get_by_role("main")).to_contain_text(
        "5 of these badges are being printed by Bjørn Aasen"
    )
    assert has_no_sideways_scroll(other.page)
    other.press("Batch ")
    expect(other.page.get_by_text("2 badges need a look.")).to_be_visible()
    assert has_no_sideways_scroll(other.page)

    step("decide", lambda: keys.press("Print all 4 that can be printed"))
    step("download", lambda: setattr(step, "file", fetch(keys, "Download 4 badges")))
    assert len(step.taken) == steps_told("badge-officer.md", "Print a delegation")

    able = [name for name in OF_QATAR if name != GLYPHLESS]
    made = parts(step.file)
    assert sorted(made) == ["badges-personal.pdf", "covers.pdf"]
    assert len(printed.texts(made["badges-personal.pdf"])) == 2 * len(able)
    found = codes(hanoi, made["badges-personal.pdf"])
    assert sorted(found) == sorted(serials(hanoi, *able).values())
    cover = " ".join(line for page in printed.texts(made["covers.pdf"]) for line in page)
    assert [name in cover for name in OF_QATAR] == [name in able for name in OF_QATAR]


def test_a_badge_is_made_anew_by_keyboard_and_the_old_one_works_until_the_handing_over(
    hanoi, sign_in, browser
):
    old = serials(hanoi, OF_JORDAN[0])[OF_JORDAN[0]]
    with hanoi.context():
        held = queries.find_by_serial(old)
        issuing.mark(held.id)
        with transaction(SYSTEM):
            badges.hand_over(actor=SYSTEM, credentials=[queries.credential(held.id)])
            person = queries.credential(held.id).accreditation.person
            people.change(actor=SYSTEM, person=person, family_name="Khoury-Haddad")
            [gate, *_others] = checkpoints.checkpoints()
            lane = {"name": "Lane 1", "checkpoint_id": gate.id}
            _device, pairing = gates.register_device(actor=SYSTEM, **lane)
            old_code, gate_name = code_of(old), gate.name

    keys, step = sign_in(FIRST, WIDE), Steps()
    page = keys.page
    step("badges", lambda: keys.press("Badges"))
    step("look", lambda: keys.press("Look, and make it anew"))
    expect(page.get_by_role("row", name=re.compile(OF_JORDAN[0]))).to_be_visible()
    step("why", lambda: keys.write("Why", "The name was misspelt."))
    with page.expect_navigation():
        step("anew", lambda: page.keyboard.press("Enter"))
    step("print", lambda: keys.press("Check and print 1 badge"))
    step("download", lambda: setattr(step, "file", fetch(keys, "Download 1 badge")))
    assert len(step.taken) == steps_told("badge-officer.md", "Make a changed badge anew")

    [new] = codes(hanoi, parts(step.file)["badges-personal.pdf"])
    assert serials(hanoi, "Rania Khoury-Haddad") == {"Rania Khoury-Haddad": new}
    lane = browser.new_context(base_url=hanoi.url, viewport=PHONE).new_page()
    lane.goto(f"/gate#pair={pairing}")
    expect(lane.get_by_text(gate_name)).to_be_visible(timeout=PATIENCE)
    scan(lane, old_code, "Admit")
    with hanoi.context(), transaction(SYSTEM):
        made = queries.find_by_serial(new)
        badges.hand_over(actor=SYSTEM, credentials=[queries.credential(made.id)])
    scan(lane, old_code, "Revoked")
    lane.context.close()
