"""The verdict, by its published vectors, which bind every implementation."""

import json
from pathlib import Path

import pytest

from ceremony.gates import verdict
from ceremony.gates.verdict import CHECKS, Code, judge

VECTORS = json.loads(Path("tests/vectors/verdict.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_verdict_is_the_published_one(vector):
    assert judge(vector["given"])._asdict() == vector["verdict"]


def test_the_vectors_reach_every_verdict():
    assert {vector["verdict"]["code"] for vector in VECTORS} == set(Code)


def test_every_verdict_but_admit_has_one_check_in_the_published_order():
    assert [code for code, _, _ in CHECKS] == [
        "not_genuine",
        "unknown",
        "revoked",
        "not_yet",
        "no_longer_valid",
        "wrong_zone",
        "already_inside",
    ]


def given(name):
    return next(vector["given"] for vector in VECTORS if vector["name"] == name)


def test_whoever_was_overtaken_by_another_gate_is_judged_as_inside():
    person = given("a person is admitted where exits are scanned and the person is outside")
    floater = given("a floater is admitted where exits are scanned and it is outside")

    assert [verdict.overtaken(x) for x in (person, floater)] == [
        ("already_inside", True, "person", {"since": person["at"]}, False),
        ("already_inside", False, "transferable", {"since": floater["at"]}, False),
    ]


def test_only_a_listed_badge_is_overtaken():
    with pytest.raises(ValueError, match="listed"):
        verdict.overtaken(given("a genuine code that the list does not have is unknown"))
