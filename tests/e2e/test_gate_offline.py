"""The scanner without a network: it decides alone, and all that it keeps arrives once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect
from sqlalchemy import select

from ceremony.badges import operations as badges
from ceremony.badges import token
from ceremony.badges.models import Credential
from ceremony.badges.states import RevokedBecause
from ceremony.core import audit, clock
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates import operations
from ceremony.gates.models import (
    AccessWindow,
    Checkpoint,
    Incident,
    IncidentKind,
    IncidentPass,
    Passage,
    Scan,
    ZoneQuota,
)
from ceremony.people import operations as people
from ceremony.people import queries as people_queries
from tests import make, programs
from tests.badges import issuing, passes
from tests.e2e import camera, crowd
from tests.gates import place
from tests.server import Server

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "en-GB"}
KEPT = """new Promise((done) => {
  const { serviceWorker: worker } = navigator;
  if (worker.controller) done();
  else worker.addEventListener("controllerchange", () => done(), { once: true });
})"""
TYPED = """(text) => {
  for (const key of [...text, "Enter"]) {
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  }
}"""
# Chromium looks up what is free three times a minute only, so it is told here.
FULL = """() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""
LISTED = """async () => {
  const modules = new URL(".", document.querySelector("script[type=module]").src);
  const { changes } = await import(modules + "changes.js");
  const { isThere } = await import(modules + "list.js");
  while (!isThere()) {
    await new Promise((go) => changes.addEventListener("list", go, { once: true }));
  }
}"""
SENT = """async () => {
  const modules = new URL(".", document.querySelector("script[type=module]").src);
  const { changes } = await import(modules + "changes.js");
  const { unsent } = await import(modules + "events.js");
  while (await unsent()) {
    await new Promise((go) => changes.addEventListener("queue", go, { once: true }));
  }
}"""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a rehearsal that goes on."""
    programs.need(programs.no_chromium())
    running = Server(tmp_path_factory.mktemp("hall") / "instance").start()
    yield running
    assert running.stop() == 0, running.said()


def code_for(at: Checkpoint, name: str) -> str:
    """What pairs a new device of this name there."""
    with transaction(SYSTEM):
        _device, code = operations.register_device(actor=SYSTEM, name=name, checkpoint_id=at.id)
    return code


def scan(page: Page, text: str) -> None:
    """As a USB scanner types it, all at once."""
    page.evaluate(TYPED, text)


def type_number(page: Page, number: str) -> None:
    page.get_by_role("button", name="Number").click()
    for digit in number:
        page.get_by_role("dialog").get_by_role("button", name=digit, exact=True).click()
    page.get_by_role("button", name="Check").click()


def says(page: Page, word: str) -> None:
    expect(page.locator("[data-part=word]")).to_have_text(word)
    expect(page.locator("[data-screen=verdict]")).to_be_visible()


def go_on(page: Page) -> None:
    """Touch away a verdict that waits for it."""
    if page.locator("body").get_attribute("data-tone") != "admit":
        page.get_by_role("button", name="Next scan").click()
        expect(page.locator("[data-screen=scanning]")).to_be_visible()


class Morning:
    """A hall with one gate, and a case of every kind before it."""

    def __init__(self) -> None:
        in_an_hour = clock.now() + timedelta(hours=1)
        ago = clock.now() - timedelta(hours=2)
        escorts = ["delegate", "floater", "late", "early"]
        self.gate = place.checkpoint(
            direction=Passage.BOTH,
            exits_scanned=True,
            capacity=12,
            escort_required=True,
            escorts=escorts,
        )
        with transaction(SYSTEM):
            self.gate.share = 8
            audit.record(SYSTEM, "test.changed", self.gate)
        categories = {"delegate": ["1"], "guest": ["1"], "press": ["2"], "none": [], "late": ["1"]}
        crowd.zone_with("2", **categories, early=["1"])
        self.qatar, self.france, self.japan = (make.body(x) for x in ("QAT", "FRA", "JPN"))
        zone = self.gate.zone_id
        make.save(
            AccessWindow(
                zone_id=zone,
                categories=["late"],
                opens_at=in_an_hour,
                closes_at=in_an_hour + timedelta(hours=1),
            ),
            AccessWindow(
                zone_id=zone,
                categories=["early"],
                opens_at=ago,
                closes_at=ago + timedelta(hours=1),
            ),
            ZoneQuota(zone_id=zone, body_id=self.japan.id, most=1),
        )
        self.serials = self._people()
        self._revoke()
        self._validity()

    def _people(self) -> dict[str, int]:
        """Serials by name; Piet's badge still lies at the desk."""
        first = ("Ada", "Ben", "Cleo", "Dina", "Ed", "Fay", "Gus", "Hal", "Ida", "Jo", "Kai", "Lea")
        others = (
            "Mia",
            "Nils",
            "Ola",
            "Pia",
            "Quinn",
            "Ron",
            "Sue",
            "Tom",
            "Uma",
            "Vic",
            "Wim",
            "Xan",
        )
        own = {"guest": "Ada,Ben", "press": "Cleo", "none": "Dina", "late": "Ed", "early": "Fay"}
        found = crowd.come(self.qatar, "delegate", *first, *others, **own)
        found |= crowd.come(self.japan, "delegate", "Aiko", "Emi")
        for body, names in ((self.qatar, ("Floater 1", "Floater 2")), (self.france, ("Stray",))):
            floaters = passes.printed(len(names), body)
            passes.lend(floaters, body)
            found |= dict(zip(names, (x.serial for x in floaters), strict=True))
        found["Piet"] = issuing.credential(given_names="Piet").serial
        return found

    def _revoke(self) -> None:
        """Four badges for four reasons; a fifth came back."""
        reasons = zip(("Gus", "Hal", "Ida", "Jo"), RevokedBecause, strict=True)
        for name, why in reasons:
            with transaction(SYSTEM):
                badges.revoke(actor=SYSTEM, credentials=[self._badge(name)], reason=why)
        with transaction(SYSTEM):
            badges.take_back(actor=SYSTEM, credentials=[self._badge("Kai")])

    def _validity(self) -> None:
        """Lea's badge is for tomorrow, Mia's was for yesterday."""
        day = timedelta(days=1)
        for name, start in (("Lea", clock.now() + day), ("Mia", clock.now() - 2 * day)):
            [right] = people_queries.accreditations([self._badge(name).accreditation_id])
            span = {"valid_from": start, "valid_until": start + day}
            with transaction(SYSTEM):
                people.change_validity(actor=SYSTEM, accreditation=right, reason="Asked", **span)

    def _badge(self, name: str) -> Credential:
        wanted = select(Credential).where(Credential.serial == self.serials[name])
        return db.session.scalars(wanted).one()

    def code(self, name: str) -> str:
        return place.code(self.serials[name])

    def newer(self, serial: int, category: str) -> str:
        """The code of a badge of *category*, genuine and newer than any list."""
        positions = {x.code: x.position for x in people_queries.categories()}
        zones = frozenset({x.position for x in people_queries.zones() if x.code == "1"})
        start = clock.now().replace(microsecond=0)
        until = start + timedelta(days=1)
        return token.write(
            token.Claims(serial, positions[category], zones, start, until), place.KEY
        )


