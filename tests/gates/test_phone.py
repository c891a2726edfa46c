"""The desk's pages of gates on a telephone: nothing hides beyond the edge."""

from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.web import Application
from ceremony.gates import operations
from tests import make, programs
from tests.gates import place

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONE = {"width": 360, "height": 780}
HIDDEN = """() => [...document.querySelectorAll('.region')]
  .map(x => [x.getAttribute('aria-label'), x.scrollWidth - x.clientWidth])
  .filter(([_, beyond]) => beyond > 0)"""


@pytest.fixture
def address(app: Application) -> Iterator[str]:
    """Where the application of this test is served."""
    programs.need(programs.no_chromium())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_table_of_the_gates_fits_a_telephone(address, client, signed_in):
    make.ceremony()
    secret = place.device(place.checkpoint("P4"))
    door = place.checkpoint("P11", name={"en": "Delegates' entrance"})
    with transaction(SYSTEM):
        operations.register_device(actor=SYSTEM, name="Handheld 2", checkpoint_id=door.id)
    name = {"given_names": "Maximiliana-Theodora", "family_name": "Vasseur-Diop Oyelaran"}
    badge = place.credential(make.accreditation(**name))
    place.read(client, secret, place.code(badge.serial))
    place.read(client, secret, "https://menu.example/lunch")
    cookie = signed_in(Role.GATE_SUPERVISOR).get_cookie("ceremony")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=programs.CHROMIUM, args=["--no-sandbox"]
        )
        page = browser.new_page(base_url=address, viewport=PHONE, locale="en-GB")
        page.context.add_cookies([{"name": "ceremony", "value": cookie.value, "url": address}])
        for url in ("/desk/gates", "/desk/gates/scans"):
            page.goto(url)
            assert page.evaluate(HIDDEN) == [], url
            assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], url
        page.goto("/desk/gates")
        page.get_by_role("button", name="Revoke Handheld 1").click()
        assert page.get_by_role("heading", name="Revoke Handheld 1?").is_visible()
