"""Checkpoints in the ceremony file."""

import pytest
from sqlalchemy import select

from ceremony.core.ceremony_file import loading, text
from ceremony.core.ceremony_file.loading import Plan
from ceremony.core.ceremony_file.tree import FileRefused
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates import operations
from ceremony.gates.models import AccessWindow, Checkpoint, ZoneQuota
from ceremony.people import queries
from tests import make

ZONES = "zones: [{code: '1', name: Outer}, {code: '2', name: Hall}]\n"
CATEGORIES = (
    "categories: [{code: x, name: X, letter: X, colour: '#000000', band: plain, zones: []},"
    " {code: y, name: Y, letter: Y, colour: '#000000', band: plain, zones: []}]\n"
)
DOOR = "checkpoints: [{code: P1, name: Door, zone: '1', direction: both}]\n"


def load(content: str) -> Plan:
    with transaction(SYSTEM):
        return loading.load(actor=SYSTEM, content=content.encode())


def test_checkpoints_are_kept_in_the_order_of_their_codes() -> None:
    second = "{code: P2, name: Gate, zone: '2'}, {code: P1, name: Door, zone: '1'}"
    load(f"{ZONES}checkpoints: [{second}]")
    both = {"direction": "in", "share": None, "walk_s": 30}
    assert text.present()["checkpoints"] == [
        {"code": "P1", "name": "Door", "zone": "1", **both},
        {"code": "P2", "name": "Gate", "zone": "2", **both},
    ]
    assert load(f"{ZONES}checkpoints: [{second}]").changes_nothing


def test_a_checkpoint_changes_its_name_zone_and_direction() -> None:
    load(ZONES + DOOR)
    [change] = load("checkpoints: [{code: P1, name: Gate, zone: '2', direction: out}]").changes
    assert change.fields == (
        ("Name", "Door", "Gate"),
        ("Zone behind it", "1", "2"),
        ("Direction", "Both ways", "Way out"),
    )


def test_a_checkpoint_guards_a_zone_that_there_is() -> None:
    with pytest.raises(FileRefused) as refused:
        load(ZONES + DOOR.replace("'1'", "'3'"))
    assert str(refused.value) == "line 2, column 44: Zone 3 is not among the zones 1, 2."


def test_a_checkpoint_with_a_device_stays() -> None:
    load(ZONES + DOOR)
    with transaction(SYSTEM):
        [door] = db.session.query(Checkpoint).all()
        operations.register_device(actor=SYSTEM, name="Phone", checkpoint_id=door.id)
    with pytest.raises(FileRefused) as refused:
        load("checkpoints: []")
    assert str(refused.value) == (
        "line 1, column 1: Checkpoint P1 is in use and cannot be removed (devices: 1, scans: 0)."
    )


def test_a_checkpoint_that_nobody_uses_goes() -> None:
    load(ZONES + DOOR)
    load("checkpoints: []")
    assert text.present()["checkpoints"] == []


HOURS = "windows: [{zone: '1', opens: 2025-10-25 08:00, closes: 2025-10-25 09:30}]\n"


def windows() -> list[tuple[str, str]]:
    rows = db.session.scalars(select(AccessWindow).order_by(AccessWindow.opens_at))
    return [(f"{x.opens_at:%d %H:%M}", f"{x.closes_at:%d %H:%M}") for x in rows]


def test_opening_hours_are_those_of_the_ceremonys_own_clock() -> None:
    make.ceremony(time_zone="Asia/Ho_Chi_Minh")
    load(ZONES + HOURS)
    assert windows() == [("25 01:00", "25 02:30")]
    [window] = text.present()["windows"]
    assert window == {
        "zone": "1",
        "categories": [],
        "opens": "2025-10-25 08:00",
        "closes": "2025-10-25 09:30",
    }
    [facts] = text.present()["ceremony"]
    load(text.dump({"ceremony": [facts | {"time_zone": "Europe/Paris"}]}))
    assert windows() == [("25 06:00", "25 07:30")]
    assert text.present()["windows"] == [window]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("{zone: '3', ", "Zone 3 is not among the zones 1, 2."),
        ("{zone: '1', categories: [ghost], ", "“ghost” is not among: –."),
        ("{zone: '1', opens: today, ", "“today” is not a date and time such as 2025-10-25 06:00."),
        ("{zone: '1', opens: 2025-10-26 08:00, ", "The end must come after the beginning."),
        ("{zone: '1', opens: 1969-10-26 08:00, ", "A badge can be valid from 1970 to 2105 only."),
        ("{zone: '1', categories: 5, ", "Write a list in brackets, as in [1, 2]."),
    ],
)
def test_wrong_opening_hours_are_refused_in_their_line(wrong: str, sentence: str) -> None:
    hours = HOURS.replace("opens: 2025-10-25 08:00, ", "") if "opens" in wrong else HOURS
    with pytest.raises(FileRefused) as refused:
        load(ZONES + hours.replace("{zone: '1', ", wrong))
    assert [x.sentence for x in refused.value.findings] == [sentence]
    assert windows() == []


def test_the_same_hours_twice_are_refused_whatever_their_categories_order() -> None:
    load(ZONES + CATEGORIES)
    both = ("[x, y]", "[y, x]")
    lines = [
        f"{{zone: '1', categories: {z}, opens: 2025-10-25 08:00, closes: 2025-10-25 {at}:00}}"
        for at, z in enumerate(both, 10)
    ]
    with pytest.raises(FileRefused) as refused:
        load(f"windows: [{', '.join(lines)}]")
    assert str(refused.value).endswith("“1 · 2025-10-25 08:00 · x, y” is there already.")


def test_what_hours_and_escorts_name_cannot_be_removed() -> None:
    load(ZONES.replace("Hall}", "Hall, escort_required: yes, escorts: [x]}") + CATEGORIES + HOURS)
    for content, sentence in (
        ("zones: [{code: '2', name: Hall}]", "Opening hours of zones, 1 · 2025-10-25 08:00"),
        ("categories: []", "Zones, 2: “x” is not among: –."),
    ):
        with pytest.raises(FileRefused) as refused:
            load(content)
        assert sentence in str(refused.value)


def test_a_zone_with_a_limit_of_a_delegation_stays() -> None:
    load(ZONES)
    [outer, _hall] = queries.zones()
    make.save(ZoneQuota(zone_id=outer.id, body_id=make.body().id, most=3))
    with pytest.raises(FileRefused) as refused:
        load("zones: [{code: '2', name: Hall}]")
    assert str(refused.value) == (
        "line 1, column 1: Zone 1 cannot be removed: one delegation has a limit there."
    )
