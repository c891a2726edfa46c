"""Where a badge was seen; that somebody looked is recorded."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ceremony.badges import operations as badges
from ceremony.badges import queries as badge_queries
from ceremony.badges.states import RevokedBecause
from ceremony.core import clock
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.gates.queries import seen
from ceremony.people.kinds import PassKind
from ceremony.people.models import Body
from tests import make
from tests.badges import passes
from tests.client import parse, words
from tests.gates import place


def sender():
    """Whoever sends the person."""
    return db.session.scalars(select(Body)).one()


@pytest.mark.both_databases
def test_badges_are_found_by_serial_name_and_plate():
    right = make.accreditation(given_names="Łukasz", family_name="Đỗ")
    serial = place.credential(right).serial
    car = passes.vehicle("51F-123.45", sender())

    def found(text, *kinds):
        return [x.GatePass.serial for x in seen.holders(text, *kinds)]

    assert found(f"000 {serial:03}") == found("do luk") == found("Łukasz") == [serial]
    assert found("51f 123") == [car.serial]
    assert found("51f 123", PassKind.PERSONAL) == found("nobody") == found("%") == found("'") == []


def test_the_scans_of_all_badges_of_one_right_are_one_timeline(client, signed_in):
    make.ceremony()
    right = make.accreditation()
    first, right_id = place.credential(right), right.id
    secret = place.device(place.checkpoint())
    place.read(client, secret, place.code(first.serial))
    held = badge_queries.credential(first.id)
    with transaction(SYSTEM):
        new = badges.replace(
            actor=SYSTEM, credential=held, reason=RevokedBecause.LOST, issue_new=True
        ).id
    serial = place.collected([new]).serial
    clock.shift(timedelta(minutes=5))
    place.read(client, secret, place.code(serial))
    desk = signed_in(Role.GATE_SUPERVISOR)

    page = desk.send(f"/desk/gates/seen/{right_id}", page=f"/desk/gates/seen?q={serial}")

    rows = [words(x).split() for x in parse(page.text).findall(".//tbody/tr")]
    assert [(x[1], x[-4], x[-3]) for x in rows] == [
        ("P4", "000", f"{serial:03}"),
        ("P4", "000", f"{first.serial:03}"),
    ]
    assert page.headers["Cache-Control"] == "private, no-store"
    entry = select(AuditEntry).where(AuditEntry.event == "gates.whereabouts_read")
    [told] = db.session.scalars(entry)
    assert (told.subject_type, told.subject_id) == ("accreditation", right_id)


def test_others_do_not_look_and_what_is_not_there_is_said(signed_in):
    place.checkpoint()
    desk, reader = signed_in(Role.GATE_SUPERVISOR), signed_in(Role.PROTOCOL_OFFICER)
    assert reader.get("/desk/gates/seen").status_code == 403
    assert "No badge found" in desk.get("/desk/gates/seen?q=nobody").text
    token = desk.token("/desk/gates/muster")
    assert desk.post("/desk/gates/seen/99", data={"csrf_token": token}).status_code == 404
    assert (
        db.session.scalars(select(AuditEntry.event).where(AuditEntry.event.like("%where%"))).all()
        == []
    )
