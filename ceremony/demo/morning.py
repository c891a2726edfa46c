"""The first morning at the gates: scans and who is inside, judged by the rules of the gates."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import insert, or_, select

from ceremony.accounts import operations as accounts
from ceremony.accounts import queries
from ceremony.accounts.models import Device, Purpose
from ceremony.core import audit, runs
from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.core.permissions import SYSTEM
from ceremony.demo import posts
from ceremony.gates import facts
from ceremony.gates import operations as gates
from ceremony.gates.given import Given, Place
from ceremony.gates.models import Checkpoint, GatePass, Method, Presence, Scan
from ceremony.gates.reading import seconds
from ceremony.gates.verdict import Code, Direction, Verdict, judge
from ceremony.people.models import Zone

COMES = 0.9  # of those who hold a badge
LASTS = timedelta(hours=4)
ODD = 60
IN, OUT = Direction.IN, Direction.OUT


class Gate(NamedTuple):
    """One device at its checkpoint."""

    device_id: int
    checkpoint_id: int
    zone_id: int
    place: Place


class Step(NamedTuple):
    """Somebody at a gate."""

    at: datetime
    gate: Gate
    direction: Direction
    badge: GatePass | None


def play(run: runs.Run, chance: random.Random) -> None:
    """Pair a device at each checkpoint, and let the guests of the morning come."""
    found = _gates()
    passes = _carried()
    steps = sorted(_steps(passes, found, chance), key=lambda step: step.at)
    scans: list[dict[str, Any]] = []
    inside: dict[tuple[int, int], datetime] = {}
    for step in steps:
        verdict = judge(_given(step, inside))
        scans.append(_scan(step, verdict, chance) | {"run_id": run.id})
        if step.badge and verdict.admits and step.gate.place["exits_scanned"]:
            key = step.badge.accreditation_id, step.gate.zone_id
            inside.pop(key, None)
            if step.direction is IN:
                inside[key] = step.at
    if scans:
        db.session.execute(insert(Scan), scans)
    if inside:
        bodies = {x.accreditation_id: x.body_id for x in passes}
        db.session.execute(insert(Presence), list(_present(inside, run.id, bodies)))
    posts.man(run.id)


def _carried() -> Sequence[GatePass]:
    """Badges that somebody has; of those that lie at the desk, a few are shown all the same."""
    shown = or_(~GatePass.supervisor, GatePass.serial % ODD == 0)
    return db.session.scalars(select(GatePass).where(shown).order_by(GatePass.serial)).all()


def _present(
    inside: dict[tuple[int, int], datetime], run_id: int, bodies: dict[int, int]
) -> Iterator[dict[str, Any]]:
    for (accreditation_id, zone_id), since in inside.items():
        yield {
            "run_id": run_id,
            "accreditation_id": accreditation_id,
            "body_id": bodies[accreditation_id],
            "zone_id": zone_id,
            "is_inside": True,
            "since": since,
            "changed_at": since,
        }


def _gates() -> dict[str, Gate]:
    """By the code of the checkpoint; the devices are paired as officers do it."""
    rows = db.session.execute(
        select(Checkpoint, Zone).join(Zone, Zone.id == Checkpoint.zone_id).order_by(Checkpoint.code)
    ).all()
    return {
        checkpoint.code: Gate(
            _device(checkpoint).id,
            checkpoint.id,
            zone.id,
            {
                "zone": zone.code,
                "exits_scanned": zone.exits_scanned,
                "escort_required": zone.escort_required,
                "escorts": zone.escorts,
                "windows": [],
            },
        )
        for checkpoint, zone in rows
    }


def _device(checkpoint: Checkpoint) -> Device:
    name = f"Handheld {checkpoint.code}"
    _registered, code = gates.register_device(actor=SYSTEM, name=name, checkpoint_id=checkpoint.id)
    link = queries.link(Purpose.PAIRING, code)
    device, _token = accounts.pair(actor=SYSTEM, link=link)
    audit.record(SYSTEM, "demo.paired", device)
    return device


def _steps(
    passes: Sequence[GatePass], found: dict[str, Gate], chance: random.Random
) -> Iterator[Step]:
    opening = now() - LASTS
    for badge in passes:
        if chance.random() < COMES:
            arrival = opening + LASTS * min(0.95, abs(chance.gauss(0.35, 0.2)))
            yield from _way(badge, found, arrival, chance)
    for _stranger in range(max(2, len(passes) // 60)):
        yield Step(opening + LASTS * chance.random(), found["P1"], IN, None)


def _way(
    badge: GatePass, found: dict[str, Gate], at: datetime, chance: random.Random
) -> Iterator[Step]:
    """From the street to the hall, out for coffee and back; nothing after the present."""
    way = [("P1", IN), ("P3", IN)]
    if "3" in badge.zones or chance.random() < 0.1:  # who has no business there tries sometimes
        way.append(("P4", IN))
        for _coffee in range(chance.choice((1, 2, 3, 3, 4))):
            way += [("P4", OUT), ("P4", IN)]
    if "4" in badge.zones:
        way.insert(2, ("P5", IN))
    for code, direction in way:
        if at >= now():
            return
        yield Step(at, found[code], direction, badge)
        at += timedelta(seconds=chance.randrange(90, 1500))


def _given(step: Step, inside: dict[tuple[int, int], datetime]) -> Given:
    """Nobody comes without those whom they need: an escort, or whose floater it is."""
    badge = step.badge
    since = inside.get((badge.accreditation_id, step.gate.zone_id)) if badge else None
    return {
        **facts.NOTHING_KNOWN,
        "refusal": None if badge else "forged",
        "badge": facts.badge(badge) if badge else None,
        "checkpoint": step.gate.place,
        "direction": step.direction,
        "at": seconds(step.at),
        "inside_since": seconds(since) if since else None,
        "escort_at": seconds(step.at),
        "partner_at": seconds(step.at),
    }


def _scan(step: Step, verdict: Verdict, chance: random.Random) -> dict[str, Any]:
    badge = step.badge
    return {
        "id": UUID(int=chance.getrandbits(128), version=4),
        "device_id": step.gate.device_id,
        "checkpoint_id": step.gate.checkpoint_id,
        "direction": step.direction,
        "method": Method.CAMERA if chance.random() < 0.97 else Method.SERIAL,
        "credential_id": badge and badge.credential_id,
        "serial": badge and badge.serial,
        "code_hash": None if badge else f"{chance.getrandbits(128):032x}",
        "verdict": Code(verdict.code),
        "reason": verdict.reason,
        "facts": verdict.facts,
        "admitted": verdict.admits,
        "scanned_at": step.at,
        "received_at": step.at,
    }
