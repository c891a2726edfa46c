"""Each row of the table by itself, every two of them, and the same scan twice.

What is expected stands here in full: it is not asked of the program, nor read from its table.
"""

from itertools import combinations
from typing import Any, NamedTuple

from tests.vectors.cases import AT, CLAIMS, FROM, SERIAL, Case, given

OFFLINE = {"online": False, "list.age": 600}
NEW = {"badge": None, "online": False, "list.newest_serial": SERIAL - 1}
INSIDE = {"checkpoint.exits_scanned": True, "inside_since": AT - 3600}
FLOATER = {"badge.kind": "floater", "partner_at": AT - 5}
WINDOW = {"categories": ["D"], "from": AT + 60, "until": AT + 3600}


class Row(NamedTuple):
    """:param stands: whether an admission a moment ago stands against it."""

    changes: Case
    code: str
    reason: str
    facts: Case
    admits: bool = False
    out: bool = False
    stands: bool = False

    def verdict(self, **more: Any) -> Case:
        return answer(self.code, self.reason, self.facts, admits=self.admits, **more)


def answer(code: str, reason: str, facts: Case, *, admits: bool, repeats: bool = False) -> Case:
    """A verdict as the vectors write it."""
    parts = {"code": code, "admits": admits, "reason": reason}
    return {**parts, "facts": facts, "repeats": repeats}


def admitted(zone: str = "3", way: str = "in", **more: Any) -> Case:
    return answer("admit", way, {"zone": zone}, admits=True, **more)


def refused(code: str, reason: str, **facts: Any) -> Case:
    return answer(code, reason, facts, admits=False)


def warned(code: str, reason: str, **facts: Any) -> Case:
    return answer(code, reason, facts, admits=True)


def case(name: str, changes: Case, verdict: Case) -> Case:
    return {"name": name, "given": given(changes), "verdict": verdict}


ROWS = {
    "a forgery": Row({"refusal": "forged"}, "not_genuine", "forged", {}, out=True),
    "an unlisted badge": Row(
        {"badge": None, "list.newest_serial": SERIAL}, "unknown", "not_listed", {}, out=True
    ),
    "a lost badge": Row(
        {"badge.revoked": "lost", "badge.revoked_at": AT - 60},
        "revoked",
        "lost",
        {"since": AT - 60},
        out=True,
    ),
    "a flagged badge": Row({"badge.supervisor": True}, "call_supervisor", "ask", {}),
    "a clock behind": Row({"clock_behind": True}, "manual_check", "clock", {}),
    "a badge before its time": Row(
        {"badge.valid_from": AT + 1}, "not_yet", "starts_later", {"from": AT + 1}
    ),
    "a badge after its time": Row(
        {"badge.valid_until": AT}, "no_longer_valid", "ended", {"until": AT}
    ),
    "a wrong zone": Row(
        {"badge.zones": ["1", "2"]},
        "wrong_zone",
        "other_zones",
        {"zone": "3", "opens": ["1", "2"]},
    ),
    "a window to come": Row(
        {"checkpoint.windows": [WINDOW]}, "not_yet", "window_later", {"from": AT + 60}
    ),
    "a window that closed": Row(
        {"checkpoint.windows": [{**WINDOW, "from": FROM, "until": AT}]},
        "no_longer_valid",
        "window_over",
        {"until": AT},
    ),
    "a guest without a guide": Row(
        {"checkpoint.escort_required": True, "checkpoint.escorts": ["H"]},
        "escort",
        "guide",
        {},
        stands=True,
    ),
    "a floater without a partner": Row(
        {**FLOATER, "badge.group": None}, "escort", "partner", {}, stands=True
    ),
    "a floater inside by an old list": Row(
        {**INSIDE, **FLOATER, "online": False, "list.age": 14400},
        "manual_check",
        "maybe_inside",
        {"since": AT - 3600},
        stands=True,
    ),
    "a floater inside": Row(
        {**INSIDE, **FLOATER},
        "already_inside",
        "transferable",
        {"since": AT - 3600},
        stands=True,
    ),
    "a person inside": Row(
        INSIDE, "already_inside", "person", {"since": AT - 3600}, admits=True, stands=True
    ),
    "a full zone": Row(
        {"online": True, "heads.inside": 1200, "heads.capacity": 1200},
        "zone_full",
        "full",
        {"inside": 1200, "capacity": 1200},
        stands=True,
    ),
    "a spent quota": Row(
        {"online": True, "quota.inside": 12, "quota.most": 12},
        "quota_reached",
        "quota",
        {"inside": 12, "most": 12},
        stands=True,
    ),
    "a new badge": Row(NEW, "new_badge", "compare", {}, admits=True, stands=True),
    "a full zone without a network": Row(
        {**OFFLINE, "heads.inside": 1201, "heads.capacity": 1200},
        "zone_full",
        "full_offline",
        {"inside": 1201, "capacity": 1200, "age": 600},
        admits=True,
        stands=True,
    ),
    "a share that is used up": Row(
        {**OFFLINE, "heads.capacity": 1200, "heads.share_left": 0},
        "zone_full",
        "share",
        {"capacity": 1200},
        admits=True,
        stands=True,
    ),
    "a spent quota without a network": Row(
        {**OFFLINE, "quota.inside": 12, "quota.most": 12},
        "quota_reached",
        "quota_offline",
        {"inside": 12, "most": 12, "age": 600},
        admits=True,
        stands=True,
    ),
}


