"""Every page as its reader sees it: no sideways scroll, no complaint, nothing that axe refuses.

Where ``CEREMONY_PICTURES`` names a folder, each is photographed into it.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from ceremony import create_app
from ceremony.accounts import operations as accounts
from ceremony.accounts.models import RoleGrant
from ceremony.badges import queries as badges
from ceremony.badges.models import Credential, CredentialKey
from ceremony.badges.operations import handing
from ceremony.badges.states import State
from ceremony.core import audit, files, mail
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Permission, Role
from ceremony.core.spreadsheets import sheets
from ceremony.delegations import plans as reading
from ceremony.delegations.models import ChangeRequest, Delegation
from ceremony.delegations.operations import composition, documents, opening
from ceremony.delegations.operations import photographs as folder
from ceremony.delegations.operations import workbooks as lists
from ceremony.delegations.queries import admissions
from ceremony.delegations.states.delegations import State as Delegated
from ceremony.delegations.workbook import header
from ceremony.demo import portraits
from ceremony.gates.models import Incident
from ceremony.mailings import operations as mailings
from ceremony.mailings import plans
from ceremony.people.kinds import BodyKind
from ceremony.people.models import Accreditation, Body, Participation, SavedFilter
from ceremony.people.vetting import answers, batches
from ceremony.people.vetting.exchange import Answer
from ceremony.people.vetting.models import Vetting
from tests import workbooks
from tests.accounts import outside
from tests.badges import issuing
from tests.mailings import outbox
from tests.server import Server

AXE = Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
PICTURES = os.environ.get("CEREMONY_PICTURES")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
VISITOR, MISSING = "Visitor", "/no-such-page"
PAGES = {
    VISITOR: "/ /sign-in /gate /welcome/{token} /enter/{entry} /request /request/status"
    " /request/{reference}/{seal} " + MISSING,
    "Administrator": """/desk /desk/settings /desk/settings/zones /desk/settings/zones/1
        /desk/settings/zones/new /desk/settings/access /desk/settings/access/1
        /desk/settings/access/new /desk/settings/categories /desk/settings/checkpoints
        /desk/settings/windows /desk/settings/windows/1 /desk/settings/windows/new
        /desk/settings/file /desk/settings/run/live /desk/users /desk/users?who=outside
        /desk/users/1 /desk/users/new
        /desk/badges/keys /desk/badges/keys/{key}/withdrawal
        /desk/permissions /account /account/password /kept /styleguide""",
    "Registrar": """/desk /desk/people /desk/people?status=refused /desk/people/new
        /desk/people/{person} /desk/people/{person}/edit /desk/people/{person}/access
        /desk/people/{person}/validity /desk/people/{person}/participations/new
        /desk/people/participations/{participation} /desk/people/doubles
        /desk/people?columns=nationality.rank.title.email.phone.status
        /desk/people/{person}/same /desk/people/{person}/same/{other}
        /desk/people/filters /desk/people/filters/{filter}
        /desk/people/filters/new?status=approved /desk/delegations
        /desk/delegations/{delegation} /desk/delegations/import /desk/register
        /desk/delegations?state=submitted /desk/delegations/open /desk/delegations/open-all
        /desk/delegations/terms /desk/delegations/terms/state /desk/delegations/{deciding}
        /desk/delegations/{deciding}/return /desk/delegations/{deciding}/agreement
        /desk/delegations/{deciding}/focal-points /desk/delegations/{deciding}/withdraw
        /desk/delegations/{own}/papers /desk/delegations/papers/{paper}/remove
        /desk/delegations/{own}/refuse /desk/delegations/{own}/submit
        /desk/delegations/{delegation}/reopen /desk/delegations/changes/{change}/decline
        /delegation /delegation/{own} /delegation/{own}/members/new
        /delegation/{own}/members/{member} /delegation/{own}/members/{member}/out
        /delegation/{own}/photographs /delegation/{own}/documents /delegation/{own}/submission
        /delegation/{own}/import /delegation/{own}/import/{list}
        /delegation/{own}/import/{list}/columns /delegation/{delegation}
        /delegation/{delegation}/members/{person} /delegation/{delegation}/changes/new
        /delegation/{delegation}/members/{person}/instead
        /desk/delegations/requests /desk/delegations/requests/{admission}
        /desk/delegations/requests/{admission}/accept
        /desk/delegations/requests/{admission}/refuse
        /desk/workforce /desk/workforce/{service} /desk/workforce/{service}/name
        /desk/workforce/{service}/several /desk/workforce/people/{worker}
        /desk/mail /desk/mail/server /desk/mail/{message} /desk/mail/mailings
        /desk/mail/mailings/new
        /desk/mail/mailings/{mailing} /desk/mail/mailings/{mailing}/write
        /desk/mail/mailings/{released}
        /desk/badges/passes /desk/badges/passes/new /desk/badges/passes/vehicles
        /desk/badges/passes/of/{holding} /desk/badges/passes/{floater}
        /desk/badges/passes/{floater}/end
        /desk/search?q=nguyen /desk/search?q=zzzz /desk/pickup/new""",
    "Protocol officer": """/desk/protocol /desk/protocol/arrangement /desk/protocol/precedence
        /desk/protocol/precedence/{body}/move /desk/protocol/participants
        /desk/protocol/nameplates /desk/protocol/seating /desk/protocol/seating/draw
        /desk/protocol/photograph""",
    "Vetting officer": """/desk /desk/vetting /desk/vetting?tab=held /desk/vetting/{vetting}
        /desk/vetting/{vetting}/hold /desk/vetting/batches /desk/vetting/batches/1
        /desk/vetting/answers/{answers}""",
    "Badge officer": """/desk/badges /desk/badges/reprint /desk/badges/prints
        /desk/badges/prints/new /desk/badges/{credential}
        /desk/badges/{credential}/revocation /desk/jobs
        /desk/badges/layouts /desk/badges/layouts/personal /desk/badges/layouts/personal/copy""",
    "Pick-up desk officer": """/desk /desk/pickup /desk/pickup/left /desk/pickup/{person}
        /desk/pickup/{person}/photograph /desk/pickup/badges/{credential}/lost
        /desk/pickup/delegations/{bearing} /desk/pickup/receipts /desk/pickup/receipts/{receipt}""",
    "Gate supervisor": """/desk /desk/gates /desk/gates/scans /desk/gates/devices/new
        /desk/gates/incidents /desk/gates/incidents/{incident} /desk/gates/incidents/new
        /desk/gates/refused /desk/gates/muster /desk/gates/seen?q=ng /desk/gates/devices
        /desk/gates/guards /desk/gates/guards/new?q=ng /desk/gates/guards/new?serial=1
        /desk/gates/guards/1/pin /desk/gates/limits""",
    "Data-protection officer": "/desk/audit",
}
RIGHT_TO_LEFT = {
    VISITOR: "/ /sign-in",
    "Registrar": "/desk /desk/people /desk/people/{person} /desk/delegations /styleguide"
    " /desk/delegations/{deciding} /desk/delegations/open-all"
    " /delegation/{own} /delegation/{own}/members/{member} /delegation/{delegation}",
}
FILES_AND_PARTS = set(
    """core.theme delegations.admission_letter
    delegations.as_csv delegations.as_xlsx delegations.confirmation delegations.findings
    delegations.of_body
    delegations.paper delegations.template
    desk.figures desk.healthz gates.figures gate.manifest gate.module gate.service_worker
    layouts.logo layouts.picture layouts.sample layouts.test_page
    mailings.attachment people.count_doubles people.photograph
    portal.download_document portal.findings portal.loose_photograph portal.photograph
    portal.template
    pickup.figures pickup.next_step pickup.photograph pickup.receipt_pdf
    protocol.floor_labels protocol.nameplates_pdf protocol.participants_file
    protocol.photograph_pdf protocol.precedence_pdf protocol.seating_file
    settings.download static vetting.photograph""".split()
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
                Participation.body_id.label("body"),
            )
            .join(Accreditation, Accreditation.id == Credential.accreditation_id)
            .join(Participation, Participation.person_id == Accreditation.person_id)
            .join(Delegation, Delegation.body_id == Participation.body_id)
            .where(Credential.state != State.REVOKED)
            .order_by(Credential.id)
        ).first()
        entry = outside.link(outside.focal_point("farida@ceremony.test"))
        worker = db.session.execute(
            select(Body.id.label("service"), Participation.id.label("worker"))
            .join(Participation, Participation.body_id == Body.id)
            .where(Body.kind == BodyKind.WORKFORCE)
            .order_by(Participation.id)
        ).first()
        asked = admissions.requests().rows[0]
        request = {"admission": asked.id, "reference": asked.reference}
        found = {"token": token, "entry": entry, "seal": admissions.seal(asked)} | request
        found |= dict(holder._mapping) | dict(worker._mapping)
        found |= {"filter": _filter(), "other": _other(holder.person)}
        found["incident"] = db.session.scalars(select(Incident.event)).first()
        found |= _vetting(holder.person) | _mail() | _own() | _waiting() | _out() | _passes()
        db.session.remove()
    return found


def _vetting(person_id: int) -> dict[str, int]:
    """The vetting of somebody, and answers that wait for a look."""
    vetting = db.session.scalars(select(Vetting).where(Vetting.person_id == person_id)).one()
    rows = [Answer(2, vetting.reference, "cleared", ""), Answer(3, "V-999999", "perhaps", "?")]
    with transaction(SYSTEM):
        batch = batches.numbered(1)
        kept = answers.keep(actor=SYSTEM, batch=batch, name="answers.csv", rows=rows)
    return {"vetting": vetting.id, "answers": kept.id}


def _out() -> dict[str, Any]:
    """A badge that somebody took along for its holder."""
    last = select(Credential.id).where(Credential.state == State.ISSUED)
    badge = badges.credential(db.session.scalars(last.order_by(Credential.id.desc())).first())
    issuing.mark(badge.id)
    body = badges.sender(badge)
    with transaction(SYSTEM):
        given = handing.give_to_bearer(
            actor=SYSTEM, credentials=[badge], body_id=body.id, bearer="Noor Haddad"
        )
    return {"receipt": given.id, "bearing": body.code}


def _passes() -> dict[str, int]:
    """A floater on loan, and the key that signed it."""
    rows = select(Accreditation.id, Accreditation.body_id).where(Accreditation.body_id.is_not(None))
    right, body_id = db.session.execute(rows.order_by(Accreditation.id)).first()
    key = db.session.scalar(select(CredentialKey.key_id))
    return {"floater": right, "holding": body_id, "key": key}


def _own() -> dict[str, int]:
    """An organisation whose focal point has begun: a member, a scan, and things that wait."""
    found = header.find(sheets.read(workbooks.workbook({})))
    with transaction(SYSTEM):
        own = opening.open_body(actor=SYSTEM, name="Society of Rivers", kind=BodyKind.NGO)
        person = composition.add_member(
            actor=SYSTEM, delegation=own, given_names="Amina", family_name="Haddad", function="head"
        )
        loose = [("IMG 1.jpg", files.store(portraits.portrait(0, is_woman=True), ".jpg"))]
        folder.receive(actor=SYSTEM, delegation=own, photos={}, loose=loose)
        scan = {"name": "letter.pdf", "file": files.store(b"%PDF-1.7 %%EOF", ".pdf"), "size": 14}
        kind = "nomination"
        paper = documents.add_document(actor=SYSTEM, delegation=own, kind=kind, **scan)
        kept = lists.upload(
            actor=SYSTEM,
            name="people.xlsx",
            sha256="",
            header=found,
            records=reading.read(found, within=own.body_id),
            body_id=own.body_id,
        )
        db.session.flush()
        known = {"own": own.id, "member": person.id, "list": kept.id}
        return known | {"paper": paper.id}


def _waiting() -> dict[str, int]:
    """A delegation that is submitted, and a change of members of another."""
    submitted = select(Delegation.id).where(Delegation.state == Delegated.SUBMITTED)
    return {
        "deciding": db.session.scalar(submitted.order_by(Delegation.id)),
        "change": db.session.scalar(select(ChangeRequest.id).order_by(ChangeRequest.id)),
    }


def _mail() -> dict[str, int]:
    """A mail, a mailing that is looked at, and one on its way."""
    with transaction(SYSTEM, working=True):
        sent = mail.write(to="amina@mfa.example", name="Amina", subject="Note", text="Dear Amina")
    persons = select(Accreditation.id).where(Accreditation.person_id.is_not(None))
    ids = list(db.session.scalars(persons.limit(3)))
    mailing, released = outbox.draft(ids), outbox.draft(ids)
    planned = plans.plan(released).ids
    with transaction(SYSTEM):
        mailings.release(actor=SYSTEM, mailing=released, ids=planned, count=len(planned))
    return {"message": sent.id, "mailing": mailing.id, "released": released.id}


def _filter() -> int:
    """One that the registrar keeps."""
    registrar = select(RoleGrant.user_id).where(RoleGrant.role == Role.REGISTRAR)
    owner = db.session.scalar(registrar.order_by(RoleGrant.id))
    kept = SavedFilter(owner_id=owner, name="Approved", folded="approved")
    kept.arguments = {"status": "approved"}
    with transaction(SYSTEM) as session:
        session.add(kept)
        audit.record(SYSTEM, "people.filter_saved", kept)
    return kept.id


def _other(person_id: int) -> int:
    """Another record, to be laid beside that one."""
    return db.session.scalar(
        select(Accreditation.person_id)
        .where(Accreditation.person_id != person_id)
        .order_by(Accreditation.id)
    )


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


@pytest.fixture
def read_as(browser: Browser, demo: Server) -> Iterator[Callable[..., Page]]:
    """``read_as(role, url)``: a signed-in page whose complaints are in ``page.complaints``."""
    sign_ins = json.loads((demo.instance / "demo-sign-ins.json").read_text())
    contexts = []

    def sign_in(role: str, base_url: str, **options: Any) -> Page:
        context = browser.new_context(base_url=base_url, viewport=WIDE, **options)
        contexts.append(context)
        context.add_init_script(path=AXE)  # past the content security policy
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


def look(page: Page, name: str, *, with_axe: bool = True) -> list[str]:
    """What is wrong with the page that is shown, wide and narrow."""
    wrong = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        wrong += [f"{size['width']} px: {x}" for x in page.evaluate(WIDER_THAN_THE_PAGE)]
        if PICTURES:
            picture = f"{PICTURES}/{name}-{size['width']}.jpeg"
            page.screenshot(path=picture, type="jpeg", quality=70, full_page=True)
        if with_axe:
            wrong += [f"{size['width']} px: {x}" for x in page.evaluate(REFUSED_BY_AXE)]
    page.set_viewport_size(WIDE)
    wrong += page.complaints
    page.complaints.clear()
    return wrong


def visit(
    page: Page, pattern: str, values: dict[str, Any], prefix: str, **options: Any
) -> dict[str, list[str]]:
    """What is wrong at the address *pattern*, filled in with *values*; nothing is an empty dict."""
    url = pattern.format(**values)
    answer = page.goto(url)
    assert answer.status == (404 if url == MISSING else 200), f"{url}: {answer.status}"
    if url == MISSING:
        page.complaints.clear()  # the browser complains of the status
    name = re.sub(r"[^a-z]+", "-", pattern).strip("-") or "home"
    wrong = look(page, f"{prefix}-{name}", **options)
    return {url: wrong} if wrong else {}


@pytest.mark.parametrize("role", PAGES)
def test_every_page_is_read_without_hindrance(role, demo, names, read_as):
    page, wrong = read_as(role, demo.url, locale="en-GB"), {}
    for pattern in PAGES[role].split():
        wrong |= visit(page, pattern, names, role.lower().replace(" ", "-"))
    assert wrong == {}


@pytest.mark.parametrize("role", RIGHT_TO_LEFT)
def test_pages_turn_to_the_right(role, arabic, names, read_as):
    page, wrong = read_as(role, arabic, locale="ar"), {}
    for pattern in RIGHT_TO_LEFT[role].split():
        wrong |= visit(page, pattern, names, "rtl", with_axe=False)
        assert page.locator("html").get_attribute("dir") == "rtl"
    assert wrong == {}


def test_what_has_no_address_before(demo, read_as):
    """An examined workbook, its columns, and badges that are printed."""
    page = read_as("Registrar", demo.url, locale="en-GB")
    page.goto("/desk/delegations/import")
    file = {"name": "sixty.xlsx", "mimeType": "", "buffer": workbooks.sixty()}
    page.get_by_label("Workbook").set_input_files(file)
    page.get_by_role("button", name="Examine the workbook").click()
    page.wait_for_url("**/import/*")
    found = {"workbook": page.url.rpartition("/")[2]}
    wrong = visit(page, "/desk/delegations/import/{workbook}", found, "registrar")
    columns = "/desk/delegations/import/{workbook}/columns"
    wrong |= visit(page, columns, found, "registrar")

    badges = read_as("Badge officer", demo.url, locale="en-GB")
    badges.goto("/desk/badges?delegation=QAT")
    badges.get_by_role("link", name="Print all").click()
    badges.get_by_role("button", name="Check and print").click()
    badges.wait_for_url(re.compile(r"/prints/\d+$"))
    found = {"batch": badges.url.rpartition("/")[2]}
    wrong |= visit(badges, "/desk/badges/prints/{batch}", found, "badge-officer")
    assert wrong == {}


def test_a_box_follows_the_keys_and_the_badge_follows_the_box(demo, read_as):
    page = read_as("Badge officer", demo.url, locale="en-GB")
    page.goto("/desk/badges/layouts/personal")
    portrait = page.get_by_role("link", name="5: Photograph")
    drawn = page.locator("#preview image").first
    before, left = drawn.get_attribute("href"), page.locator("#front-4-x")
    portrait.focus()
    page.keyboard.press("ArrowRight")
    expect(drawn).not_to_have_attribute("href", before)
    expect(portrait).to_be_focused()
    expect(page.locator("#front-4-state")).to_contain_text("7.5, 38.5")
    page.keyboard.press("Enter")
    left.fill("80")
    expect(page.locator("#front-4-faults")).to_contain_text("the page is 105 mm wide")
    left.fill("8")
    expect(page.locator("#front-4-faults")).to_be_empty()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    assert left.input_value() == "8"


def test_no_page_is_forgotten(demo, names):
    app = create_app(INSTANCE=str(demo.instance))
    urls = app.url_map.bind("")
    seen = " ".join(PAGES.values()).format(**names).replace(MISSING, "").split()
    visited = {urls.match(x.partition("?")[0])[0] for x in seen}
    visited |= {"delegations.examined", "delegations.answers", "badges.progress"}
    visited |= {"people.deciding", "people.exporting"}
    pages = {
        x.endpoint
        for x in app.url_map.iter_rules()
        if "GET" in (x.methods or ())
        and app.view_functions[x.endpoint].permission is not Permission.GATES_SCAN
    }
    assert sorted(pages - visited) == sorted(FILES_AND_PARTS)
