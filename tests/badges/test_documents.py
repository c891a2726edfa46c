import re

import pytest
from PIL import ImageFilter

from ceremony.badges.documents import qr
from ceremony.badges.documents.face import serial_text
from ceremony.people.kinds import Band
from tests.badges import faces, printed
from tests.core.names import HARD_NAMES

LONGEST = "Permanent Mission of the United Republic of Somewhere Very Long Indeed to Everything"


def words(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize("dpi", [110, 150, 300])
def test_a_second_decoder_reads_it_and_a_stranger_checks_it(dpi):
    file, _ = faces.pdf(faces.PLAIN)
    [picture] = printed.pictures(file, dpi)
    [code] = printed.codes(picture)
    public = faces.KEY.public_key().public_bytes_raw()
    start, end = int(faces.START.timestamp()), int(faces.END.timestamp())
    assert printed.check(code, public) == (4812, 2, [0, 1, 2], start, end)


def test_it_is_read_when_the_print_is_blurred():
    file, _ = faces.pdf(faces.PLAIN)
    [picture] = printed.pictures(file)
    assert printed.codes(picture.filter(ImageFilter.GaussianBlur(2))) == [faces.code()]


def test_the_code_is_version_6_and_stands_free():
    rows = qr.modules(faces.code())
    assert {len(rows), *map(len, rows)} == {41}
    file, _ = faces.pdf(faces.PLAIN)
    [picture] = printed.pictures(file, 254)  # ten dots a millimetre
    left, top, side, quiet = 600, 385, 380, 4 * 380 // 41
    ring = picture.convert("L").crop(
        (left - quiet, top - quiet, left + side + quiet, top + side + quiet)
    )
    ring.paste(255, (quiet - 2, quiet - 2, quiet + side + 2, quiet + side + 2))
    assert ring.getextrema() == (255, 255)


def test_everything_on_it_can_be_copied():
    file, poor = faces.pdf(faces.face(honorific="H.E. Ms"))
    [lines] = printed.texts(file)
    text = words(lines)
    assert poor == [[]]
    for said in (
        "DELEGATE",
        "Convention against Cybercrime, Hanoi",
        "25–26 October 2025",
        "H.E. Ms",
        "Layla al-Harithi Mansour",
        "ليلى الحارثي منصور",
        "Qatar",
        "Deputy head of delegation",
        "Plenary Hall",
        "004 812",
    ):
        assert said in text


@pytest.mark.parametrize("name", HARD_NAMES)
def test_hard_names_are_whole_and_inside(name):
    hard = faces.face(name=name, original_name="", honorific="H.E.", body=name, photo=None)
    file, [poor] = faces.pdf(hard)
    [lines], [picture] = printed.texts(file), printed.pictures(file, 127)
    assert words(lines).count(" ".join(name.split())) >= 2
    assert bool(poor) == (max(map(len, name.split())) > 30)  # no word is ever broken
    margins = picture.convert("L").crop((0, 5 * 37, 5 * 6, 5 * 148)).getextrema()
    assert margins == (255, 255)
    assert printed.codes(picture) == [faces.code()]


def test_the_worst_of_everything_still_stays_inside():
    worst = faces.face(
        honorific="The Right Honourable the Dowager Baroness",
        name=max(HARD_NAMES[:20], key=len),
        original_name="صاحب السمو خالد بن حمد بن خليفة بن جاسم الكبيسي آل ثاني",
        function=LONGEST,
        body=LONGEST,
        zones=faces.zones(6),
    )
    file, [poor] = faces.pdf(worst)
    [lines], [picture] = printed.texts(file), printed.pictures(file, 127)
    text = words(lines)
    assert [text.count(x) for x in (worst.name, worst.original_name, LONGEST)] == [1, 1, 2]
    assert set(poor) <= {"honorific", "name", "original_name", "body", "function"}
    assert printed.codes(picture) == [faces.code()]


def test_a_missing_photograph_is_said_in_words():
    file, _ = faces.pdf(faces.face(photo=None, photo_note="No photograph, by protocol"))
    assert "No photograph, by protocol" in words(printed.texts(file)[0])


def test_the_photograph_goes_in_unchanged():
    file, _ = faces.pdf(faces.PLAIN)
    assert faces.portrait() in file


@pytest.mark.parametrize("band", list(Band))
def test_bands_differ_without_colour(band):
    others = [x for x in Band if x is not band]
    file, _ = faces.pdf(*(faces.face(stock=faces.stock(band=x)) for x in (band, *others)))
    mine, *rest = (
        x.convert("L").crop((0, 0, x.width, round(27 / 25.4 * 150))) for x in printed.pictures(file)
    )
    assert [x.tobytes() == mine.tobytes() for x in rest] == [False] * len(others)


@pytest.mark.parametrize("colour", ["#17395f", "#8a1a1f", "#f0b400", "#ffffff", "#474f58"])
def test_the_word_on_the_band_contrasts(colour):
    file, _ = faces.pdf(faces.face(stock=faces.stock(colour=colour)))
    band = printed.pictures(file)[0].convert("L").crop((40, 75, 320, 135))
    darkest, lightest = band.getextrema()
    assert lightest - darkest > 120


def test_what_badges_share_is_in_the_file_once():
    one, _ = faces.pdf(faces.PLAIN)
    many, _ = faces.pdf(*[faces.face(serial=n) for n in range(1, 21)])
    assert len(many) < len(one) + 20 * (len(faces.portrait()) + 4000)
    assert len(re.findall(rb"/FormType", many)) == len(re.findall(rb"/FormType", one))


@pytest.mark.parametrize(
    ("serial", "text"), [(1, "000 001"), (4812, "004 812"), (1234567, "1 234 567")]
)
def test_serials_are_grouped(serial, text):
    assert serial_text(serial) == text
