"""What follows from scans that come late: who is inside, and what a supervisor must know."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select

from ceremony.badges.models import Credential
from ceremony.core.db import db
from ceremony.gates import noticing
from ceremony.gates.models import Checkpoint, GatePass, Method, Scan
from ceremony.gates.moving import Held, moves, whereabouts
from ceremony.gates.noticing import Notice, Sighting
from ceremony.gates.operations import incidents
from ceremony.gates.operations import presence as heads
from ceremony.gates.operations.intake import Intake
from ceremony.gates.seeing import FORGED
from ceremony.gates.verdict import Code
from ceremony.people.models import Zone
from ceremony.people.vetting import queries as vetting

_scan, _credential = Scan.__table__, Credential.__table__
_checkpoint, _zone = Checkpoint.__table__, Zone.__table__


class Judged(NamedTuple):
    """A scan, and what was said to it."""

    seen: Sighting
    verdict: Code
    reason: str


class Badge(NamedTuple):
    """A badge of a right to pass: since when it counts, and until when."""

    accreditation_id: int
    serial: int
    made_at: datetime
    revoked: str | None
    revoked_at: datetime | None


_SCANS: Select[Any] = (
    select(
        _scan.c.id,
        _scan.c.run_id,
        _scan.c.scanned_at,
        _scan.c.device_id,
        _scan.c.checkpoint_id,
        _checkpoint.c.zone_id,
        _zone.c.exits_scanned,
        _scan.c.direction,
        _credential.c.accreditation_id,
        _scan.c.serial,
        _scan.c.code_hash,
        _scan.c.credential_id,
        _scan.c.admitted,
        _scan.c.offline,
        func.coalesce(_scan.c.sequence, 0),
        _scan.c.verdict,
        _scan.c.reason,
    )
    .join(_checkpoint, _checkpoint.c.id == _scan.c.checkpoint_id)
    .join(_zone, _zone.c.id == _checkpoint.c.zone_id)
    .outerjoin(_credential, _credential.c.id == _scan.c.credential_id)
    .where(_scan.c.method != Method.PIN)
)


def judged(statement: Select[Any]) -> list[Judged]:
    rows = db.session.connection().execute(statement)
    return [Judged(Sighting(*x[:15]), x[15], x[16]) for x in rows]


def scans_with(device_id: int, ids: Iterable[UUID]) -> dict[UUID, Sighting]:
    """Those of a device that have these ids."""
    found = judged(_SCANS.where(_scan.c.id.in_(set(ids)), _scan.c.device_id == device_id))
    return {x.seen.id: x.seen for x in found}


def scans_of(rights: Iterable[int], run_ids: Iterable[int]) -> list[Judged]:
    """All of some rights to pass in some runs."""
    whose = _credential.c.accreditation_id.in_(set(rights))
    return judged(_SCANS.where(whose, _scan.c.run_id.in_(set(run_ids))))


def follow(found: Intake) -> None:
    """Where everybody is whom this batch may have moved, and what a supervisor must know of it.

    By all scans of theirs, read once.
    """
    if not found.fresh:
        return
    known, badges = scans_of(found.rights, found.seen_in), _badges(found.rights)
    _put_heads(found, known, badges)
    _notice(found, known, badges)


def _put_heads(found: Intake, known: list[Judged], badges: dict[int, list[Badge]]) -> None:
    by_head: dict[tuple[int, int, int | None], list[Sighting]] = defaultdict(list)
    for seen, verdict, _reason in known:
        held = [_held(x) for x in badges.get(seen.right or 0, ())]
        if moves(seen, verdict, held):
            by_head[seen.run_id, seen.zone_id, seen.right].append(seen)
    heads.put(
        [
            (head, whereabouts(noticing.in_order(by_head.get(head[:3], []))))
            for head in sorted(found.heads)
        ],
        found.received,
    )


def _badges(rights: Iterable[int]) -> dict[int, list[Badge]]:
    rows = db.session.execute(
        select(
            GatePass.accreditation_id,
            GatePass.serial,
            Credential.created_at,
            GatePass.revoked,
            GatePass.revoked_at,
        )
        .join(Credential, Credential.id == GatePass.credential_id)
        .where(GatePass.accreditation_id.in_(set(rights)))
    )
    found: dict[int, list[Badge]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(Badge(*row))
    return found


def _held(badge: Badge) -> Held:
    until = (badge.revoked_at or badge.made_at) if badge.revoked else None
    return Held(badge.serial, badge.made_at, until)


def _notice(found: Intake, known: list[Judged], badges: dict[int, list[Badge]]) -> None:
    """What the scans of this batch show, also with those that were known before."""
    fresh = [x for x in known if x.seen.id in found.fresh]
    if nobodys := found.fresh - {x.seen.id for x in fresh}:
        fresh += judged(_SCANS.where(_scan.c.id.in_(nobodys)))
    scans = [x.seen for x in known]
    together = noticing.of_badges(scans, found.rules.walks)
    about = [x for x in together if any(y.id in found.fresh for y in x.seen)]
    incidents.explain(scans, together)
    incidents.notice(found.device, [*about, *_of_one(fresh, badges)])


def _of_one(fresh: Iterable[Judged], badges: dict[int, list[Badge]]) -> Iterator[Notice]:
    """What a scan shows by itself."""
    known = {x.serial: x for of_right in badges.values() for x in of_right}
    watched = vetting.watched(sorted(badges))
    for seen, verdict, reason in fresh:
        if verdict is Code.NOT_GENUINE and seen.code_hash and reason == FORGED:
            yield noticing.not_genuine(seen)
        if badge := known.get(seen.serial or 0):
            yield from noticing.old_badge(seen, badge.revoked, badge.revoked_at)
        if seen.right in watched:
            yield noticing.watched(seen)
