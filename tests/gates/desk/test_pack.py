"""Gates on paper: per gate whose badge opens the zone behind it, and whose does not count."""

import stat

import pypdfium2
import pytest
from sqlalchemy import select

from ceremony.badges import operations as badges
from ceremony.badges import queries as badge_queries
from ceremony.badges.states import RevokedBecause
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.gates.documents import pack
from ceremony.gates.models import GateList
from ceremony.gates.queries import checkpoints
from ceremony.gates.queries.names import Named, Names, names
from tests import make
from tests.badges import passes
from tests.gates import place


def texts(content):
    return [x.get_textpage().get_text_range() for x in pypdfium2.PdfDocument(content)]


@pytest.fixture
def gates(database):
    make.ceremony()
    place.checkpoint("P1", "1")
    place.checkpoint("P4", "3")
    make.category(zones=("1",))


def revoke(badge):
    db.session.rollback()
    with transaction(SYSTEM):
        held = [badge_queries.credential(badge.id)]
        badges.revoke(actor=SYSTEM, credentials=held, reason=RevokedBecause.LOST)


def test_each_gate_has_its_names_in_order_and_what_does_not_count(run, gates, tmp_path):
    for name in ("Zoë", "Đặng", "Amina"):
        place.credential(make.accreditation(given_names=name))
    lost = place.credential(make.accreditation(given_names="Lost"))
    lost_serial = lost.serial
    revoke(lost)
    out = tmp_path / "pack.pdf"

    made = run("gates", "pack", "--out", str(out))

    db.session.rollback()
    known = db.session.scalars(select(GateList)).one()
    pages = texts(str(out))
    assert made.output == f"4 pages: {out}\n"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert f"P1-{known.version}" in pages[0]
    assert f"{known.version} / {known.digest:x}" in pages[0]
    assert "Sealed by" in pages[0]
    places = [pages[1].rindex(x) for x in ("Amina", "Đặng", "Zoë")]
    assert places == sorted(places)
    assert "Lost" not in pages[1]
    assert "Page 2 of 3" in pages[1]
    assert f"000 {lost_serial:03}" in pages[2]
    assert ("P4-" in pages[3], "Page 1 of 1" in pages[3]) == (True, True)
    event = select(AuditEntry.details).where(AuditEntry.event == "gates.pack_made")
    assert db.session.scalars(event).all() == [{"version": known.version}]


def test_plates_floaters_and_who_waits_for_the_supervisor_are_told_apart(gates):
    passes.floaters()
    make.accreditation(given_names="Waits")
    [page] = [x for x in texts(pack.pdf(checkpoints()[:1], names())) if "Waits" in x]
    assert "!" in page


def test_a_wrong_place_is_refused_and_nothing_is_written(run, gates, tmp_path):
    refused = run("gates", "pack", "--out", str(tmp_path / "nowhere" / "pack.pdf"))
    assert (refused.exit_code, "There is no such folder" in refused.output) == (1, True)


def test_the_desk_gives_the_same_file_and_records_it(signed_in, gates):
    place.credential()
    desk = signed_in(Role.GATE_SUPERVISOR)
    sent = desk.send("/desk/gates/pack.pdf", page="/desk/gates")
    assert sent.mimetype == "application/pdf"
    assert "Amina Al-Kuwari" in texts(sent.data)[1]
    token = signed_in(Role.PROTOCOL_OFFICER).token("/desk/gates/muster")
    other = signed_in(Role.PROTOCOL_OFFICER)
    refused = other.post("/desk/gates/pack.pdf", data={"csrf_token": token})
    assert refused.status_code in {400, 403}


def test_pages_are_made_in_parts_and_all_are_there(gates, tmp_path):
    """So many that a gate takes more than one part."""
    count = pack.PART * 2 * pack.PER_PAGE
    people = [
        Named(x, f"Guest {x:05}", "", "Qatar", "D", {"en": "D"}, "personal", ["1"], False, None)
        for x in range(count)
    ]
    out = tmp_path / "large.pdf"
    pages = pack.write(out, checkpoints()[:1], Names(1, 1, people, []))
    read = pypdfium2.PdfDocument(out)
    assert pages == len(read) == 2 * pack.PART + 1
    assert f"Guest {count - 1:05}" in read[pages - 1].get_textpage().get_text_range()
