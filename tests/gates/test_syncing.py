"""What devices are sent: the list, who is inside, the rules, small photographs."""

import gzip
import json
import zlib
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from ceremony.accounts import operations as accounts
from ceremony.accounts.models import Device
from ceremony.badges import operations as badges
from ceremony.badges import queries as badge_queries
from ceremony.badges.models import CredentialKey
from ceremony.badges.states import RevokedBecause
from ceremony.core import clock, files
from ceremony.core.ceremony_file import loading
from ceremony.core.clock import now
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates.models import AccessWindow, Checkpoint, Guard, Passage, ZoneQuota
from ceremony.gates.reading import ms, seconds
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.models import Body
from tests import make
from tests.client import Client
from tests.counting import statements
from tests.gates import place

Answer = dict[str, Any]


def ask(client: Client, secret: str, path: str = "list", **known: object) -> Any:
    headers = {"Authorization": f"Bearer {secret}"}
    return client.get(f"/gate/{path}", query_string=known, headers=headers)


def listed(client: Client, secret: str, **known: object) -> Answer:
    response = ask(client, secret, **known)
    assert (response.status_code, response.headers["Content-Encoding"]) == (200, "gzip")
    answer: Answer = json.loads(gzip.decompress(response.data))
    return answer


def after(answer: Answer) -> Answer:
    """What a device says that it has, who got *answer*."""
    presence = answer["presence"]
    known = {"presence": presence["at"], "run": presence["run"] or 0}
    return {"epoch": answer["epoch"], "version": answer["version"], **known}


def loads(content: str) -> None:
    with transaction(SYSTEM):
        loading.load(actor=SYSTEM, content=content.encode())


def rename(accreditation_id: int, name: str) -> None:
    [right] = queries.accreditations([accreditation_id])
    with transaction(SYSTEM):
        person = queries.person(right.person_id or 0)
        people.change(actor=SYSTEM, person=person, badge_name=name)


