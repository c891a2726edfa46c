"""What nobody has to report: noticed once, online or later, whatever the order of sending."""

from datetime import timedelta
from uuid import UUID, uuid4, uuid5

import pytest
from sqlalchemy import func, select

from ceremony.badges import operations as badges
from ceremony.badges import queries as badge_queries
from ceremony.badges.states import RevokedBecause
from ceremony.core import clock
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.gates import operations
from ceremony.gates.models import GatePass, Incident, IncidentPass, Passage
from tests import make
from tests.client import parse, words
from tests.gates import place
from tests.people.vetting import vetted


@pytest.fixture
def hall(database):
    return place.checkpoint(direction=Passage.BOTH, exits_scanned=True)


def badge():
    return place.credential(make.accreditation()).serial


def revoke(serial, reason=RevokedBecause.LOST):
    db.session.rollback()
    held = [badge_queries.credential(badge_queries.find_by_serial(serial).id)]
    with transaction(SYSTEM):
        badges.revoke(actor=SYSTEM, credentials=held, reason=reason)


def named():
    """Devices and scans of the only incident, in the order of scanning."""
    db.session.rollback()
    rows = db.session.execute(select(IncidentPass.device_id, IncidentPass.scan_id)).all()
    return [x.device_id for x in rows], {str(x.scan_id) for x in rows}


@pytest.mark.both_databases
@pytest.mark.parametrize("first", [0, 1])
def test_two_devices_apart_that_admit_one_badge_are_one_incident(client, hall, first):
    code, secrets = place.code(badge()), [place.device(hall), place.device(hall)]
    scans = [place.shown(code, after_s=-20), place.shown(code, after_s=-10)]

    for turn in (first, 1 - first) * 2:
        place.tell(client, secrets[turn], scans[turn])

    assert place.incidents() == [("admitted_twice", 2)]
    assert named() == ([1, 2], {x["id"] for x in scans})
    [incident] = db.session.scalars(select(Incident))
    assert (incident.severity, incident.device_id, incident.checkpoint_id) == ("high", 2, hall.id)
    assert place.kept() == [("admit", True)] * 2


def test_whoever_went_out_between_was_not_admitted_twice(client, hall):
    code, secrets = place.code(badge()), [place.device(hall), place.device(hall)]
    out = place.shown(code, after_s=-15, direction="out", reason="out")

    place.tell(client, secrets[0], place.shown(code, after_s=-20), out)
    place.tell(client, secrets[1], place.shown(code, after_s=-10))

    assert place.incidents() == []


def test_an_incident_that_a_later_exit_explains_is_closed(client, hall):
    code, secrets = place.code(badge()), [place.device(hall) for _ in range(3)]
    place.tell(client, secrets[0], place.shown(code, after_s=-20))
    place.tell(client, secrets[1], place.shown(code, after_s=-10))
    assert place.incidents() == [("admitted_twice", 2)]

    out = place.shown(code, after_s=-15, direction="out", reason="out")
    place.tell(client, secrets[2], out)

    [incident] = db.session.scalars(select(Incident))
    assert incident.state == "closed"
    assert incident.action == ""


@pytest.mark.parametrize("seen_to", ["noted", "reopened"])
def test_what_somebody_has_seen_to_is_not_closed_by_a_later_scan(client, hall, seen_to):
    code, secrets = place.code(badge()), [place.device(hall), place.device(hall)]
    out = [place.shown(code, after_s=x, direction="out", reason="out") for x in (-15, -1)]
    place.tell(client, secrets[0], place.shown(code, after_s=-20))
    place.tell(client, secrets[1], place.shown(code, after_s=-10))
    if seen_to == "reopened":
        place.tell(client, secrets[0], out[0])
    db.session.rollback()
    with transaction(SYSTEM):
        [incident] = db.session.scalars(select(Incident))
        if seen_to == "reopened":
            operations.move_incident(actor=SYSTEM, incident=incident, move="reopen")
        else:
            known = incident.version
            operations.note_action(actor=SYSTEM, incident=incident, action="Met", version=known)

    place.tell(client, secrets[0], out[0], out[1])

    db.session.rollback()
    [incident] = db.session.scalars(select(Incident))
    assert (incident.state, incident.action) == ("open", "Met" if seen_to == "noted" else "")


