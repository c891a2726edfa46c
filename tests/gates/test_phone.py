"""The desk's pages of gates on a telephone: nothing hides beyond the edge."""

import pytest

from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.gates import operations
from tests import make
from tests.gates import place

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 780}
HIDDEN = """() => [...document.querySelectorAll('.region')]
  .map(x => [x.getAttribute('aria-label'), x.scrollWidth - x.clientWidth])
  .filter(([_, beyond]) => beyond > 0)"""


def test_every_table_of_the_gates_fits_a_telephone(address, client, signed_in, launch):
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
    page = launch().new_page(base_url=address, viewport=PHONE, locale="en-GB")
    page.context.add_cookies([{"name": "ceremony", "value": cookie.value, "url": address}])
    for url in ("/desk/gates", "/desk/gates/devices", "/desk/gates/scans"):
        page.goto(url)
        assert page.evaluate(HIDDEN) == [], url
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], url
    page.goto("/desk/gates/devices")
    page.get_by_role("button", name="Revoke: Handheld 1").click()
    assert page.get_by_role("heading", name="Revoke Handheld 1?").is_visible()
    page.context.close()
