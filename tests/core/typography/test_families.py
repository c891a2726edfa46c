import pytest
from fontTools.ttLib import TTFont

from ceremony.core.typography import families
from ceremony.core.typography.families import (
    FAMILIES,
    FOLDER,
    Han,
    Weight,
    family_for,
    han_for,
    missing,
)
from ceremony.core.typography.shaping import shape
from tests.core.typography.scripts import LINES, NAMES


def faces(text: str, han: Han = Han.SC, weight: Weight = Weight.REGULAR) -> set[str]:
    return {run.font.name for run in shape(text, weight, han=han).runs}


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
    assert faces(title, weight=Weight.TITLE) == {font}


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Nguyễn Thị Ễ", "NotoSans"),
        ("Елена Δημητρίου", "NotoSans"),
        ("ليلى منصور", "NotoSansArabic"),
        ("张伟", "NotoSansSC"),
        ("李 Li 3", "NotoSansSC"),  # one face, although Latin has one of its own
        ("1, 2 & 3", "NotoSans"),
        ("小林 ひかり", "NotoSansJP"),  # only Japanese is written so
        ("민지 金", "NotoSansKR"),
    ],
)
def test_a_name_has_one_face(name, family):
    assert faces(name) == {f"{family}-Regular"}


def test_chinese_is_bold_unless_a_letter_is_rare():
    names = (("张玥", Han.SC), ("髙橋 ひかり", Han.JP), ("김똠 金", Han.KR), ("𠮷野家", Han.JP))
    found = [faces(*name, weight=Weight.BOLD) for name in names]
    assert found == [
        {"NotoSansSC-Bold"},
        {"NotoSansJP-Bold"},
        {"NotoSansKR-Bold"},
        {"NotoSansJP-Regular"},
    ]


def test_every_script_has_one_face():
    assert {script: len(faces(*LINES[script])) for script in NAMES} == dict.fromkeys(NAMES, 1)


@pytest.mark.parametrize(
    ("nationality", "face"),
    [
        ("JPN", "NotoSansJP-Regular"),
        ("KOR", "NotoSansKR-Regular"),
        ("PRK", "NotoSansKR-Regular"),
        ("CHN", "NotoSansSC-Regular"),
        ("VNM", "NotoSansSC-Regular"),
        (None, "NotoSansSC-Regular"),
    ],
)
def test_the_passport_chooses_the_forms_of_chinese_characters(nationality, face):
    assert faces("直角骨", han_for(nationality)) == {face}


def test_a_name_with_a_letter_that_its_forms_lack_moves_to_others_as_a_whole():
    assert faces("骨艺", Han.KR) == {"NotoSansSC-Regular"}


def test_only_a_name_that_no_family_holds_is_split():
    assert family_for("Layla ليلى") is None
    assert [run.font.family.name for run in shape("Layla ليلى").runs] == [
        "NotoSans",
        "NotoSansArabic",
    ]


def test_both_brackets_of_a_pair_have_one_face():
    found = {
        run.font.family.name
        for run in shape("कृष्ण (Krishna) [A]").runs
        for cluster in run.clusters
        if cluster.text in "()[]"
    }
    assert found == {"NotoSansDevanagari"}


def test_a_file_is_opened_only_by_a_letter_of_it():
    families.font.cache_clear()
    families.families.cache_clear()

    assert missing("Nguyễn (Thị) ន្ទ 12") == ""

    assert families.font.cache_info().currsize == 2


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("Amina Al-Kuwari", ""),
        ("Som 😀 A😀", "😀"),
        ("Ana 👩\u200d👧", "👩👧"),  # what joins them is none of the letters
        ("Ana ❤\ufe0f", "❤"),
        ("Tashi བཀྲ", "བཀྲ"),  # a script without a font
        ("گل\u200cناز ශ්\u200dරී", ""),
        ("e\u0301 \u200b\u2060\ufeff", ""),
        ("Room ٣٤، ।", ""),  # figures and stops that many scripts share
        ("tab\tand\nline", ""),
        ("bell\a", "\a"),
    ],
)
def test_letters_without_a_font_are_named_each_once(text, lacking):
    assert missing(text) == lacking


def test_a_letter_without_a_font_is_a_gap_and_never_a_box():
    line = shape("Ana 😀 བ Ng")
    drawn = {cluster.body.glyph for run in line.runs for cluster in run.clusters}
    assert (0 in drawn, line.text) == (False, "Ana 😀 བ Ng")


def test_letters_that_mean_the_same_are_drawn_the_same():
    assert shape("Nguye\u0302\u0303n").runs == shape("Nguyễn").runs
