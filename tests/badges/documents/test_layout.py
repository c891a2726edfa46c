import random
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from ceremony.badges.documents.elements import Band, Stack, Text
from ceremony.badges.documents.layout import LayoutWrong, judge, read, write
from ceremony.badges.documents.starters import definitions, starter_for, starters
from ceremony.people.kinds import PassKind
from tests.server import ROOT

CODE = {"kind": "qr", "box": [60, 40, 38, 38]}


def definition(*front: Any, **changed: Any) -> dict[str, Any]:
    """A small layout with *front* before its code."""
    return {"code": "a", "name": "A", "size": "A6", "front": [*front, CODE]} | changed


def text(**changed: Any) -> dict[str, Any]:
    return {"kind": "text", "field": "title", "box": [7, 5, 40, 6], "size": 3} | changed


def faults(given: Any) -> list[str]:
    """What is said of a definition; nothing if it is right."""
    try:
        read(given)
    except LayoutWrong as wrong:
        return str(wrong).splitlines()
    return []


def test_more_than_a_side_can_carry_is_refused_before_it_is_read():
    words = [["a", "b " * 149]] * 7
    some = {"kind": "list", "box": [5, 5, 1, 140], "size": 60, "rows": words}
    photo = {"kind": "photo", "box": [5, 5, 24, 30]}
    given = definition(*[some] * 30, *[photo] * 3)
    layout, said = judge(given)
    assert layout is None
    assert [str(x) for x in said] == [
        "front: A side has at most 120 rows in all its stacks and lists.",
        "front: A side has at most 2000 characters of words of its own.",
        "front: A side has at most 2 times “photo”.",
        "front: A side has at most 8 times “list”.",
    ]


def test_a_layout_is_read_as_it_is_written():
    layout = read(definition(text(align="centre", font="bold", minimum="2.8"), per_sheet=4))
    [title, code] = layout.front
    assert (layout.code, layout.size.name, layout.per_sheet, layout.serves) == ("a", "A6", 4, None)
    assert isinstance(title, Text)
    assert (title.box.right, title.align, title.font.value, title.least) == (47, 0.5, "Bold", 2.8)
    assert layout.sides == ((title, code),)


@pytest.mark.parametrize("code", ["personal", "floater", "pool", "vehicle", "card"])
def test_starters_are_right_and_come_back_from_what_is_written(code):
    layout = starters()[code]
    assert read(yaml.safe_load(yaml.safe_dump(write(layout)))) == layout
    assert len(layout.sides) == 2


def test_what_is_written_is_no_longer_than_what_was_read():
    [given] = [x for x in definitions() if x["code"] == "personal"]
    assert write(read(given)) == given


def test_every_kind_of_pass_has_a_starter():
    codes = {kind: starter_for(kind).code for kind in PassKind}
    assert codes == {kind: kind.value for kind in PassKind}


def test_the_layout_of_the_guide_is_right():
    guide = (Path(ROOT) / "docs/guides/badge-layouts.md").read_text()
    given = yaml.safe_load(guide.split("```yaml")[1].split("```")[0])
    assert faults(given) == []
    [band, *_, stack, _zones] = read(given).front
    assert isinstance(band, Band)
    assert isinstance(stack, Stack)


def test_everything_that_cannot_be_read_is_told_at_once():
    given = {
        "code": "Personal Badge",
        "size": "A66",
        "per_sheet": 9,
        "serves": "person",
        "back_side": [],
        "front": [
            {"kind": "bandd", "box": [0, 0, 105, 27]},
            7,
            text(field="nane", size="large", colour="pruple", font="Comic", alignn="left"),
            {"kind": "stack", "box": [7, 80, 91], "rows": [{"field": "nme"}, {"field": "name"}]},
            {"kind": "pictogram", "box": [0, 0, 0, 9], "name": "crwn"},
            {"kind": "list", "box": [7, 90, 40, 9], "size": 3, "rows": [["Lost it?"]]},
        ],
        "back": [],
    }
    assert faults(given) == [
        "back_side: “back_side” is not a key we know. Did you mean “back”?",
        "code: A code has small letters, digits, “-” and “_” only, 32 at most.",
        "name: This is missing.",
        "size: “A66” is not a size we know. Did you mean “A6”?",
        "per_sheet: Write a whole number from 1 to 8.",
        "serves: “person” is not a kind of pass we know. Did you mean “personal”?",
        "front, 1 (bandd), kind: “bandd” is not a kind we know. Did you mean “band”?",
        "front, 2: Write keys and values here.",
        "front, 3 (text nane), alignn: “alignn” is not a key we know. Did you mean “align”?",
        "front, 3 (text nane), size: “large” is not a number of millimetres.",
        "front, 3 (text nane), font: “Comic” is not among: regular, bold, serif.",
        (
            "front, 3 (text nane), colour: “pruple” is not among: "
            "ink, grey, line, gold, white, category."
        ),
        "front, 3 (text nane), field: “nane” is not a field we know. Did you mean “name”?",
        (
            "front, 4 (stack), box: "
            "Write left, top, width and height in millimetres, as in [7, 30, 44, 6.6]."
        ),
        (
            "front, 4 (stack), rows, 1 (nme), field: "
            "“nme” is not a field we know. Did you mean “name”?"
        ),
        "front, 4 (stack), rows, 2 (name), size: This is missing.",
        "front, 5 (pictogram crwn), box: Width and height must be more than 0.",
        "front, 5 (pictogram crwn), name: “crwn” is not a pictogram we know. Did you mean “crown”?",
        (
            "front, 6 (list), rows: "
            'Write rows of a term and its text, as in [["Help", "Ask at any gate."]].'
        ),
        "back: Write a list of at least one element, at most 60.",
    ]


