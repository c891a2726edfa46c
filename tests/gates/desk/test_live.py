"""Who goes through now, what was refused, and the lists as files."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from sqlalchemy import select

from ceremony.core import clock
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.gates import operations, queries
from ceremony.gates.models import Passage, Scan
from ceremony.people.models import Body, Zone
from tests import make
from tests.client import parse, words
from tests.counting import statements
from tests.gates import place


def rows(page):
    """What stands in each row of the tables of a page, without their heads."""
    return [words(x) for x in parse(page.text).findall(".//tbody/tr")]


@pytest.fixture
def hall(database):
    make.ceremony()
    return place.checkpoint(direction=Passage.BOTH, exits_scanned=True, capacity=2)


@pytest.mark.both_databases
def test_the_page_counts_heads_with_pins_and_says_when_a_zone_is_full(client, signed_in, hall):
    secret, badge = place.device(hall), place.credential()
    place.read(client, secret, place.code(badge.serial))
    body_id = db.session.scalar(select(Body.id))
    place.tell(client, secret, place.event("pin", group=body_id, heads=2, direction="in"))
    with transaction(SYSTEM):
        zone, body = db.session.get_one(Zone, hall.zone_id), db.session.get_one(Body, body_id)
        operations.set_quota(actor=SYSTEM, zone=zone, body=body, most=3)
    run_id = place.run().id

    page = signed_in(Role.GATE_SUPERVISOR).get("/desk/gates")

    assert [(x.inside, x.entries) for x in queries.fillings(run_id, [])] == [(3, 0)]
    assert [(x.quota.most, x.inside) for x in queries.shares(run_id)] == [(3, 3)]
    assert "is full" in page.text
    assert "Qatar" in page.text
    assert "P4 Main Hall 3 3 3 0 1 paired" in rows(page) or "P4 Main Hall 0 3 3 0 1 paired" in rows(
        page
    )


def test_the_figures_are_sent_again_only_when_they_changed(client, signed_in, hall):
    secret, desk = place.device(hall), signed_in(Role.GATE_SUPERVISOR)
    first = desk.get("/desk/gates/figures")
    known = {"If-None-Match": first.headers["ETag"]}
    same = desk.get("/desk/gates/figures", headers=known)
    place.send(client, secret, method="serial", serial=5)

    assert (first.status_code, same.status_code) == (200, 304)
    assert desk.get("/desk/gates/figures", headers=known).status_code == 200


@pytest.mark.both_databases
def test_refusals_are_counted_by_reason_and_lead_to_their_scans(client, signed_in, hall):
    secret, desk = place.device(hall), signed_in(Role.PROTOCOL_OFFICER)
    for text in ("https://menu.example/1", "https://menu.example/2"):
        place.read(client, secret, text)
    place.send(client, secret, method="serial", serial=5)

    page = desk.get("/desk/gates/refused")

    assert [x.rsplit(" ", 1)[0] for x in rows(page)] == [
        "Not genuine No badge of this ceremony 2",
        "Unknown Not on the list 1",
    ]
    link = next(x.get("href") for x in parse(page.text).findall(".//tbody/tr/th/a"))
    assert len(rows(desk.get(link))) == 2


def test_scans_are_narrowed_by_how_they_were_read_and_decided(client, signed_in, hall):
    secret, code = place.device(hall), place.code(place.credential().serial)
    boss = place.guard(is_supervisor=True, given_names="Bo")
    alone = place.shown(code, "wrong_zone", admits=False, reason="other_zones")
    over = place.event("override", scan=alone["id"], supervisor=boss, reason="Known to me")
    place.tell(client, secret, alone, over)
    clock.shift(timedelta(seconds=30))
    place.send(client, secret, method="serial", serial=5)
    desk = signed_in(Role.GATE_SUPERVISOR)

    def found(**asked):
        return len(rows(desk.get("/desk/gates/scans", query_string=asked)))

    assert [found(offline="yes"), found(offline="no"), found(override="yes")] == [1, 1, 1]
    assert [found(method="serial"), found(method="name"), found(device=1)] == [1, 0, 2]
    assert "Overridden by Bo Al-Kuwari: Known to me" in desk.get("/desk/gates/scans").text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_taken_away_as_it_is_narrowed_and_that_is_recorded(
    client, signed_in, hall, kind
):
    secret = place.device(hall)
    place.read(client, secret, place.code(place.credential().serial))
    place.read(client, secret, "=cmd()")
    desk = signed_in(Role.GATE_SUPERVISOR)

    sent = desk.send(
        f"/desk/gates/scans/export/{kind}", page="/desk/gates/scans", verdict="not_genuine"
    )

    if kind == "csv":
        lines = list(csv.reader(StringIO(sent.data.decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(BytesIO(sent.data)).worksheets[0]
        lines = [["" if x is None else str(x) for x in row] for row in sheet.values]
    [head, line] = lines
    assert (head[1:4], line[1:4]) == (
        ["Verdict", "Reason", "Let in"],
        ["Not genuine", "No badge of this ceremony", ""],
    )
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == "gates.scans_exported")
    ).one()
    assert (entry.subject_type, entry.details) == ("run", {"kind": kind, "rows": 1})
    token = desk.token("/desk/gates/scans")
    nonsense = desk.post("/desk/gates/scans/export/doc", data={"csrf_token": token})
    assert nonsense.status_code == 404


def test_every_list_asks_as_often_for_many_as_for_few(client, signed_in, hall):
    desk = signed_in(Role.GATE_SUPERVISOR)

    def more(number):
        secret = place.device(hall)
        badge = place.credential(make.accreditation(given_names=f"Guest {number}"))
        place.read(client, secret, place.code(badge.serial))
        place.tell(client, secret, place.event("incident", category="medical", words="Faint"))
        guard = place.guard(given_names=f"Guard {number}")
        place.tell(client, secret, place.event("shift_started", guard=guard))
        body = make.body(("", "FRA", "VNM", "DEU")[number])
        with transaction(SYSTEM):
            zone = db.session.get_one(Zone, hall.zone_id)
            operations.set_quota(actor=SYSTEM, zone=zone, body=body, most=number)

    def asked():
        counts = {}
        for part in ("", "/scans", "/refused", "/incidents", "/muster", "/devices", "/guards"):
            desk.get(f"/desk/gates{part}")
            with statements() as sent:
                desk.get(f"/desk/gates{part}")
            counts[part] = len(sent)
        with statements() as sent:
            desk.get("/desk/gates/limits")
        return counts | {"/limits": len(sent)}

    more(1)
    few = asked()
    more(2)
    more(3)
    assert asked() == few
    assert db.session.query(Scan).count() == 3