def _contradict(one: Case, other: Case) -> bool:
    """Whether two cases cannot both be the case."""
    if any(one[name] != other[name] for name in one.keys() & other.keys()):
        return True
    both = one | other
    return "badge" in both and any(name.startswith("badge.") for name in both)


def alone() -> list[Case]:
    """Each row applies; and whether anybody is stopped by it on the way out."""
    rows = ROWS.items()
    inward = [case(f"{name}: way in", row.changes, row.verdict()) for name, row in rows]
    outward = [
        case(
            f"{name}: way out",
            {**row.changes, "direction": "out"},
            row.verdict() if row.out else admitted(way="out"),
        )
        for name, row in rows
    ]
    return inward + outward


def in_order() -> list[Case]:
    """Two rows apply: the upper one decides."""
    return [
        case(f"{upper} is said before {lower}", one.changes | other.changes, one.verdict())
        for (upper, one), (lower, other) in combinations(ROWS.items(), 2)
        if not _contradict(one.changes, other.changes)
    ]


def twice() -> list[Case]:
    """The same code within ten seconds: after an admission, and after this very answer."""
    made = []
    for name, row in ROWS.items():
        admission = {**admitted(), "at": AT - 9}
        del admission["repeats"]
        made.append(
            case(
                f"{name} nine seconds after an admission",
                {**row.changes, "last": admission},
                admitted(repeats=True) if row.stands else row.verdict(),
            )
        )
        same = {**row.verdict(), "at": AT - 9}
        del same["repeats"]
        made.append(
            case(
                f"{name} read twice is answered once",
                {**row.changes, "last": same},
                row.verdict(repeats=True),
            )
        )
        made.append(
            case(
                f"{name} ten seconds later is a new scan",
                {**row.changes, "last": {**same, "at": AT - 10}},
                row.verdict(),
            )
        )
    return made


def new_badges() -> list[Case]:
    """A badge that the list cannot know is judged by what it says of itself."""

    def claiming(**claims: Any) -> Case:
        return {**NEW, "claims": CLAIMS | claims}

    early, late = claiming(valid_from=AT + 1), claiming(valid_until=AT)
    elsewhere = {"zone": "3", "opens": ["1"]}
    compare = ROWS["a new badge"].verdict()
    return [
        case(
            "a new badge before its time",
            early,
            answer("not_yet", "starts_later", {"from": AT + 1}, admits=False),
        ),
        case(
            "a new badge after its time",
            late,
            answer("no_longer_valid", "ended", {"until": AT}, admits=False),
        ),
        case(
            "a new badge opens its own zones only",
            claiming(zones=["1"]),
            answer("wrong_zone", "other_zones", elsewhere, admits=False),
        ),
        *(
            case(
                f"a new {kind} is unknown: only a person can be compared, way {way}",
                {**claiming(kind=kind), "direction": way, "partner_at": AT},
                answer("unknown", "newer_pass", {}, admits=False),
            )
            for kind in ("floater", "pool", "vehicle")
            for way in ("in", "out")
        ),
        case("the first badge after an empty list", {**NEW, "list.newest_serial": None}, compare),
        *(
            case(
                f"{what} is no new badge",
                {"badge": None, **changes},
                answer("unknown", "not_listed", {}, admits=False),
            )
            for what, changes in {
                "the newest serial of the list itself": {"list.newest_serial": SERIAL},
                "a serial below the newest": {"list.newest_serial": SERIAL + 1},
                "a typed number": {**NEW, "claims": None},
                "an unlisted badge at the server": {"list": None},
            }.items()
        ),
        case(
            "what is listed is not new, however high its number",
            {"list.newest_serial": SERIAL - 1},
            admitted(),
        ),
        case(
            "the list overrides the code: zones",
            {"claims": CLAIMS | {"zones": ["1"], "valid_until": FROM}},
            admitted(),
        ),
        case(
            "the list overrides the code: kind",
            {"claims": CLAIMS | {"kind": "floater"}},
            admitted(),
        ),
        case(
            "the list overrides the code: validity",
            {"badge.valid_until": AT - 1},
            answer("no_longer_valid", "ended", {"until": AT - 1}, admits=False),
        ),
        case("a new badge leaves", {**NEW, "direction": "out"}, admitted(way="out")),
        case(
            "a new badge of an escorting category needs none",
            {**NEW, "checkpoint.escort_required": True, "checkpoint.escorts": ["D"]},
            compare,
        ),
        case("a new badge that was typed is found on the list", {"claims": None}, admitted()),
        case("a new badge of the last second", claiming(valid_until=AT + 1), compare),
        case("a new badge of the first second", claiming(valid_from=AT), compare),
    ]