def test_a_device_that_warned_of_it_told_it_already(client, hall):
    """Both were online, so the second guard compared the photograph."""
    code, secrets = place.code(badge()), [place.device(hall), place.device(hall)]
    answers = [place.read(client, x, code).json["verdict"]["code"] for x in secrets]

    assert answers == ["admit", "already_inside"]
    assert place.incidents() == []


@pytest.mark.parametrize("online", [True, False])
def test_a_scan_online_meets_one_that_was_told_later(client, hall, online):
    code, secrets = place.code(badge()), [place.device(hall), place.device(hall)]
    apart = place.shown(code, after_s=-20)
    acts = [
        lambda: place.tell(client, secrets[0], apart),
        lambda: place.read(client, secrets[1], code),
    ]

    for act in acts if online else reversed(acts):
        act()

    assert place.incidents() == [("admitted_twice", 2)]


@pytest.mark.both_databases
def test_a_badge_at_two_places_too_soon_is_noticed_online_and_later(client, database):
    near, far = place.checkpoint("P1"), place.checkpoint("P2", walk_s=120)
    secrets = [place.device(near), place.device(far)]
    code, other = place.code(badge()), place.code(badge())

    place.read(client, secrets[0], code)
    clock.shift(timedelta(seconds=119))
    place.read(client, secrets[1], code)
    place.read(client, secrets[0], other)
    clock.shift(timedelta(seconds=239))
    place.read(client, secrets[1], other)
    assert place.incidents() == [("too_soon", 2)]

    scans = [place.shown(other, after_s=100), place.shown(other, after_s=40)]
    clock.shift(timedelta(seconds=600))
    for secret, scan in zip(secrets, scans, strict=True):
        place.tell(client, secret, scan)
    assert place.incidents() == [("too_soon", 2)] * 2


def past_the_hour(minutes):
    """How long it is until so many minutes after the next full hour."""
    at = clock.now()
    return timedelta(minutes=60 - at.minute + minutes) - timedelta(seconds=at.second)


def test_a_lost_badge_is_noticed_once_an_hour_where_it_is_seen_since(client, hall):
    secret, serial = place.device(hall), badge()
    code = place.code(serial)
    before = place.shown(code, after_s=-60)
    revoke(serial, RevokedBecause.STOLEN)

    place.tell(client, secret, before)
    assert place.incidents() == []
    for minute in (0, 20, 59, 60):
        with clock.moved(past_the_hour(minute)):
            place.read(client, secret, code)
    with clock.moved(past_the_hour(61)):
        place.tell(client, secret, place.shown(code))
    assert place.incidents() == [("old_badge", 1)] * 2


def test_a_badge_that_was_replaced_is_no_incident(client, hall):
    secret, serial = place.device(hall), badge()
    revoke(serial, RevokedBecause.REPLACED)

    place.read(client, secret, place.code(serial))

    assert place.incidents() == []


def test_a_forged_code_is_an_incident_whatever_the_device_showed(client, hall):
    secret, genuine = place.device(hall), place.code(badge())
    forged = genuine[:-1] + ("1" if genuine.endswith("0") else "0")

    with clock.moved(past_the_hour(0)):
        place.read(client, secret, forged)
        place.read(client, secret, "https://menu.example/lunch")
    with clock.moved(past_the_hour(1)):
        place.tell(client, secret, place.shown(forged))

    assert place.incidents() == [("not_genuine", 1)]
    assert place.kept() == [("not_genuine", False)] * 3
    assert place.inside(hall) == 0


