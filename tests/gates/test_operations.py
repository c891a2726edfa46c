"""What must hold when many gates act at once, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from ceremony.core.db import db
from ceremony.gates.models import Presence, Scan
from ceremony.people.kinds import PassKind
from tests import make
from tests.gates import place

GATES = 8


@pytest.fixture
def hall():
    """A zone whose exits are all scanned, with one checkpoint."""
    return place.checkpoint(exits_scanned=True)


def all_at_once(client, secrets, scans):
    """Every gate sends its scan at the same instant; their verdicts."""
    together = Barrier(len(secrets))

    def send(secret, scan):
        with client.application.app_context():
            together.wait()
            answer = place.send(client.application.test_client(), secret, **scan)
        assert answer.status_code == 200, answer.text
        verdict = answer.json["verdict"]
        return verdict["code"], verdict["admits"]

    db.session.rollback()
    with ThreadPoolExecutor(len(secrets)) as pool:
        return Counter(pool.map(send, secrets, scans))


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("kind", "others"),
    [(PassKind.PERSONAL, ("already_inside", True)), (PassKind.FLOATER, ("already_inside", False))],
)
def test_of_eight_gates_at_the_same_instant_one_admits(client, hall, kind, others):
    make.category(pass_kind=kind)
    badge = place.credential()
    code = place.code(badge.serial)
    secrets = [place.device(hall, f"Handheld {x}") for x in range(GATES)]

    scan = {"method": "camera", "code": code, "partner": 3}
    verdicts = all_at_once(client, secrets, [scan] * GATES)

    assert verdicts == {("admit", True): 1, others: GATES - 1}
    assert Counter(place.kept()) == verdicts
    assert db.session.scalar(select(func.count()).select_from(Presence)) == 1
    assert place.inside(hall) == 1


@pytest.mark.both_databases
def test_one_scan_sent_eight_times_at_once_counts_once(client, hall):
    secret = place.device(hall)
    scan = {
        "id": str(uuid4()),
        "method": "camera",
        "code": place.code(place.credential().serial),
    }

    verdicts = all_at_once(client, [secret] * GATES, [scan] * GATES)

    assert verdicts == {("admit", True): GATES}
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 1


@pytest.mark.both_databases
def test_one_who_leaves_by_eight_gates_leaves_once(client):
    hall = place.checkpoint(exits_scanned=True, direction="both")
    code = place.code(place.credential().serial)
    secrets = [place.device(hall, f"Handheld {x}") for x in range(GATES)]
    place.read(client, secrets[0], code, direction="in")

    leaving = {"method": "camera", "code": code, "direction": "out"}
    verdicts = all_at_once(client, secrets, [leaving] * GATES)

    assert verdicts == {("admit", True): GATES}
    assert place.inside(hall) == 0
