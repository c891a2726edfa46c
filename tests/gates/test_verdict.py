"""The verdict, by its published vectors, which bind every implementation, and by its rules."""

import json
import re
from copy import deepcopy
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume
from hypothesis import given as whatever
from hypothesis import strategies as st

from ceremony.badges.states import RevokedBecause
from ceremony.badges.token import Refusal
from ceremony.gates.checks import KINDS
from ceremony.gates.findings import FIND
from ceremony.gates.verdict import CHECKS, Code, Verdict, is_overridable, judge, overtaken
from ceremony.people.kinds import PassKind
from tests.vectors import make_verdict
from tests.vectors.cases import AT, by_chance, given
from tests.vectors.rows import FLOATER, NEW

FILE = Path(__file__).parents[1] / "vectors" / "verdict.json"
VECTORS = json.loads(FILE.read_text("utf-8"))

cases = st.integers(0, 2**64 - 1).map(lambda seed: by_chance(Random(seed)))


@pytest.fixture(autouse=True)
def session() -> None:
    """No database: a verdict is made of what it is given."""


def test_the_verdicts_are_the_published_ones():
    wrong = [x["name"] for x in VECTORS if judge(x["given"])._asdict() != x["verdict"]]
    assert wrong == []


def test_the_vectors_are_those_of_the_generator():
    assert make_verdict.vectors() == FILE.read_text("utf-8")


def test_the_vectors_reach_every_reason_and_have_a_name_each():
    reached = {(x["verdict"]["code"], x["verdict"]["reason"]) for x in VECTORS}
    listed = {(row.code, reason) for row in CHECKS for reason in row.reasons}
    assert reached == listed | {("admit", "in"), ("admit", "out")}
    assert len({x["name"] for x in VECTORS}) == len(VECTORS) >= 300


def test_the_order_of_the_checks_is_the_published_one():
    assert [(row.check, row.code) for row in CHECKS] == [
        ("refusal", "not_genuine"),
        ("unlisted", "unknown"),
        ("revoked", "revoked"),
        ("supervisor", "call_supervisor"),
        ("clock", "manual_check"),
        ("starts_later", "not_yet"),
        ("ended", "no_longer_valid"),
        ("zone", "wrong_zone"),
        ("window", "not_yet"),
        ("window_over", "no_longer_valid"),
        ("guide", "escort"),
        ("partner", "escort"),
        ("maybe_inside", "manual_check"),
        ("transferable", "already_inside"),
        ("person", "already_inside"),
        ("full", "zone_full"),
        ("quota", "quota_reached"),
        ("new", "new_badge"),
        ("full_offline", "zone_full"),
        ("share", "zone_full"),
        ("quota_offline", "quota_reached"),
    ]
    assert list(FIND) == [row.check for row in CHECKS]


def test_the_table_knows_every_code_kind_and_refusal():
    assert {row.code for row in CHECKS} == set(Code) - {Code.ADMIT}
    assert set(KINDS) == set(PassKind)
    assert CHECKS[0].reasons == list(Refusal)
    assert set(RevokedBecause) <= set(CHECKS[2].reasons)


def test_only_these_answers_no_supervisor_may_override():
    refusals = [(row.code, reason) for row in CHECKS if not row.admits for reason in row.reasons]
    final = [x for x in refusals if not is_overridable(Verdict(x[0], False, x[1], {}))]
    assert final == [
        ("not_genuine", "foreign"),
        ("not_genuine", "unsupported_version"),
        ("not_genuine", "truncated"),
        ("not_genuine", "unknown_key"),
        ("not_genuine", "forged"),
        ("revoked", "lost"),
        ("revoked", "stolen"),
        ("revoked", "withdrawn"),
        ("call_supervisor", "ask"),
    ]


def test_an_admission_needs_no_override():
    admitted = [judge(x["given"]) for x in VECTORS if x["verdict"]["admits"]]
    assert not any(is_overridable(verdict) for verdict in admitted)


def test_whoever_was_overtaken_by_another_gate_is_judged_as_inside():
    assert [overtaken(given(x)) for x in ({}, FLOATER, NEW)] == [
        ("already_inside", True, "person", {"since": AT}, False),
        ("already_inside", False, "transferable", {"since": AT}, False),
        ("already_inside", True, "person", {"since": AT}, False),
    ]


