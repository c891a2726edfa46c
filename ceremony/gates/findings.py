"""What each check looks for. A finding is a reason and the facts of its sentence.

Every check tells the truth by itself; in which order they are made, and what follows, stands
in ``checks.json``.
"""

from collections.abc import Callable

from ceremony.gates.checks import KINDS, LIMITS
from ceremony.gates.given import Badge, Facts, Given, Window

Finding = tuple[str, Facts]


def within(since: int | None, at: int, limit: int) -> bool:
    return since is not None and 0 <= at - since < limit


def _is_new(given: Given) -> bool:
    """Whether a genuine code is newer than the list by which it is judged."""
    claims, known = given["claims"], given["list"]
    if given["badge"] or claims is None or known is None:
        return False
    return claims["serial"] > (known["newest_serial"] or 0)


def _standing(given: Given) -> Badge:
    """The row of the list; a badge newer than the list stands by what it says itself."""
    if given["badge"]:
        return given["badge"]
    claims = given["claims"]
    if claims is None or not _is_new(given):
        raise ValueError("a badge that is neither listed nor new has no standing")
    return Badge(
        kind=claims["kind"],
        category=claims["category"],
        group=None,
        supervisor=False,
        revoked=None,
        revoked_at=None,
        zones=claims["zones"],
        valid_from=claims["valid_from"],
        valid_until=claims["valid_until"],
    )


def _shut_windows(given: Given) -> list[Window]:
    """The windows of the zone that apply to this category; none if one of them is open."""
    category, at = _standing(given)["category"], given["at"]
    windows = given["checkpoint"]["windows"]
    applying = [x for x in windows if not x["categories"] or category in x["categories"]]
    return [] if any(x["from"] <= at < x["until"] for x in applying) else applying


def _is_inside(given: Given) -> bool:
    return given["checkpoint"]["exits_scanned"] and given["inside_since"] is not None


def changes_hands(given: Given) -> bool:
    return KINDS[_standing(given)["kind"]]["changes_hands"]


def _is_stale(given: Given) -> bool:
    known = given["list"]
    return not given["online"] and known is not None and known["age"] >= LIMITS["list_stale"]


def _full_heads(given: Given) -> Facts | None:
    """Heads and capacity where the zone is full; never without a limit, or where nobody counts."""
    inside, capacity = given["heads"]["inside"], given["heads"]["capacity"]
    if inside is None or capacity is None or inside < capacity:
        return None
    return {"inside": inside, "capacity": capacity}


def _spent_quota(given: Given) -> Facts | None:
    inside, most = given["quota"]["inside"], given["quota"]["most"]
    if inside is None or most is None or inside < most:
        return None
    return {"inside": inside, "most": most}


def _with_age(given: Given, facts: Facts) -> Facts:
    """What the list knew, and how old that is."""
    return {**facts, "age": given["list"]["age"] if given["list"] else 0}


def _refusal(given: Given) -> Finding | None:
    return (given["refusal"], {}) if given["refusal"] is not None else None


def _unlisted(given: Given) -> Finding | None:
    if given["badge"]:
        return None
    if not _is_new(given):
        return ("not_listed", {})
    return ("newer_pass", {}) if changes_hands(given) else None


def _revoked(given: Given) -> Finding | None:
    badge = _standing(given)
    if badge["revoked"] is None:
        return None
    return (badge["revoked"], {"since": badge["revoked_at"] or 0})


def _supervisor(given: Given) -> Finding | None:
    return ("ask", {}) if _standing(given)["supervisor"] else None


def _clock(given: Given) -> Finding | None:
    return ("clock", {}) if given["clock_behind"] else None


def _starts_later(given: Given) -> Finding | None:
    start = _standing(given)["valid_from"]
    return ("starts_later", {"from": start}) if given["at"] < start else None


def _ended(given: Given) -> Finding | None:
    end = _standing(given)["valid_until"]
    return ("ended", {"until": end}) if given["at"] >= end else None


def _zone(given: Given) -> Finding | None:
    zone, opens = given["checkpoint"]["zone"], _standing(given)["zones"]
    if zone in opens:
        return None
    return ("other_zones" if opens else "no_zones", {"zone": zone, "opens": opens})


def _window(given: Given) -> Finding | None:
    to_come = [x["from"] for x in _shut_windows(given) if given["at"] < x["from"]]
    return ("window_later", {"from": min(to_come)}) if to_come else None


def _window_over(given: Given) -> Finding | None:
    windows = _shut_windows(given)
    if not windows or any(given["at"] < x["from"] for x in windows):
        return None
    return ("window_over", {"until": max(x["until"] for x in windows)})


def _guide(given: Given) -> Finding | None:
    place = given["checkpoint"]
    if not place["escort_required"] or _standing(given)["category"] in place["escorts"]:
        return None
    guided = within(given["escort_at"], given["at"], LIMITS["partner_within"])
    return None if guided else ("guide", {})


def _partner(given: Given) -> Finding | None:
    badge = _standing(given)
    if not KINDS[badge["kind"]]["needs_partner"]:
        return None
    partnered = within(given["partner_at"], given["at"], LIMITS["partner_within"])
    return None if partnered and badge["group"] is not None else ("partner", {})


def _maybe_inside(given: Given) -> Finding | None:
    if not _is_inside(given) or not changes_hands(given) or not _is_stale(given):
        return None
    return ("maybe_inside", {"since": given["inside_since"] or 0})


def _transferable(given: Given) -> Finding | None:
    if not _is_inside(given) or not changes_hands(given):
        return None
    return ("transferable", {"since": given["inside_since"] or 0})


def _person(given: Given) -> Finding | None:
    if not _is_inside(given) or changes_hands(given):
        return None
    return ("person", {"since": given["inside_since"] or 0})


def _full(given: Given) -> Finding | None:
    heads = _full_heads(given)
    return ("full", heads) if heads and given["online"] else None


def _quota(given: Given) -> Finding | None:
    quota = _spent_quota(given)
    return ("quota", quota) if quota and given["online"] else None


def _new(given: Given) -> Finding | None:
    return ("compare", {}) if _is_new(given) else None


def _full_offline(given: Given) -> Finding | None:
    heads = _full_heads(given)
    return ("full_offline", _with_age(given, heads)) if heads and not given["online"] else None


def _share(given: Given) -> Finding | None:
    capacity, left = given["heads"]["capacity"], given["heads"]["share_left"]
    if given["online"] or capacity is None or left is None or left > 0:
        return None
    return ("share", {"capacity": capacity})


def _quota_offline(given: Given) -> Finding | None:
    quota = _spent_quota(given)
    return ("quota_offline", _with_age(given, quota)) if quota and not given["online"] else None


FIND: dict[str, Callable[[Given], Finding | None]] = {
    "refusal": _refusal,
    "unlisted": _unlisted,
    "revoked": _revoked,
    "supervisor": _supervisor,
    "clock": _clock,
    "starts_later": _starts_later,
    "ended": _ended,
    "zone": _zone,
    "window": _window,
    "window_over": _window_over,
    "guide": _guide,
    "partner": _partner,
    "maybe_inside": _maybe_inside,
    "transferable": _transferable,
    "person": _person,
    "full": _full,
    "quota": _quota,
    "new": _new,
    "full_offline": _full_offline,
    "share": _share,
    "quota_offline": _quota_offline,
}
