"""What the database knows of a case, as the verdict takes it."""

from typing import Any

from ceremony.gates.actors import GateDevice
from ceremony.gates.given import Badge, Given, Place, Seen
from ceremony.gates.reading import Answer, Reading, Standing, seconds
from ceremony.gates.rules import Rules

NOTHING_KNOWN: Given = {
    "refusal": None,
    "claims": None,
    "badge": None,
    "list": None,  # the server's is complete, and of this instant
    "checkpoint": {
        "zone": "",
        "exits_scanned": False,
        "escort_required": False,
        "escorts": [],
        "windows": [],
    },
    "direction": "in",
    "at": 0,
    "online": True,
    "clock_behind": False,
    "inside_since": None,
    "heads": {"inside": None, "capacity": None, "share_left": None},
    "quota": {"inside": None, "most": None},
    "partner_at": None,
    "escort_at": None,
    "last": None,
}


def given(reading: Reading, device: GateDevice, standing: Standing, rules: Rules) -> Given:
    """The facts of the case at the server, as the verdict takes them."""
    since, heads, at = standing.inside_since, standing.heads, seconds(reading.at)
    quotas, known = rules.quotas.get(device.zone_id, {}), standing.badge
    return {
        **NOTHING_KNOWN,
        "refusal": reading.refusal,
        "claims": reading.claims,
        "badge": badge(known) if known else None,
        "checkpoint": place(device, rules),
        "direction": reading.direction,
        "at": at,
        "inside_since": seconds(since) if since else None,
        "heads": {
            "inside": heads and heads.inside,
            "capacity": device.capacity,
            "share_left": None,
        },
        "quota": {
            "inside": heads and heads.of_body,
            "most": quotas.get(known.body_id) if known else None,
        },
        "partner_at": None if reading.partner_s is None else at - reading.partner_s,
        "escort_at": None if reading.escort_s is None else at - reading.escort_s,
        "last": seen(standing.last) if standing.last else None,
    }


def badge(row: Any) -> Badge:
    """*row* of the list of passes, or some of its columns."""
    return Badge(
        kind=row.pass_kind,
        category=row.category_code,
        group=row.body_id,
        supervisor=row.supervisor,
        revoked=row.revoked,
        revoked_at=seconds(row.revoked_at) if row.revoked_at else None,
        valid_from=seconds(row.valid_from),
        valid_until=seconds(row.valid_until),
        zones=row.zones,
    )


def place(device: GateDevice, rules: Rules) -> Place:
    return Place(
        zone=device.zone_code,
        exits_scanned=device.exits_scanned,
        escort_required=device.escort_required,
        escorts=device.escorts,
        windows=rules.windows.get(device.zone_id, []),
    )


def seen(last: Answer) -> Seen:
    return Seen(
        code=str(last.verdict),
        admits=last.admitted,
        reason=last.reason,
        facts=last.facts,
        at=seconds(last.scanned_at),
    )