def test_only_a_badge_with_a_standing_is_overtaken():
    with pytest.raises(ValueError, match="neither listed nor new"):
        overtaken(given({"badge": None}))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"badge.kind": "drone"}, "no such kind of pass: drone"),
        ({"claims.kind": "constructor"}, "no such kind of pass: constructor"),
        ({"direction": "sideways"}, "no such way: sideways"),
        ({"badge.revoked": "borrowed"}, "no such reason of revoked: borrowed"),
        ({"refusal": ""}, "no such reason of refusal: "),
    ],
)
def test_what_the_table_does_not_know_is_refused_loudly(changes, complaint):
    with pytest.raises(ValueError, match=f"^{complaint}$"):
        judge(given(changes))


@whatever(cases)
def test_a_code_that_is_not_ours_is_never_admitted(case):
    verdict = judge({**case, "refusal": "forged"})
    assert (verdict.code, verdict.admits) == ("not_genuine", False)


@whatever(cases, st.sampled_from(["lost", "stolen", "withdrawn", "replaced", "returned"]))
def test_a_revoked_badge_is_never_admitted(case, why):
    assume(case["badge"])
    assert not judge({**case, "badge": {**case["badge"], "revoked": why}}).admits


@whatever(cases)
def test_a_flagged_badge_is_never_admitted_and_nobody_is_told_why(case):
    assume(case["badge"])
    flagged = {**case["badge"], "supervisor": True, "revoked": None}
    verdict = judge({**case, "refusal": None, "badge": flagged, "direction": "in"})
    assert verdict[:4] == ("call_supervisor", False, "ask", {})


@whatever(cases)
def test_nobody_is_admitted_outside_of_the_validity(case):
    verdict = judge({**case, "direction": "in", "last": None})
    badge = case["badge"] or case["claims"]
    assert not verdict.admits or badge["valid_from"] <= case["at"] < badge["valid_until"]


@whatever(cases)
def test_nobody_is_locked_in_but_for_what_is_wrong_with_the_badge(case):
    verdict = judge({**case, "direction": "out"})
    assert verdict.admits or verdict.code in {"not_genuine", "unknown", "revoked"}


@whatever(cases, st.sampled_from(["1", "3", "10", "A"]))
def test_another_zone_never_turns_an_admission_into_a_refusal(case, zone):
    more = deepcopy(case)
    for holder in ("badge", "claims"):
        if more[holder]:
            more[holder]["zones"].append(zone)
    assert judge(more).admits or not judge(case).admits


@whatever(cases)
def test_without_a_network_nobody_is_refused_by_a_count(case):
    verdict = judge({**case, "online": False, "last": None})
    assert verdict.admits or verdict.code not in {"zone_full", "quota_reached"}


@whatever(cases)
def test_a_person_is_never_stopped_for_being_inside(case):
    person = {**given({})["badge"], "zones": ["1", "3", "10"]}
    verdict = judge({**case, "refusal": None, "badge": person, "last": None})
    assert verdict.reason != "maybe_inside"
    assert verdict.code != "already_inside" or verdict.admits


@whatever(cases, st.integers(0, 9))
def test_a_scan_seen_again_gets_the_same_answer(case, later):
    first = judge(case)
    after = {**case, "last": {**first._asdict(), "at": case["at"] - later}}
    if first.admits:
        after["inside_since"] = case["at"] if case["direction"] == "in" else None
    assert judge(after) == first._replace(repeats=True)


@whatever(cases)
def test_judging_changes_nothing(case):
    before = deepcopy(case)
    judge(case)
    assert case == before


def test_the_table_in_the_document_is_the_one_that_is_used():
    document = (Path(__file__).parents[2] / "docs" / "verdict.md").read_text("utf-8")
    lines = [x for x in document.splitlines() if re.match(r"\| \d+ \|", x)]
    told = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    assert told == [
        [
            str(number),
            f"`{row.check}`",
            f"`{row.code}`",
            "yes" if "out" in row.ways else "–",
            coded(row.reasons),
            told[number - 1][5],
            "**warns**" if row.admits else "no",
            override(row),
        ]
        for number, row in enumerate(CHECKS, 1)
    ]


def test_the_document_tells_which_checks_an_admission_stands_against():
    numbers = [number for number, row in enumerate(CHECKS, 1) if row.stands and not row.admits]
    assert numbers == [11, 12, 13, 14, 16, 17]


def coded(words):
    return " ".join(f"`{word}`" for word in words)


def override(row):
    if row.admits:
        return "–"
    if row.override == row.reasons:
        return "yes"
    return f"only {coded(row.override)}" if row.override else "never"
