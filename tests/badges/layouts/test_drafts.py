"""A layout as it is entered: buttons, and what a browser may send."""

import pytest

from ceremony.badges.documents.elements import KINDS
from ceremony.badges.documents.layout import judge
from ceremony.badges.layouts import boxes, drafts
from ceremony.badges.layouts.drafts import Draft
from ceremony.badges.layouts.queries import starter
from ceremony.core.ceremony_file.text import written

OWN = {"code": "x", "name": "X"}


@pytest.mark.parametrize(
    "asked",
    ["up front 99", "remove back x", "add front nothing", "row front 0", "unrow back 1 9", ""],
)
def test_a_button_that_does_not_exist_does_nothing(asked):
    definition = starter("personal").definition
    assert drafts.act(definition, asked)[0] == definition


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_element_is_right_by_itself(kind):
    definition, about = drafts.act({"size": "CR80"}, f"add front {kind}")
    assert about == "front-0"
    faults = [x for x in judge(definition | OWN)[1] if x.path[:2] == ("front", 0)]
    assert faults == []


def test_what_cannot_be_read_is_left_out_of_the_drawing_only():
    definition = starter("card").definition
    wrong = [*definition["front"], {"kind": "star", "box": [1]}]
    draft = Draft(OWN, definition | {"front": wrong})
    assert [x.path for x in draft.faults] == [("front", len(wrong) - 1, "kind")]
    assert len(draft.drawable().front) == len(wrong) - 1
    assert Draft(OWN, {"size": "A6", "front": "x"}).drawable() is None
    assert Draft(OWN, {}).drawable() is None


def test_figures_that_are_none_are_kept_to_be_refused():
    form = {"size": "A6", "front-0-kind": "qr", "front-0-x": "1e400", "front-0-y": "nan"}
    form |= {"front-7-kind": "box", "front-7-x": "1,5", "front-7-rows-0-size": "3", "nonsense": "1"}
    first, second = drafts.entered(form)["front"]
    assert (second["box"], second["rows"]) == ([1.5, "", "", ""], [{"size": 3}])
    assert len(Draft(OWN, {"size": "A6", "front": [first]}).faults) > 0


def test_a_whole_layout_of_a_ceremony_file_may_be_pasted():
    card = starter("card").definition
    text = written({"code": "other", "name": "Other", "serves": "pool"} | card)
    draft = drafts.from_text(OWN, {"size": "A6"}, text)
    assert (draft.sentences, draft.drawable().code, draft.drawable().size.name) == ([], "x", "CR80")


@pytest.mark.parametrize(
    "text",
    [
        "front: x",
        "front: {a: b}",
        "front: [x, [y], {kind: [qr]}, {kind: qr, box: [[1], 2, 3, 4]}]",
        "front: [{kind: stack, box: 3, rows: x}, {kind: list, rows: {a: b}}, {box: {}}]",
        "front: [{kind: stack, rows: [x, [y], {field: [z], size: {}}]}]",
        "size: [A6]\nper_sheet: {}\nback: [{kind: text, field: {}, colour: [ink]}]",
        "code: other\nname: [x]\nserves: []",
    ],
)
def test_any_text_is_shown_with_what_is_wrong(text):
    draft = drafts.from_text(OWN, {"size": "A6"}, text)
    assert draft.sentences
    draft.drawable()
    boxes.of_draft(draft)
