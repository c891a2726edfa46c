"""The specimens of ICAO Doc 9303 (parts 4, 5 and 6), whole and wrong."""

from datetime import date

import pytest

from ceremony.people import mrz
from ceremony.people.mrz import Digit, Document

TODAY = date(2025, 10, 25)
NAMES = "ERIKSSON<<ANNA<MARIA"
PASSPORT = (f"P<UTO{NAMES}".ljust(44, "<"), "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
CARD = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", NAMES.ljust(30, "<"))
SMALL = (f"I<UTO{NAMES}".ljust(36, "<"), "D231458907UTO7408122F1204159<<<<<<<6")
ERIKSSON = Document(
    code="P",
    family_name="ERIKSSON",
    given_names="ANNA MARIA",
    number="L898902C3",
    nationality="UTO",
    born_on=date(1974, 8, 12),
    sex="F",
    expires_on=date(2012, 4, 15),
    wrong=(),
)
OF_CARD = {"code": "I", "number": "D23145890"}


def changed(document: Document, **values: object) -> Document:
    return Document(**vars(document) | values)


@pytest.mark.parametrize("between", ["\n", " ", "", "\r\n"])
@pytest.mark.parametrize(
    ("lines", "document"),
    [
        (PASSPORT, ERIKSSON),
        (CARD, changed(ERIKSSON, **OF_CARD)),
        (SMALL, changed(ERIKSSON, **OF_CARD)),
    ],
)
def test_the_specimens_are_read_however_their_lines_are_parted(lines, document, between):
    assert mrz.read(between.join(lines).lower(), TODAY) == document


def test_a_reader_may_leave_out_what_fills_a_line():
    assert mrz.read("\n".join((PASSPORT[0].rstrip("<"), PASSPORT[1])), TODAY) == ERIKSSON


def test_the_second_line_alone_says_all_but_the_names():
    nameless = changed(ERIKSSON, code="<", family_name="", given_names="")
    assert mrz.read(PASSPORT[1], TODAY) == nameless


@pytest.mark.parametrize(
    ("place", "letter", "wrong"),
    [
        (44, "M", (Digit.NUMBER, Digit.WHOLE)),
        (57, "8", (Digit.BIRTH, Digit.WHOLE)),
        (65, "3", (Digit.EXPIRY, Digit.WHOLE)),
        (72, "Y", (Digit.OPTIONAL, Digit.WHOLE)),
        (87, "1", (Digit.WHOLE,)),
    ],
)
def test_it_says_which_check_digit_does_not_fit(place, letter, wrong):
    zone = "".join(PASSPORT)
    read = mrz.read(zone[:place] + letter + zone[place + 1 :], TODAY)
    assert read is not None
    assert read.wrong == wrong


def test_a_number_too_long_for_a_card_goes_on_among_the_optional_characters():
    lines = ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", CARD[2])
    read = mrz.read("".join(lines), TODAY)
    assert read is not None
    assert (read.number, read.wrong, read.born_on) == ("D23145890734", (), date(1934, 7, 12))


def test_a_birth_unknown_to_the_day_is_none():
    zone = "".join(PASSPORT).replace("7408122", "74<<<<" + mrz.check_digit("74<<<<"))
    read = mrz.read(zone, TODAY)
    assert read is not None
    assert (read.born_on, read.wrong) == (None, (Digit.WHOLE,))


def test_nobody_was_born_on_a_day_that_was_none():
    zone = "".join(PASSPORT).replace("7408122", "000229" + mrz.check_digit("000229"))
    read = mrz.read(zone, date(1999, 1, 1))
    assert read is not None
    assert read.born_on is None


@pytest.mark.parametrize("text", ["", PASSPORT[0], "".join(PASSPORT)[:-1], "Ä" * 88, "é<" * 44])
def test_what_is_no_whole_zone_is_not_read(text):
    assert mrz.read(text, TODAY) is None


def test_a_zone_is_told_from_a_name_and_from_the_code_of_a_badge():
    seen = [mrz.looks_like(x) for x in (PASSPORT[0], PASSPORT[1], "Amina Al-Kuwari", "CER:" * 33)]
    assert seen == [True, True, False, False]