NEW, NEWER = 900_001, 900_002  # serials that no list has
UNLISTED = "999"

# Who comes, which word they see, and what is kept: verdict and reason. Some come twice.
FIRST = [
    ("Ada", "ESCORT", "escort", "guide"),
    ("Nils", "ADMIT", "admit", "in"),
    ("Ben", "ADMIT", "admit", "in"),
    ("Floater 1", "ADMIT", "admit", "in"),
    ("Floater 2", "INSIDE ALREADY", "already_inside", "transferable"),
    ("Stray", "ESCORT", "escort", "partner"),
    ("Ola", "INSIDE ALREADY", "already_inside", "person"),
    ("Cleo", "WRONG ZONE", "wrong_zone", "other_zones"),
    ("Dina", "WRONG ZONE", "wrong_zone", "no_zones"),
    ("Lea", "NOT YET", "not_yet", "starts_later"),
    ("Ed", "NOT YET", "not_yet", "window_later"),
    ("Mia", "EXPIRED", "no_longer_valid", "ended"),
    ("Fay", "EXPIRED", "no_longer_valid", "window_over"),
    ("Gus", "REVOKED", "revoked", "lost"),
    ("Hal", "REVOKED", "revoked", "stolen"),
    ("Ida", "REVOKED", "revoked", "withdrawn"),
    ("Jo", "REVOKED", "revoked", "replaced"),
    ("Kai", "REVOKED", "revoked", "returned"),
    ("Piet", "CALL SUPERVISOR", "call_supervisor", "ask"),
    ("new", "NEW BADGE", "new_badge", "compare"),
    ("new floater", "UNKNOWN", "unknown", "newer_pass"),
    (UNLISTED, "UNKNOWN", "unknown", "not_listed"),
    ("forged", "NOT GENUINE", "not_genuine", "forged"),
    ("menu", "NOT GENUINE", "not_genuine", "foreign"),
    ("torn", "NOT GENUINE", "not_genuine", "truncated"),
    ("strange", "NOT GENUINE", "not_genuine", "unknown_key"),
    ("other version", "NOT GENUINE", "not_genuine", "unsupported_version"),
]
AFTER_RELOAD = [
    ("Aiko", "ADMIT", "admit", "in"),
    ("Emi", "QUOTA REACHED", "quota_reached", "quota_offline"),
]
AFTER_RESTART = [
    ("Xan", "INSIDE ALREADY", "already_inside", "person"),
    ("Pia", "ADMIT", "admit", "in"),
    ("Quinn", "ADMIT", "admit", "in"),
    ("Ron", "ZONE FULL", "zone_full", "share"),
    ("Sue", "ZONE FULL", "zone_full", "share"),
    ("Tom", "ZONE FULL", "zone_full", "full_offline"),
    ("Uma", "ZONE FULL", "zone_full", "full_offline"),
]
BY_CAMERA = [
    ("Vic", "ZONE FULL", "zone_full", "full_offline"),
    ("Wim", "ZONE FULL", "zone_full", "full_offline"),
]


