"""Each limit in time: one second before it, at it, and one after it; and the same scan twice."""

from tests.vectors.cases import AT, FROM, UNTIL, Case
from tests.vectors.rows import FLOATER, INSIDE, OFFLINE, admitted, case, refused, warned


def validity() -> list[Case]:
    def early(start: int) -> Case:
        return refused("not_yet", "starts_later", **{"from": start})

    def late(end: int) -> Case:
        return refused("no_longer_valid", "ended", until=end)

    begins = {
        AT - 1: admitted(),
        AT: admitted(),
        AT + 1: early(AT + 1),
        AT + 86400: early(AT + 86400),
    }
    ends = {AT + 1: admitted(), AT: late(AT), AT - 1: late(AT - 1), FROM + 1: late(FROM + 1)}
    made = [
        case(f"valid from {at - AT:+} s", {"badge.valid_from": at}, x) for at, x in begins.items()
    ]
    made += [
        case(f"valid until {at - AT:+} s", {"badge.valid_until": at}, x) for at, x in ends.items()
    ]
    never = {"badge.valid_from": AT, "badge.valid_until": AT}
    to_come = {"badge.valid_from": AT + 9, "badge.valid_until": AT + 9}
    made.append(case("an empty validity that begins now is over", never, late(AT)))
    made.append(case("an empty validity to come is not yet", to_come, early(AT + 9)))
    return made


def windows() -> list[Case]:
    def window(start: int, end: int, *categories: str) -> Case:
        return {"categories": list(categories), "from": AT + start, "until": AT + end}

    def later(start: int) -> Case:
        return refused("not_yet", "window_later", **{"from": AT + start})

    def over(end: int) -> Case:
        return refused("no_longer_valid", "window_over", until=AT + end)

    table = {
        "the first second of a window": ([window(0, 60, "D")], admitted()),
        "a second before a window": ([window(1, 60, "D")], later(1)),
        "the last second of a window": ([window(-60, 1, "D")], admitted()),
        "the end of a window is outside of it": ([window(-60, 0, "D")], over(0)),
        "a second after a window": ([window(-60, -1, "D")], over(-1)),
        "a window of another category": ([window(60, 90, "H")], admitted()),
        "a window of several categories": ([window(60, 90, "H", "D")], later(60)),
        "a window without categories is everybody's": ([window(60, 90)], later(60)),
        "an open window of everybody's": ([window(-60, 90)], admitted()),
        "two windows that touch, at the seam": (
            [window(-60, 0, "D"), window(0, 60, "D")],
            admitted(),
        ),
        "two windows that touch, the later written first": (
            [window(0, 60, "D"), window(-60, 0, "D")],
            admitted(),
        ),
        "two windows that overlap": ([window(-60, 30, "D"), window(-30, 60, "D")], admitted()),
        "between two windows the next is told": (
            [window(90, 99, "D"), window(-60, -30, "D"), window(30, 60, "D")],
            later(30),
        ),
        "after all windows the last end is told": (
            [window(-90, -60, "D"), window(-30, -9, "D"), window(-60, -30, "D")],
            over(-9),
        ),
        "one's own window is shut, everybody's is open": (
            [window(60, 90, "D"), window(-60, 90)],
            admitted(),
        ),
        "one's own window is open, everybody's is shut": (
            [window(-60, 90, "D"), window(60, 90)],
            admitted(),
        ),
        "another's window is open, one's own is over": (
            [window(-60, 90, "H"), window(-60, -30, "D")],
            over(-30),
        ),
        "an empty window lets nobody in": ([window(0, 0, "D")], over(0)),
    }
    inward = [
        case(name, {"checkpoint.windows": windows}, verdict)
        for name, (windows, verdict) in table.items()
    ]
    outward = {"checkpoint.windows": [window(60, 90)], "direction": "out"}
    return [*inward, case("nobody is locked in by a window", outward, admitted(way="out"))]


