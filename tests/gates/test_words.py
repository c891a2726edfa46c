"""Whatever a gate answers, the scanner has a word, a line, a sign and a sound for it."""

import re
from pathlib import Path

import pytest

from ceremony.gates import words
from ceremony.gates.verdict import CHECKS, Code
from tests.vectors.rows import ROWS

ROOT = Path(__file__).parents[2]
GAPS = {row.reason: set(row.facts) for row in ROWS.values()} | {"in": {"zone"}, "out": {"zone"}}
GIVEN = {"place"}  # where the device stands


@pytest.fixture
def verdicts(app):
    with app.test_request_context():
        return words.for_devices()["en"]["verdicts"]


def test_every_reason_has_its_line_and_no_other_has_one(verdicts):
    wanted = {code: set() for code in Code} | {Code.ADMIT: {"in", "out"}}
    for row in CHECKS:
        wanted[row.code] |= set(row.reasons)
    assert {code: set(each["reasons"]) for code, each in verdicts.items()} == wanted


def test_a_line_asks_only_for_facts_that_its_verdict_has(verdicts):
    lines = {x: line for each in verdicts.values() for x, line in each["reasons"].items()}
    asked = {reason: set(re.findall(r"{(\w+)}", line)) for reason, line in lines.items()}
    missing = {x: asked[x] - facts - GIVEN for x, facts in GAPS.items()}
    assert {reason for reason, gaps in missing.items() if gaps} == set()


def test_every_sign_is_drawn_and_no_two_yellow_verdicts_share_one(verdicts):
    drawn = re.findall(r'id="sign-(\w+)"', (ROOT / "templates/gate/signs.html").read_text("utf-8"))
    assert {each["sign"] for each in verdicts.values()} <= set(drawn)
    yellow = [each["sign"] for each in verdicts.values() if each["tone"] == "wrong"]
    assert len(set(yellow)) == len(yellow) == 9


def test_every_tone_is_heard_felt_and_seen(verdicts):
    sounds = (ROOT / "static/js/gate/signals.js").read_text("utf-8")
    style = (ROOT / "static/css/gate.css").read_text("utf-8")
    for tone in {each["tone"] for each in verdicts.values()}:
        assert len(re.findall(rf"\b{tone}: \[", sounds)) == 2, tone
        assert f'[data-tone="{tone}"]' in style


def test_whoever_is_to_call_a_supervisor_is_told_what_to_say_and_nothing_more(verdicts):
    assert verdicts[Code.CALL_SUPERVISOR] == {
        "tone": "supervisor",
        "sign": "person",
        "word": "CALL SUPERVISOR",
        "reasons": {"ask": "Say: “One moment, please.”"},
        "advice": None,
        "out": "GOES OUT",
    }
