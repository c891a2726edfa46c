"""The designer at the desk: what is shown, said and saved."""

from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from ceremony.badges.layouts import pictures, queries
from ceremony.core import settings
from ceremony.core.ceremony_file.text import written
from ceremony.core.permissions import Role
from tests import make
from tests.badges import issuing
from tests.client import parse, words

URL = "/desk/badges/layouts"
PERSONAL = f"{URL}/personal"


@pytest.fixture
def officer(signed_in):
    make.ceremony()
    return signed_in(Role.BADGE_OFFICER)


def fields(page) -> dict[str, str]:
    """What the form of the page would send, but for its buttons."""
    [form] = [x for x in parse(page.text).iter("form") if x.get("id") == "layout"]
    sent = {x.get("name"): x.get("value") or "" for x in form.iter("input")}
    sent |= {x.get("name"): x.text or "" for x in form.iter("textarea")}
    for choice in form.iter("select"):
        options = list(choice.iter("option"))
        chosen = [x for x in options if x.get("selected") is not None] or options[:1]
        sent[choice.get("name")] = chosen[0].get("value")
    return sent


def said(page) -> list[str]:
    return [words(x) for x in parse(page.text).iter("p") if x.get("class") == "err"]


def boxes(page, side="front") -> list[str]:
    found = [x for x in parse(page.text).iter("details") if x.get("data-box", "").startswith(side)]
    return [words(x.find(".//span[@class='lbox-title']")) for x in found]


def test_every_layout_is_listed_with_its_picture(officer):
    page = officer.get(URL)
    assert [words(x) for x in parse(page.text).find(".//main").iter("h2")][:5] == [
        x.name["en"] for x in queries.layouts()
    ]
    picture = officer.get(f"{PERSONAL}/front.jpg")
    assert Image.open(BytesIO(picture.data)).size == (469, 661)


def test_what_stands_in_the_form_says_the_layout_whole(officer):
    sent = fields(officer.get(PERSONAL))
    assert officer.post(PERSONAL, data=sent | {"act": "save"}).status_code == 303
    assert queries.saved()[0].definition == queries.starter("personal").definition
    assert [x.version for x in queries.saved()] == [1] * 5


def test_a_changed_box_is_saved_with_the_next_version(officer):
    sent = fields(officer.get(PERSONAL)) | {"front-4-x": "7.5", "act": "save"}
    assert officer.post(PERSONAL, data=sent).location == PERSONAL
    assert queries.layout("personal").definition["front"][4]["box"][0] == 7.5
    assert "Saved as version 2." in officer.get(PERSONAL).text


def test_a_fault_is_said_at_its_box_and_nothing_is_lost(officer):
    sent = fields(officer.get(PERSONAL)) | {"front-4-x": "90", "front-4-width": "x", "act": "save"}
    page = officer.post(PERSONAL, data=sent)
    fault = "“x” is not a number of millimetres."
    assert said(page) == [f"Place. {fault}", f"Front, 5 (Photograph), Place: {fault}"]
    assert fields(page)["front-4-x"] == "90"
    assert queries.saved() == []
    part = officer.post(f"{PERSONAL}/preview", data=sent | {"front-4-width": "36"})
    assert "Place. Ends at 126 mm, the page is 105 mm wide." in said(part)
    assert "data:image/jpeg;base64," in part.text


