"""The screens of the gate device: each verdict, in sun and in grey; a whole shift by keyboard.

Where ``CEREMONY_PICTURES`` names a folder, each verdict is photographed into it.
"""

import os
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from ceremony.core import audit
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates import operations, pins
from ceremony.gates.models import Guard, Incident, Method, Passage, Scan, Shift
from tests import make, programs
from tests.e2e import crowd, looking
from tests.e2e.keyboard import Keyboard
from tests.gates import place
from tests.server import Server

AXE = Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
PICTURES = os.environ.get("CEREMONY_PICTURES")
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "en-GB"}
NARROW, TALL = {"width": 320, "height": 640}, {"width": 360, "height": 740}
PIN = "482915"
SINCE = 1_795_390_000
SHOWN: list[tuple[str, str, dict[str, Any]]] = [
    ("admit", "in", {"zone": "1"}),
    ("wrong_zone", "other_zones", {"zone": "1", "opens": ["2", "3"]}),
    ("not_yet", "window_later", {"from": SINCE}),
    ("no_longer_valid", "ended", {"until": SINCE}),
    ("already_inside", "person", {"since": SINCE}),
    ("escort", "partner", {}),
    ("zone_full", "full_offline", {"inside": 1200, "capacity": 1200, "age": 7200}),
    ("quota_reached", "quota_offline", {"inside": 12, "most": 12, "age": 7200}),
    ("new_badge", "compare", {}),
    ("manual_check", "maybe_inside", {"since": SINCE}),
    ("revoked", "replaced", {"since": SINCE}),
    ("not_genuine", "forged", {}),
    ("unknown", "not_listed", {}),
    ("call_supervisor", "ask", {}),
]
ONE_OF_EACH_TONE = {"admit", "wrong_zone", "revoked", "call_supervisor"}
SHOW = """async ([modules, code, reason, facts]) => {
  const screens = await import(modules + "screens.js");
  const category = { letter: "D", name: "Delegate", colour: "#15191e" };
  const person = { serial: null, name: "Layla al-Harithi Mansour", original_name: "ليلى منصور",
    body: "State of Qatar", function: "Deputy head of delegation", category };
  const isKnown = !["not_genuine", "unknown"].includes(code);
  const verdict = { code, reason, facts, admits: code === "admit", repeats: false };
  screens.showVerdict({ verdict, at: 0, scan: null, kept: true, person: isKnown ? person : null });
}"""
SPEAK = "async ([modules, code]) => (await import(modules + 'words.js')).choose(code)"
SENT = """async (modules) => {
  const { changes } = await import(modules + "changes.js");
  const { unsent } = await import(modules + "events.js");
  while (await unsent()) {
    await new Promise((go) => changes.addEventListener("queue", go, { once: true }));
  }
}"""


