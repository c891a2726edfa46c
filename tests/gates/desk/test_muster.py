"""The muster list: where somebody went in last and has not left."""

from datetime import timedelta

import pypdfium2
import pytest
from sqlalchemy import select

from ceremony.core import clock
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db
from ceremony.core.permissions import Role
from ceremony.gates.models import Passage
from ceremony.gates.queries.muster import muster
from ceremony.people.models import Body
from tests import make
from tests.badges import passes
from tests.gates import place


@pytest.fixture
def go(client, database):
    """``go("P1 in", serial)``: read a badge there, a minute after the one before."""
    make.ceremony()
    for code in ("1", "3"):
        make.zone(code, exits_scanned=code == "3")
    make.category(zones=("1", "3"))
    gates = [place.checkpoint("P1", "1", Passage.BOTH), place.checkpoint("P4", "3", Passage.BOTH)]
    secrets = {x.code: place.device(x) for x in gates}

    def read(where, serial):
        code, direction = where.split()
        answer = place.read(client, secrets[code], place.code(serial), direction=direction)
        clock.shift(timedelta(minutes=1))
        return answer.json["verdict"]["code"]

    return read


def badge(name):
    right = make.accreditation(given_names=name)
    return place.credential(right).serial


def listed(**asked):
    db.session.rollback()
    found = muster(place.run().id, **asked)
    codes = {zone.id: zone.code for zone, _count in found.zones}
    return [(g.body, x.name, codes[x.zone_id]) for g in found.groups for x in g.people]


@pytest.mark.both_databases
def test_whoever_leaves_the_hall_is_still_in_the_building(go):
    amina, bo, cy = badge("Amina"), badge("Bo"), badge("Cy")
    for where in ("P1 in", "P4 in"):
        for serial in (amina, bo):
            go(where, serial)
    go("P4 out", bo)
    go("P1 in", cy)
    go("P1 out", cy)

    assert listed() == [
        ("Qatar", "Amina Al-Kuwari", "3"),
        ("Qatar", "Bo Al-Kuwari", "1"),
    ]
    assert [(x.code, n) for x, n in muster(place.run().id).zones] == [("1", 1), ("3", 1)]
    assert listed(words="bo qat") == [("Qatar", "Bo Al-Kuwari", "1")]
    assert listed(words="minà") == []
    assert listed(zone_id=99) == []


def test_what_changes_hands_is_nobody_and_pins_are_counted(client, go):
    floater, person = passes.floaters()[0], badge("Amina")
    place.collected([floater.id])
    go("P1 in", person)
    go("P1 in", floater.serial)
    secret = place.device(place.checkpoint("P9", "1"))
    body_id = db.session.scalar(select(Body.id))
    place.tell(client, secret, place.event("pin", group=body_id, heads=3, direction="in"))
    assert len(listed()) == 1
    assert muster(place.run().id).pins == 3


@pytest.mark.parametrize("kind", ["pdf", "csv", "xlsx"])
def test_it_is_taken_away_and_that_is_recorded(signed_in, go, kind):
    go("P1 in", badge("Amina"))
    desk = signed_in(Role.PROTOCOL_OFFICER)

    sent = desk.send(f"/desk/gates/muster/{kind}", page="/desk/gates/muster", q="ami")

    if kind == "pdf":
        text = pypdfium2.PdfDocument(sent.data)[0].get_textpage().get_text_range()
        assert "Amina Al-Kuwari" in text
        assert "Page 1 of 1" in text
    elif kind == "csv":
        assert "Qatar,Amina Al-Kuwari" in sent.data.decode("utf-8-sig")
    entry = select(AuditEntry.details).where(AuditEntry.event == "gates.muster_exported")
    assert db.session.scalars(entry).one() == {"kind": kind, "rows": 1}


def test_the_page_says_who_and_how_many(signed_in, go):
    go("P1 in", badge("Amina"))
    desk = signed_in(Role.ADMINISTRATOR)
    page = desk.get("/desk/gates/muster").text
    assert "1 person" in page
    assert "Amina Al-Kuwari" in page
    assert "Nobody fits" in desk.get("/desk/gates/muster?q=zzz").text
    nobody = desk.send("/desk/gates/muster/pdf", page="/desk/gates/muster", q="zzz")
    assert len(pypdfium2.PdfDocument(nobody.data)) == 1
