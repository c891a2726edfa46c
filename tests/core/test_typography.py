import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from ceremony.core.typography.booklet import Booklet, blank, finish
from ceremony.core.typography.families import FAMILIES, FOLDER, Weight, family_for, missing
from ceremony.core.typography.fitting import Box, fit
from ceremony.core.typography.pdf import Typesetter
from ceremony.core.typography.shaping import Run, shape
from tests.core.names import HARD_NAMES

SIZE = (600.0, 800.0)
BOX = Box(91, 24, 7.6, 5.4, lines=2, more_lines=3, leading=1.08, weight=Weight.BOLD, tracking=-12)


def append(booklet: Booklet, *texts: str) -> None:
    """One page for each of *texts*, as one part."""
    canvas = blank(SIZE)
    setter = Typesetter(canvas)
    for text in texts:
        setter.draw(shape(text), 40, 400, 20)
        canvas.showPage()
    booklet.append(finish(canvas, booklet.checkpoint.next_number))


def pages(*texts: str) -> bytes:
    file = BytesIO()
    with Booklet(file, "Names") as booklet:
        append(booklet, *texts)
        return file.getvalue()


def copied(pdf: bytes | Path) -> list[str]:
    """What somebody who marks everything on each page and copies it gets."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range().strip() for page in document]


def test_every_hard_name_is_copied_as_it_was_written():
    assert copied(pages(*HARD_NAMES)) == HARD_NAMES


def test_every_file_has_a_postscript_name_of_its_own():
    names = {x.stem: TTFont(x)["name"].getDebugName(6) for x in FOLDER.glob("*.ttf")}
    wanted = {f"{family.name}-{weight}" for family in FAMILIES for weight in family.weights}
    wanted |= {f"{family.title}-Regular" for family in FAMILIES if family.title}
    assert names == {name: name for name in wanted}


@pytest.mark.parametrize(
    ("title", "font"),
    [
        ("Nguyễn Thị Ễ, Елена Δημητρίου", "SourceSerif4-Regular"),
        ("ليلى منصور", "NotoSansArabic-Regular"),  # no serif has these letters
        ("Ɓa Ɗo", "NotoSans-Regular"),
    ],
)
def test_a_title_is_set_in_the_serif_if_it_has_all_letters(title, font):
    assert {run.font.name for run in shape(title, Weight.TITLE).runs} == {font}


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Nguyễn Thị Ễ", "NotoSans"),
        ("Елена Δημητρίου", "NotoSans"),
        ("ليلى منصور", "NotoSansArabic"),
        ("张伟", "NotoSansSC"),
        ("李 Li 3", "NotoSansSC"),  # one face, although Latin has one of its own
        ("1, 2 & 3", "NotoSans"),
    ],
)
def test_a_name_has_one_face(name, family):
    assert {run.font.family.name for run in shape(name).runs} == {family}


def test_only_a_name_that_no_family_holds_is_split():
    assert family_for("Layla ليلى") is None
    assert [run.font.family.name for run in shape("Layla ليلى").runs] == [
        "NotoSans",
        "NotoSansArabic",
    ]


def test_arabic_letters_are_joined_and_run_from_the_right():
    joined, apart = shape("سلام"), shape("س ل ا م")
    isolated = {cluster.body.glyph for run in apart.runs for cluster in run.clusters}
    [run] = joined.runs
    assert [cluster.text for cluster in run.clusters][-1] == "س"
    assert not isolated.issuperset(cluster.body.glyph for cluster in run.clusters)


def test_latin_inside_arabic_keeps_its_direction():
    spelled = "".join(x.text for run in shape("أحمد ABC").runs for x in run.clusters)
    assert spelled == "ABC دمحأ"


def test_a_raised_body_is_drawn_higher_and_what_follows_is_not():
    plain = shape("aaa")
    [run] = plain.runs
    first, second, third = run.clusters
    raised = second._replace(body=second.body._replace(y=500))
    line = replace(plain, runs=(Run(run.font, (first, raised, third)),))
    file = BytesIO()
    with Booklet(file, "Names") as booklet:
        canvas = blank(SIZE)
        Typesetter(canvas).draw(line, 40, 400, 20)
        canvas.showPage()
        booklet.append(finish(canvas, booklet.checkpoint.next_number))
        text = pypdfium2.PdfDocument(file.getvalue())[0].get_textpage()
        boxes = [text.get_charbox(x) for x in range(text.count_chars())]
    low, *_, high = sorted({round(bottom) for left, bottom, right, _ in boxes if right > left})
    assert high - low == 10


def test_letters_without_a_font_are_named():
    assert missing("Som ฉัน") == "ฉัน"
    assert fit("Som ฉัน", BOX).missing == "ฉัน"


def test_a_short_name_keeps_its_size():
    fitted = fit("Amina Al-Kuwari", BOX)
    assert (len(fitted.lines), fitted.size, fitted.is_readable) == (1, 7.6, True)


def test_a_longer_name_is_broken_between_words():
    fitted = fit("Layla al-Harithi Mansour", BOX)
    assert [line.text for line in fitted.lines] == ["Layla al-Harithi", "Mansour"]
    assert fitted.size == 7.6


def test_it_shrinks_to_the_minimum_before_a_third_line():
    fitted = fit("Maximiliana Konstantinopolska Featherstonehaugh", BOX)
    assert len(fitted.lines) == 2
    assert 5.4 <= fitted.size < 7.6


def test_what_does_not_fit_stays_whole_and_inside_but_says_so():
    fitted = fit("Wolfeschlegelsteinhausenbergerdorff" * 2, BOX)
    assert (len(fitted.lines), fitted.is_readable) == (1, False)
    assert fitted.width <= 91.001


@pytest.mark.parametrize("name", HARD_NAMES)
def test_hard_names_stay_inside_and_whole(name):
    fitted = fit(name, BOX)
    assert " ".join(line.text for line in fitted.lines) == " ".join(name.split())
    assert (fitted.width <= 91.001, fitted.height <= 24.001) == (True, True)


@given(
    st.lists(st.text("abéßÑŁẫjXзЖλ'’-", min_size=1, max_size=30), min_size=1, max_size=12),
    st.floats(5, 120),
    st.floats(3, 40),
)
def test_nothing_ever_leaves_its_box(words, width, height):
    fitted = fit(" ".join(words), Box(width, height, 7.6, 5.4, lines=2, more_lines=3))
    assert fitted.width <= width + 0.001
    assert fitted.height <= height + 0.001
    assert [x for line in fitted.lines for x in line.text.split()] == words


def test_a_booklet_goes_on_from_its_checkpoint(tmp_path):
    file = tmp_path / "booklet.pdf"
    with Booklet(file, "Names") as booklet:
        append(booklet, "one", "two")
        mark = json.dumps(booklet.checkpoint.as_json())
        append(booklet, "lost")
    file.write_bytes(file.read_bytes() + b"half a page")  # killed while it wrote

    with Booklet(file, "Names", json.loads(mark)) as booklet:
        append(booklet, "three")

    assert copied(file) == ["one", "two", "three"]


def test_after_every_part_the_file_is_whole(tmp_path):
    file = tmp_path / "booklet.pdf"
    seen = []
    with Booklet(file, "Names") as booklet:
        for word in ("one", "two", "three"):
            append(booklet, word)
            seen.append(copied(file))
    assert seen == [["one"], ["one", "two"], ["one", "two", "three"]]
