import json
from datetime import timedelta
from uuid import uuid4

import pytest

from ceremony.accounts import operations as accounts
from ceremony.accounts import queries as account_queries
from ceremony.core import clock, files
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.gates import queries
from ceremony.gates.models import Passage
from ceremony.people import operations as people
from ceremony.people import queries as people_queries
from tests import make
from tests.badges import passes
from tests.counting import statements
from tests.gates import place


@pytest.fixture
def gate():
    """A checkpoint of zone 1 with a paired device."""
    return place.device(place.checkpoint())


def later(seconds):
    clock.shift(timedelta(seconds=seconds))


def test_a_badge_with_the_zone_is_admitted_and_shown(client, gate):
    badge = place.credential(
        make.accreditation(given_names="Layla", family_name="Mansour", original_name="ليلى منصور")
    )

    answer = place.read(client, gate, place.code(badge.serial))

    assert answer.status_code == 200
    assert answer.json["verdict"] == {
        "code": "admit",
        "admits": True,
        "reason": "in",
        "facts": {"zone": "1"},
        "repeats": False,
    }
    assert answer.json["person"] == {
        "name": "Layla Mansour",
        "original_name": "ليلى منصور",
        "body": "Qatar",
        "function": "Delegate",
        "category": {"letter": "D", "name": "Delegate"},
        "photograph": None,
        "by_protocol": False,
    }
    assert place.kept() == [("admit", True)]


def test_a_number_typed_by_hand_is_judged_like_a_code(client, gate):
    badge = place.credential()

    answer = place.send(client, gate, method="serial", serial=badge.serial)

    assert answer.json["verdict"]["code"] == "admit"


def test_a_floater_is_named_by_its_category_and_number(client, gate, signed_in):
    [floater] = passes.printed()
    answer = place.send(client, gate, method="serial", serial=floater.serial)
    assert answer.json["person"]["name"] == "Floater 1"
    assert "<bdi>Floater 1</bdi>" in signed_in(Role.GATE_SUPERVISOR).get("/desk/gates").text


@pytest.mark.both_databases
@pytest.mark.parametrize("serial", [0, 1_000_000, 999_999_999])
def test_a_number_that_no_badge_can_have_is_unknown_and_kept(client, gate, serial):
    answer = place.send(client, gate, method="serial", serial=serial)

    assert answer.json["verdict"]["code"] == "unknown"
    assert place.kept() == [("unknown", False)]
    assert [x.Scan.serial for x in queries.latest_scans(SYSTEM, place.run().id).rows] == [serial]


def test_digits_read_from_paper_are_no_number_typed_by_hand(client, gate):
    badge = place.credential()

    answer = place.send(client, gate, method="wedge", code=str(badge.serial))

    assert answer.json["verdict"]["code"] == "not_genuine"


def test_what_is_not_ours_is_refused_and_kept_without_its_text(client, gate):
    badge = place.credential()
    genuine = place.code(badge.serial)
    codes = [
        "https://menu.example/lunch",
        genuine[:-1] + ("1" if genuine.endswith("0") else "0"),
        genuine[:60],
        place.code(badge.serial, signed_with=place.STRANGER),
    ]

    answers = [place.read(client, gate, code).json for code in codes]

    assert [(x["verdict"]["code"], x["verdict"]["reason"]) for x in answers] == [
        ("not_genuine", "foreign"),
        ("not_genuine", "forged"),
        ("not_genuine", "truncated"),
        ("not_genuine", "unknown_key"),
    ]
    assert [x["person"] for x in answers] == [None] * 4
    assert place.kept() == [("not_genuine", False)] * 4
    scans = queries.latest_scans(SYSTEM, place.run().id).rows
    assert [(x.Scan.serial, len(x.Scan.code_hash)) for x in scans] == [(None, 32)] * 4


def test_a_genuine_code_without_a_pass_is_unknown_and_kept(client, gate):
    answer = place.read(client, gate, place.code(77))

    assert answer.json["verdict"]["code"] == "unknown"
    assert place.kept() == [("unknown", False)]


