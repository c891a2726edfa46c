import unicodedata
from dataclasses import replace

import pypdfium2

from ceremony.core.typography.shaping import Run, shape
from tests.core.names import HARD_NAMES
from tests.core.typography.papers import copied, pages, paper
from tests.core.typography.scripts import LINES, NAMES
from tests.core.typography.sheets import Name


def test_every_hard_name_is_copied_as_it_was_written():
    assert copied(pages(*map(Name, HARD_NAMES))) == HARD_NAMES


def test_names_in_every_script_are_copied_as_they_were_written():
    texts = copied(pages(*(LINES[script] for script in NAMES)))
    found = [unicodedata.normalize("NFC", text) for text in texts]
    assert dict(zip(NAMES, found, strict=True)) == {
        script: unicodedata.normalize("NFC", name) for script, name in NAMES.items()
    }


def test_brackets_between_arabic_letters_are_copied_the_right_way_round():
    names = ["ليلى (منصور) عمر", "ڈاکٹر نصیرہ [کراچی]"]
    assert copied(pages(*map(Name, names))) == names


def test_a_raised_body_is_drawn_higher_and_what_follows_is_not():
    plain = shape("aaa")
    [run] = plain.runs
    first, second, third = run.clusters
    raised = second._replace(body=second.body._replace(y=500))
    line = replace(plain, runs=(Run(run.font, (first, raised, third)),))
    text = pypdfium2.PdfDocument(paper(line))[0].get_textpage()
    boxes = [text.get_charbox(x) for x in range(text.count_chars())]
    low, *_, high = sorted({round(bottom) for left, bottom, right, _ in boxes if right > left})
    assert high - low == 10


def test_the_outline_of_a_mark_is_in_the_file_once():
    name = Name(NAMES["Arabic with vowels"])
    one, many = (pages(*[name] * times).count(b"/Subtype /Form") for times in (1, 20))
    assert (one > 0, many) == (True, one)
