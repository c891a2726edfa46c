"""The ceremony as one file: read by line, compared, rehearsed, loaded, dumped."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ceremony.core import audit
from ceremony.core.ceremony_file import loading, text
from ceremony.core.ceremony_file.loading import Plan
from ceremony.core.ceremony_file.parts import Verb
from ceremony.core.ceremony_file.tree import MOST_BYTES, FileRefused
from ceremony.core.characters import ODD, has_odd_characters
from ceremony.core.db import db, transaction
from ceremony.core.errors import EditConflict, NotAllowed
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.settings import current
from ceremony.people.kinds import Band, BodyKind, Function, PassKind, Rank
from ceremony.people.pictograms import Pictogram
from tests import cast

HANOI = Path("examples/hanoi-2025.yaml").read_text(encoding="utf-8")


def load(content: str | bytes, fingerprint: str = "") -> Plan:
    raw = content if isinstance(content, bytes) else content.encode()
    with transaction(SYSTEM):
        return loading.load(actor=SYSTEM, content=raw, fingerprint=fingerprint)


def rehearse(content: str) -> Plan:
    def run(operation: Any, **arguments: Any) -> Any:
        with transaction(SYSTEM):
            return operation(actor=SYSTEM, **arguments)

    return loading.plan_of(run, content=content.encode())


def errors(content: str | bytes) -> list[str]:
    """What is said about a wrong file; the database stays as it was."""
    before = text.present()
    with pytest.raises(FileRefused) as refused:
        load(content)
    assert text.present() == before
    return [str(finding) for finding in refused.value.findings]


def changed(*lines: tuple[str, str]) -> str:
    """Hanoi's file with some of its words replaced; each must be there once."""
    content = HANOI
    for old, new in lines:
        assert content.count(old) == 1, old
        content = content.replace(old, new)
    return content


def line_of(words: str) -> int:
    return HANOI[: HANOI.index(words)].count("\n") + 1


def test_loading_the_same_file_again_changes_nothing() -> None:
    assert not load(HANOI).changes_nothing
    assert load(HANOI) == Plan([], [], loading.fingerprint_of(text.present()))


def test_a_dump_loads_as_what_it_was_made_of() -> None:
    load(HANOI)
    dumped = text.dump()
    assert load(dumped).changes_nothing
    assert text.dump() == dumped


def test_what_the_file_says_is_what_the_ceremony_is() -> None:
    load(HANOI)
    here = current()
    assert (here.title, here.city, str(here.starts_on), here.time_zone) == (
        "United Nations Convention against Cybercrime",
        "Hanoi",
        "2025-10-25",
        "Asia/Ho_Chi_Minh",
    )
    assert here.valid_from.isoformat() == "2025-10-22T23:00:00+00:00"
    present = text.present()
    assert [x["code"] for x in present["categories"]] == [
        "head",
        "delegate",
        "press",
        "organiser",
        "workforce",
        "guest",
        "floater",
        "pool",
        "vehicle",
    ]
    assert present["access"][-1] == {
        "kind": None,
        "function": None,
        "rank": None,
        "category": "delegate",
        "zones": None,
    }


def test_a_dry_run_tells_everything_and_writes_nothing() -> None:
    plan = rehearse(HANOI)
    assert {change.verb for change in plan.changes} == {Verb.ADDED, Verb.CHANGED}
    assert text.present()["zones"] == []
    assert db.session.query(audit.AuditEntry).count() == 0
    assert load(HANOI).changes == plan.changes


def test_changes_are_told_by_item_and_field() -> None:
    load(HANOI)
    plan = load(changed(("    letter: P\n", "    letter: R\n"), ("capacity: 3700", "capacity: 12")))
    assert [(x.part.key, x.verb, x.name, x.fields) for x in plan.changes] == [
        ("zones", "changed", "3", (("Places", "3700", "12"),)),
        ("categories", "changed", "press", (("Letter", "P", "R"),)),
    ]


