"""Every page as its reader sees it: no sideways scroll, no complaint, nothing that axe refuses.

The pictures go to the folder ``CEREMONY_PICTURES``, else to one of pytest's.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from werkzeug.serving import make_server

from ceremony import create_app
from ceremony.accounts import operations as accounts
from ceremony.badges.models import Credential
from ceremony.badges.states import State
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Permission
from ceremony.delegations.models import Delegation
from ceremony.people.models import Accreditation, Participation
from tests import workbooks
from tests.server import Server

AXE = Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
VISITOR, MISSING = "Visitor", "/no-such-page"
PAGES = {
    VISITOR: "/ /sign-in /gate /welcome/{token} " + MISSING,
    "Administrator": """/desk /desk/settings /desk/settings/zones /desk/settings/zones/1
        /desk/settings/zones/new /desk/settings/access /desk/settings/access/1
        /desk/settings/access/new /desk/settings/categories /desk/settings/checkpoints
        /desk/settings/file /desk/settings/run/live /desk/users /desk/users/1 /desk/users/new
        /desk/permissions /account /account/password /styleguide""",
    "Registrar": """/desk /desk/people /desk/people?status=refused /desk/people/new
        /desk/people/{person} /desk/people/{person}/edit /desk/people/{person}/access
        /desk/people/{person}/validity /desk/people/{person}/participations/new
        /desk/people/participations/{participation} /desk/delegations
        /desk/delegations/{delegation} /desk/delegations/import /desk/register
        /desk/search?q=nguyen /desk/search?q=zzzz""",
    "Badge officer": """/desk/badges /desk/badges/outdated /desk/badges/{credential}
        /desk/badges/{credential}/revocation /desk/jobs""",
    "Gate supervisor": "/desk /desk/gates /desk/gates/scans /desk/gates/devices/new",
    "Data-protection officer": "/desk/audit",
}
RIGHT_TO_LEFT = {
    VISITOR: "/ /sign-in /gate",
    "Registrar": "/desk /desk/people /desk/people/{person} /desk/delegations /styleguide",
}
FILES_AND_PARTS = set(
    """badges.print_one badges.printed core.theme delegations.findings delegations.template
    desk.figures desk.healthz gate.manifest gate.module gate.service_worker people.photograph
    settings.download static""".split()
)
WIDER_THAN_THE_PAGE = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((x) => x.getBoundingClientRect().right > most + 1 || x.getBoundingClientRect().x < -1)
    .map((x) => `${x.tagName}.${x.className}`).slice(0, 5);
}"""
REFUSED_BY_AXE = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"], preload: false });
  return found.violations.map((x) => `${x.id}: ${x.nodes.map((node) => node.target).join(" ")}`);
}"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("demo") / "instance", DEMO="1").start()
    yield running
    assert running.stop() == 0, running.said()


@pytest.fixture(scope="module")
def names(demo: Server) -> dict[str, Any]:
    """What stands in the addresses: somebody with a badge, and a link of an administrator."""
    with demo.context():
        with transaction(SYSTEM):
            token = accounts.invite_administrator(
                actor=SYSTEM, email="pilar@ceremony.test", name="Pilar Quispe"
            )
        holder = db.session.execute(
            select(
                Credential.id.label("credential"),
                Accreditation.person_id.label("person"),
                Participation.id.label("participation"),
                Delegation.id.label("delegation"),
            )
            .join(Accreditation, Accreditation.id == Credential.accreditation_id)
            .join(Participation, Participation.person_id == Accreditation.person_id)
            .join(Delegation, Delegation.body_id == Participation.body_id)
            .where(Credential.state != State.REVOKED)
            .order_by(Credential.id)
        ).first()
        found = {"token": token} | dict(holder._mapping)
        db.session.remove()
    return found


@pytest.fixture(scope="module")
def arabic(demo: Server) -> Iterator[str]:
    """The same instance with Arabic offered, whose words are still English."""
    app = create_app(INSTANCE=str(demo.instance), LANGUAGES=("en", "ar"), BASE_URL="")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    wanted = os.environ.get("CEREMONY_PICTURES")
    folder = Path(wanted) if wanted else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def read_as(browser: Browser, demo: Server) -> Iterator[Callable[..., Page]]:
    """``read_as(role, url)``: a signed-in page whose complaints are in ``page.complaints``."""
    sign_ins = json.loads((demo.instance / "demo-sign-ins.json").read_text())
    contexts = []

    def sign_in(role: str, base_url: str, **options: Any) -> Page:
        context = browser.new_context(base_url=base_url, viewport=WIDE, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda x: page.complaints.append(x.text) if x.type == "error" else None)
        if role != VISITOR:
            [account] = [x for x in sign_ins if x["role"] == role]
            page.goto("/sign-in")
            page.locator("input[type=email]").fill(account["email"])
            page.locator("input[type=password]").fill(account["password"])
            page.locator("main form button").first.click()
            page.wait_for_url("**/desk")
        return page

    yield sign_in
    for context in contexts:
        context.close()