def test_a_refused_save_unfolds_what_is_wrong_and_leads_to_the_very_field(officer):
    sent = fields(officer.get(PERSONAL))
    wrong = {"front-8-rows-1-minimum": "9", "front-5-width": "30", "per_sheet": "8", "act": "save"}
    page = officer.post(PERSONAL, data=sent | wrong)
    root = parse(page.text)
    [summary] = [x for x in root.iter("div") if x.get("class") == "summary"]
    least = "Front, 9 (Name), At least, mm: The minimum, 9 mm, is more than the size, 7.6 mm."
    assert [(x.get("href"), words(x)) for x in summary.iter("a")] == [
        ("#per_sheet", "Badges on a sheet: 8 of 105 × 148 mm do not fit on A4."),
        ("#front-5-x", "Front, 6 (QR code), Place: A QR code is as wide as it is high."),
        ("#front-8-rows-1-minimum", least),
    ]
    opened = [
        x for x in root.find(".//form[@id='layout']").iter("details") if x.get("open") is not None
    ]
    inner = [x.get("id") for about in opened for x in about.iter("input") if x.get("aria-invalid")]
    assert set(inner) == {
        "front-8-rows-1-minimum",
        *(f"front-5-{x}" for x in ("x", "y", "width", "height")),
    }
    assert [x.get("data-box") for x in opened] == ["front-5", "front-8", None]
    assert "It does not fit" not in page.text


def test_what_nobody_can_see_is_taken_out_and_said(officer):
    sent = fields(officer.get(PERSONAL))
    [name] = [x for x in sent if sent[x] == "Serial" and x.startswith("front")]
    page = officer.post(PERSONAL, data=sent | {name: "Se\u202erial\0", "act": "save"})
    assert "Invisible control characters were taken out: U+202E" in parse_text(page)
    assert fields(page)[name] == "Serial"
    assert officer.post(PERSONAL, data=fields(page) | {"act": "save"}).status_code == 303


def test_boxes_are_added_moved_and_removed_without_a_script(officer):
    before = boxes(officer.get(PERSONAL))
    sent = fields(officer.get(PERSONAL))
    added = officer.post(PERSONAL, data=sent | {"act": "add front", "add-front": "pictogram"})
    assert boxes(added) == [*before, "infoPictogram"]
    moved = officer.post(PERSONAL, data=fields(added) | {"act": f"up front {len(before)}"})
    assert boxes(moved)[-2:] == ["infoPictogram", before[-1]]
    removed = officer.post(
        PERSONAL, data=fields(moved) | {"act": f"remove front {len(before) - 1}"}
    )
    assert boxes(removed) == before


def test_lines_of_a_stack_come_and_go(officer):
    sent = fields(officer.get(PERSONAL))
    more = fields(officer.post(PERSONAL, data=sent | {"act": "row front 8"}))
    [new] = {x for x in more if x.endswith("-words") and x not in sent}
    number = new.split("-")[3]
    less = officer.post(PERSONAL, data=more | {"act": f"unrow front 8 {number}"})
    assert fields(less).keys() == sent.keys()


def test_the_same_as_text_and_back(officer):
    text = fields(officer.post(PERSONAL, data=fields(officer.get(PERSONAL)) | {"act": "text"}))
    starter = queries.starter("personal").definition
    assert text["text"].strip() == written({x: starter[x] for x in ("front", "back")}).strip()
    changed = text | {"text": text["text"].replace("[7, 129, 91, 13]", "[7, 129, 90, 13]")}
    assert officer.post(PERSONAL, data=changed | {"act": "save"}).status_code == 303
    assert [7, 129, 90, 13] in [x["box"] for x in queries.layout("personal").definition["front"]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("front: [", "This is not YAML."),
        ("frant: []", "“frant” is not a key we know. Did you mean “front”?"),
        ("front: [{kind: qr, box: [1, 2]}]", "line 1, column 20: front, 1 (qr), box: Write left,"),
        ("- 1", "A ceremony file begins with a section"),
    ],
)
def test_a_text_that_is_wrong_is_kept_and_said(officer, text, sentence):
    sent = fields(officer.get(PERSONAL)) | {"mode": "text", "text": text, "act": "save"}
    page = officer.post(PERSONAL, data=sent)
    assert sentence in parse_text(page)
    assert fields(page)["text"] == text
    assert officer.post(f"{PERSONAL}/preview", data=sent).status_code == 200


def parse_text(page) -> str:
    return words(parse(page.text))


