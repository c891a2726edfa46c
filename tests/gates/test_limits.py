"""A zone takes only so many: counted at the server, exactly, however many gates admit at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from ceremony.core import audit, clock
from ceremony.core.clock import now
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates.models import AccessWindow, Passage, ZoneQuota
from ceremony.gates.reading import seconds
from ceremony.people.kinds import PassKind
from tests import make
from tests.counting import statements
from tests.gates import place

GATES = 8


def codes(count, **person):
    return [place.code(place.credential(make.accreditation(**person)).serial) for _ in range(count)]


def all_at_once(client, secrets, read):
    together = Barrier(len(secrets))

    def send(secret, code):
        with client.application.app_context():
            together.wait()
            answer = place.read(client.application.test_client(), secret, code)
        assert answer.status_code == 200, answer.text
        return answer.json["verdict"]["code"]

    db.session.rollback()
    with ThreadPoolExecutor(len(secrets)) as pool:
        return Counter(pool.map(send, secrets, read))


@pytest.mark.both_databases
def test_eight_gates_at_once_fill_a_zone_and_no_more(client, database):
    hall = place.checkpoint(exits_scanned=True, capacity=3)
    secrets = [place.device(hall) for _ in range(GATES)]

    verdicts = all_at_once(client, secrets, codes(GATES))

    assert verdicts == {"admit": 3, "zone_full": 5}
    assert place.inside(hall) == 3


@pytest.mark.both_databases
def test_eight_gates_at_once_keep_the_quota_of_a_body(client, database):
    hall = place.checkpoint(exits_scanned=True)
    few, many = make.body("FRA"), make.body("VNM")
    make.save(ZoneQuota(zone_id=hall.zone_id, body_id=few.id, most=2))
    secrets = [place.device(hall) for _ in range(GATES)]

    verdicts = all_at_once(client, secrets, codes(5, body=few) + codes(3, body=many))

    assert verdicts == {"admit": 5, "quota_reached": 3}
    assert place.inside(hall) == 5


def test_whoever_goes_makes_room(client):
    hall = place.checkpoint(direction=Passage.BOTH, exits_scanned=True, capacity=1)
    secret, [first, second] = place.device(hall), codes(2)

    seen = [
        place.read(client, secret, code, direction=way).json["verdict"]["code"]
        for code, way in [(first, "in"), (second, "in"), (first, "out"), (second, "in")]
    ]

    assert seen == ["admit", "zone_full", "admit", "admit"]


def test_a_capacity_where_exits_are_not_scanned_stops_nobody(client):
    secret = place.device(place.checkpoint(capacity=1))

    seen = [place.read(client, secret, x).json["verdict"]["code"] for x in codes(2)]

    assert seen == ["admit", "admit"]


def test_a_limit_that_is_far_costs_no_statement(client):
    hall = place.checkpoint(exits_scanned=True, capacity=1_000)
    secret, [first, second] = place.device(hall), codes(2)
    place.read(client, secret, first)

    with statements() as sent:
        place.read(client, secret, second)

    assert [x.split()[0] for x in sent] == ["SELECT", "SELECT", "INSERT", "INSERT"]


def test_a_window_opens_and_closes_at_the_second_for_its_categories(client):
    hall = place.checkpoint()
    secret, [code] = place.device(hall), codes(1)
    opens, closes = now() + timedelta(seconds=60), now() + timedelta(seconds=90)
    make.save(
        AccessWindow(zone_id=hall.zone_id, categories=[], opens_at=opens, closes_at=closes),
        AccessWindow(zone_id=hall.zone_id, categories=["press"], opens_at=now(), closes_at=closes),
    )

    seen = []
    for after in (0, 75, 120):
        clock.shift(timedelta(seconds=after))
        verdict = place.read(client, secret, code).json["verdict"]
        seen.append((verdict["code"], verdict["reason"], verdict["facts"]))

    assert seen == [
        ("not_yet", "window_later", {"from": seconds(opens)}),
        ("admit", "in", {"zone": "1"}),
        ("no_longer_valid", "window_over", {"until": seconds(closes)}),
    ]


def test_a_window_that_an_officer_removes_holds_nobody_back(client):
    hall = place.checkpoint()
    secret, [code] = place.device(hall), codes(1)
    past = now() - timedelta(days=1)
    window = AccessWindow(
        zone_id=hall.zone_id, categories=[], opens_at=past - timedelta(days=1), closes_at=past
    )
    make.save(window)
    assert place.read(client, secret, code).json["verdict"]["code"] == "no_longer_valid"

    with transaction(SYSTEM) as session:
        gone = session.get_one(AccessWindow, window.id)
        audit.record(SYSTEM, "test.removed", gone)
        session.delete(gone)

    assert place.read(client, secret, code).json["verdict"]["code"] == "admit"


@pytest.mark.parametrize(
    ("seconds_ago", "code"), [(None, "escort"), (20, "escort"), (19, "admit"), (0, "admit")]
)
def test_a_floater_follows_a_badge_of_its_body_within_twenty_seconds(client, seconds_ago, code):
    make.category(pass_kind=PassKind.FLOATER)
    secret, [floater] = place.device(place.checkpoint()), codes(1)

    verdict = place.read(client, secret, floater, partner=seconds_ago).json["verdict"]

    assert verdict["code"] == code


@pytest.mark.parametrize("ago", [86_399, 86_400, 10**9, -1, "soon", 1.5, True])
def test_a_page_open_since_yesterday_still_reads_badges(client, ago):
    secret, [code] = place.device(place.checkpoint()), codes(1)

    answer = place.read(client, secret, code, partner=ago, escort=ago)

    assert (answer.status_code, answer.json["verdict"]["code"]) == (200, "admit")


def test_a_zone_with_escort_lets_in_who_escorts_and_who_follows(client):
    make.zone("5", escort_required=True, escorts=["staff"])
    make.category("delegate", zones=["5"])
    secret, [guest] = place.device(place.checkpoint("P5", "5")), codes(1)

    seen = [place.read(client, secret, guest).json["verdict"]["code"]]
    seen.append(place.read(client, secret, guest, escort=5).json["verdict"]["code"])

    assert seen == ["escort", "admit"]


def test_a_time_that_no_scanner_sends_is_refused(client):
    secret, [code] = place.device(place.checkpoint()), codes(1)
    assert place.read(client, secret, code, at="noon").status_code == 422
