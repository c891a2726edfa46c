"""What devices tell later: each event once and by itself, in the order of scanning."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from ceremony.badges import operations as badges
from ceremony.badges import queries as badge_queries
from ceremony.badges.states import RevokedBecause
from ceremony.core import clock
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates.models import (
    Checkpoint,
    DeviceReport,
    Incident,
    Method,
    Passage,
    Presence,
    Scan,
    Shift,
)
from ceremony.gates.reading import moment, ms
from tests import make
from tests.gates import place


@pytest.fixture
def hall(database):
    """A checkpoint for both ways of a zone whose exits are all scanned."""
    return place.checkpoint(direction=Passage.BOTH, exits_scanned=True)


def tell(client, secret, *events):
    """What became of each event, in their order."""
    answer = place.tell(client, secret, *events)
    assert answer.status_code == 200, answer.text
    results = [answer.json["results"][x["id"]] for x in events]
    return [x if isinstance(x, str) else x["code"] for x in results]


def new_codes(count):
    return [place.code(place.credential(make.accreditation()).serial) for _ in range(count)]


def revoke(serial, reason=RevokedBecause.LOST):
    db.session.rollback()
    held = [badge_queries.credential(badge_queries.find_by_serial(serial).id)]
    with transaction(SYSTEM):
        badges.revoke(actor=SYSTEM, credentials=held, reason=reason)


def total(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.both_databases
def test_each_scan_is_kept_as_it_was_shown_and_known_when_it_comes_again(client, hall):
    secret, [first, second] = place.device(hall), new_codes(2)
    scans = [
        place.shown(first, after_s=-60, offset=5000),
        place.shown(second, "zone_full", reason="share", after_s=-30),
        place.shown("https://menu.example/lunch", "not_genuine", False, reason="foreign"),
    ]

    answers = [tell(client, secret, *scans) for _ in range(2)]

    assert answers == [["kept"] * 3, ["known"] * 3]
    assert place.kept() == [("admit", True), ("zone_full", True), ("not_genuine", False)]
    assert place.inside(hall) == 2
    row = db.session.scalars(select(Scan).order_by(Scan.scanned_at)).first()
    assert (row.offline, row.offset_ms, row.sequence) == (True, 5000, scans[0]["sequence"])
    assert ms(row.device_at) == scans[0]["at"]
    assert ms(row.scanned_at) == scans[0]["at"] + 5000


@pytest.mark.both_databases
def test_ten_same_batches_at_once_count_once(client, hall):
    secret, guard = place.device(hall), place.guard(is_supervisor=True)
    code, other = new_codes(2)
    full = place.shown(code, "zone_full", False, reason="full")
    events = [
        place.event("shift_started", guard=guard),
        full,
        place.shown(other),
        place.event("override", scan=full["id"], supervisor=guard, reason="Interpreter"),
        place.event("pin", group=1, heads=3, direction="in"),
        place.event("search", found=2),
        place.event("incident", category="medical", words="Fainted", scan=full["id"]),
    ]
    together = Barrier(10)

    def send(_):
        with client.application.app_context():
            together.wait()
            return tell(client.application.test_client(), secret, *events)

    db.session.rollback()
    with ThreadPoolExecutor(10) as pool:
        answers = sorted(pool.map(send, range(10)))

    assert answers == [["kept"] * 7] + [["known"] * 7] * 9
    assert [total(x) for x in (Scan, Shift, Incident, DeviceReport)] == [3, 1, 1, 1]
    assert place.inside(hall) == 5
    searched = select(func.count()).where(AuditEntry.event == "gates.searched_by_name")
    assert db.session.scalar(searched) == 1


def test_one_id_in_another_spelling_or_of_another_kind_is_refused(client, hall):
    secret, [code, other] = place.device(hall), new_codes(2)
    scan = place.shown(code)
    spelt = {**place.shown(other), "id": scan["id"].upper()}
    pin = place.event("pin", group=1, heads=3, direction="in", id=scan["id"])

    results = place.tell(client, secret, scan, spelt, pin).json["results"]

    found = {name: x if isinstance(x, str) else x["code"] for name, x in results.items()}
    assert found == {scan["id"]: "kept", "#1": "Unreadable", "#2": "IdTaken"}
    assert total(Scan) == 1


def test_a_bad_record_is_reported_and_the_others_are_kept(client, hall):
    secret, [code] = place.device(hall), new_codes(1)
    bad = [
        place.shown(code, at="noon"),
        place.shown(code, offset=10**18),
        place.shown(code, direction="up"),
        place.shown(code, shown={"code": "welcome", "admits": True, "reason": "in"}),
        place.shown(code, shown=None),
        place.event("scan", method="pin", serial=5, direction="in"),
        place.event("party"),
        place.event("pin", group=1, heads=101, direction="in"),
        place.event("pin", group=77, heads=1, direction="in"),
        place.event("incident", category="watched", words="I know"),
        place.event("override", scan=str(uuid4()), supervisor=5, reason=" "),
        place.event("shift_started", guard=5),
        place.event("shift_ended", shift=str(uuid4()), handed_to=None),
        {"id": "7", "kind": "scan"},
        "scan",
        None,
    ]

    answer = place.tell(client, secret, *bad, place.shown(code))

    names = [x["id"] if isinstance(x, dict) and len(x["id"]) > 1 else "" for x in bad]
    problems = ["Unreadable"] * 8 + ["NoDelegation"] + ["Unreadable"] * 2 + ["NoGuard", "NoShift"]
    results = answer.json["results"]
    assert [results[name]["code"] for name in names if name] == problems
    assert {results[f"#{index}"]["code"] for index in (13, 14, 15)} == {"Unreadable"}
    assert list(results.values()).count("kept") == 1
    assert results["#13"]["message"] == "The record could not be read."
    assert place.kept() == [("admit", True)]


def test_more_than_a_thousand_events_at_once_are_refused_whole(client, hall):
    secret, [code] = place.device(hall), new_codes(1)

    answer = place.tell(client, secret, *(place.shown(code) for _ in range(1001)))

    assert answer.status_code == 413
    assert answer.json["error"]["message"] == "At most 1000 events may be sent at once."
    assert place.kept() == []


@pytest.mark.parametrize("body", [{"events": {}}, {"events": "all"}, []])
def test_what_is_no_batch_is_refused_with_a_sentence(client, hall, body):
    headers = {"Authorization": f"Bearer {place.device(hall)}"}
    answer = client.post("/gate/events", json=body, headers=headers)
    assert (answer.status_code, answer.json["error"]["message"]) == (
        422,
        "The request could not be read.",
    )


def test_a_scan_from_next_week_happened_when_it_came(client, hall):
    secret, [code] = place.device(hall), new_codes(1)
    week = 7 * 24 * 3600

    before = clock.now()
    place.tell(client, secret, place.shown(code, after_s=week), place.shown(code, offset=week))

    scans = db.session.scalars(select(Scan)).all()
    assert all(before <= x.scanned_at == x.received_at <= clock.now() for x in scans)
    assert max(x.device_at for x in scans) > before + timedelta(days=6)


def test_a_clock_that_began_anew_in_1970_loses_nothing(client, hall):
    secret, [code] = place.device(hall), new_codes(1)
    since_1970 = ms(clock.now())

    place.tell(client, secret, place.shown(code) | {"at": 5_000, "offset": since_1970 - 65_000})

    [scan] = db.session.scalars(select(Scan))
    assert (ms(scan.device_at), ms(scan.scanned_at)) == (5_000, since_1970 - 60_000)


@pytest.mark.both_databases
@pytest.mark.parametrize("first", ["in", "out"])
def test_who_is_inside_follows_the_order_of_scanning_not_of_sending(client, hall, first):
    front, back, [code] = place.device(hall), place.device(hall), new_codes(1)
    sent = [
        (front, place.shown(code, after_s=-90)),
        (back, place.shown(code, after_s=-60, direction="out", reason="out")),
    ]

    for secret, scan in sent if first == "in" else reversed(sent):
        assert tell(client, secret, scan) == ["kept"]

    assert place.inside(hall) == 0
    assert total(Presence) == 1
    place.tell(client, front, place.shown(code, after_s=-30))
    assert place.inside(hall) == 1
    [row] = db.session.scalars(select(Presence))
    assert clock.now() - row.since > timedelta(seconds=29)


def test_a_scan_online_and_one_told_later_count_together(client, hall):
    secret, apart, [code] = place.device(hall), place.device(hall), new_codes(1)

    place.tell(client, apart, place.shown(code, after_s=-60))
    assert place.read(client, secret, code).json["verdict"]["code"] == "already_inside"
    place.tell(client, apart, place.shown(code, after_s=-90, direction="out", reason="out"))
    assert place.inside(hall) == 1
    place.read(client, secret, code, direction="out")
    assert place.inside(hall) == 0


def test_every_exit_counts_in_its_own_zone_and_run(client, hall):
    other = place.checkpoint("P9", "9", Passage.BOTH, exits_scanned=True)
    secret, elsewhere, [code] = place.device(hall), place.device(other), new_codes(1)
    rehearsed = place.shown(code, after_s=-60)
    place.tell(client, elsewhere, place.shown(code, after_s=-60))

    place.go_live()
    clock.shift(timedelta(seconds=90))
    answer = tell(client, secret, rehearsed, place.shown(code, after_s=-30))

    assert answer == ["kept", "kept"]
    rows = db.session.execute(
        select(Presence.run_id, Presence.zone_id, Presence.is_inside).order_by(Presence.id)
    ).all()
    live, rehearsal = place.run().id, place.run().id - 1
    assert sorted(rows) == [
        (rehearsal, hall.zone_id, True),
        (rehearsal, other.zone_id, True),
        (live, hall.zone_id, True),
    ]


def test_what_the_server_answered_but_nobody_saw_becomes_what_was_shown(client, hall):
    secret = place.device(hall)
    right = make.accreditation()
    code = place.code(place.credential(right).serial)
    scan = place.shown(code, "manual_check", False, reason="clock")
    place.send(client, secret, **{k: scan[k] for k in ("id", "method", "code", "direction")})
    assert (place.kept(), place.inside(hall)) == ([("admit", True)], 1)

    answers = [tell(client, secret, scan) for _ in range(2)]

    assert answers == [["kept"], ["known"]]
    assert (place.kept(), place.inside(hall)) == ([("manual_check", False)], 0)
    assert db.session.scalar(select(Scan.offline)) is True


def test_what_the_server_answered_and_the_device_showed_is_known(client, hall):
    secret, [code] = place.device(hall), new_codes(1)
    scan = place.shown(code)
    place.send(client, secret, **{k: scan[k] for k in ("id", "method", "code", "direction")})

    assert tell(client, secret, scan) == ["known"]
    assert db.session.scalar(select(Scan.offline)) is False


def test_the_id_of_one_scan_is_no_other_s(client, hall):
    secret, other, [code, second] = place.device(hall), place.device(hall), new_codes(2)
    scan = place.shown(code)
    pin = {"group": 1, "heads": 1, "direction": "in"}
    place.tell(client, secret, scan)

    answers = [
        tell(client, secret, scan | {"code": second}),
        tell(client, secret, scan | {"direction": "out"}),
        tell(client, secret, place.event("pin", **pin | {"id": scan["id"]})),
        tell(client, other, scan),
    ]

    assert answers == [["IdTaken"]] * 4
    assert place.kept() == [("admit", True)]


def test_a_supervisor_admits_against_some_verdicts_and_a_guard_against_none(client, hall):
    secret, [code, other] = place.device(hall), new_codes(2)
    guard, supervisor = place.guard(), place.guard(is_supervisor=True)
    full = place.shown(code, "zone_full", False, reason="full")
    asked = place.shown(other, "call_supervisor", False, reason="ask")

    def override(scan, by):
        return place.event("override", scan=scan["id"], supervisor=by, reason="Interpreter")

    answer = tell(
        client,
        secret,
        full,
        asked,
        override(full, guard),
        override(asked, supervisor),
        override(full, 999),
        override(full, supervisor),
        override({"id": str(uuid4())}, supervisor),
    )

    assert answer == [
        "kept",
        "kept",
        "NoSupervisor",
        "NotOverridable",
        "NoSupervisor",
        "kept",
        "NoScan",
    ]
    assert sorted(place.kept()) == [("call_supervisor", False), ("zone_full", True)]
    assert place.inside(hall) == 1
    [scan] = db.session.scalars(select(Scan).where(Scan.admitted))
    assert (scan.verdict, scan.override_reason) == ("zone_full", "Interpreter")


def test_an_override_of_a_scan_that_was_answered_online_counts(client, hall):
    secret, supervisor = place.device(hall), place.guard(is_supervisor=True)
    serial, scan_id = place.credential(make.accreditation()).serial, str(uuid4())
    revoke(serial, RevokedBecause.REPLACED)
    refused = place.read(client, secret, place.code(serial), id=scan_id).json["verdict"]
    assert (refused["code"], place.inside(hall)) == ("revoked", 0)

    override = place.event("override", scan=scan_id, supervisor=supervisor, reason="New one lost")
    assert tell(client, secret, override) == ["kept"]
    assert place.inside(hall) == 1


def test_a_supervisor_counts_as_of_then(client, hall):
    secret, supervisor = place.device(hall), place.guard(is_supervisor=True)
    times = (-60, 0)
    scans = [
        place.shown(x, "escort", False, reason="guide", after_s=at)
        for x, at in zip(new_codes(2), times, strict=True)
    ]
    overrides = [
        place.event("override", after_s=at, scan=x["id"], supervisor=supervisor, reason="Known")
        for x, at in zip(scans, times, strict=True)
    ]
    clock.shift(timedelta(seconds=-30))
    revoke(supervisor)
    clock.shift(timedelta())

    assert tell(client, secret, *scans, *overrides)[2:] == ["kept", "NoSupervisor"]


def test_pins_count_with_their_companions(client):
    hall = place.checkpoint(direction=Passage.BOTH, exits_scanned=True, capacity=4)
    secret, [code] = place.device(hall), new_codes(1)
    pins = [
        place.event("pin", group=1, heads=5, direction="in"),
        place.event("pin", group=1, heads=2, direction="out"),
    ]

    assert tell(client, secret, *pins, *pins) == ["kept"] * 4
    assert place.inside(hall) == 3
    assert place.read(client, secret, code).json["verdict"]["code"] == "admit"
    [late] = new_codes(1)
    verdict = place.read(client, secret, late).json["verdict"]
    assert (verdict["code"], verdict["facts"]) == ("zone_full", {"inside": 4, "capacity": 4})
    rows = db.session.scalars(select(Scan).where(Scan.method == Method.PIN).order_by(Scan.heads))
    assert [(x.heads, x.direction, x.verdict) for x in rows] == [
        (2, "out", "admit"),
        (5, "in", "admit"),
    ]


def test_a_search_by_name_is_told_without_the_name(client, hall):
    secret = place.device(hall)

    place.tell(client, secret, place.event("search", found=3, name="Al-Kuwari"))

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event.like("gates.s%"))).one()
    assert (entry.actor_kind, entry.subject_type, entry.details["found"]) == ("device", "device", 3)
    assert "Kuwari" not in str(entry.details)


def test_what_a_guard_reports_names_guard_scan_and_device(client, hall):
    secret, guard, [code] = place.device(hall), place.guard(), new_codes(1)
    start, scan = place.event("shift_started", guard=guard), place.shown(code)
    report = place.event(
        "incident", category="refused_person", words=" Would not go ", scan=scan["id"]
    )

    answer = tell(client, secret, start, scan, report | {"shift": start["id"]})

    assert answer == ["kept"] * 3
    assert place.incidents() == [("refused_person", 1)]
    [incident] = db.session.scalars(select(Incident))
    assert (incident.words, incident.severity, incident.state) == ("Would not go", "low", "open")
    assert (incident.device_id, incident.guard_id is not None) == (1, True)


def test_what_a_guard_writes_after_the_tap_is_the_same_incident(client, hall):
    secret, other = place.device(hall), place.device(hall)
    taps = [place.event("incident", category="crowd") for _ in range(2)]
    written = [x | {"words": "Two hundred at the door"} for x in taps]

    seen = [
        tell(client, secret, taps[0]),
        tell(client, secret, written[0]),
        tell(client, secret, written[0] | {"words": "Something else"}),
        tell(client, secret, taps[1], written[1]),
        tell(client, secret, written[0] | {"category": "other"}),
        tell(client, other, written[0]),  # its own: ids of others tell it nothing
    ]

    assert seen == [["kept"], ["kept"], ["known"], ["kept"] * 2, ["IdTaken"], ["kept"]]
    found = db.session.scalars(select(Incident.words)).all()
    assert found == ["Two hundred at the door"] * 3


@pytest.mark.both_databases
def test_what_the_server_refused_for_good_nobody_rewrites_and_overrides(client, hall):
    secret, supervisor = place.device(hall), place.guard(is_supervisor=True)
    serial = place.credential(make.accreditation()).serial
    code, scan = place.code(serial), str(uuid4())
    revoke(serial)
    assert place.read(client, secret, code, id=scan).json["verdict"]["code"] == "revoked"
    shown = place.shown(code, "wrong_zone", admits=False, reason="other_zones") | {"id": scan}
    override = place.event("override", scan=scan, supervisor=supervisor, reason="Known to me")

    answers = [tell(client, secret, shown, override) for _ in range(2)]

    assert answers == [["kept", "NotOverridable"], ["known", "NotOverridable"]]
    assert (place.kept(), place.inside(hall)) == ([("wrong_zone", False)], 0)


def test_a_pin_told_again_with_other_heads_or_another_way_is_refused(client, hall):
    secret = place.device(hall)
    pin = place.event("pin", group=make.body("FRA").id, heads=3, direction="in")
    told = [pin, pin, pin | {"heads": 30}, pin | {"direction": "out"}]

    seen = [tell(client, secret, x) for x in told]

    assert seen == [["kept"], ["known"], ["IdTaken"], ["IdTaken"]]
    assert place.inside(hall) == 3


@pytest.mark.both_databases
def test_an_online_scan_belongs_to_no_shift_of_another_device(client, hall):
    first, second, guard = place.device(hall), place.device(hall), place.guard()
    start = place.event("shift_started", guard=guard)
    assert tell(client, first, start) == ["kept"]

    for secret, code in zip((first, second), new_codes(2), strict=True):
        told = {"at": ms(clock.now()), "offset": 0, "sequence": 1, "shift": start["id"]}
        place.read(client, secret, code, **told)

    scans = select(Scan.shift_id).order_by(Scan.device_id)
    assert [x and str(x) for x in db.session.scalars(scans)] == [start["id"], None]


def test_a_shift_lasts_from_the_badge_to_the_handover(client, hall):
    secret, first, second = place.device(hall), place.guard(), place.guard()
    start = place.event("shift_started", after_s=-900, guard=first)
    [code] = new_codes(1)
    place.read(client, secret, code, shift=start["id"])  # answered before the shift was told
    seen = place.shown(new_codes(1)[0], after_s=-600, shift=start["id"])
    end = place.event("shift_ended", shift=start["id"], handed_to=second)
    following = place.event("shift_started", guard=second)

    answers = [tell(client, secret, start, seen, end, following) for _ in range(2)]

    assert answers == [["kept"] * 4, ["known"] * 4]
    shifts = db.session.scalars(select(Shift).order_by(Shift.started_at)).all()
    assert [(x.guard_id, x.handed_to_id, x.ended_at is None) for x in shifts] == [
        (1, 2, False),
        (2, None, True),
    ]
    assert set(db.session.scalars(select(Scan.shift_id))) == {shifts[0].id}


def test_a_shift_that_nobody_ended_is_over_when_the_next_begins(client, hall):
    secret, first, second = place.device(hall), place.guard(), place.guard()
    starts = [
        place.event("shift_started", after_s=-900, guard=first),
        place.event("shift_started", after_s=-300, guard=second),
    ]

    place.tell(client, secret, *starts)

    shifts = db.session.scalars(select(Shift).order_by(Shift.started_at)).all()
    assert [ms(x.ended_at) if x.ended_at else None for x in shifts] == [starts[1]["at"], None]


def test_a_device_tells_how_it_is(client, hall):
    secret = place.device(hall)
    listed = ms(clock.now()) - 60_000
    place.tell(client, secret, unsent=12, battery=9, list_at=listed)
    place.tell(client, secret, unsent=4, battery=200, version="new", list_at=None, release="ü" * 99)

    [report] = db.session.scalars(select(DeviceReport))
    told_of = (report.unsent, report.battery, report.list_version, report.list_at, report.release)
    assert told_of == (4, None, None, None, "")
    assert abs(report.offset_ms) < 60_000
    assert moment(listed) < report.seen_at


def test_a_device_paired_anew_keeps_what_it_has_not_sent(client, hall):
    secret, [code] = place.device(hall), new_codes(1)
    unsent = place.shown(code, after_s=-600, checkpoint="P4")
    elsewhere = place.checkpoint("P9", "9")

    moved = place.device(elsewhere)

    answer = tell(client, moved, unsent, place.shown(code, checkpoint="P0"))

    assert answer == ["kept"] * 2
    rows = db.session.scalars(select(Scan.checkpoint_id).order_by(Scan.scanned_at)).all()
    assert rows == [hall.id, elsewhere.id]
    assert secret != moved


def test_what_is_told_after_the_last_run_belongs_to_it(client, hall):
    secret, [code] = place.device(hall), new_codes(1)
    scan = place.shown(code)
    place.end_run()

    assert tell(client, secret, scan) == ["kept"]
    assert place.kept() == [("admit", True)]


def test_before_the_first_run_nothing_is_kept_and_all_may_come_again(client):
    make.zone("1")
    hall = Checkpoint(code="P4", name="Main Hall", zone_id=1, direction=Passage.IN)
    make.save(hall)
    secret, [code] = place.device(hall), new_codes(1)

    assert (
        tell(client, secret, place.shown(code), place.event("search", found=1))
        == ["NothingIsRunning"] * 2
    )
    assert place.kept() == []


def test_a_device_counts_only_where_it_stands_since_it_was_paired(client, hall):
    other = place.checkpoint("P9", "9", direction=Passage.BOTH, exits_scanned=True)
    secret, group = place.device(hall), make.body("FRA").id
    pins = place.event("pin", group=group, heads=9, direction="in", checkpoint="P9")

    assert tell(client, secret, pins) == ["kept"]

    assert [place.inside(x) for x in (hall, other)] == [9, 0]


def test_an_override_comes_soon_after_its_scan(client, hall):
    secret, guard = place.device(hall), place.guard(is_supervisor=True)
    [code] = new_codes(1)
    for scanned, overridden, result in (
        (-10, -60, "NotOverridable"),
        (-2000, -1000, "NotOverridable"),
        (-1000, -200, "kept"),
    ):
        scan = place.shown(code, "wrong_zone", False, reason="other_zones", after_s=scanned)
        admit = place.event("override", overridden, scan=scan["id"], supervisor=guard, reason="r")
        assert tell(client, secret, scan, admit) == ["kept", result]
