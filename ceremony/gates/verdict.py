"""What a gate says to a badge: one pure function, the same on the server and on a device.

Data in, data out: integers, booleans, codes and lists of codes, nothing else. Instants
are milliseconds since 1970 in UTC, intervals contain their start and not their end.
``docs/verdict.md`` explains every fact; ``tests/vectors/verdict.json`` binds every
implementation.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, TypedDict

REPEATED_WITHIN_MS = 10_000


class Code(StrEnum):
    ADMIT = "admit"
    WRONG_ZONE = "wrong_zone"
    NOT_YET = "not_yet"
    NO_LONGER_VALID = "no_longer_valid"
    REVOKED = "revoked"
    ALREADY_INSIDE = "already_inside"
    NOT_GENUINE = "not_genuine"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


Facts = dict[str, int | str | list[str]]


class Badge(TypedDict):
    """What the list of passes says now; it overrides what was signed into the code."""

    personal: bool
    revoked: str | None
    revoked_at: int | None
    valid_from: int
    valid_until: int
    zones: list[str]


class Place(TypedDict):
    zone: str
    exits_scanned: bool


class Seen(TypedDict):
    """The last scan of the same code at the same device in the same direction."""

    code: str
    admits: bool
    reason: str
    facts: Facts
    at: int


class Given(TypedDict):
    """Everything a verdict depends on."""

    refusal: str | None
    badge: Badge | None
    checkpoint: Place
    direction: str
    at: int
    inside_since: int | None
    last: Seen | None


class Verdict(NamedTuple):
    """:param repeats: the same scan seen again: the answer stands, nothing is counted anew."""

    code: str
    admits: bool
    reason: str
    facts: Facts
    repeats: bool = False


class Finding(NamedTuple):
    """Why a check does not let somebody simply pass."""

    reason: str
    facts: Facts
    admits: bool = False


def _not_genuine(given: Given) -> Finding | None:
    return Finding(given["refusal"], {}) if given["refusal"] else None


def _unknown(given: Given) -> Finding | None:
    return None if given["badge"] else Finding("not_listed", {})


def _revoked(given: Given) -> Finding | None:
    badge = _badge(given)
    if badge["revoked"] is None:
        return None
    return Finding(badge["revoked"], {"since": badge["revoked_at"] or 0})


def _not_yet(given: Given) -> Finding | None:
    start = _badge(given)["valid_from"]
    return Finding("starts_later", {"from": start}) if given["at"] < start else None


def _no_longer_valid(given: Given) -> Finding | None:
    end = _badge(given)["valid_until"]
    return Finding("ended", {"until": end}) if given["at"] >= end else None


def _wrong_zone(given: Given) -> Finding | None:
    zone, opens = given["checkpoint"]["zone"], _badge(given)["zones"]
    if zone in opens:
        return None
    return Finding("other_zones" if opens else "no_zones", {"zone": zone, "opens": opens})


def _already_inside(given: Given) -> Finding | None:
    since = given["inside_since"]
    if since is None or not given["checkpoint"]["exits_scanned"]:
        return None
    return inside_since(since, personal=_badge(given)["personal"])


BOTH = frozenset({Direction.IN, Direction.OUT})
INWARD = frozenset({Direction.IN})

# From top to bottom; the first check that finds something decides. Nobody is locked in:
# on the way out only what concerns the badge itself is judged.
CHECKS: tuple[tuple[Code, frozenset[str], Callable[[Given], Finding | None]], ...] = (
    (Code.NOT_GENUINE, BOTH, _not_genuine),
    (Code.UNKNOWN, BOTH, _unknown),
    (Code.REVOKED, BOTH, _revoked),
    (Code.NOT_YET, INWARD, _not_yet),
    (Code.NO_LONGER_VALID, INWARD, _no_longer_valid),
    (Code.WRONG_ZONE, INWARD, _wrong_zone),
    (Code.ALREADY_INSIDE, INWARD, _already_inside),
)


def judge(given: Given) -> Verdict:
    """Say whether this code opens this checkpoint at this instant, and why not."""
    fresh = _first_finding(given)
    last = given["last"]
    if last and _is_repeat(last, fresh.code, given["at"]):
        return Verdict(last["code"], last["admits"], last["reason"], last["facts"], repeats=True)
    return fresh


def inside_since(since: int, *, personal: bool) -> Finding:
    """A person is warned about and let in; a pass that can change hands is stopped."""
    return Finding("person" if personal else "transferable", {"since": since}, personal)


def overtaken(given: Given) -> Verdict:
    """The verdict when another gate admitted the same badge between reading and writing."""
    finding = inside_since(given["at"], personal=_badge(given)["personal"])
    return Verdict(Code.ALREADY_INSIDE, finding.admits, finding.reason, finding.facts)


def _first_finding(given: Given) -> Verdict:
    for code, directions, check in CHECKS:
        finding = check(given) if given["direction"] in directions else None
        if finding:
            return Verdict(code, finding.admits, finding.reason, finding.facts)
    return Verdict(Code.ADMIT, True, given["direction"], {"zone": given["checkpoint"]["zone"]})


def _is_repeat(last: Seen, code: str, at: int) -> bool:
    """Whether one scan was read twice. A badge revoked in between is judged anew."""
    if not 0 <= at - last["at"] < REPEATED_WITHIN_MS:
        return False
    passing = {Code.ADMIT, Code.ALREADY_INSIDE}
    return code == last["code"] or {code, last["code"]} <= passing


def _badge(given: Given) -> Badge:
    badge = given["badge"]
    if badge is None:
        raise ValueError("only a listed badge has a standing")
    return badge
