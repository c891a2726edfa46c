"""Make ``verdict.json`` beside this script.

Run it from the root of the project: ``python -m tests.vectors.make_verdict``. Most verdicts are
written out here and in ``rows``; only the cases by chance are answered by the program itself, so
that no later version, in no language, answers them in another way.
"""

import json
from pathlib import Path
from random import Random

from ceremony.gates.verdict import judge
from tests.vectors import limits, rows, times
from tests.vectors.cases import AT, Case, by_chance
from tests.vectors.rows import admitted, case, refused

BY_CHANCE, SEED = 80, "verdict"
REFUSALS = ("foreign", "unsupported_version", "truncated", "unknown_key", "forged")
REVOCATIONS = ("lost", "stolen", "withdrawn", "replaced", "returned")
EVERY_DIRECTION = ("in", "out")


def reasons() -> list[Case]:
    """Every reason for which a code or a badge counts nowhere, both ways."""
    made = []
    for way in EVERY_DIRECTION:
        for why in REFUSALS:
            changes = {"refusal": why, "claims": None, "badge": None, "direction": way}
            made.append(case(f"refused as {why}, way {way}", changes, refused("not_genuine", why)))
        for why in REVOCATIONS:
            changes = {"badge.revoked": why, "badge.revoked_at": AT, "direction": way}
            verdict = refused("revoked", why, since=AT)
            made.append(case(f"revoked as {why}, way {way}", changes, verdict))
    unknown_since = {"badge.revoked": "lost"}
    to_come = {"badge.revoked": "stolen", "badge.revoked_at": AT + 60}
    return [
        *made,
        case("revoked since nobody knows when", unknown_since, refused("revoked", "lost", since=0)),
        case(
            "revoked counts at once, whatever clock wrote the instant",
            to_come,
            refused("revoked", "stolen", since=AT + 60),
        ),
        case("a badge typed by its number is judged like a read one", {"claims": None}, admitted()),
        case("at the server, whose list is complete", {"list": None}, admitted()),
    ]


def zones() -> list[Case]:
    def other(zone: str, opens: list[str]) -> Case:
        return refused("wrong_zone", "other_zones", zone=zone, opens=opens)

    table = {
        "the first of several zones opens": ("1", ["1", "2"], admitted("1")),
        "the only zone opens": ("A", ["A"], admitted("A")),
        "zone 1 does not open zone 10": ("10", ["1"], other("10", ["1"])),
        "zone 10 does not open zone 1": ("1", ["10"], other("1", ["10"])),
        "codes of zones are compared exactly": ("A", ["a"], other("A", ["a"])),
        "a badge without zones opens nothing": (
            "3",
            [],
            refused("wrong_zone", "no_zones", zone="3", opens=[]),
        ),
    }
    return [
        case(name, {"checkpoint.zone": zone, "badge.zones": opens}, verdict)
        for name, (zone, opens, verdict) in table.items()
    ]


def by_hand() -> list[Case]:
    return [
        case("a listed badge with the zone is admitted", {}, admitted()),
        *rows.alone(),
        *rows.in_order(),
        *rows.twice(),
        *rows.new_badges(),
        *reasons(),
        *zones(),
        *times.validity(),
        *times.windows(),
        *limits.company(),
        *limits.inside(),
        *limits.heads(),
        *times.repeats(),
    ]


def answered() -> list[Case]:
    """Cases by chance, with what the program says."""
    random = Random(SEED)
    cases = [by_chance(random) for _ in range(BY_CHANCE)]
    return [
        {"name": f"by chance {number}", "given": each, "verdict": judge(each)._asdict()}
        for number, each in enumerate(cases, 1)
    ]


def vectors() -> str:
    """The file: a case in each line."""
    lines = ",\n".join(json.dumps(x, ensure_ascii=False) for x in [*by_hand(), *answered()])
    return f"[\n{lines}\n]\n"


if __name__ == "__main__":
    Path(__file__).with_name("verdict.json").write_text(vectors(), "utf-8")
