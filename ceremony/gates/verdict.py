"""What a gate says to a badge: one pure function, the same on the server and on a device.

Data in, data out: integers, booleans, codes and lists of codes, nothing else. Instants
are seconds since 1970 in UTC, intervals contain their start and not their end.
``docs/verdict.md`` explains every fact; ``checks.json`` holds the order of the checks and
what follows from each; ``static/js/gate/verdict.js`` says the same in JavaScript, and
``tests/vectors/verdict.json`` binds both.
"""

from enum import StrEnum
from typing import NamedTuple

from ceremony.gates.checks import CHECKS as CHECKS
from ceremony.gates.checks import KINDS, WAYS, Check
from ceremony.gates.checks import LIMITS as LIMITS
from ceremony.gates.findings import FIND, Finding, changes_hands, within
from ceremony.gates.given import Facts, Given, Seen


class Code(StrEnum):
    ADMIT = "admit"
    WRONG_ZONE = "wrong_zone"
    NOT_YET = "not_yet"
    NO_LONGER_VALID = "no_longer_valid"
    REVOKED = "revoked"
    ALREADY_INSIDE = "already_inside"
    NOT_GENUINE = "not_genuine"
    UNKNOWN = "unknown"
    CALL_SUPERVISOR = "call_supervisor"
    MANUAL_CHECK = "manual_check"
    ESCORT = "escort"
    ZONE_FULL = "zone_full"
    QUOTA_REACHED = "quota_reached"
    NEW_BADGE = "new_badge"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class Verdict(NamedTuple):
    """:param repeats: the same scan seen again: the answer stands, nothing is counted anew."""

    code: str
    admits: bool
    reason: str
    facts: Facts
    repeats: bool = False


def judge(given: Given) -> Verdict:
    """Say whether this code opens this checkpoint at this instant, and why not.

    :raises ValueError: a kind, way or reason that the table does not have.
    """
    _understand(given)
    fresh, last = _first_finding(given), given["last"]
    if last and _repeats(last, fresh, given):
        return Verdict(last["code"], last["admits"], last["reason"], last["facts"], repeats=True)
    return fresh


def overtaken(given: Given) -> Verdict:
    """The verdict when another gate admitted the same badge between reading and writing.

    :raises ValueError: the badge has no standing, so nobody admitted it.
    """
    check = "transferable" if changes_hands(given) else "person"
    row = next(row for row in CHECKS if row.check == check)
    return _found(row, (check, {"since": given["at"]}))


def is_overridable(verdict: Verdict) -> bool:
    """Whether a supervisor may admit against this verdict."""
    row = _row(verdict.code, verdict.reason)
    return not verdict.admits and row is not None and verdict.reason in row.override


def _understand(given: Given) -> None:
    said = [x["kind"] for x in (given["claims"], given["badge"]) if x]
    if strange := [kind for kind in said if kind not in KINDS]:
        raise ValueError(f"no such kind of pass: {strange[0]}")
    if given["direction"] not in WAYS:
        raise ValueError(f"no such way: {given['direction']}")


def _first_finding(given: Given) -> Verdict:
    for row in CHECKS:
        finding = FIND[row.check](given) if given["direction"] in row.ways else None
        if finding:
            return _found(row, finding)
    return Verdict(Code.ADMIT, True, given["direction"], {"zone": given["checkpoint"]["zone"]})


def _found(row: Check, finding: Finding) -> Verdict:
    reason, facts = finding
    if reason not in row.reasons:
        raise ValueError(f"no such reason of {row.check}: {reason}")
    return Verdict(row.code, row.admits, reason, facts)


def _repeats(last: Seen, fresh: Verdict, given: Given) -> bool:
    """Whether one scan was read twice: same answer, or an admission that must not judge itself."""
    if not within(last["at"], given["at"], LIMITS["repeat_within"]):
        return False
    if last["admits"] and _has_turned(given):
        return False
    if (last["code"], last["reason"]) == (fresh.code, fresh.reason):
        return True
    row, overridden = _row(fresh.code, fresh.reason), last["facts"].get("overridden")
    return last["admits"] and (row is None or row.stands or overridden == fresh.code)


def _has_turned(given: Given) -> bool:
    """Whether the holder, once admitted this way, must have gone the other way since."""
    if given["badge"] is None or not given["checkpoint"]["exits_scanned"]:
        return False
    return (given["inside_since"] is None) == (given["direction"] == Direction.IN)


def _row(code: str, reason: str) -> Check | None:
    return next((row for row in CHECKS if row.code == code and reason in row.reasons), None)