class Hall(NamedTuple):
    """A server, and who comes to its gate: serials and codes by name."""

    server: Server
    gate_id: int
    serials: dict[str, int]
    codes: dict[str, str]

    def pairing(self, name: str) -> str:
        with self.server.context(), transaction(SYSTEM):
            _device, code = operations.register_device(
                actor=SYSTEM, name=name, checkpoint_id=self.gate_id
            )
        return code


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A rehearsal with two guards and a supervisor."""
    programs.need(programs.no_chromium())
    running = Server(tmp_path_factory.mktemp("hall") / "instance").start()
    with running.context():
        gate = place.checkpoint(direction=Passage.BOTH, exits_scanned=True, capacity=40)
        crowd.zone_with("2", staff=["1"], press=["2"])
        names = ("Ada", "Ben", "Mai", "Olga", "Tuan")
        serials = crowd.come(make.body("QAT"), "staff", *names, press="Ben")
        codes = {name: place.code(serial) for name, serial in serials.items()}
        for name, is_supervisor in (("Mai", False), ("Tuan", False), ("Olga", True)):
            verifier = pins.verifier(PIN)
            with transaction(SYSTEM):
                operations.appoint_guard(
                    actor=SYSTEM,
                    serial=serials[name],
                    pin=verifier,
                    is_supervisor=is_supervisor,
                )
        gate_id = gate.id
    yield Hall(running, gate_id, serials, codes)
    assert running.stop() == 0, running.said()


@pytest.fixture
def phone(hall: Hall, browser: Browser) -> Iterator[Page]:
    """A telephone of its own; what it complains of fails the test."""
    context = browser.new_context(base_url=hall.server.url, **PHONE)
    context.set_default_timeout(15_000)
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def modules(page: Page) -> str:
    """Where the scripts of this release are."""
    source = page.locator("script[type=module]").get_attribute("src")
    return str(source).removesuffix("app.js")


def begin_shift(page: Page, hall: Hall, name: str) -> None:
    """Pair, and let Mai stand there."""
    page.goto(f"/gate#pair={hall.pairing(name)}")
    expect(page.get_by_role("heading", name="Start the shift")).to_be_focused()
    by_usb(page, hall.codes["Mai"])
    give_pin(page, "Mai")
    expect(page.locator("[data-screen=scanning]").first).to_be_visible()


def by_usb(page: Page, code: str) -> None:
    page.keyboard.type(code, delay=1)
    page.keyboard.press("Enter")


def asks(page: Page, title: str) -> None:
    """Wait for the dialog, and for its field to have the focus."""
    expect(page.get_by_role("dialog", name=title).locator("input")).to_be_focused()


def give_pin(page: Page, name: str, pin: str = PIN) -> None:
    asks(page, f"PIN of {name} Nordin")
    page.keyboard.type(pin)
    page.keyboard.press("Enter")


def says(page: Page, word: str, name: str) -> None:
    expect(page.locator("[data-part=word]")).to_have_text(word)
    expect(page.locator("[data-part=name]")).to_have_text(name)
    expect(page.locator("[data-screen=verdict]")).to_be_visible()


def ready(page: Page) -> None:
    expect(page.get_by_role("button", name="Number")).to_be_focused()


def refusals(page: Page) -> list[str]:
    """What axe refuses on the screen that is shown."""
    result = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")
    return [f"{x['id']}: {x['nodes'][0]['html'][:120]}" for x in result["violations"]]


def test_each_verdict_is_read_in_the_sun_and_without_colours(phone, hall):
    begin_shift(phone, hall, "Sun")
    phone.evaluate(AXE.read_text())
    here = modules(phone)
    wrong, seen = {}, {}
    for code, reason, facts in SHOWN:
        phone.evaluate(SHOW, [here, code, reason, facts])
        field = phone.locator("[data-part=field]")
        expect(field).to_be_visible()
        seen[code] = looking.grey(field)
        found = [looking.faint(phone), looking.small(phone)]
        if code in ONE_OF_EACH_TONE:
            found.append(refusals(phone))
        if PICTURES:
            phone.screenshot(path=Path(PICTURES) / f"gate-{code}.png")
        for language in ("en", "vi", "fr"):
            phone.evaluate(SPEAK, [here, language])
            phone.set_viewport_size(NARROW)
            found.append(looking.cut(phone))
            phone.set_viewport_size(TALL)
        phone.evaluate(SPEAK, [here, "en"])
        if any(found):
            wrong[code] = found
    assert wrong == {}
    alike = [x for x in combinations(seen, 2) if looking.difference(*(seen[y] for y in x)) < 4]
    assert alike == []


def test_every_other_screen_is_read_in_the_sun_and_fits_a_narrow_telephone(phone, hall):
    phone.goto("/gate")
    expect(phone.get_by_label("Pairing code")).to_be_focused()
    phone.evaluate(AXE.read_text())
    wrong: dict[str, Any] = {}

    def look(name: str) -> None:
        found = [looking.faint(phone), looking.small(phone), refusals(phone)]
        phone.set_viewport_size(NARROW)
        found.append(looking.cut(phone))
        phone.set_viewport_size(TALL)
        if any(found):
            wrong[name] = found

    look("pairing")
    phone.keyboard.type(hall.pairing("Rain"))
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Start the shift")).to_be_focused()
    look("start")
    by_usb(phone, hall.codes["Mai"])
    asks(phone, "PIN of Mai Nordin")
    look("pin")
    give_pin(phone, "Mai")
    ready(phone)
    phone.context.set_offline(True)
    expect(phone.get_by_role("heading", name="OFFLINE. Go on scanning")).to_be_visible()
    look("offline")
    for name in ("Number", "Name", "Pin", "Incident", "Menu"):
        phone.get_by_role("button", name=name, exact=True).click()
        expect(phone.get_by_role("dialog")).to_be_visible()
        look(name)
        phone.keyboard.press("Escape")
        expect(phone.get_by_role("dialog")).to_have_count(0)
    phone.get_by_role("button", name="Menu").click()
    phone.get_by_role("button", name="Lock").click()
    expect(phone.get_by_role("button", name="Unlock with the PIN")).to_be_focused()
    look("locked")
    assert wrong == {}


def test_a_whole_shift_by_keyboard(phone, hall):
    keys = Keyboard(phone)

    def press(name: str) -> None:
        keys.to(name)
        phone.keyboard.press("Enter")

    phone.goto(f"/gate#pair={hall.pairing('Lane 1')}")
    expect(phone.get_by_role("heading", name="Start the shift")).to_be_focused()
    press("Choose the name")
    press("Mai Nordin")
    give_pin(phone, "Mai", "111222")
    expect(phone.get_by_text("Tries left before the list is erased: 9")).to_be_visible()
    give_pin(phone, "Mai")
    ready(phone)
    expect(phone.locator("[data-part=guard]")).to_have_text("Mai Nordin")

    press("Name")
    asks(phone, "Name of the person")
    phone.keyboard.type("nordin ad")
    press("Ada Nordin")
    says(phone, "ADMIT", "Ada Nordin")
    ready(phone)

    press("Pin")
    asks(phone, "Delegation of the pin")
    phone.keyboard.type("qat")
    phone.keyboard.press("Enter")
    phone.keyboard.press("Enter")
    asks(phone, "How many people, the wearer included?")
    phone.keyboard.type("3")
    phone.keyboard.press("Enter")
    says(phone, "ADMIT", "Qatar")
    expect(phone.locator("[data-part=body]")).to_have_text("Lapel pin, people: 3")
    ready(phone)
    expect(phone.locator("[data-part=inside]")).to_have_text("4 of 40")

    phone.keyboard.press("Enter")
    asks(phone, "Number of the badge")
    phone.keyboard.type(str(hall.serials["Ben"]))
    phone.keyboard.press("Enter")
    says(phone, "WRONG ZONE", "Ben Nordin")
    press("Supervisor")
    expect(phone.get_by_role("heading", name="Supervisor decides")).to_be_focused()
    by_usb(phone, hall.codes["Tuan"])
    expect(phone.get_by_text("This guard is not a supervisor.")).to_be_visible()
    press("Type the number")
    asks(phone, "Number of the badge")
    phone.keyboard.type(str(hall.serials["Olga"]))
    phone.keyboard.press("Enter")
    give_pin(phone, "Olga")
    expect(phone.get_by_role("button", name="Known to the supervisor")).to_be_focused()
    phone.keyboard.press("Enter")
    says(phone, "ADMIT", "Ben Nordin")
    ready(phone)

    press("Incident")
    press("Crowd")
    expect(phone.get_by_label("In your words, if there is time")).to_be_focused()
    phone.keyboard.type("Two buses at once")
    press("Done")
    press("Menu")
    press("Lock")
    expect(phone.get_by_role("button", name="Unlock with the PIN")).to_be_focused()
    phone.keyboard.press("Enter")
    give_pin(phone, "Mai")
    ready(phone)

    press("Menu")
    press("Hand over")
    expect(phone.get_by_role("heading", name="Hand over")).to_be_focused()
    by_usb(phone, hall.codes["Mai"])
    give_pin(phone, "Mai")
    expect(phone.get_by_role("heading", name="Take over")).to_be_focused()
    by_usb(phone, hall.codes["Tuan"])
    give_pin(phone, "Tuan")
    ready(phone)
    expect(phone.locator("[data-part=guard]")).to_have_text("Tuan Nordin")
    press("Menu")
    press("End the shift")
    expect(phone.get_by_role("heading", name="End the shift")).to_be_focused()
    by_usb(phone, hall.codes["Tuan"])
    give_pin(phone, "Tuan")
    expect(phone.get_by_role("heading", name="Start the shift")).to_be_focused()
    phone.evaluate(SENT, modules(phone))
    assert kept(hall) == KEPT


KEPT = {
    "shifts": [(1, 2, True), (2, None, True)],
    "scans": [
        (Method.NAME, "admit", True, 1, None, 1),
        (Method.PIN, "admit", True, 3, None, 1),
        (Method.SERIAL, "wrong_zone", True, 1, "Known to the supervisor", 1),
    ],
    "incidents": [("crowd", "Two buses at once", 1)],
    "searches": [5],
}


def kept(hall: Hall) -> dict[str, list[Any]]:
    """What the server has of the shifts; guards by their number: Mai 1, Tuan 2, Olga 3."""
    with hall.server.context():
        device = db.session.scalars(
            select(Shift.device_id).order_by(Shift.started_at.desc())
        ).first()
        shifts = db.session.scalars(
            select(Shift).where(Shift.device_id == device).order_by(Shift.started_at)
        ).all()
        guards = {
            x: i for i, x in enumerate(db.session.scalars(select(Guard.id).order_by(Guard.id)), 1)
        }
        by_shift = {x.id: guards[x.guard_id] for x in shifts}
        scans = db.session.scalars(
            select(Scan).where(Scan.device_id == device).order_by(Scan.scanned_at)
        )
        incidents = db.session.scalars(select(Incident).where(Incident.device_id == device))
        searches = db.session.scalars(
            select(audit.AuditEntry.details).where(
                audit.AuditEntry.event == "gates.searched_by_name"
            )
        )
        return {
            "shifts": [
                (guards[x.guard_id], guards.get(x.handed_to_id), x.ended_at is not None)
                for x in shifts
            ],
            "scans": [
                (
                    x.method,
                    str(x.verdict),
                    x.admitted,
                    x.heads,
                    x.override_reason,
                    by_shift[x.shift_id],
                )
                for x in scans
            ],
            "incidents": [(str(x.kind), x.words, guards[x.guard_id]) for x in incidents],
            "searches": [x["found"] for x in searches],
        }


def test_the_tenth_wrong_pin_erases_the_list_and_says_what_to_do(phone, hall):
    phone.goto(f"/gate#pair={hall.pairing('Lane 2')}")
    expect(phone.get_by_role("heading", name="Start the shift")).to_be_focused()
    phone.evaluate(
        "async (modules) => (await import(modules + 'store.js')).put('tries', 8)", modules(phone)
    )
    phone.reload()
    expect(phone.get_by_role("heading", name="Start the shift")).to_be_focused()
    by_usb(phone, hall.codes["Mai"])
    give_pin(phone, "Mai", "111222")
    expect(phone.get_by_text("Tries left before the list is erased: 1")).to_be_visible()
    give_pin(phone, "Mai", "111222")
    expect(phone.get_by_role("alert").filter(has_text="Ten wrong PINs")).to_be_visible()
    expect(phone.get_by_label("Pairing code")).to_be_focused()


def test_the_language_changes_at_once_and_stays(phone, hall):
    begin_shift(phone, hall, "Lane 3")
    phone.get_by_role("button", name="Menu").click()
    phone.get_by_role("dialog").get_by_role("button", name="Tiếng Việt").click()
    expect(phone.get_by_role("heading", name="Trình đơn")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("button", name="Sự cố")).to_be_visible()
    expect(phone.locator("html")).to_have_attribute("lang", "vi")
    phone.reload()
    expect(phone.get_by_text("Mai Nordin đang trực ở đây.")).to_be_visible()