def test_everything_that_is_wrong_where_it_stands_is_told_at_once():
    given = definition(
        text(box=[7, 5, 105, 6]),
        text(box=[-2, 140, 40, 9.5]),
        text(size=2, minimum=2.2),
        text(size=9, minimum=7),
        text(field="words"),
        text(words="More", colour="gold"),
        {"kind": "qr", "box": [5, 60, 25, 25]},
        {"kind": "qr", "box": [1, 100, 40, 39]},
        {"kind": "photo", "box": [50, 45, 8, 8]},
        {
            "kind": "stack",
            "box": [7, 20, 40, 9],
            "rows": [{"field": x, "size": 4, "minimum": 3, "gap": 1} for x in ("name", "body")]
            + [{"field": "rule", "size": 2}],
        },
        {"kind": "list", "box": [7, 90, 40, 9], "size": 2.5},
        {"kind": "band", "box": [0, 0, 105, 9], "size": 4, "word": [0, 0, 106, 9]},
        per_sheet=8,
    )
    assert faults(given) == [
        "per_sheet: 8 of 105 × 148 mm do not fit on A4.",
        "front, 1 (text title), box: Ends at 112 mm, the page is 105 mm wide.",
        "front, 2 (text title), box: Begins at -2, 140 mm: outside of the page.",
        "front, 2 (text title), box: Ends at 149.5 mm, the page is 148 mm high.",
        "front, 3 (text title), minimum: The minimum, 2.2 mm, is more than the size, 2 mm.",
        "front, 3 (text title), minimum: 2.2 mm is too small to be read; 2.8 mm is the least here.",
        "front, 4 (text title), box: Letters of 7 mm do not fit into a box 6 mm high.",
        "front, 5 (text words), words: Write some words.",
        "front, 6 (text title), words: Words are shown by the field “words” only.",
        "front, 6 (text title), colour: This colour is not read on its ground; take a darker one.",
        "front, 7 (qr), box: 25 mm is too small to be read in haste; 35 mm is the least on A6.",
        "front, 8 (qr), box: A QR code is as wide as it is high.",
        "front, 8 (qr), box: A QR code needs 3.9 mm of white on every side.",
        "front, 8 (qr), box: 2 (text title) stands in the white around the code.",
        "front, 8 (qr), box: 11 (list) stands in the white around the code.",
        "front, 10 (stack), box: One line of each row needs 9.9 mm; the box is 9 mm high.",
        "front, 11 (list), size: 2.5 mm is too small to be read; 2.8 mm is the least here.",
        "front, 11 (list), rows: Name a list of the ceremony, or write rows.",
        "front, 12 (band), word: Ends at 106 mm, the page is 105 mm wide.",
        "front, 13 (qr), box: 9 (photo) stands in the white around the code.",
    ]


def test_a_layout_needs_a_code():
    assert faults(definition(front=[text()])) == [
        "front: There is no QR code: no gate could read this badge."
    ]


def test_a_card_may_have_a_smaller_code_than_a_badge():
    card = definition(size="CR80", front=[{"kind": "qr", "box": [12, 20, 30, 30]}])
    assert faults(card) == []
    assert faults(card | {"size": "A6"}) != []


@pytest.mark.parametrize(
    ("size", "per_sheet"),
    [("A6", 2), ("A6", 4), ("A5", 2), ("A5 landscape", 2), ("A7", 4), ("A7", 8), ("CR80", 8)],
)
def test_sheets_take_what_fits(size, per_sheet):
    code = {"kind": "qr", "box": [8, 8, 36, 36]}
    assert faults(definition(size=size, per_sheet=per_sheet, front=[code])) == []


def test_places_are_told_to_programs_too():
    with pytest.raises(LayoutWrong) as wrong:
        read(definition(text(box=[7, 5, 105, 6]), {"kind": "stack", "box": [1, 2, 3, 4]}))
    assert [x.path for x in wrong.value.faults] == [("front", 0, "box"), ("front", 1, "rows")]


@pytest.mark.parametrize("given", [None, [], "front", 3, {"front": {}}, {1: 2}])
def test_what_is_no_layout_at_all_is_refused_in_words(given):
    assert faults(given) != []


def test_rubbish_in_any_place_is_refused_in_words():
    chance = random.Random(4)
    rubbish = [None, -1, 1e9, "", "x" * 500, [], [1], {}, True, "2", float("nan"), [[]], {"a": 1}]

    def spoil(thing: Any) -> Any:
        """*thing* with rubbish in one place of it."""
        if isinstance(thing, dict | list) and thing and chance.random() < 0.9:
            place = chance.choice(list(thing) if isinstance(thing, dict) else range(len(thing)))
            thing[place] = spoil(thing[place])
            return thing
        return chance.choice(rubbish)

    given = definitions()
    refused = [faults(spoil(deepcopy(chance.choice(given)))) for _ in range(200)]
    assert sum(map(bool, refused)) > 120