def test_a_section_that_is_left_out_stays() -> None:
    load(HANOI)
    before = text.present()
    plan = load("checkpoints:\n  - {code: P9, name: Roof, zone: 4}\n")
    assert [(x.verb, x.name) for x in plan.changes] == [
        ("added", "P9"),
        *(("removed", f"P{number}") for number in range(1, 6)),
    ]
    after = text.present()
    assert {key: after[key] for key in ("ceremony", "zones", "categories", "access")} == {
        key: before[key] for key in ("ceremony", "zones", "categories", "access")
    }


@pytest.mark.both_databases
def test_items_can_change_places_and_go_before_badges_are_issued() -> None:
    load(HANOI)
    zones = "zones:\n  - {code: '4', name: D}\n  - {code: '1', name: A}\n"
    rest = "categories: [{code: x, name: X, letter: X, colour: '#000000', band: plain, zones: [1]}]"
    plan = load(f"{zones}{rest}\naccess: []\ncheckpoints: []\nwindows: []\n")
    verbs = [(x.verb, x.name) for x in plan.changes if x.part.key == "zones"]
    assert verbs == [
        ("changed", "4"),
        ("changed", "1"),
        ("moved", "4"),
        ("moved", "1"),
        ("removed", "2"),
        ("removed", "3"),
    ]
    assert [x["code"] for x in text.present()["zones"]] == ["4", "1"]


WRONG = {
    "an unknown zone": (
        ("  - {function: driver, category: workforce, zones: [1]}", "[1]", "[7]"),
        "Zone 7 is not among the zones 1, 2, 3, 4.",
    ),
    "an unknown category": (
        ("  - {kind: outlet, category: press}", "press", "pres"),
        "“pres” is not a category we know. Did you mean “press”?",
    ),
    "an unknown kind": (
        ("  - {kind: ngo, category: guest}", "ngo", "ngos"),
        "“ngos” is not a kind of body we know. Did you mean “ngo”?",
    ),
    "an unknown function": (
        ("  - {function: spouse, category: guest", "spouse", "spose"),
        "“spose” is not a function we know. Did you mean “spouse”?",
    ),
    "an unknown key": (
        ("    exits_scanned: yes", "exits_scanned", "exit_scanned"),
        "“exit_scanned” is not a key we know. Did you mean “exits_scanned”?",
    ),
    "no date": (
        ("  starts_on: 2025-10-25", "2025-10-25", "25 October"),
        "“25 October” is not a date such as 2025-10-25.",
    ),
    "no time": (
        ("  passes_from: 2025-10-23 06:00", "06:00", "6 am"),
        "“2025-10-23 6 am” is not a date and time such as 2025-10-25 06:00.",
    ),
    "dates turned round": (
        ("  ends_on: 2025-10-26", "2025-10-26", "2025-10-24"),
        "The last day comes before the first.",
    ),
    "validity turned round": (
        ("  passes_until: 2025-10-27 00:00", "27", "20"),
        "The end must come after the beginning.",
    ),
    "a validity that no badge can hold": (
        ("  passes_until: 2025-10-27 00:00", "2025", "2106"),
        "A badge can be valid from 1970 to 2105 only.",
    ),
    "the time zone of whatever machine": (
        ("  time_zone: Asia/Ho_Chi_Minh", "Asia/Ho_Chi_Minh", "localtime"),
        "“localtime” is not a time zone of the IANA list, such as Asia/Ho_Chi_Minh.",
    ),
    "no time zone": (
        ("  time_zone: Asia/Ho_Chi_Minh", "Ho_Chi_Minh", "Hanoi"),
        "“Asia/Hanoi” is not a time zone of the IANA list, such as Asia/Ho_Chi_Minh.",
    ),
    "a pale accent": (
        ('  accent: "#8a1a1f"', "8a1a1f", "C4202A"),
        (
            "The contrast of #c4202a against white is 5.8:1."
            " It must be 7:1 or more: take a darker colour."
        ),
    ),
    "a colour that became a remark": (
        ('  gold: "#a5853b"', '"', ""),
        'Write the colour in quotes, as in “"#8a1a1f"”: # begins a remark.',
    ),
    "no colour": (
        ('  gold: "#a5853b"', "#a5853b", "golden"),
        "“golden” is not a colour such as #8a1a1f.",
    ),
    "no number": (
        ("    capacity: 3700", "3700", "many"),
        "Write a number from 1 to 1000000.",
    ),
    "neither yes nor no": (
        ("    exits_scanned: yes", "yes", "perhaps"),
        "Write yes or no.",
    ),
    "a code twice": (
        ("  - {code: P5, name: Holding rooms", "P5", "P4"),
        "“P4” is there already.",
    ),
    "a line of the table twice": (
        ("  - {kind: workforce, category: workforce}", "kind: workforce", "kind: outlet"),
        "“News outlet · any function · any rank” is there already.",
    ),
    "words too long": (
        ("  city: Hanoi", "Hanoi", "H" * 61),
        "Write at most 60 characters.",
    ),
    "a code with a space": (
        ("  - {code: P5, name: Holding rooms", "P5", "P 5"),
        "A code has letters and digits only.",
    ),
    "nothing where words belong": (
        ("  city: Hanoi", "Hanoi", '"  "'),
        "Nothing is written here.",
    ),
    "a name without English": (
        ("    name: {en: Outer", "{en", "{es"),
        "The name in English (“en”) is missing.",
    ),
    "an unknown language": (
        ("    name: {en: Outer, fr", "fr", "qq"),
        "“qq” is not among: en, fr, vi, ar, zh, ru, es.",
    ),
    "no list of zones": (
        ("  - {function: driver, category: workforce, zones: [1]}", "[1]", "1"),
        "Write a list in brackets, as in [1, 2].",
    ),
    "a zone twice": (
        ("  - {function: driver, category: workforce, zones: [1]}", "[1]", "[1, 1]"),
        "“1” stands here twice.",
    ),
}


