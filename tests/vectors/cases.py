"""What a gate may be asked: one usual case, what changes it, and cases by chance."""

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

AT, FROM, UNTIL = 1761361200, 1761354000, 1761469200
SERIAL = 4812

Case = dict[str, Any]

BADGE = {
    "kind": "personal",
    "category": "D",
    "group": 7,
    "supervisor": False,
    "revoked": None,
    "revoked_at": None,
    "valid_from": FROM,
    "valid_until": UNTIL,
    "zones": ["1", "2", "3"],
}
CLAIMS = {
    "serial": SERIAL,
    "category": "D",
    "kind": "personal",
    "zones": ["1", "2", "3"],
    "valid_from": FROM,
    "valid_until": UNTIL,
}
USUAL: Case = {
    "refusal": None,
    "claims": CLAIMS,
    "badge": BADGE,
    "list": {"newest_serial": 9000, "age": 60},
    "checkpoint": {
        "zone": "3",
        "exits_scanned": False,
        "escort_required": False,
        "escorts": [],
        "windows": [],
    },
    "direction": "in",
    "at": AT,
    "online": True,
    "clock_behind": False,
    "inside_since": None,
    "heads": {"inside": None, "capacity": None, "share_left": None},
    "quota": {"inside": None, "most": None},
    "partner_at": None,
    "escort_at": None,
    "last": None,
}


def given(changes: Case) -> Case:
    """The usual case with *changes*: ``{"badge.kind": "floater"}``."""
    made = deepcopy(USUAL)
    for name, value in changes.items():
        *path, last = name.split(".")
        place = made
        for step in path:
            place = place[step]
        place[last] = value
    return made


def by_chance(random: Random) -> Case:
    """A usual case of which some parts are changed, often to a limit or one beside it."""
    return {
        name: make(random) if random.random() < CHANGED else deepcopy(OFTEN[name])
        for name, make in PARTS.items()
    }


def _seldom(random: Random, *values: str) -> str | None:
    return random.choice(values) if random.random() < 0.2 else None


def _pass(random: Random) -> Case:
    kinds = ["personal", "personal", "floater", "pool", "vehicle"]
    return {
        "kind": random.choice(kinds),
        "category": random.choice("DHS"),
        "zones": random.sample(["1", "2", "3", "10", "A"], random.choice([0, 3, 5, 5, 5, 5])),
        "valid_from": AT + random.choice([-7200, -7200, -7200, -1, 0, 1]),
        "valid_until": AT + random.choice([7200, 7200, 7200, 1, 0, -1]),
    }


def _claims(random: Random) -> Case | None:
    serial = random.choice([1, 8999, 9000, 9001, 9002])
    return None if random.random() < 0.2 else {"serial": serial, **_pass(random)}


def _badge(random: Random) -> Case | None:
    if random.random() < 0.3:
        return None
    return _pass(random) | {
        "group": random.choice([None, 7, 7, 7]),
        "supervisor": random.random() < 0.1,
        "revoked": _seldom(random, "lost", "stolen", "withdrawn", "replaced", "returned"),
        "revoked_at": random.choice([None, 0, AT - 60, AT + 60]),
    }


def _list(random: Random) -> Case | None:
    if random.random() < 0.2:
        return None
    return {
        "newest_serial": random.choice([None, SERIAL - 1, SERIAL, 9000]),
        "age": random.choice([0, 60, 14399, 14400, 14401, 90000]),
    }


def _checkpoint(random: Random) -> Case:
    return {
        "zone": random.choice(["1", "3", "3", "10"]),
        "exits_scanned": random.random() < 0.7,
        "escort_required": random.random() < 0.3,
        "escorts": random.choice([[], ["H"], ["D", "H"]]),
        "windows": [_window(random) for _ in range(random.choice([0, 0, 0, 1, 2, 3]))],
    }


def _window(random: Random) -> Case:
    start = AT + random.choice([-3600, -1, 0, 1, 3600])
    return {
        "categories": random.choice([[], ["D"], ["H", "S"]]),
        "from": start,
        "until": start + random.choice([0, 1, 2, 3600, 7200]),
    }


def _heads(random: Random) -> Case:
    return {
        "inside": random.choice([None, 0, 9, 10, 11]),
        "capacity": random.choice([None, 0, 10, 10]),
        "share_left": random.choice([None, -1, 0, 1]),
    }


def _quota(random: Random) -> Case:
    return {"inside": random.choice([None, 0, 2, 3, 4]), "most": random.choice([None, 0, 3, 3])}


def _ago(random: Random) -> int | None:
    ago = random.choice([-1, 0, 1, 19, 20, 21, None])
    return None if ago is None else AT - ago


def _last(random: Random) -> Case:
    code, admits, reason, facts = random.choice(
        [
            ("admit", True, "in", {"zone": "3"}),
            ("admit", True, "in", {"zone": "3"}),
            ("admit", True, "out", {"zone": "3"}),
            ("admit", True, "in", {"zone": "3", "overridden": "wrong_zone"}),
            ("new_badge", True, "compare", {}),
            ("already_inside", True, "person", {"since": AT - 60}),
            ("already_inside", False, "transferable", {"since": AT - 60}),
            ("zone_full", False, "full", {"inside": 10, "capacity": 10}),
            ("zone_full", True, "share", {"capacity": 10}),
            ("escort", False, "partner", {}),
            ("escort", True, "partner", {}),
            ("wrong_zone", False, "other_zones", {"zone": "3", "opens": ["1"]}),
            ("revoked", False, "lost", {"since": 0}),
            ("unknown", False, "not_listed", {}),
            ("not_genuine", False, "forged", {}),
        ]
    )
    ago = random.choice([-1, 0, 1, 5, 9, 10, 11])
    return {"code": code, "admits": admits, "reason": reason, "facts": facts, "at": AT - ago}


CHANGED = 0.35
OFTEN = given({"checkpoint.exits_scanned": True, "partner_at": AT - 5})
PARTS: dict[str, Callable[[Random], Any]] = {
    "refusal": lambda random: _seldom(random, "forged", "foreign", "truncated", "unknown_key"),
    "claims": _claims,
    "badge": _badge,
    "list": _list,
    "checkpoint": _checkpoint,
    "direction": lambda random: random.choice(["in", "in", "out"]),
    "at": lambda random: AT + random.choice([-1, 0, 1]),
    "online": lambda random: random.random() < 0.3,
    "clock_behind": lambda random: random.random() < 0.2,
    "inside_since": lambda random: random.choice([None, 0, AT - 3600, AT - 1, AT, AT + 1]),
    "heads": _heads,
    "quota": _quota,
    "partner_at": _ago,
    "escort_at": _ago,
    "last": _last,
}