def texts(morning: Morning) -> dict[str, str]:
    """What a camera or a USB scanner reads of each who comes."""
    genuine = morning.code("Nils")
    other_version = token.PREFIX + token.encode(bytes([2]) + bytes(83))
    read = {name: morning.code(name) for name in morning.serials}
    return read | {
        "new": morning.newer(NEW, "delegate"),
        "new floater": morning.newer(NEWER, "floater"),
        "forged": genuine[:-3] + ("000" if genuine[-3:] != "000" else "111"),
        "menu": "https://menu.example/lunch",
        "torn": genuine[:60],
        "strange": place.code(77, place.STRANGER),
        "other version": other_version,
    }


@pytest.fixture
def phone(
    hall: Server, playwright: Playwright, tmp_path: Path
) -> Iterator[Callable[..., BrowserContext]]:
    """``phone()``: the telephone, switched on; the time after that with all that it kept."""
    opened: list[BrowserContext] = []

    def switch_on(*pictures: camera.Image.Image) -> BrowserContext:
        for context in opened:
            context.close()
        options = ["--no-sandbox"]
        if pictures:
            film = camera.film(tmp_path / "camera.mjpeg", pictures)
            options += ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
            options += [f"--use-file-for-fake-video-capture={film}"]
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "phone",
            executable_path=programs.CHROMIUM,
            args=options,
            base_url=hall.url,
            **PHONE,
        )
        context.set_default_timeout(15_000)
        opened[:] = [context]
        return context

    yield switch_on
    for context in opened:
        context.close()


def test_two_devices_apart_admit_one_badge_and_one_incident_names_both(hall, browser):
    with hall.context():
        gate = place.checkpoint("P5", zone="5", direction=Passage.BOTH, exits_scanned=True)
        make.category("five", ["5"])
        badge = place.code(crowd.come(make.body("DEU"), "five", "Zoe")["Zoe"])
        pairings = [code_for(gate, name) for name in ("Lane A", "Lane B")]
        gate_id = gate.id

    pages = []
    for pairing in pairings:
        context = browser.new_context(base_url=hall.url, **PHONE)
        page = context.new_page()
        page.goto(f"/gate#pair={pairing}")
        expect(page.locator("[data-part=inside]")).to_have_text("0")
        context.set_offline(True)
        scan(page, badge)
        says(page, "ADMIT")
        pages.append(page)
    for page in reversed(pages):  # the later one tells it first
        page.context.set_offline(False)
        page.evaluate(SENT)
    expect(pages[0].locator("[data-part=inside]")).to_have_text("1")

    with hall.context():
        scans = db.session.scalars(
            select(Scan).where(Scan.checkpoint_id == gate_id).order_by(Scan.scanned_at)
        ).all()
        assert [(x.admitted, x.offline) for x in scans] == [(True, True)] * 2
        [incident] = db.session.scalars(select(Incident).where(Incident.checkpoint_id == gate_id))
        named = db.session.scalars(
            select(IncidentPass.device_id).where(IncidentPass.incident_id == incident.id)
        )
        assert incident.kind is IncidentKind.ADMITTED_TWICE
        assert set(named) == {x.device_id for x in scans}
    for page in pages:
        page.context.close()


def test_of_twelve_badges_in_a_row_the_seventh_is_refused_and_none_is_missed(
    hall, launch, tmp_path
):
    names = [f"Guest {x}" for x in range(1, 13)]
    with hall.context():
        gate = place.checkpoint("P6", zone="6")
        make.category("six", ["6"])
        serials = crowd.come(make.body("ITA"), "six", *names)
        seventh = select(Credential).where(Credential.serial == serials["Guest 7"])
        with transaction(SYSTEM):
            lost = [db.session.scalars(seventh).one()]
            badges.revoke(actor=SYSTEM, credentials=lost, reason=RevokedBecause.LOST)
        pairing, gate_id = code_for(gate, "Lane 6"), gate.id
        shown = [camera.code(place.code(serials[name])) for name in names]

    film = camera.film(tmp_path / "twelve.mjpeg", [*shown, *[camera.blank()] * 3], frames_each=45)
    browser: Browser = launch(camera=film)
    page = browser.new_page(base_url=hall.url, **PHONE)
    page.goto(f"/gate#pair={pairing}")
    expect(page.locator("[data-part=word]")).to_have_text("REVOKED", timeout=20_000)
    expect(page.locator("[data-part=name]")).to_have_text("Guest 7 Nordin")
    page.get_by_role("button", name="Next scan").click()
    expect(page.locator("[data-part=name]")).to_have_text("Guest 12 Nordin", timeout=20_000)
    page.close()

    with hall.context():
        kept = db.session.execute(
            select(Scan.serial, Scan.admitted)
            .where(Scan.checkpoint_id == gate_id)
            .order_by(Scan.scanned_at)
        )
        assert [tuple(x) for x in kept] == [(serials[x], x != "Guest 7") for x in names]


