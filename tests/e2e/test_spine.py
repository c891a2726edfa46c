"""From a delegation's workbook to an admitted badge, by hand, in a browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from ceremony.badges.models import Credential
from ceremony.core.db import db
from ceremony.core.permissions import Role
from tests import workbooks
from tests.cast import PASSWORD
from tests.e2e import camera, crowd
from tests.e2e import hanoi as hanoi_2025
from tests.server import Server

ROLES = (Role.REGISTRAR, Role.BADGE_OFFICER, Role.GATE_SUPERVISOR)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def hanoi(tmp_path: Path) -> Iterator[Server]:
    """On its first day, with nobody else."""
    running = Server(tmp_path / "instance")
    hanoi_2025.start(running, "2025-10-25", ROLES)
    yield running
    assert running.stop() == 0, running.said()


@pytest.fixture
def desk(browser: Browser, hanoi: Server) -> Iterator[Page]:
    """The desk of the officer, signed in."""
    context = browser.new_context(base_url=hanoi.url, locale="en-GB")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/desk")
    page.get_by_label("Email address").fill(hanoi_2025.EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{hanoi.url}/desk")
    yield page
    context.close()


def upload(desk: Page, workbook: bytes) -> None:
    desk.get_by_role("link", name="Delegations", exact=True).click()
    main = desk.get_by_role("main")
    main.get_by_text("More", exact=True).click()
    main.get_by_role("link", name="Import a workbook").click()
    file = {"name": "sixty.xlsx", "mimeType": "application/octet-stream", "buffer": workbook}
    desk.get_by_label("Workbook").set_input_files(file)
    desk.get_by_role("button", name="Examine the workbook").click()


def approve_everybody(desk: Page) -> None:
    desk.get_by_role("navigation", name="Desk").get_by_role("link", name="People").click()
    desk.get_by_role("link", name="Needs a decision 60").click()
    everybody = desk.locator("form").filter(has_text="All 60 of this list")
    everybody.get_by_role("button", name="Approve").click()
    desk.get_by_role("button", name="Approve 60").click()
    expect(desk.get_by_role("link", name="Approved 60")).to_be_visible()


def print_everybody(desk: Page) -> pypdfium2.PdfDocument:
    desk.get_by_role("link", name="Badges").first.click()
    desk.get_by_role("link", name="Print all 60 badges").click()
    desk.get_by_role("button", name="Check and print 60 badges").click()
    desk.get_by_role("button", name="Print all 60 that can be printed").click()  # no photographs
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Download 60 badges").click()
    return pypdfium2.PdfDocument(download.value.path())


def picture(pdf: pypdfium2.PdfDocument, name: str) -> Image.Image:
    """The page of the badge that bears *name*, held so that its code is in the frame."""
    [page] = [x for x in pdf if name in x.get_textpage().get_text_bounded()]
    dots = 8  # a millimetre: about 200 dpi
    whole: Image.Image = page.render(scale=dots * 25.4 / 72).to_pil()
    return whole.crop((52 * dots, 30 * dots, 105 * dots, 83 * dots))


def pair(desk: Page, gate: BrowserContext, checkpoint: str) -> Page:
    desk.get_by_role("link", name="Gates").first.click()
    desk.get_by_role("main").get_by_role("link", name="Devices").click()
    desk.get_by_role("link", name="Pair a device").click()
    desk.get_by_label("Name of the device").fill("Lane 1")
    desk.get_by_label("Checkpoint").select_option(label=checkpoint)
    desk.get_by_role("button", name="Show the pairing code").click()
    code = re.sub(r"\W", "", desk.locator(".codepanel .spoken").inner_text())
    phone = gate.new_page()
    phone.goto(f"/gate#pair={code}")
    return phone


def scan(phone: Page, word: str) -> None:
    expect(phone.get_by_role("alert").locator("[data-part=word]")).to_have_text(
        word, ignore_case=True, timeout=20_000
    )


def test_from_the_workbook_to_the_open_gate(hanoi, desk, launch, tmp_path):
    upload(desk, workbooks.sixty())
    desk.get_by_role("button", name="Import 60 people").click()
    expect(desk.get_by_role("main")).to_contain_text("60 people imported")

    approve_everybody(desk)
    pdf = print_everybody(desk)
    assert len(pdf) == 60

    badge = picture(pdf, "Saskia van der Berg")
    with hanoi.context():
        crowd.give(db.session.scalars(select(Credential.id)).all())
    shown_and_away = [badge, badge, *[camera.blank()] * 4]  # a second each, again and again
    browser = launch(camera=camera.film(tmp_path / "badge.mjpeg", shown_and_away))
    gate = browser.new_context(base_url=hanoi.url, viewport=PHONE, locale="en-GB")
    phone = pair(desk, gate, "P1 Main entrance")
    scan(phone, "Admit")
    expect(phone.get_by_role("heading", name="Saskia van der Berg")).to_be_visible()

    desk.get_by_role("link", name="Gates").first.click()
    desk.get_by_role("main").get_by_role("link", name="Scans", exact=True).click()
    row = desk.get_by_role("row", name=re.compile("Saskia van der Berg")).first
    expect(row).to_contain_text("P1")

    desk.get_by_role("searchbox").first.fill("Saskia van der Berg")
    desk.keyboard.press("Enter")
    desk.get_by_role("main").get_by_role("link", name="Saskia van der Berg").first.click()
    desk.get_by_role("main").get_by_role("link", name=re.compile(r"\d{3} \d{3}")).first.click()
    desk.get_by_role("link", name="Revoke").click()
    desk.get_by_label("Lost").check()
    desk.get_by_role("button", name="Revoke the badge").click()
    scan(phone, "Revoked")
    browser.close()  # its film would go on
