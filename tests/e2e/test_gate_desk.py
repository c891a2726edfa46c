"""A gate whose telephone is lost scans again within two minutes: by keyboard, counted in steps."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ceremony.accounts import operations as accounts
from ceremony.accounts import passwords
from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.gates import operations, queries
from tests.cast import PASSWORD
from tests.e2e.keyboard import Keyboard
from tests.e2e.test_delegation import Steps
from tests.server import Server


def arrange() -> None:
    with transaction(SYSTEM):
        accounts.create(
            actor=SYSTEM,
            email="gates@ceremony.test",
            name="Petra Novák",
            password_hash=passwords.make_hash(PASSWORD),
            roles=[Role.GATE_SUPERVISOR],
        )
        at = queries.checkpoints()[0].id
        operations.register_device(actor=SYSTEM, name="Handheld 7", checkpoint_id=at)


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[Page]:
    instance = tmp_path / "instance"
    instance.mkdir()
    (instance / "clock").write_text("2025-10-25 Asia/Ho_Chi_Minh\n")
    server = Server(instance).start()
    server.flask("ceremony", "load", "examples/hanoi-2025.yaml")
    with server.context():
        arrange()
    page = browser.new_context(base_url=server.url, locale="en-GB").new_page()
    page.goto("/desk/gates/devices")
    page.get_by_label("Email address").fill("gates@ceremony.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Devices")
    page.wait_for_load_state("load")  # scripts listen from now on
    yield page
    page.context.close()
    assert server.stop() == 0, server.said()


def test_a_lost_telephone_is_replaced_by_keyboard(desk: Page) -> None:
    keys, step = Keyboard(desk), Steps()

    def lose() -> None:
        keys.to("Lost: Handheld 7")
        desk.keyboard.press("Enter")
        expect(desk.get_by_role("dialog")).to_be_visible()
        expect(desk.get_by_role("button", name="Cancel")).to_be_focused()

    def confirm() -> None:
        desk.keyboard.press("Shift+Tab")
        expect(desk.get_by_role("button", name="Report it lost")).to_be_focused()
        with desk.expect_navigation():
            desk.keyboard.press("Enter")

    step("lost", lose)
    step("report", confirm)
    expect(desk.get_by_text("Handheld 7 counts as lost.")).to_be_visible()
    keys.skip()
    step("replace", lambda: keys.press("Replace: Handheld 7"))

    expect(desk.get_by_role("heading", level=1)).to_have_text("Pair Handheld 7")
    code = desk.locator(".spoken").inner_text()
    telephone = desk.context.browser.new_context(base_url=desk.url).new_page()

    def pair() -> None:
        telephone.goto(f"/gate#pair={code.replace(' ', '')}")
        expect(telephone.get_by_text("P1").first).to_be_visible()

    step("pair", pair)
    assert step.taken == ["lost", "report", "replace", "pair"]
    telephone.context.close()
