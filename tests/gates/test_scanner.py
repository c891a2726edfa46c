"""The scanner in a real Chromium, with a film as its camera."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ceremony.accounts import operations as accounts
from ceremony.accounts import queries as account_queries
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates import operations, queries
from ceremony.gates.models import Checkpoint, Passage
from ceremony.people import operations as people
from ceremony.people import queries as people_queries
from tests import make
from tests.e2e import camera
from tests.gates import place

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
# A file that the worker is still fetching would be left open by this process.
FETCHED = "location.pathname === '/gate' && navigator.serviceWorker?.ready.then(() => null)"
PLAIN = "gate.test"  # any name but localhost: to the browser a place without HTTPS is not secure


@pytest.fixture
def phone(
    address: str, tmp_path: Path, launch: Callable[..., Browser]
) -> Iterator[Callable[..., Page]]:
    """``phone(pictures)``: a telephone whose camera sees *pictures*; without any, it has none."""
    opened = []

    def start(*pictures: camera.Image.Image) -> Page:
        film = camera.film(tmp_path / "camera.mjpeg", pictures) if pictures else None
        browser = launch(f"--host-resolver-rules=MAP {PLAIN} 127.0.0.1", camera=film)
        opened.append(browser)
        page = browser.new_page(base_url=address, viewport=PHONE, locale="en-GB")
        page.set_default_timeout(10_000)
        return page

    yield start
    for browser in opened:
        for page in (page for context in browser.contexts for page in context.pages):
            page.evaluate(FETCHED)
        browser.close()


def pairing_code(at: Checkpoint) -> str:
    with transaction(SYSTEM):
        _device, code = operations.register_device(
            actor=SYSTEM, name="Handheld 1", checkpoint_id=at.id
        )
    db.session.rollback()
    return code


def scan_by_usb(page: Page, text: str) -> None:
    page.keyboard.type(text, delay=1)
    page.keyboard.press("Enter")


def says(page: Page, word: str) -> None:
    expect(page.locator("[data-part=word]")).to_have_text(word)
    expect(page.locator("[data-screen=verdict]")).to_be_visible()


def test_a_badge_before_the_camera_is_admitted_and_the_screen_clears(phone):
    at = place.checkpoint()
    badge = place.credential(make.accreditation(given_names="Layla", family_name="Mansour"))
    page = phone(camera.code(place.code(badge.serial)))

    page.goto(f"/gate#pair={pairing_code(at)}")

    says(page, "ADMIT")
    expect(page.locator("[data-part=name]")).to_have_text("Layla Mansour")
    expect(page.locator("[data-screen=scanning]")).to_be_visible()
    expect(page.locator("[data-part=last]")).to_contain_text("Admitted, Layla Mansour")
    page.wait_for_timeout(1_500)  # the badge is still held there
    assert place.kept() == [("admit", True)]
    assert "pair=" not in page.url


def test_without_a_camera_numbers_and_usb_scanners_still_work(phone):
    at = place.checkpoint(direction=Passage.BOTH, exits_scanned=True, capacity=1200)
    right = make.accreditation(given_names="Clément", family_name="Vasseur-Diop")
    badge = place.credential(right)
    serial, code = badge.serial, place.code(badge.serial)
    page = phone()

    page.goto("/gate")
    page.get_by_label("Pairing code").fill(pairing_code(at).lower())
    page.get_by_role("button", name="Pair").click()
    expect(page.get_by_text("This device shows no camera.")).to_be_visible()

    page.get_by_role("button", name="Number").click()
    for digit in str(serial):
        page.get_by_role("dialog").get_by_role("button", name=digit, exact=True).click()
    page.get_by_role("button", name="Check").click()
    says(page, "ADMIT")
    expect(page.locator("[data-part=inside]")).to_have_text("1 of 1,200")

    page.get_by_role("button", name="Next scan").click()
    page.get_by_role("button", name="Way in").click()
    scan_by_usb(page, code)
    says(page, "GOES OUT")
    expect(page.locator("body")).to_have_attribute("data-direction", "in")

    [fresh] = people_queries.accreditations([right.id])
    with transaction(SYSTEM):
        people.revoke(actor=SYSTEM, accreditations=[fresh], reason="Misuse")
    scan_by_usb(page, code)
    says(page, "REVOKED")
    expect(page.locator("[data-part=line]")).to_contain_text("Keep the badge")
    scan_by_usb(page, "https://menu.example/lunch")  # waits for a thumb
    says(page, "REVOKED")
    assert [verdict for verdict, _ in place.kept()] == ["admit", "admit", "revoked"]


def test_without_a_list_a_scan_that_got_no_answer_is_sent_again_and_counts_once(phone):
    at = place.checkpoint()
    code = place.code(place.credential().serial)
    page = phone()
    page.route("**/gate/list?*", lambda route: route.abort())
    page.goto(f"/gate#pair={pairing_code(at)}")
    expect(page.locator("[data-screen=scanning]")).to_be_visible()

    page.route("**/gate/scans", lambda route: route.abort())
    scan_by_usb(page, code)
    expect(page.get_by_text("The server cannot be reached.")).to_be_visible()
    expect(page.locator("[data-part=network]")).to_have_text("Offline")
    page.unroute("**/gate/scans")
    page.get_by_role("button", name="Try again").click()

    says(page, "ADMIT")
    assert place.kept() == [("admit", True)]


def test_a_revoked_device_says_so_and_asks_to_be_paired(phone):
    at = place.checkpoint()
    page = phone()
    page.goto(f"/gate#pair={pairing_code(at)}")
    expect(page.locator("[data-screen=scanning]")).to_be_visible()
    [(device, _, _)] = queries.devices()

    with transaction(SYSTEM):
        accounts.revoke_device(actor=SYSTEM, device=account_queries.device(device.id))

    expect(page.get_by_text("This device was revoked or paired anew.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Pairing code")).to_be_visible()


def test_the_page_opens_without_a_network_and_says_so(phone):
    at = place.checkpoint()
    page = phone()
    page.goto(f"/gate#pair={pairing_code(at)}")
    expect(page.locator("[data-screen=scanning]")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready")

    page.context.set_offline(True)
    page.reload()

    expect(page.locator("[data-screen=scanning]")).to_be_visible()
    expect(page.locator("[data-part=network]")).to_have_text("Offline")
    expect(page.locator("[data-part=zone]")).to_have_text("1")
    expect(page.locator("[data-part=checkpoint]")).to_have_text("P4 Main Hall")
    expect(page.locator("[data-part=run]")).to_have_text("Rehearsal 1")
    expect(page.locator("[data-part=count]")).to_be_hidden()


def test_without_https_it_says_why_there_is_no_camera_and_what_still_works(phone, address):
    code = pairing_code(place.checkpoint())
    page = phone()

    page.goto(f"{address.replace('127.0.0.1', PLAIN)}/gate#pair={code}")

    trouble = page.locator("[data-part=camera-trouble]")
    expect(trouble).to_contain_text("The browser gives its camera only over HTTPS.")
    expect(trouble).to_contain_text("Type the number of the badge, or use a USB scanner.")
    expect(trouble.get_by_role("button")).to_have_count(0)
    scan_by_usb(page, "https://menu.example/lunch")
    says(page, "NOT GENUINE")


def test_what_the_server_refuses_to_judge_is_said(phone):
    code = pairing_code(place.checkpoint())
    place.end_run()
    page = phone()
    page.goto(f"/gate#pair={code}")
    expect(page.locator("[data-screen=scanning]")).to_be_visible()

    scan_by_usb(page, "CER:NOTHING")

    expect(page.locator("[data-part=trouble-word]")).to_have_text("NOT READ")
    expect(page.locator("[data-part=trouble-line]")).to_have_text(
        "Neither a rehearsal nor the ceremony is running."
    )
