"""Layouts in the ceremony file: loaded, refused by line and box, written, removed."""

import pytest

from ceremony.badges.documents.starters import definitions
from ceremony.badges.layouts import queries
from ceremony.core.ceremony_file import loading, text
from ceremony.core.ceremony_file.parts import Verb
from ceremony.core.ceremony_file.tree import FileRefused
from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM
from ceremony.people.kinds import PassKind

CODES = [x["code"] for x in definitions()]


def load(content: str):
    with transaction(SYSTEM):
        return loading.load(actor=SYSTEM, content=content.encode())


def dumped() -> str:
    return text.dump({"layouts": text.present()["layouts"]})


def errors(content: str) -> list[str]:
    with pytest.raises(FileRefused) as refused:
        load(content)
    return [str(x) for x in refused.value.findings]


def test_a_new_instance_has_the_layouts_it_came_with():
    assert [x.code for x in queries.layouts()] == CODES
    assert queries.saved() == []
    assert {x: queries.for_kind(x).serves for x in PassKind} == {x: x for x in PassKind}


def test_what_is_dumped_changes_nothing_when_loaded_and_is_the_same_again():
    before = dumped()
    assert load(before).changes == []
    wider = before.replace("box: [45.5, 4, 14, 3.2]", "box: [45, 4, 15, 3.2]", 1)
    [change] = load(wider).changes
    assert (change.name, change.verb, [x[0] for x in change.fields]) == (
        "personal",
        Verb.CHANGED,
        ["Front"],
    )
    assert dumped() == wider
    assert load(wider).changes == []
    assert [x.version for x in queries.layouts()] == [2, 1, 1, 1, 1]


def test_every_fault_is_said_with_its_line_and_box():
    lines = dumped().splitlines()
    number = next(x for x, line in enumerate(lines) if "kind: slot" in line)
    lines[number] = lines[number].replace("box: [45.5,", "box: [95,")
    at = lines[number].index("box") + 1
    fault = "front, 2 (slot), box: Ends at 109 mm, the page is 105 mm wide."
    assert errors("\n".join(lines)) == [f"line {number + 1}, column {at}: {fault}"]
    assert queries.saved() == []


def test_a_size_that_nobody_knows_is_said_once():
    wrong = dumped().replace("size: A6", "size: A9", 1)
    [said] = errors(wrong)
    assert said.startswith("line 5, column 11: “A9” is not among: A6, A6 landscape, A5,")


def test_a_side_that_is_no_list_is_refused():
    said = errors("layouts:\n  - {code: x, name: X, size: A6, front: 3}")
    assert said == ["line 2, column 41: Write a list here, each element beginning with “- ”."]


def test_half_a_character_in_the_words_of_a_layout_is_refused_by_its_line():
    side = '[{kind: text, field: words, words: "a\\ud800"}]'
    said = errors(f"layouts:\n  - {{code: x, name: X, size: A6, front: {side}}}")
    assert said == ["line 2, column 76: Remove the invisible control characters: U+D800."]


def test_a_layout_that_serves_passes_is_not_left_out():
    [first, *_rest] = text.present()["layouts"]
    said = errors(text.dump({"layouts": [first]}))
    assert [x.partition(": ")[2] for x in said] == [
        "No layout serves “Floater of a delegation”: say “serves: floater” in one of them.",
        "No layout serves “Pool card of a news outlet”: say “serves: pool” in one of them.",
        "No layout serves “Vehicle”: say “serves: vehicle” in one of them.",
    ]


@pytest.mark.both_databases
def test_passes_may_get_another_layout_and_the_one_left_be_removed():
    items = {x["code"]: x for x in text.present()["layouts"]}
    [spare] = [x for x in items.values() if x["serves"] is None]
    old = items.pop(queries.for_kind(PassKind.PERSONAL).code)
    spare["serves"] = PassKind.PERSONAL
    load(text.dump({"layouts": list(items.values())}))
    assert queries.for_kind(PassKind.PERSONAL).code == spare["code"]
    assert old["code"] not in [x.code for x in queries.layouts()]
