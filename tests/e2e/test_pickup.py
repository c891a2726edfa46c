"""The pick-up desk by keyboard alone: from the search to the receipt, and a lost badge replaced."""

import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ceremony.accounts import operations as accounts
from ceremony.accounts import passwords
from ceremony.badges import operations as badges
from ceremony.badges import queries, signing, token
from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.delegations.operations import opening
from ceremony.gates import operations as gates
from ceremony.gates import queries as checkpoints
from ceremony.people import mrz
from ceremony.people import operations as people
from ceremony.people import queries as persons
from tests import programs
from tests.badges import issuing
from tests.cast import PASSWORD
from tests.e2e import camera
from tests.e2e.keyboard import Keyboard
from tests.e2e.test_delegation import Steps, has_no_sideways_scroll, steps_told
from tests.server import Server

PHONE = {"width": 360, "height": 740}
OF_QATAR = ("Amina Al-Kuwari", "Leila Al-Thani", "Noor Haddad")
OF_FRANCE = "Claire Dubois"


def register(iso3: str, *names: str) -> list[int]:
    """The delegation of a State, and its members, approved; the ids of their rights."""
    [sender] = opening.open_from_register(actor=SYSTEM, iso3s=[iso3])
    rows = [
        {"given_names": name.split()[0], "family_name": name.split()[1], "function": "delegate"}
        | {"body_id": sender.body_id, "document_number": f"{iso3[0]}100000{number}"}
        | {"born_on": date(1980, 5, 6), "nationality_code": iso3}
        for number, name in enumerate(names)
    ]
    sender.state = "submitted"
    ids = people.register(actor=SYSTEM, people=rows)
    rights = [persons.accreditation_of(x).id for x in ids]
    people.decide(actor=SYSTEM, move="approve", ids=rights)
    return rights


def arrange() -> None:
    """An officer of the desk; of Qatar's badges two are on paper, of France's the only one."""
    with transaction(SYSTEM):
        accounts.create(
            actor=SYSTEM,
            email="pickup@ceremony.test",
            name="Petra Novák",
            roles=[Role.PICKUP_OFFICER],
            password_hash=passwords.make_hash(PASSWORD),
        )
        [_amina, *others] = register("QAT", *OF_QATAR)
        claire = register("FRA", OF_FRANCE)
    issuing.mark(*(x.id for x in queries.live([*others, *claire])))


@pytest.fixture(scope="module")
def hanoi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The ceremony of Hanoi on its first day; each test has people of its own."""
    programs.need(programs.no_chromium())
    instance = tmp_path_factory.mktemp("pickup") / "instance"
    instance.mkdir()
    (instance / "clock").write_text("2025-10-25 Asia/Ho_Chi_Minh\n")
    running = Server(instance).start()
    running.flask("ceremony", "load", "examples/hanoi-2025.yaml")
    with running.context():
        arrange()
    yield running
    assert running.stop() == 0, running.said()


@pytest.fixture
def seen(launch, tmp_path: Path) -> Iterator[Browser]:
    """A browser with a camera before which nobody holds a code."""
    browser = launch(camera=camera.film(tmp_path / "face.mjpeg", [camera.blank()]))
    yield browser
    browser.close()


@pytest.fixture
def desk(seen: Browser, hanoi: Server) -> Iterator[Page]:
    context = seen.new_context(base_url=hanoi.url, viewport=PHONE, locale="en-GB")
    context.grant_permissions(["camera"])
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/desk/pickup")
    page.get_by_label("Email address").fill("pickup@ceremony.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Who is it?")).to_be_focused()
    page.wait_for_load_state("load")  # scripts listen from now on
    yield page
    context.close()


def passport() -> list[str]:
    """The lines of Amina Al-Kuwari's, as a reader types them."""
    number, born, expires = "Q1000000<", "800506", "310131"
    second = f"{number}{mrz.check_digit(number)}QAT{born}{mrz.check_digit(born)}F"
    second += f"{expires}{mrz.check_digit(expires)}{'<' * 14}<"
    whole = second[:10] + second[13:20] + second[21:43]
    return ["P<QATAL<KUWARI<<AMINA".ljust(44, "<"), second + mrz.check_digit(whole)]


def find(desk: Page, words: str) -> None:
    """As a scanner does: the field has the focus, Enter is at the end."""
    desk.keyboard.type(words)
    with desk.expect_navigation():
        desk.keyboard.press("Enter")


def print_now(desk: Page, *, without_photograph: bool = False) -> None:
    expect(desk.get_by_role("button", name="Print now")).to_be_focused()
    if without_photograph:
        with desk.expect_popup() as beside:
            desk.keyboard.press("Enter")
        expect(beside.value.get_by_text("Photograph: Missing")).to_be_visible()
        beside.value.get_by_role("button", name="Print it all the same").press("Enter")
        desk.bring_to_front()
    else:
        desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Hand over")).to_be_visible()