def look(page: Page, pictures: Path, name: str, *, with_axe: bool = True) -> list[str]:
    """What is wrong with the page that is shown, wide and narrow."""
    wrong = []
    if with_axe:
        page.evaluate(AXE.read_text())  # past the content security policy
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        wrong += [f"{size['width']} px: {x}" for x in page.evaluate(WIDER_THAN_THE_PAGE)]
        picture = pictures / f"{name}-{size['width']}.jpeg"
        page.screenshot(path=picture, type="jpeg", quality=70, full_page=True)
        if with_axe:
            wrong += [f"{size['width']} px: {x}" for x in page.evaluate(REFUSED_BY_AXE)]
    page.set_viewport_size(WIDE)
    wrong += page.complaints
    page.complaints.clear()
    return wrong


def visit(
    page: Page, pattern: str, values: dict[str, Any], pictures: Path, prefix: str, **options: Any
) -> dict[str, list[str]]:
    """What is wrong at the address *pattern*, filled in with *values*; nothing is an empty dict."""
    url = pattern.format(**values)
    answer = page.goto(url)
    assert answer.status == (404 if url == MISSING else 200), f"{url}: {answer.status}"
    if url == MISSING:
        page.complaints.clear()  # the browser complains of the status
    name = re.sub(r"[^a-z]+", "-", pattern).strip("-") or "home"
    wrong = look(page, pictures, f"{prefix}-{name}", **options)
    return {url: wrong} if wrong else {}


@pytest.mark.parametrize("role", PAGES)
def test_every_page_is_read_without_hindrance(role, demo, names, read_as, pictures):
    page, wrong = read_as(role, demo.url, locale="en-GB"), {}
    for pattern in PAGES[role].split():
        wrong |= visit(page, pattern, names, pictures, role.lower().replace(" ", "-"))
    assert wrong == {}


@pytest.mark.parametrize("role", RIGHT_TO_LEFT)
def test_pages_turn_to_the_right(role, arabic, names, read_as, pictures):
    page, wrong = read_as(role, arabic, locale="ar"), {}
    for pattern in RIGHT_TO_LEFT[role].split():
        wrong |= visit(page, pattern, names, pictures, "rtl", with_axe=False)
        assert page.locator("html").get_attribute("dir") == "rtl"
    assert wrong == {}


def test_what_has_no_address_before(demo, read_as, pictures):
    """An examined workbook, its columns, and badges that are printed."""
    page = read_as("Registrar", demo.url, locale="en-GB")
    page.goto("/desk/delegations/import")
    file = {"name": "sixty.xlsx", "mimeType": "", "buffer": workbooks.sixty()}
    page.get_by_label("Workbook").set_input_files(file)
    page.get_by_role("button", name="Examine the workbook").click()
    page.wait_for_url("**/import/*")
    found = {"workbook": page.url.rpartition("/")[2]}
    wrong = visit(page, "/desk/delegations/import/{workbook}", found, pictures, "registrar")
    columns = "/desk/delegations/import/{workbook}/columns"
    wrong |= visit(page, columns, found, pictures, "registrar")

    badges = read_as("Badge officer", demo.url, locale="en-GB")
    badges.goto("/desk/badges?category=head")
    badges.get_by_role("button", name="Print").first.click()
    badges.wait_for_url("**/prints/*")
    found = {"job": badges.url.rpartition("/")[2]}
    wrong |= visit(badges, "/desk/badges/prints/{job}", found, pictures, "badge-officer")
    assert wrong == {}


def test_no_page_is_forgotten(demo, names):
    app = create_app(INSTANCE=str(demo.instance))
    urls = app.url_map.bind("")
    seen = " ".join(PAGES.values()).format(**names).replace(MISSING, "").split()
    visited = {urls.match(x.partition("?")[0])[0] for x in seen}
    visited |= {"delegations.examined", "delegations.answers", "badges.progress"}
    pages = {
        x.endpoint
        for x in app.url_map.iter_rules()
        if "GET" in (x.methods or ())
        and app.view_functions[x.endpoint].permission is not Permission.GATES_SCAN
    }
    assert sorted(pages - visited) == sorted(FILES_AND_PARTS)