def test_zones_validity_and_revocation_follow_the_list_not_the_code(client, gate):
    right = make.accreditation()
    code = place.code(place.credential(right).serial)

    def verdict():
        return place.read(client, gate, code).json["verdict"]["code"]

    def change(operation, **values):
        db.session.rollback()
        [fresh] = people_queries.accreditations([right.id])
        with transaction(SYSTEM):
            operation(actor=SYSTEM, accreditation=fresh, **values)

    make.zone("9")
    seen = [verdict()]
    change(people.override, category_id=None, zones=["9"], reason="Moved")
    seen.append(verdict())
    change(people.override, category_id=None, zones=["1", "9"], reason="Moved")
    tomorrow = clock.now() + timedelta(days=1)
    day, own = timedelta(days=1), {"reason": "Moved"}
    change(people.change_validity, valid_from=tomorrow, valid_until=tomorrow + day, **own)
    seen.append(verdict())
    yesterday = clock.now() - timedelta(days=1)
    change(people.change_validity, valid_from=yesterday - day, valid_until=yesterday, **own)
    seen.append(verdict())
    change(
        lambda *, actor, accreditation: people.revoke(
            actor=actor, accreditations=[accreditation], reason="Misuse"
        )
    )
    seen.append(verdict())

    assert seen == ["admit", "wrong_zone", "not_yet", "no_longer_valid", "revoked"]
    assert [code for code, _ in place.kept()] == seen


def test_a_scan_sent_twice_counts_once_and_gets_the_same_answer(client, gate):
    badge = place.credential()
    scan = {"id": str(uuid4()), "method": "camera", "code": place.code(badge.serial)}

    first = place.send(client, gate, **scan).json
    later(60)
    second = place.send(client, gate, **scan).json

    assert second == first
    assert place.kept() == [("admit", True)]


@pytest.mark.both_databases
def test_the_id_of_one_scan_admits_nobody_else(client):
    hall = place.checkpoint(direction=Passage.BOTH)
    gate, other_gate = place.device(hall), place.device(hall, "Handheld 2")
    badge, other = place.credential(), place.credential(make.accreditation())
    scan = {"id": str(uuid4()), "method": "camera", "code": place.code(badge.serial)}
    assert place.send(client, gate, **scan).json["verdict"]["code"] == "admit"

    refused = [
        place.send(client, gate, **scan | {"code": place.code(other.serial)}),
        place.send(client, gate, **scan | {"code": "https://menu.example/lunch"}),
        place.send(client, gate, **scan | {"direction": "out"}),
        place.send(client, other_gate, **scan),
    ]

    assert [x.status_code for x in refused] == [409] * 4
    assert refused[0].json["error"] == {
        "code": "IdTaken",
        "message": "Another scan has this number already. Read the badge again.",
        "reference": "",
    }
    assert place.send(client, gate, **scan).status_code == 200
    assert place.kept() == [("admit", True)]


def test_the_same_badge_within_ten_seconds_is_one_scan(client, gate):
    code = place.code(place.credential().serial)

    answers = [place.read(client, gate, code).json["verdict"] for _ in range(2)]
    later(11)
    answers.append(place.read(client, gate, code).json["verdict"])

    assert [x["repeats"] for x in answers] == [False, True, False]
    assert place.kept() == [("admit", True)] * 2


def test_where_exits_are_scanned_one_is_inside_until_one_leaves(client):
    hall = place.checkpoint(direction=Passage.BOTH, exits_scanned=True)
    secret = place.device(hall)
    code = place.code(place.credential().serial)

    seen = []
    for seconds, direction in enumerate(["in", "in", "out", "in"]):
        later(seconds * 20)
        verdict = place.read(client, secret, code, direction=direction).json["verdict"]
        seen.append((verdict["code"], verdict["admits"], verdict["reason"]))

    assert seen == [
        ("admit", True, "in"),
        ("already_inside", True, "person"),
        ("admit", True, "out"),
        ("admit", True, "in"),
    ]
    assert place.inside(hall) == 1


