"""Each limit of company and number: one before it, at it, and one after it."""

from tests.vectors.cases import AT, Case
from tests.vectors.rows import FLOATER, INSIDE, OFFLINE, admitted, case, refused, warned

POOL = {"badge.kind": "pool", "badge.category": "P"}
VEHICLE = {"badge.kind": "vehicle", "badge.category": "V", "badge.group": None}
GUIDED = {"checkpoint.escort_required": True, "checkpoint.escorts": ["H", "S"]}
COMPANY = {0: True, 1: True, 19: True, 20: False, 21: False, -1: False}  # seconds ago


def company() -> list[Case]:
    """Twenty seconds with a partner or a guide."""
    alone, unguided = refused("escort", "partner"), refused("escort", "guide")
    made = []
    for ago, together in COMPANY.items():
        for name, kind in {"floater": FLOATER, "pool card": POOL}.items():
            changes = {**kind, "partner_at": AT - ago}
            verdict = admitted() if together else alone
            made.append(case(f"a {name}, its partner {ago} s ago", changes, verdict))
        guided = {**GUIDED, "escort_at": AT - ago}
        verdict = admitted() if together else unguided
        made.append(case(f"a guest, the guide {ago} s ago", guided, verdict))
    table = {
        "a floater whose partner never came": ({**FLOATER, "partner_at": None}, alone),
        "a floater of no group has no partner": ({**FLOATER, "badge.group": None}, alone),
        "a pool card of no group has no partner": (
            {**POOL, "badge.group": None, "partner_at": AT},
            alone,
        ),
        "a vehicle needs no partner": (VEHICLE, admitted()),
        "a person needs no partner": ({"badge.group": None, "partner_at": None}, admitted()),
        "a floater leaves without its partner": (
            {**FLOATER, "partner_at": None, "direction": "out"},
            admitted(way="out"),
        ),
        "a guest whose guide never came": (GUIDED, unguided),
        "whoever escorts needs no guide": ({**GUIDED, "badge.category": "H"}, admitted()),
        "the other category that escorts needs no guide": (
            {**GUIDED, "badge.category": "S"},
            admitted(),
        ),
        "where nobody escorts, everybody waits": (
            {**GUIDED, "checkpoint.escorts": []},
            unguided,
        ),
        "who could escort matters only where an escort is wanted": (
            {"checkpoint.escorts": ["H"]},
            admitted(),
        ),
        "a guest leaves without a guide": ({**GUIDED, "direction": "out"}, admitted(way="out")),
        "a vehicle wants its guide too": ({**GUIDED, **VEHICLE}, unguided),
        "a partner is no guide": ({**GUIDED, **FLOATER}, unguided),
        "a guide is no partner": (
            {**GUIDED, **FLOATER, "partner_at": None, "escort_at": AT},
            alone,
        ),
        "a floater with partner and guide": ({**GUIDED, **FLOATER, "escort_at": AT}, admitted()),
    }
    return made + [case(name, changes, verdict) for name, (changes, verdict) in table.items()]


def inside() -> list[Case]:
    since = AT - 3600
    warned_about = warned("already_inside", "person", since=since)
    blocked = refused("already_inside", "transferable", since=since)
    maybe = refused("manual_check", "maybe_inside", since=since)
    offline = {**INSIDE, "online": False}
    made = [
        case(f"a floater inside by a list {age} s old", {**offline, **FLOATER, "list.age": age}, x)
        for age, x in {0: blocked, 14399: blocked, 14400: maybe, 14401: maybe}.items()
    ]
    table = {
        "a person inside, offline, by an old list": ({**offline, "list.age": 90000}, warned_about),
        "a vehicle inside is blocked": ({**INSIDE, **VEHICLE}, blocked),
        "a vehicle inside by an old list": ({**offline, **VEHICLE, "list.age": 14400}, maybe),
        "a pool card inside is blocked": ({**INSIDE, **POOL, "partner_at": AT}, blocked),
        "a floater inside by an old list, online": (
            {**INSIDE, **FLOATER, "list.age": 90000},
            blocked,
        ),
        "a floater inside at the server": ({**INSIDE, **FLOATER, "list": None}, blocked),
        "a floater outside by an old list": (
            {**offline, **FLOATER, "inside_since": None, "list.age": 90000},
            admitted(),
        ),
        "presence means nothing where exits are not scanned": (
            {"inside_since": since},
            admitted(),
        ),
        "a floater's presence means nothing where exits are not scanned": (
            {**FLOATER, "inside_since": since},
            admitted(),
        ),
        "a person inside since this second is warned about": (
            {**INSIDE, "inside_since": AT},
            warned("already_inside", "person", since=AT),
        ),
        "a person inside since 1970 is inside": (
            {**INSIDE, "inside_since": 0},
            warned("already_inside", "person", since=0),
        ),
        "a person leaves": ({**INSIDE, "direction": "out"}, admitted(way="out")),
        "a person leaves who was never seen to enter": (
            {**INSIDE, "inside_since": None, "direction": "out"},
            admitted(way="out"),
        ),
        "a floater leaves": (
            {**INSIDE, **FLOATER, "direction": "out"},
            admitted(way="out"),
        ),
    }
    return made + [case(name, changes, verdict) for name, (changes, verdict) in table.items()]


def heads() -> list[Case]:
    """Capacity, share and quota; what nobody counts or nobody limits is never full."""
    made = []
    for many, limit in [(9, 10), (10, 10), (11, 10), (0, 0), (None, 10), (None, 0), (99, None)]:
        reached = many is not None and limit is not None and many >= limit
        zone = {"heads.inside": many, "heads.capacity": limit}
        group = {"quota.inside": many, "quota.most": limit}
        shown = {"inside": many, "capacity": limit}
        spent = {"inside": many, "most": limit}
        for name, changes, online, offline in [
            (
                f"{many} heads of {limit}",
                zone,
                refused("zone_full", "full", **shown),
                warned("zone_full", "full_offline", **shown, age=600),
            ),
            (
                f"{many} of a quota of {limit}",
                group,
                refused("quota_reached", "quota", **spent),
                warned("quota_reached", "quota_offline", **spent, age=600),
            ),
        ]:
            made.append(case(f"{name}, online", changes, online if reached else admitted()))
            away = {**OFFLINE, **changes}
            made.append(case(f"{name}, offline", away, offline if reached else admitted()))
    used_up = warned("zone_full", "share", capacity=10)
    for left, verdict in {1: admitted(), 0: used_up, -1: used_up, None: admitted()}.items():
        changes = {"heads.capacity": 10, "heads.share_left": left}
        made.append(case(f"a share of {left} left, online", changes, admitted()))
        made.append(case(f"a share of {left} left, offline", {**OFFLINE, **changes}, verdict))
    lonely = {**OFFLINE, "heads.share_left": 0}
    made.append(case("a share of no capacity limits nobody", lonely, admitted()))
    away = {"heads.inside": 10, "heads.capacity": 10, "direction": "out"}
    made.append(case("out of a full zone", away, admitted(way="out")))
    return made