def test_a_real_badge_is_looked_at_by_name_or_serial(officer):
    issuing.credential(family_name="Al-Kuwari-With-A-Longer-Name")
    issuing.credential(given_names="Bo", family_name="Li")
    page = officer.get(PERSONAL)
    assert "Shown with Amina Al-Kuwari-With-A-Longer-Name." in parse_text(page)
    sent = fields(page)
    for asked, answer in (
        ("li", "Shown with Bo Li."),
        ("000 002", "Shown with Bo Li."),
        ("nobody", "No badge fits these words"),
        ("999999", "No badge fits these words"),
    ):
        part = officer.post(f"{PERSONAL}/preview", data=sent | {"sought": asked})
        assert answer in parse_text(part), asked


def test_an_administrator_sees_invented_people_only(signed_in):
    make.ceremony()
    issuing.credential()
    page = signed_in(Role.ADMINISTRATOR).get(PERSONAL)
    assert "Shown with Maria Aurélie Nguyễn-Delacroix." in parse_text(page)
    assert "sought" not in [x.get("name") for x in parse(page.text).iter("input")]


def test_who_was_slower_keeps_what_was_typed(officer):
    old = fields(officer.get(PERSONAL))
    officer.post(PERSONAL, data=old | {"front-4-x": "8", "act": "save"})
    page = officer.post(PERSONAL, data=old | {"front-4-y": "39", "act": "save"})
    assert "Somebody else changed this a moment ago." in parse_text(page)
    mine = fields(page)
    assert (mine["front-4-x"], mine["front-4-y"]) == (old["front-4-x"], "39")
    assert officer.post(PERSONAL, data=mine | {"act": "save"}).status_code == 303
    assert queries.layout("personal").definition["front"][4]["box"][1] == 39


def test_another_name_saved_meanwhile_is_said_and_taken_or_stands_beside_mine(officer):
    old = fields(officer.get(PERSONAL))
    officer.post(PERSONAL, data=old | {"name": "Badge, A6", "act": "save"})
    followed = officer.post(PERSONAL, data=old | {"front-4-y": "39", "act": "save"})
    assert "Name: saved meanwhile as Badge, A6, and so here" in parse_text(followed)
    assert "What you entered stands here unsaved; saving again keeps yours." in parse_text(followed)
    assert (fields(followed)["name"], fields(followed)["front-4-y"]) == ("Badge, A6", "39")
    mine = officer.post(PERSONAL, data=old | {"name": "Mine", "act": "save"})
    assert "Name: saved meanwhile as Badge, A6" in parse_text(mine)
    assert "What you entered stands here unsaved; saving again keeps yours." in parse_text(mine)
    kept = {x: y for x, y in fields(mine).items() if x != "take"}  # the box is not ticked
    assert officer.post(PERSONAL, data=kept | {"act": "save"}).status_code == 303
    assert queries.layout("personal").name["en"] == "Mine"


@pytest.mark.parametrize("act", ["save", "boxes", "text", "preview"])
@pytest.mark.parametrize("text", ['front: [{kind: qr, field: "\\ud800"}]', '"\\udfff": 1'])
def test_half_a_character_is_refused_by_its_line(officer, act, text):
    sent = fields(officer.get(PERSONAL)) | {"mode": "text", "text": text, "act": act}
    page = officer.post(f"{PERSONAL}/preview" if act == "preview" else PERSONAL, data=sent)
    assert page.status_code == 200
    [sentence] = set(said(page))
    assert sentence.startswith("line 1, column ")
    assert "Remove the invisible control characters: U+D" in sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "front:\n" + "- {kind: box, box: [1, 1, 1, 1]}\n" * 7_500,
            "The text is larger than 48 KB.",
        ),
        (
            "front:\n" + "- {kind: box, box: [1, 1, 1, 1]}\n" * 61,
            "line 2, column 1: Write at most 60 lines in a list.",
        ),
        (
            "front:\n" + f"- {{kind: list, size: 60, rows: [{'[a, b], ' * 41}]}}\n" * 3,
            "A side has at most 120 rows in all its stacks and lists.",
        ),
    ],
)
def test_a_text_that_is_too_much_is_refused_and_not_drawn(officer, text, sentence):
    sent = fields(officer.get(PERSONAL)) | {"mode": "text", "text": text, "act": "boxes"}
    for url in (PERSONAL, f"{PERSONAL}/preview"):
        page = officer.post(url, data=sent)
        assert sentence in "\n".join(said(page))
        assert "This cannot be drawn yet." in page.text
        assert 'class="lbox"' not in page.text