def test_an_exit_counts_as_one_whatever_the_device_says(client):
    out = place.device(place.checkpoint(direction=Passage.OUT, exits_scanned=True))
    code = place.code(place.credential().serial)

    verdict = place.read(client, out, code, direction="in").json["verdict"]

    assert (verdict["code"], verdict["reason"]) == ("admit", "out")


def test_one_scan_is_four_statements_two_of_them_writing(client):
    secret = place.device(place.checkpoint(exits_scanned=True))
    codes = [place.code(place.credential(make.accreditation()).serial) for _ in range(2)]
    place.read(client, secret, codes[0])  # fetches the keys

    with statements() as sent:
        answer = place.read(client, secret, codes[1])

    assert answer.json["verdict"]["code"] == "admit"
    assert [x.split()[0] for x in sent] == ["SELECT", "SELECT", "INSERT", "INSERT"]


@pytest.mark.parametrize(
    "scan",
    [
        {},
        {"method": "camera"},
        {"method": "nose", "code": "x"},
        {"method": "serial", "serial": "twelve"},
        {"method": "serial", "serial": -1},
        {"method": "serial", "serial": 10**9},
        {"method": "serial", "serial": float("inf")},
        {"method": "serial", "serial": 1.9},
        {"method": "serial", "serial": True},
        {"method": "serial", "serial": "12"},
        {"method": "camera", "code": "\ud800"},
        {"method": "camera", "code": ["x"]},
        {"method": "camera", "code": "x", "direction": "up"},
        {"method": "camera", "code": "x", "id": "7"},
    ],
)
def test_what_no_scanner_sends_is_refused_with_a_sentence(client, gate, scan):
    answer = place.send(client, gate, **scan)

    assert answer.status_code == 422
    assert answer.json["error"]["message"] == "The request could not be read."
    assert place.kept() == []


@pytest.mark.parametrize("path", ["/gate/scans", "/gate/pair"])
@pytest.mark.parametrize("text", ["[" * 100_000, '{"code":' * 100_000, '{"serial":1e400}', "NaN"])
def test_json_that_no_scanner_writes_is_refused_with_a_sentence(client, gate, path, text):
    headers = {"Authorization": f"Bearer {gate}", "Content-Type": "application/json"}

    answer = client.post(path, data=text, headers=headers)

    assert answer.status_code == 422
    assert place.kept() == []


def test_without_a_run_nothing_is_judged(client, gate):
    badge = place.credential()
    place.end_run()

    answer = place.read(client, gate, place.code(badge.serial))

    assert answer.status_code == 409
    assert place.kept() == []


def test_a_pairing_code_works_once_and_for_ten_minutes(client):
    at = place.checkpoint()

    def new_code(name):
        with transaction(SYSTEM):
            return place.operations.register_device(actor=SYSTEM, name=name, checkpoint_id=at.id)[1]

    def pair(code):
        return client.post("/gate/pair", json={"code": code})

    code = new_code("H1")
    paired, again = pair(f"{code[:5]} {code[5:].lower()}"), pair(code)
    late = new_code("H2")
    later(601)

    assert paired.status_code == 200
    assert place.send(client, paired.json["token"], method="serial", serial=5).status_code == 200
    assert [again.status_code, pair(late).status_code] == [422, 422]
    assert "does not work" in again.json["error"]["message"]


@pytest.mark.both_databases
def test_codes_cannot_be_guessed_from_one_network_address(client):
    at = place.checkpoint()
    with transaction(SYSTEM):
        code = place.operations.register_device(actor=SYSTEM, name="H", checkpoint_id=at.id)[1]

    def pair(code, address="203.0.113.7"):
        told = {"REMOTE_ADDR": address}
        return client.post("/gate/pair", json={"code": code}, environ_overrides=told)

    guesses = [pair(f"GUESS{n:05}").status_code for n in range(20)]
    right = pair(code)

    assert guesses == [422] * 20
    assert right.status_code == 429
    assert right.json["error"]["message"] == "Tried too often. Wait 15 minutes."
    assert pair("GUESS00000", "203.0.113.8").status_code == 422
    assert pair(code, "203.0.113.8").status_code == 200
    later(15 * 60 + 1)
    assert pair("GUESS00000").status_code == 422


