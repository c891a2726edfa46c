"""The rules by which a device decides at its checkpoint."""

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from ceremony.badges import signing
from ceremony.core import runs, settings
from ceremony.core.db import db
from ceremony.gates import pins, queries
from ceremony.gates.actors import GateDevice
from ceremony.gates.models import AccessWindow, GatePass, Guard, ZoneQuota
from ceremony.gates.reading import seconds
from ceremony.gates.syncing import labels
from ceremony.people import queries as people
from ceremony.people.kinds import PassKind
from ceremony.people.models import Body, Zone


def answer(device: GateDevice, mark: str) -> str:
    """All of them as JSON; *mark* tells one state of them from another."""
    run, facts = runs.find_current(), settings.current()
    told = {
        "mark": mark,
        "run": run and {"id": run.id, "label": run.label, "live": run.kind is runs.Kind.LIVE},
        "ceremony": {"name": facts.short_title, "time_zone": facts.time_zone},
        "device": {"id": device.id, "name": device.name},
        **_checkpoints(device),
        "zones": [_zone(x) for x in people.zones()],
        "categories": _categories(),
        "windows": _windows(),
        "functions": labels.functions(),
        "groups": [
            list(x) for x in db.session.execute(select(Body.id, Body.name).order_by(Body.id))
        ],
        "quotas": _quotas(device),
        "keys": [
            {"id": id_, "public": _hex(key)} for id_, key in sorted(signing.public_keys().items())
        ],
        "guards": _guards(),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _hex(key: Ed25519PublicKey) -> str:
    return key.public_bytes_raw().hex()


def _checkpoints(device: GateDevice) -> dict[str, Any]:
    """The device's own, and how far it is on foot to each of the others."""
    by_id = {x.id: x for x in queries.checkpoints()}
    own = by_id.pop(device.checkpoint_id)
    return {
        "checkpoint": {
            "code": own.code,
            "name": own.name,
            "direction": own.direction,
            "zone": own.zone.code,
            "share": own.share,
            "walk": own.walk_s,
        },
        "walking": {x.code: max(own.walk_s, x.walk_s) for x in by_id.values()},
    }


def _zone(zone: Zone) -> dict[str, Any]:
    return {
        "code": zone.code,
        "name": zone.name,
        "position": zone.position,
        "exits_scanned": zone.exits_scanned,
        "escort_required": zone.escort_required,
        "escorts": zone.escorts,
        "capacity": zone.capacity,
    }


def _categories() -> list[dict[str, Any]]:
    return [
        {
            "position": x.position,
            "code": x.code,
            "letter": x.letter,
            "name": x.name,
            "kind": x.pass_kind,
            "colour": x.colour,
        }
        for x in people.categories()
    ]


def _windows() -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Zone.code, AccessWindow)
        .join(AccessWindow, AccessWindow.zone_id == Zone.id)
        .order_by(Zone.position, AccessWindow.opens_at, AccessWindow.id)
    )
    return [
        {
            "zone": code,
            "categories": x.categories,
            "from": seconds(x.opens_at),
            "until": seconds(x.closes_at),
        }
        for code, x in rows
    ]


def _quotas(device: GateDevice) -> list[list[int]]:
    rows = db.session.execute(
        select(ZoneQuota.body_id, ZoneQuota.most)
        .where(ZoneQuota.zone_id == device.zone_id)
        .order_by(ZoneQuota.body_id)
    )
    return [list(x) for x in rows]


def _guards() -> list[dict[str, Any]]:
    """Who may begin a shift or override: every personal badge of theirs that counts."""
    rows = db.session.execute(
        select(GatePass.serial, GatePass.name, Guard)
        .join(GatePass, GatePass.accreditation_id == Guard.accreditation_id)
        .where(
            Guard.ended_at.is_(None),
            GatePass.revoked.is_(None),
            GatePass.pass_kind == PassKind.PERSONAL,
        )
        .order_by(GatePass.serial)
    )
    return [
        {
            "serial": serial,
            "name": name,
            "supervisor": guard.is_supervisor,
            "salt": guard.pin_salt,
            "hash": guard.pin_hash,
            "rounds": pins.ROUNDS,
        }
        for serial, name, guard in rows
    ]