def repeats() -> list[Case]:
    """Read twice, to the second; and what changed in between."""
    last = {"code": "admit", "admits": True, "reason": "in", "facts": {"zone": "3"}}
    left = {**last, "reason": "out"}
    other = {"zone": "3", "opens": ["1"]}
    wrong = {"code": "wrong_zone", "admits": False, "reason": "other_zones", "facts": other}
    overridden = {**last, "facts": {"zone": "3", "overridden": "wrong_zone"}}
    blocked = {
        "code": "already_inside",
        "admits": False,
        "reason": "transferable",
        "facts": {"since": AT - 60},
    }
    full = {
        "code": "zone_full",
        "admits": False,
        "reason": "full",
        "facts": {"inside": 10, "capacity": 10},
    }
    crowd = {"heads.inside": 10, "heads.capacity": 10}
    admission = {"last": {**last, "at": AT - 5}}
    made = [
        case(
            f"the same code {ago} s later",
            {"last": {**last, "at": AT - ago}},
            admitted(repeats=0 <= ago < 10),
        )
        for ago in (-1, 0, 1, 9, 10, 11)
    ]
    table = {
        "leaving twice is leaving once": (
            {"direction": "out", "last": {**left, "at": AT - 2}},
            admitted(way="out", repeats=True),
        ),
        "leaving twice where exits are scanned": (
            {
                "checkpoint.exits_scanned": True,
                "direction": "out",
                "last": {**left, "at": AT - 2},
            },
            admitted(way="out", repeats=True),
        ),
        "in, out and in again is no scan read twice": (
            {"checkpoint.exits_scanned": True, "last": {**last, "at": AT - 5}},
            admitted(),
        ),
        "a floater in, out and in again is no scan read twice": (
            {**FLOATER, "checkpoint.exits_scanned": True, "last": {**last, "at": AT - 5}},
            admitted(),
        ),
        "out, in and out again is no scan read twice": (
            {**INSIDE, "direction": "out", "last": {**left, "at": AT - 5}},
            admitted(way="out"),
        ),
        "a refusal read twice where exits are scanned": (
            {
                "checkpoint.exits_scanned": True,
                "badge.zones": ["1"],
                "last": {**wrong, "at": AT - 2},
            },
            {**refused("wrong_zone", "other_zones", **other), "repeats": True},
        ),
        "an unlisted badge that a supervisor let in, read twice": (
            {
                "badge": None,
                "checkpoint.exits_scanned": True,
                "last": {
                    **last,
                    "facts": {"zone": "3", "overridden": "unknown"},
                    "at": AT - 2,
                },
            },
            {**admitted(repeats=True), "facts": {"zone": "3", "overridden": "unknown"}},
        ),
        "given its zone after a refusal": ({"last": {**wrong, "at": AT - 2}}, admitted()),
        "left and came again after being blocked": (
            {**FLOATER, "last": {**blocked, "at": AT - 2}},
            admitted(),
        ),
        "a seat became free after a refusal": ({"last": {**full, "at": AT - 2}}, admitted()),
        "the network went after a refusal": (
            {**OFFLINE, **crowd, "last": {**full, "at": AT - 2}},
            warned("zone_full", "full_offline", inside=10, capacity=10, age=600),
        ),
        "an override read twice stays an override": (
            {"badge.zones": ["1"], "last": {**wrong, "admits": True, "at": AT - 2}},
            {**warned("wrong_zone", "other_zones", **other), "repeats": True},
        ),
        "what a supervisor overrode read twice": (
            {"badge.zones": ["1"], "last": {**overridden, "at": AT - 2}},
            {**admitted(repeats=True), "facts": overridden["facts"]},
        ),
        "an override covers nothing else": (
            {"badge.valid_until": AT, "last": {**overridden, "at": AT - 2}},
            refused("no_longer_valid", "ended", until=AT),
        ),
        "revoked for another reason is told": (
            {
                "badge.revoked": "stolen",
                "last": {
                    "code": "revoked",
                    "admits": False,
                    "reason": "lost",
                    "facts": {"since": 0},
                    "at": AT - 2,
                },
            },
            refused("revoked", "stolen", since=0),
        ),
        "validity ends between two scans": (
            {**admission, "badge.valid_until": AT - 1},
            refused("no_longer_valid", "ended", until=AT - 1),
        ),
        "a person read twice is not warned about itself": (
            {**INSIDE, **admission, "inside_since": AT - 5},
            admitted(repeats=True),
        ),
        "a floater read twice does not block itself": (
            {**INSIDE, **FLOATER, **admission, "inside_since": AT - 5},
            admitted(repeats=True),
        ),
        "a floater read twice does not lose its partner": (
            {**FLOATER, **admission, "partner_at": AT - 24},
            admitted(repeats=True),
        ),
        "the last head read twice does not fill the zone": (
            {**crowd, **admission},
            admitted(repeats=True),
        ),
        "a lasting validity is not ended by an admission": (
            {**admission, "badge.valid_until": UNTIL},
            admitted(repeats=True),
        ),
    }
    return made + [case(name, changes, verdict) for name, (changes, verdict) in table.items()]