def test_a_revoked_device_is_told_so_and_does_nothing(client, gate):
    device, _checkpoint, _last = queries.devices()[0]
    with transaction(SYSTEM):
        accounts.revoke_device(actor=SYSTEM, device=account_queries.device(device.id))

    answers = [
        place.send(client, gate, method="serial", serial=5),
        client.get("/gate/context", headers={"Authorization": f"Bearer {gate}"}),
        client.get("/gate/photographs/x.jpg", headers={"Authorization": f"Bearer {gate}"}),
    ]

    assert [x.status_code for x in answers] == [401] * 3
    assert place.kept() == []


def test_nobody_scans_without_a_token_or_with_an_officers_cookie(client, signed_in):
    scan = {"id": str(uuid4()), "method": "serial", "serial": 5}

    assert client.post("/gate/scans", json=scan).status_code == 401
    officer = signed_in(Role.GATE_SUPERVISOR)
    assert officer.post("/gate/scans", json=scan).status_code == 403
    assert place.kept() == []


def test_a_device_learns_where_it_stands_and_how_many_are_inside(client):
    make.ceremony()
    hall = place.checkpoint(exits_scanned=True, capacity=1200, name={"en": "Plenary Hall"})
    secret = place.device(hall)
    place.read(client, secret, place.code(place.credential().serial))

    context = client.get("/gate/context", headers={"Authorization": f"Bearer {secret}"}).json

    assert context == {
        "device": {"id": 1, "name": "Handheld 1"},
        "checkpoint": {
            "code": "P4",
            "name": "Main Hall",
            "direction": "in",
            "zone": "1",
            "zone_name": "Plenary Hall",
        },
        "inside": 1,
        "capacity": 1200,
        "time_zone": "Asia/Ho_Chi_Minh",
        "run": "Rehearsal 1",
    }


def test_a_device_sees_photographs_of_the_list_and_no_other_file(client, gate):
    shown, secret_file = files.store(b"face", ".jpg"), files.store(b"passport", ".jpg")
    right = make.accreditation(photo=shown)
    place.credential(right)

    def fetch(name):
        headers = {"Authorization": f"Bearer {gate}"}
        with client.get(f"/gate/photographs/{name}", headers=headers) as answer:
            assert "no-store" in answer.headers["Cache-Control"]
            return answer.status_code, answer.data

    assert fetch(shown) == (200, b"face")
    assert fetch(secret_file)[0] == 404
    assert client.get(f"/gate/photographs/{shown}").status_code == 401


def shell(client):
    """What the service worker is told to keep."""
    worker = client.get("/gate/sw.js")
    assert worker.headers["Service-Worker-Allowed"] == "/gate"
    return json.loads(worker.text.split("\n")[0].removeprefix("const SHELL = ").rstrip(";"))


def test_the_page_and_its_decoder_allow_webassembly_and_nothing_else_does(client):
    kept = shell(client)
    decoder = f"/gate/shell/{kept['version']}/decoder.js"

    def allows(url):
        with client.get(url) as answer:
            return "'wasm-unsafe-eval'" in answer.headers["Content-Security-Policy"]

    assert [allows(url) for url in (kept["page"], decoder, "/sign-in")] == [True, True, False]


def test_every_file_of_the_shell_is_served(client):
    kept = shell(client)

    def status(url):
        with client.get(url) as answer:
            return answer.status_code

    assert {status(url) for url in [kept["page"], *kept["files"]]} == {200}
    assert status("/gate/shell/0123456789abcdef/app.js") == 404
    assert status(f"/gate/shell/{kept['version']}/sw.js") == 404
    assert client.get("/gate/manifest.webmanifest").json["scope"] == "/gate"
