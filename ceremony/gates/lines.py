"""A row of the list as devices are sent it; ``docs/gate-sync.md`` tells what stands where."""

import json
import zlib
from collections.abc import Iterable
from enum import IntFlag
from typing import Any

from sqlalchemy import select

from ceremony.core.db import db
from ceremony.gates.models import GatePass
from ceremony.gates.reading import seconds
from ceremony.people.models import Category, Zone

COLUMNS = (
    GatePass.id,
    GatePass.serial,
    GatePass.name,
    GatePass.body_id,
    GatePass.category_code,
    GatePass.function,
    GatePass.revoked,
    GatePass.revoked_at,
    GatePass.valid_from,
    GatePass.valid_until,
    GatePass.zones,
    GatePass.supervisor,
    GatePass.by_protocol,
    GatePass.photograph,
)


class Flag(IntFlag):
    SUPERVISOR = 1
    BY_PROTOCOL = 2


def of(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """The line and its digest of each of *rows*, which have the ``COLUMNS``."""
    categories = _positions(Category)
    zones = _positions(Zone)
    written = ((row.id, line(row, categories, zones)) for row in rows)
    return [{"of_pass": id_, "line": x, "digest": zlib.crc32(x.encode())} for id_, x in written]


def line(row: Any, categories: dict[str, int], zones: dict[str, int]) -> str:
    """*row* as ``JSON.stringify`` writes it too: a device reckons the digest of what it keeps.

    :param categories: their positions by their codes, so too *zones*.
    """
    values = _values(row, categories, zones)
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def mark(photograph: str | None) -> int:
    """By which a device knows that a photograph is another one; 0: there is none."""
    return zlib.crc32(photograph.encode()) if photograph else 0


def _positions(kind: type[Category] | type[Zone]) -> dict[str, int]:
    return {row.code: row.position for row in db.session.execute(select(kind.code, kind.position))}


def _values(row: Any, categories: dict[str, int], zones: dict[str, int]) -> list[int | str]:
    return [
        row.serial,
        row.name,
        row.body_id,
        categories[row.category_code],
        row.function,
        row.revoked or "",
        seconds(row.revoked_at) if row.revoked_at else 0,
        seconds(row.valid_from),
        seconds(row.valid_until),
        sum(1 << zones[code] for code in row.zones if code in zones),
        Flag.SUPERVISOR * row.supervisor | Flag.BY_PROTOCOL * row.by_protocol,
        mark(row.photograph),
    ]