def test_a_full_disk_is_said_and_what_it_did_not_take_arrives_too(hall, browser):
    with hall.context():
        gate = place.checkpoint("P7", zone="7")
        make.category("seven", ["7"])
        badge = place.code(crowd.come(make.body("KEN"), "seven", "Amani")["Amani"])
        pairing, gate_id = code_for(gate, "Lane 7"), gate.id
    context = browser.new_context(base_url=hall.url, **PHONE)
    page = context.new_page()
    page.goto(f"/gate#pair={pairing}")
    expect(page.locator("[data-screen=scanning]")).to_be_visible()
    page.evaluate(LISTED)

    context.set_offline(True)
    page.evaluate(FULL)
    scan(page, badge)
    says(page, "ADMIT")
    expect(page.get_by_text("The storage is nearly full.")).to_be_visible()
    context.set_offline(False)
    page.evaluate(SENT)
    context.close()

    with hall.context():
        kept = db.session.scalars(select(Scan).where(Scan.checkpoint_id == gate_id)).all()
        assert [(x.admitted, x.offline) for x in kept] == [(True, True)]


def test_a_shift_without_the_server_loses_nothing_and_decides_rightly(hall, phone):
    with hall.context():
        morning = Morning()
        read, pairing = texts(morning), code_for(morning.gate, "Lane 1")
        other = place.device(morning.gate, "Lane 2")
        gate_id = morning.gate.id

    def come(page: Page, cases: list[tuple[str, str, str, str]]) -> None:
        for name, word, _code, _reason in cases:
            if name == UNLISTED:
                type_number(page, name)
            else:
                scan(page, read[name])
            says(page, word)
            go_on(page)

    context = phone()
    page = context.pages[0]
    inside = {"method": "serial", "partner": 0, "escort": 0}
    for number, name in enumerate(("Ola", "Xan", "Floater 2")):
        body = inside | {"id": str(UUID(int=number)), "serial": morning.serials[name]}
        answer = context.request.post(
            "/gate/scans", data=body, headers={"Authorization": f"Bearer {other}"}
        )
        assert answer.json()["verdict"]["admits"] is True
    page.goto(f"/gate#pair={pairing}")
    expect(page.locator("[data-part=inside]")).to_have_text("3 of 12")
    page.evaluate(KEPT)

    assert hall.stop() == 0
    come(page, FIRST)
    page.get_by_role("button", name="Way in").click()
    scan(page, read["Nils"])
    says(page, "GOES OUT")
    page.reload()
    expect(page.locator("[data-screen=scanning]")).to_be_visible()
    expect(page.locator("body")).to_have_attribute("data-network", "offline")
    come(page, AFTER_RELOAD)

    page = phone().pages[0]
    page.goto("/gate")
    expect(page.locator("[data-screen=scanning]")).to_be_visible()
    come(page, AFTER_RESTART)
    held = [camera.code(read[name]) for name, *_ in BY_CAMERA]
    page = phone(*held).pages[0]
    page.goto("/gate")
    for name, word, *_ in BY_CAMERA:
        says(page, word)
        expect(page.locator("[data-part=name]")).to_have_text(f"{name} Nordin")
        if name != BY_CAMERA[-1][0]:
            go_on(page)

    hall.start()
    page.evaluate("dispatchEvent(new Event('online'))")  # the network says that it is back
    page.evaluate(SENT)
    expect(page.locator("[data-part=inside]")).to_have_text("15 of 12")
    went_out = ("Nils", "GOES OUT", "admit", "out")
    expected = [*FIRST, went_out, *AFTER_RELOAD, *AFTER_RESTART, *BY_CAMERA]
    with hall.context():
        kept = db.session.execute(
            select(Scan.verdict, Scan.reason)
            .where(Scan.checkpoint_id == gate_id, Scan.offline)
            .order_by(Scan.sequence)
        )
        assert [tuple(x) for x in kept] == [(code, reason) for _, _, code, reason in expected]