class TestWatched:
    """A hit of the watch-list is the supervisor's alone."""

    @pytest.fixture
    def person(self):
        right = make.accreditation()
        serial = place.credential(right).serial
        db.session.rollback()
        vetted.act("watch", right.person_id, "Seen near the hall")
        return serial

    def test_it_is_noticed_and_the_guard_hears_no_reason(self, client, hall, person):
        secret = place.device(hall)

        verdict = place.read(client, secret, place.code(person)).json["verdict"]
        place.tell(client, secret, place.shown(place.code(person)))

        assert (verdict["code"], verdict["facts"]) == ("call_supervisor", {})
        assert place.incidents() == [("watched", 1)] * 2

    def test_a_badge_that_never_left_the_desk_is_no_hit(self, client, hall):
        secret, lying = place.device(hall), place.at_the_desk(make.accreditation()).serial

        verdict = place.read(client, secret, place.code(lying)).json["verdict"]

        assert verdict["code"] == "call_supervisor"
        assert place.incidents() == []

    def test_a_device_neither_asks_for_it_nor_silences_it(self, client, hall, person):
        secret, scan = place.device(hall), str(uuid4())
        ours = UUID("6b9a2f3e-2f56-4d3c-9a0e-54e1c1a5d0f4")
        probe = place.event("incident", category="other", words="", scan=None)
        probe["id"] = str(uuid5(ours, f"watched:{scan}"))

        before = place.tell(client, secret, probe).json["results"]
        place.read(client, secret, place.code(person), id=scan)
        after = place.tell(client, secret, probe).json["results"]

        assert (before, after) == ({probe["id"]: "kept"}, {probe["id"]: "known"})
        assert sorted(place.incidents()) == [("other", 0), ("watched", 1)]

    def test_rows_of_badges_that_count_no_more_do_not_tell_of_it(self, client, hall, person):
        secret, plain = place.device(hall), badge()
        revoke(person)
        revoke(plain)

        rows = select(GatePass.serial, GatePass.supervisor)
        assert set(db.session.execute(rows).all()) == {(person, False), (plain, False)}
        online = place.read(client, secret, place.code(person)).json["verdict"]
        later = place.shown(place.code(person), "revoked", admits=False, reason="lost")
        place.tell(client, secret, later)
        assert online["code"] == "revoked"
        assert place.incidents().count(("watched", 1)) == 2

    def test_the_trail_is_silent_about_it(self, client, signed_in, hall, person):
        secret = place.device(hall)
        place.read(client, secret, place.code(person))
        assert place.incidents() == [("watched", 1)]

        auditor = signed_in(Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)
        both = signed_in(Role.VETTING_OFFICER, Role.DATA_PROTECTION_OFFICER)

        def rows(browser):
            pages = [browser.get(f"/desk/audit{x}").text for x in ("", "?subject=incident")]
            return " ".join(words(row) for page in pages for row in parse(page).iter("tr"))

        assert ["Incident noticed" in rows(x) for x in (auditor, both)] == [False, True]
        assert "incident" not in rows(auditor).lower()


def test_an_incident_names_scans_of_its_own_device_alone(client, hall):
    first, second = place.device(hall), place.device(hall)
    scan = place.shown(place.code(badge()))
    place.tell(client, first, scan)

    for secret in (first, second):
        told = place.event("incident", category="other", words="Queue", scan=scan["id"])
        place.tell(client, secret, told)

    assert place.incidents() == [("other", 1), ("other", 0)]


def test_every_incident_is_named_in_the_trail(client, hall):
    code, secrets = place.code(badge()), [place.device(hall), place.device(hall)]
    for secret, at in zip(secrets, (-20, -10), strict=True):
        place.tell(client, secret, place.shown(code, after_s=at))

    named = select(func.count()).where(AuditEntry.event == "gates.incident_noticed")
    assert db.session.scalar(named.where(AuditEntry.subject_type == "incident")) == 1