def unticked(desk: Page) -> Iterator[Locator]:
    """What is left of the checklist, each when it has the focus."""
    for box in desk.locator(".pickup-checks input[type=checkbox]").all():
        if not box.is_checked():
            expect(box).to_be_focused()
            yield box


def tick(desk: Page, box: Locator) -> None:
    """Space ticks, Tab goes on."""
    desk.keyboard.press("Space")
    expect(box).to_be_checked()
    desk.keyboard.press("Tab")


def code_of(serial: int) -> str:
    """What the QR code of the badge holds."""
    held = queries.find_by_serial(serial)
    assert held is not None
    claims = token.Claims(serial, 1, frozenset({0}), held.valid_from, held.valid_until)
    return token.write(claims, signing.private_key(held.key_id))


def test_from_the_passport_to_the_receipt_by_keyboard(hanoi, desk):
    first, second = passport()
    desk.keyboard.type(first)
    desk.keyboard.press("Enter")
    find(desk, second)
    expect(desk.get_by_role("heading", level=1)).to_have_text("Amina Al-Kuwari")
    expect(desk.get_by_text("The document is the one registered.")).to_be_visible()
    assert "Q1000000" not in desk.url + desk.content()

    keys = Keyboard(desk)
    keys.press("Take a photograph")
    expect(desk.get_by_role("button", name="Take the photograph")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Use it")).to_be_focused()
    assert has_no_sideways_scroll(desk)
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    expect(desk.get_by_role("img", name="Photograph of Amina Al-Kuwari")).to_be_visible()
    print_now(desk)
    for box in unticked(desk):
        tick(desk, box)
    assert has_no_sideways_scroll(desk)
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    expect(desk.get_by_text("Handed over: 000 001, Amina Al-Kuwari.")).to_be_visible()
    expect(desk.get_by_label("Who is it?")).to_be_focused()

    find(desk, "qatar")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Badges of Qatar")
    keys.write("Who takes them along", "Amina Al-Kuwari")
    keys.to("The document of this person was shown")
    desk.keyboard.press("Space")
    keys.press("Give them, and make the receipt")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Custody receipt CR-000001")
    keys.to("Print the receipt")
    with desk.expect_download() as download:
        desk.keyboard.press("Enter")
    pdf = pypdfium2.PdfDocument(download.value.path())
    assert [
        re.sub(r"\s+", " ", x.get_textpage().get_text_bounded()).count("Noor Haddad") for x in pdf
    ] == [1, 1]
    assert has_no_sideways_scroll(desk)
    with hanoi.context():
        states = [queries.find_by_serial(x).state.value for x in (1, 2, 3)]
        assert states == ["collected", "with_bearer", "with_bearer"]


def test_a_lost_badge_is_replaced_within_two_minutes_and_the_old_one_refused(hanoi, desk, seen):
    with hanoi.context(), transaction(SYSTEM):
        lost = queries.find_by_serial(4)
        badges.hand_over(actor=SYSTEM, credentials=[queries.credential(lost.id)])
        [gate, *_others] = checkpoints.checkpoints()
        _device, pairing = gates.register_device(actor=SYSTEM, name="Lane 1", checkpoint_id=gate.id)
    with hanoi.context():
        old = code_of(4)
        [gate, *_others] = checkpoints.checkpoints()

    begun, step, keys = time.monotonic(), Steps(), Keyboard(desk)
    step("find", lambda: find(desk, "claire"))
    step("lost", lambda: keys.press("Lost, stolen or damaged"))
    keys.to("Lost")
    step("choose", lambda: desk.keyboard.press("Space"))
    step("replace", lambda: keys.press("Revoke it and issue a new one"))
    expect(desk.get_by_text("Badge 000 004 is revoked. Gates refuse it now.")).to_be_visible()
    step("print", lambda: print_now(desk, without_photograph=True))
    for box in unticked(desk):
        step("tick", lambda box=box: tick(desk, box))
    with desk.expect_navigation():
        step("hand over", lambda: desk.keyboard.press("Enter"))
    expect(desk.get_by_text("Handed over: 000 005, Claire Dubois.")).to_be_visible()
    assert time.monotonic() - begun < 120
    assert len(step.taken) == steps_told("pickup-officer.md", "Replace a lost badge")

    lane = seen.new_context(base_url=hanoi.url, viewport=PHONE).new_page()
    lane.goto(f"/gate#pair={pairing}")
    expect(lane.get_by_text(gate.name)).to_be_visible(timeout=20_000)
    lane.keyboard.type(old)
    lane.keyboard.press("Enter")
    word = lane.get_by_role("alert").locator("[data-part=word]")
    expect(word).to_have_text("Revoked", ignore_case=True, timeout=20_000)