def test_no_more_than_two_are_drawn_at_once_and_the_next_is_told(officer, monkeypatch):
    sent = fields(officer.get(PERSONAL))
    monkeypatch.setattr(pictures, "PATIENCE_S", 0.01)
    busy = "Several layouts are being drawn just now. Try again in a moment."
    with pictures.turn(), pictures.turn():
        seen = officer.post(f"{PERSONAL}/preview", data=sent)
        refused = officer.get(f"{PERSONAL}/sample.pdf")
    assert (seen.status_code, busy in seen.text) == (200, True)
    assert (refused.status_code, busy.rstrip(".") in refused.text) == (503, True)
    assert "data:image/jpeg;base64," in officer.post(f"{PERSONAL}/preview", data=sent).text


def test_it_is_put_back_as_delivered_only_when_saved(officer):
    sent = fields(officer.get(PERSONAL))
    officer.post(PERSONAL, data=sent | {"front-4-x": "8", "act": "save"})
    back = officer.post(PERSONAL, data=fields(officer.get(PERSONAL)) | {"act": "restore"})
    assert fields(back)["front-4-x"] == sent["front-4-x"]
    assert queries.layout("personal").definition["front"][4]["box"][0] == 8


def test_samples_and_test_page_come_as_pdf(officer):
    for name in ("sample.pdf", "test-page.pdf"):
        response = officer.get(f"{PERSONAL}/{name}")
        assert response.mimetype == "application/pdf"
        assert len(pypdfium2.PdfDocument(response.data)) == 2


def test_copies_are_made_and_removed(officer):
    copied = officer.send(f"{PERSONAL}/copy", code="press_a5", name="Press, A5")
    assert copied.location == f"{URL}/press_a5"
    assert officer.send(f"{URL}/press_a5/remove", page=URL).location == URL
    kept = officer.send(f"{PERSONAL}/remove", page=PERSONAL)
    assert "let another layout serve it first" in officer.get(kept.location).text
    assert officer.get(f"{URL}/nothing").status_code == 404


def test_a_logo_is_made_anew_and_removed(officer):
    file = BytesIO()
    Image.new("RGBA", (300, 90), "#8a1a1f80").save(file, "PNG")
    sent = officer.send(URL, file=(BytesIO(file.getvalue()), "logo.png"))
    assert sent.status_code == 303
    logo = officer.get("/desk/badges/logo.jpg")
    assert Image.open(BytesIO(logo.data)).format == "JPEG"
    refused = officer.send(URL, file=(BytesIO(b"%PDF-1.7 %%EOF"), "logo.png"))
    assert "Send a JPEG or PNG file." in parse_text(refused)
    assert officer.send("/desk/badges/logo/remove", page=URL).status_code == 303
    assert settings.current().logo is None
    assert officer.get("/desk/badges/logo.jpg").status_code == 404


@pytest.mark.parametrize(
    ("size", "sentence"),
    [
        ((300, 20), "The logo has 300 × 20 points; each side needs at least 64."),
        ((1, 1), "The logo has 1 × 1 points; each side needs at least 64."),
        ((800, 90), "The logo is too long a strip: one side at most 8 times the other."),
        ((90, 800), "The logo is too long a strip: one side at most 8 times the other."),
    ],
)
def test_a_logo_that_would_not_be_seen_is_refused(officer, size, sentence):
    file = BytesIO()
    Image.new("RGB", size).save(file, "PNG")
    refused = officer.send(URL, file=(BytesIO(file.getvalue()), "logo.png"))
    assert sentence in parse_text(refused)
    assert settings.current().logo is None


def test_registrars_print_but_do_not_design(signed_in):
    assert signed_in(Role.REGISTRAR).get(URL).status_code == 403