@pytest.mark.parametrize(("line", "sentence"), WRONG.values(), ids=list(WRONG))
def test_an_error_names_its_line(line: tuple[str, str, str], sentence: str) -> None:
    words, old, new = line
    found = errors(changed((words, words.replace(old, new, 1))))
    assert [x.split(": ", 1)[1] for x in found if sentence in x] == [sentence]
    [place] = [x.split(",")[0] for x in found if sentence in x]
    assert place == f"line {line_of(words)}"


def test_all_errors_come_at_once_in_the_order_of_the_file() -> None:
    found = errors(
        changed(
            ("  city: Hanoi\n", ""),
            ("    letter: H\n", "    letter: HHH\n"),
            (
                "{function: driver, category: workforce, zones: [1]}",
                "{function: driver, zones: [9]}",
            ),
            ('{code: P3, name: Delegations, zone: "2"', '{code: P3, name: Delegations, zone: "8"'),
        )
    )
    assert [x.split(": ", 1)[1] for x in found] == [
        "“city” is missing.",
        "Write at most 2 characters.",
        "“category” is missing.",
        "Zone 8 is not among the zones 1, 2, 3, 4.",
    ]


def test_a_line_that_can_never_apply_is_refused() -> None:
    line = "  - {kind: state, function: head, category: head}"
    found = errors(changed((line, "  - {kind: state, category: delegate}\n" + line)))
    assert found[0] == (
        f"line {line_of(line) + 1}, column 12: This line never applies:"
        " “State · any function · any rank” fits first."
    )