def line(row: list[Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def revoke(accreditation_id: int) -> None:
    with transaction(SYSTEM):
        held = badge_queries.live([accreditation_id])
        badges.revoke(actor=SYSTEM, credentials=held, reason=RevokedBecause.LOST)


@pytest.mark.both_databases
def test_a_device_gets_the_whole_list_and_then_what_changed(database: object, client: Client):
    secret = place.device(place.checkpoint())
    rights = [make.accreditation(), make.accreditation(given_names="Lê")]
    serials = [place.credential(x).serial for x in rights]

    whole = listed(client, secret)
    nothing = listed(client, secret, **after(whole))
    revoke(rights[1].id)
    changed = listed(client, secret, **after(nothing))

    start, end = (seconds(x) for x in (rights[0].valid_from, rights[0].valid_until))
    body_id = db.session.scalar(select(Body.id))
    rows = [
        [serials[0], "Amina Al-Kuwari", body_id, 1, "delegate", "", 0, start, end, 1, 0, 0],
        [serials[1], "Lê Al-Kuwari", body_id, 1, "delegate", "", 0, start, end, 1, 0, 0],
    ]
    assert (whole["full"], whole["rows"], whole["size"]) == (True, rows, 2)
    assert whole["digest"] == sum(zlib.crc32(line(row).encode()) for row in rows)
    assert (nothing["full"], nothing["rows"]) == (False, [])
    assert nothing["version"] == whole["version"]
    [row] = changed["rows"]
    assert row[:5] + row[7:] == rows[1][:5] + rows[1][7:]
    assert (row[5], row[6] > 0) == ("lost", True)
    assert (changed["full"], changed["version"]) == (False, whole["version"] + 1)
    assert changed["digest"] == sum(zlib.crc32(line(x).encode()) for x in (rows[0], row))


def test_whoever_has_another_list_gets_the_whole_one(client: Client) -> None:
    secret = place.device(place.checkpoint())
    place.credential()
    whole = listed(client, secret)
    known = after(whole)
    others = [
        {"epoch": "0" * 32},
        {"version": whole["version"] + 1},  # ours was put back from yesterday
        {"version": 0},
        {"version": -1},
        {"version": 10**30},
        {"version": "latest"},
        {"epoch": "\N{DOVE OF PEACE}", "presence": "x", "run": "1.5"},
    ]
    for other in others:
        answer = listed(client, secret, **known | other)
        found = (answer["full"], answer["rows"], answer["presence"]["all"])
        assert found == (True, whole["rows"], True), other
    assert listed(client, secret)["full"] is True


def test_a_database_without_badges_has_an_empty_list(client: Client) -> None:
    secret = place.device(place.checkpoint())
    answer = listed(client, secret)
    found = {name: answer[name] for name in ("epoch", "version", "digest", "size", "full", "rows")}
    empty: Answer = {"epoch": "", "version": 0, "digest": 0, "size": 0, "full": True, "rows": []}
    assert found == empty


@pytest.mark.both_databases
def test_asking_when_nothing_changed_is_three_statements_and_a_few_bytes(
    database: object, client: Client
) -> None:
    gate = place.checkpoint(exits_scanned=True, capacity=9)
    secret = place.device(gate)
    badges = [place.credential() for _ in range(3)]
    make.save(ZoneQuota(zone_id=gate.zone_id, body_id=db.session.scalar(select(Body.id)), most=9))
    for badge in badges:
        place.read(client, secret, place.code(badge.serial))
    known = after(listed(client, secret))
    with statements() as sent:
        response = ask(client, secret, **known)
    asked = [x for x in sent if x.lstrip().startswith("SELECT")]
    assert (len(asked) <= 3, len(response.data) < 400) == (True, True)


def test_the_whole_list_is_made_once_for_all_devices(client: Client) -> None:
    gate = place.checkpoint()
    first, second = place.device(gate), place.device(gate)
    place.credential()
    whole = listed(client, first)
    with statements() as sent:
        again = listed(client, second)
    assert again["rows"] == whole["rows"]
    assert [x for x in sent if "gate_pass.line" in x] == []


@pytest.mark.both_databases
def test_a_device_is_told_who_went_in_and_out(database: object, client: Client) -> None:
    gate = place.checkpoint(direction=Passage.BOTH, exits_scanned=True, capacity=2)
    secret = place.device(gate)
    badges = [place.credential() for _ in range(2)]
    known = after(listed(client, secret))

    def told(**more: object) -> tuple[bool, list[tuple[int, int]], int]:
        answer = listed(client, secret, **known | more)
        inside = [(serial, state) for serial, state, _since in answer["presence"]["inside"]]
        return answer["presence"]["all"], sorted(inside), answer["heads"]["inside"]

    one, two = (x.serial for x in badges)
    place.read(client, secret, place.code(one))
    place.read(client, secret, place.code(two))
    assert told() == (False, [(one, 1), (two, 1)], 2)
    place.read(client, secret, place.code(one), direction="out")
    assert told() == (False, [(one, 0), (two, 1)], 1)
    assert told(presence=0) == (True, [(two, 1)], 1)
    assert told(presence=ms(now()) + 60_000) == (True, [(two, 1)], 1)
    assert told(epoch="") == (True, [(two, 1)], 1)
    place.go_live()
    assert told() == (True, [], 0)


def test_what_was_told_a_minute_ago_is_told_again_and_no_more(client: Client) -> None:
    gate = place.checkpoint(exits_scanned=True)
    secret = place.device(gate)
    badge = place.credential()
    place.read(client, secret, place.code(badge.serial))
    known = after(listed(client, secret))
    counts = []
    for later in (0, 59, 61):
        clock.shift(timedelta(seconds=later))
        answer = listed(client, secret, **known | {"presence": ms(now())})
        counts.append(len(answer["presence"]["inside"]))
    assert counts == [1, 1, 0]


def test_nobody_is_counted_where_exits_are_not_scanned(client: Client) -> None:
    secret = place.device(place.checkpoint())
    badge = place.credential()
    place.read(client, secret, place.code(badge.serial))
    answer = listed(client, secret)
    counted = (answer["presence"]["inside"], answer["heads"], answer["quotas"])
    assert counted == ([], None, [])


def test_a_device_is_told_how_full_the_quotas_here_are(client: Client) -> None:
    gate = place.checkpoint(exits_scanned=True)
    secret = place.device(gate)
    badge = place.credential()
    elsewhere = place.checkpoint("P5", zone="2", exits_scanned=True)
    mine, other = db.session.scalars(select(Body)).one(), make.body("FRA")
    limits = ((gate, mine, 5), (gate, other, 0), (elsewhere, other, 7))
    make.save(*(ZoneQuota(zone_id=x.zone_id, body_id=y.id, most=most) for x, y, most in limits))
    place.read(client, secret, place.code(badge.serial))
    assert listed(client, secret)["quotas"] == [[mine.id, 1, 5], [other.id, 0, 0]]


def test_a_device_is_told_the_rules_of_its_place(client: Client) -> None:
    gate = place.checkpoint(
        exits_scanned=True, capacity=9, escort_required=True, escorts=["delegate"]
    )
    secret = place.device(gate)
    make.save(Checkpoint(code="P9", name="Gate", zone_id=gate.zone_id, direction="in", walk_s=90))
    badge = place.credential()
    body_id = db.session.scalar(select(Body.id))
    opens = now().replace(microsecond=0)
    make.save(
        ZoneQuota(zone_id=gate.zone_id, body_id=body_id, most=4),
        AccessWindow(
            zone_id=gate.zone_id,
            categories=["delegate"],
            opens_at=opens,
            closes_at=opens + timedelta(hours=1),
        ),
        a_guard(badge.accreditation_id),
    )
    key = db.session.scalars(select(CredentialKey)).one()

    response = ask(client, secret, "rules")

    rules = response.json
    labels = rules.pop("functions")
    assert labels["delegate"] == {"en": "Delegate", "vi": "Đại biểu", "fr": "Membre de délégation"}
    assert response.headers["ETag"] == f'"{rules["mark"]}"'
    assert rules == {
        "mark": listed(client, secret)["rules"],
        "run": {"id": 1, "label": "Rehearsal 1", "live": False},
        "ceremony": {"name": "New ceremony", "time_zone": "UTC"},
        "device": {"id": 1, "name": "Handheld 1"},
        "checkpoint": {
            "code": "P4",
            "name": "Main Hall",
            "direction": "in",
            "zone": "1",
            "share": None,
            "walk": 30,
        },
        "walking": {"P9": 90},
        "zones": [
            {
                "code": "1",
                "name": {"en": "Zone 1"},
                "position": 0,
                "exits_scanned": True,
                "escort_required": True,
                "escorts": ["delegate"],
                "capacity": 9,
            }
        ],
        "categories": [
            {
                "position": 1,
                "code": "delegate",
                "letter": "D",
                "name": {"en": "Delegate"},
                "kind": "personal",
                "colour": "#1d4f86",
            }
        ],
        "windows": [
            {
                "zone": "1",
                "categories": ["delegate"],
                "from": seconds(opens),
                "until": seconds(opens) + 3600,
            }
        ],
        "groups": [[body_id, "Qatar"]],
        "quotas": [[body_id, 4]],
        "keys": [{"id": key.key_id, "public": key.public_key.hex()}],
        "guards": [
            {
                "serial": badge.serial,
                "name": "Amina Al-Kuwari",
                "supervisor": True,
                "salt": "ab" * 16,
                "hash": "cd" * 32,
                "rounds": 600_000,
            }
        ],
    }


def a_guard(accreditation_id: int) -> Guard:
    return Guard(
        accreditation_id=accreditation_id,
        is_supervisor=True,
        pin_salt="ab" * 16,
        pin_hash="cd" * 32,
        pin_set_at=now(),
    )


def test_rules_that_a_device_has_are_not_sent_again(client: Client) -> None:
    secret = place.device(place.checkpoint())
    mark = ask(client, secret, "rules").json["mark"]
    again = client.get(
        "/gate/rules",
        headers={"Authorization": f"Bearer {secret}", "If-None-Match": f'"{mark}"'},
    )
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.both_databases
def test_every_change_of_a_rule_is_told_by_the_list(database: object, client: Client) -> None:
    gate = place.checkpoint(exits_scanned=True)
    secret = place.device(gate)
    badge = place.credential()
    known = after(listed(client, secret))
    marks = [listed(client, secret, **known)["rules"]]

    def changed(what: str) -> None:
        marks.append(listed(client, secret, **known)["rules"])
        assert len(set(marks)) == len(marks), what

    loads("zones: [{code: '1', name: Outer, exits_scanned: yes, capacity: 5}]")
    changed("zone")
    loads("windows: [{zone: '1', opens: 2025-10-25 08:00, closes: 2025-10-25 09:00}]")
    changed("window")
    loads("windows: [{zone: '1', opens: 2025-10-25 08:30, closes: 2025-10-25 09:00}]")
    changed("one window instead of another")
    loads("windows: []")
    changed("no window")
    loads("checkpoints: [{code: P4, name: Hall, zone: '1', share: 3, walk_s: 60}]")
    changed("checkpoint")
    make.save(ZoneQuota(zone_id=gate.zone_id, body_id=db.session.scalar(select(Body.id)), most=4))
    changed("quota")
    make.save(a_guard(badge.accreditation_id))
    changed("guard")
    rename(badge.accreditation_id, "A. Kuwari")
    changed("name of a guard")
    revoke(badge.accreditation_id)
    changed("badge of a guard")
    make.body("FRA")
    changed("delegation")
    make.ceremony(short_title="Convention")
    changed("settings")
    place.go_live()
    changed("run")


def picture() -> str:
    """A stored photograph in the size of badges, of noise: the worst that a JPEG can be of."""
    content = BytesIO()
    Image.effect_noise((432, 540), 90).convert("RGB").save(content, "JPEG", quality=60)
    return files.store(content.getvalue(), ".jpg")


def test_photographs_for_devices_are_small_and_made_once(client: Client) -> None:
    secret = place.device(place.checkpoint())
    name = picture()
    badge = place.credential(make.accreditation(photo=name))
    [row] = listed(client, secret)["rows"]

    response = ask(client, secret, f"passes/{badge.serial}/photograph")

    image = Image.open(BytesIO(response.data))
    assert (image.format, image.size, response.mimetype) == ("JPEG", (296, 370), "image/jpeg")
    assert len(response.data) <= 12 * 1024
    assert response.headers["ETag"] == f'"{row[11]}"'
    files.path(name).write_bytes(b"not looked at again")
    assert ask(client, secret, f"passes/{badge.serial}/photograph").data == response.data
    had = {"Authorization": f"Bearer {secret}", "If-None-Match": response.headers["ETag"]}
    again = client.get(f"/gate/passes/{badge.serial}/photograph", headers=had)
    assert (again.status_code, again.data) == (304, b"")


def test_there_are_no_photographs_of_others(client: Client) -> None:
    secret = place.device(place.checkpoint())
    plain = place.credential()
    gone = place.credential(make.accreditation(photo="0" * 64 + ".jpg"))
    found = [
        ask(client, secret, f"passes/{serial}/photograph").status_code
        for serial in (plain.serial, gone.serial, 999_999, 10**40)
    ]
    assert found == [404] * 4


def test_only_devices_that_are_paired_are_told_anything(client: Client) -> None:
    gate = place.checkpoint()
    badge = place.credential()
    paths = ("rules", "list", f"passes/{badge.serial}/photograph")
    assert [ask(client, "x", path).status_code for path in paths] == [401] * 3
    secret = place.device(gate)
    [device] = db.session.scalars(select(Device)).all()
    with transaction(SYSTEM):
        accounts.revoke_device(actor=SYSTEM, device=device)
    assert [ask(client, secret, path).status_code for path in paths] == [401] * 3
