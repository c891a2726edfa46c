"""Checkpoints in the ceremony file."""

import pytest

from ceremony.core.ceremony_file import loading, text
from ceremony.core.ceremony_file.loading import Plan
from ceremony.core.ceremony_file.tree import FileRefused
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates import operations
from ceremony.gates.models import Checkpoint

ZONES = "zones: [{code: '1', name: Outer}, {code: '2', name: Hall}]\n"
DOOR = "checkpoints: [{code: P1, name: Door, zone: '1', direction: both}]\n"


def load(content: str) -> Plan:
    with transaction(SYSTEM):
        return loading.load(actor=SYSTEM, content=content.encode())


def test_checkpoints_are_kept_in_the_order_of_their_codes() -> None:
    second = "{code: P2, name: Gate, zone: '2'}, {code: P1, name: Door, zone: '1'}"
    load(f"{ZONES}checkpoints: [{second}]")
    assert text.present()["checkpoints"] == [
        {"code": "P1", "name": "Door", "zone": "1", "direction": "in"},
        {"code": "P2", "name": "Gate", "zone": "2", "direction": "in"},
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