NO_ANCHORS = "Anchors (&) and aliases (*) are not used here: write it out."
A_LIST = "Write a list here of at most 500 items, each beginning with “- ”."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"# only a remark\n", "The file is empty."),
        (b"zones: [1\nx: 2", "line 2, column 2: This is not YAML."),
        (b"zones: &all []\n", f"line 1, column 8: {NO_ANCHORS}"),
        (b"zones: *all\n", f"line 1, column 8: {NO_ANCHORS}"),
        (b"zones: !!python/name:os.system\n", "line 1, column 8: Tags (!) are not used here."),
        (b"a: b\n---\na: b\n", "line 2, column 1: A ceremony file holds one document only."),
        (b"- a\n", "line 1, column 1: A ceremony file begins with a section, such as “zones:”."),
        (b"? [a, b]\n: c\n", "line 1, column 3: A key is one word."),
        (b"zones: []\nzones: []\n", "line 2, column 1: “zones” stands in line 1 already."),
        (b"zone: []\n", "line 1, column 1: “zone” is not a section we know. Did you mean “zones”?"),
        (b"zones: many\n", f"line 1, column 8: {A_LIST}"),
        (b"zones: [many]\n", "line 1, column 9: Write keys and values here, as in “code: 1”."),
        (b"zones: " + b"[" * 50_000, "line 1, column 20: This is nested too deeply."),
        (b"city: \xff\n", "line 1, column 1: The file is not written in UTF-8."),
        (b"zones: []\nx: \x07\n", "line 2, column 1: An invisible control character stands here."),
        (b" " * (MOST_BYTES + 1), "The file is larger than 256 KB."),
        (b"zones: [" + b"{}, " * 501 + b"]", f"line 1, column 8: {A_LIST}"),
    ],
)
def test_what_is_no_ceremony_file_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    assert errors(content)[0] == sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("zones: [{code: 1, name: [A]}]", "Write the name in each language, as in “en: Outer”."),
        ("zones: [{code: 1, name: {en: [A], fr: B}}]", "Write some words here."),
        ("zones: [{code: ~, name: A}]", "Write some words here."),
        ("zones: [{code: 1, name: A, capacity: [3]}]", "Write a number here."),
        ("categories: [{zones: [[1], 2]}]", "Write some words here."),
        ("ceremony: Hanoi", "Write keys and values here, as in “code: 1”."),
        ("zones: [{zones_of_the_whole_ceremony_and_more_of_it: 1}]", "is not among: code, name"),
    ],
)
def test_a_value_of_the_wrong_shape_is_refused(content: str, sentence: str) -> None:
    assert any(sentence in found for found in errors(content))


@pytest.mark.parametrize("content", ["checkpoints:\n", "checkpoints: ~\n", "checkpoints: []\n"])
def test_an_empty_section_removes_all_of_it(content: str) -> None:
    load(HANOI)
    assert [x.verb for x in load(content).changes] == ["removed"] * 5


def test_a_control_character_in_quotes_is_refused() -> None:
    found = errors(changed(("  city: Hanoi", '  city: "Ha\\u202Enoi"')))
    assert found[0].endswith(
        "Remove the invisible control characters: U+202E RIGHT-TO-LEFT OVERRIDE."
    )


def test_sixteen_zones_are_the_most() -> None:
    zones = "".join(f"  - {{code: z{number}, name: Z}}\n" for number in range(17))
    assert errors(f"zones:\n{zones}") == ["line 1, column 1: A ceremony has at most 16 zones."]


def test_who_agreed_to_another_ceremony_is_asked_again() -> None:
    seen = load(HANOI).fingerprint
    with pytest.raises(EditConflict):
        load(changed(("  city: Hanoi", "  city: Ha Noi")), fingerprint=seen)
    assert current().city == "Hanoi"


def test_loading_needs_the_permission() -> None:
    registrar = cast.actor(Role.REGISTRAR)
    with pytest.raises(NotAllowed), transaction(registrar):
        loading.load(actor=registrar, content=HANOI.encode())


# No white space: a name of nothing else would be thrown away again and again.
VISIBLE = st.characters(exclude_categories=[*sorted(ODD), "Cf", "Zl", "Zp", "Zs"])


def tidied(most: int) -> st.SearchStrategy[str]:
    return (
        st.text(VISIBLE, min_size=1, max_size=most)
        .map(lambda x: " ".join(unicodedata.normalize("NFC", x).split()))
        .filter(lambda x: 0 < len(x) <= most and not has_odd_characters(x))
    )


CODES = st.from_regex(r"[a-z0-9]{1,4}", fullmatch=True)
COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


def some(codes: list[str]) -> st.SearchStrategy[list[str]]:
    """Any of *codes*, in their order."""
    drawn = st.lists(st.sampled_from(codes), unique=True)
    return drawn.map(lambda chosen: [x for x in codes if x in chosen])


@st.composite
def ceremonies(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    names = st.tuples(tidied(40), st.dictionaries(st.sampled_from(("ar", "vi")), tidied(40))).map(
        lambda drawn: {"en": drawn[0]} | {x: drawn[1][x] for x in ("vi", "ar") if x in drawn[1]}
    )
    zone_codes = draw(st.lists(CODES, unique=True, min_size=1, max_size=6))
    some_zones = some(zone_codes)
    category_codes = draw(st.lists(CODES, unique=True, min_size=1, max_size=5))
    escorts = [sorted(draw(some(category_codes))) for _ in zone_codes]
    zones = [
        {
            "code": code,
            "name": draw(names),
            "exits_scanned": draw(st.booleans()),
            "escort_required": bool(whom) and draw(st.booleans()),
            "escorts": whom,
            "capacity": draw(st.none() | st.integers(1, 1_000_000)),
            "pictogram": draw(st.none() | st.sampled_from(Pictogram)),
        }
        for code, whom in zip(zone_codes, escorts, strict=True)
    ]
    categories = [
        {
            "code": code,
            "name": draw(names),
            "letter": draw(tidied(2)),
            "colour": draw(COLOURS),
            "band": draw(st.sampled_from(Band)),
            "pass_kind": draw(st.sampled_from(PassKind)),
            "zones": draw(some_zones),
        }
        for code in category_codes
    ]
    lines = draw(
        st.lists(
            st.tuples(st.sampled_from(BodyKind), st.sampled_from(Function), st.sampled_from(Rank)),
            unique=True,
            max_size=6,
        )
    )
    access = [
        {
            "kind": kind,
            "function": function,
            "rank": rank,
            "category": draw(st.sampled_from([x["code"] for x in categories])),
            "zones": draw(st.none() | some_zones),
        }
        for kind, function, rank in lines
    ]
    windows = [
        {
            "zone": code,
            "categories": sorted(draw(some(category_codes))),
            "opens": f"2025-10-25 {hour:02}:00",
            "closes": f"2025-10-{draw(st.integers(25, 26))} {hour:02}:30",
        }
        for code in zone_codes
        for hour in sorted(draw(st.lists(st.integers(0, 23), unique=True, max_size=3)))
    ]
    return {
        "zones": zones,
        "categories": categories,
        "access": access,
        "checkpoints": [],
        "windows": windows,
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ceremonies())
def test_any_ceremony_follows_any_other_and_is_dumped_as_it_was_given(
    ceremony: dict[str, list[dict[str, Any]]],
) -> None:
    loaded = text.dump(ceremony)
    load(loaded)
    stands = text.present()
    assert {key: stands[key] for key in ceremony} == ceremony
    dumped = text.dump({key: x for key, x in stands.items() if key != "layouts"})
    assert dumped.endswith(loaded)
    assert rehearse(dumped).changes_nothing


def test_what_stands_on_the_back_of_badges_keeps_its_lines() -> None:
    load(changed(("Police: 113\n    Ambulance: 115", "Police:  113\n\n      Ambulance: 115 ")))
    lines = current().emergency_numbers["en"].splitlines()
    assert lines == ["Police: 113", "", "Ambulance: 115", "Secretariat: 024 0000 0113"]
    dumped = text.dump({"ceremony": text.present()["ceremony"]})
    assert "    en: |-\n      Police: 113\n\n      Ambulance: 115\n" in dumped
    assert rehearse(dumped).changes_nothing
    many = "\n".join(f"      Line: {x}" for x in range(7))
    assert errors(f"ceremony:\n  emergency_numbers:\n    en: |-\n{many}\n")[-1:] == [
        "line 3, column 9: Write at most 6 lines."
    ]
