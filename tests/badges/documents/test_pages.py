from dataclasses import replace
from io import BytesIO
from itertools import product

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from ceremony.badges.documents import pages
from ceremony.badges.documents.face import BadgeFace, Finding, Problem, code_points, rows_of
from ceremony.badges.documents.layout import Layout, read, write
from ceremony.badges.documents.starters import starters
from ceremony.people.kinds import Band
from tests.badges import faces, printed

OF_A_BODY = faces.face(name="", original_name="", function="", photo=None)
# What each starter is made for.
HOLDERS = {
    "personal": faces.face(honorific="H.E. Ms", needs_photo=True),
    "card": faces.face(day="25 October 2025 only"),
    "floater": replace(OF_A_BODY, label="3"),
    "pool": replace(
        OF_A_BODY, body="Red River Broadcasting", label="2", details="Plenary Hall, 10:00–10:40"
    ),
    "vehicle": replace(
        OF_A_BODY, label="80-NG-471-03", details="Route B, airport – Convention Centre"
    ),
}
LONG = "Maria da Conceição Vasconcelos de Albuquerque e Mendonça Figueiredo"


def findings(layout: str, *some: BadgeFace, backs: bool = True) -> list[Finding]:
    """What is found wanting when *some* are drawn, and the same without drawing."""
    chosen = starters()[layout]
    _, drawn = pages.set_badges(some, chosen, 4, backs=backs)
    assert pages.check(some, chosen, backs=backs) == drawn
    return drawn


def changed(code: str, **values: object) -> Layout:
    """A starter with other values."""
    return read({**write(starters()[code]), **values})


@pytest.mark.parametrize("code", HOLDERS)
def test_both_sides_of_every_starter_are_read_when_the_print_is_blurred(code):
    holder = HOLDERS[code]
    file, [poor] = faces.pdf(holder, layout=starters()[code], backs=True)
    blurred = [x.filter(ImageFilter.GaussianBlur(2)) for x in printed.pictures(file)]
    assert (poor, [printed.codes(x) for x in blurred]) == ([], [[holder.token], [holder.token]])


@pytest.mark.parametrize("code", HOLDERS)
def test_what_a_starter_shows_can_be_copied(code):
    holder = replace(HOLDERS[code], mark="004 812 · batch 17", valid="25 October, 06:00 to 20:00")
    file, _ = faces.pdf(holder, layout=starters()[code], backs=True)
    front, back = (" ".join(" ".join(lines).split()) for lines in printed.texts(file))
    shown = [holder.name, holder.label, holder.body, holder.details, holder.day, holder.mark]
    assert [x for x in shown if x not in front] == []
    assert "Plenary Hall" in back
    assert [x for x in (holder.valid, "004 812") if x not in back and code != "card"] == []


def test_backs_follow_their_fronts():
    two = [faces.face(serial=n, token=faces.code(n)) for n in (1, 2)]
    file, _ = faces.pdf(*two, backs=True)
    assert [printed.codes(x) for x in printed.pictures(file)] == [
        [faces.code(n)] for n in (1, 1, 2, 2)
    ]


def test_a_layout_without_a_back_prints_fronts_only():
    layout = changed("personal", back=None)
    file, _ = faces.pdf(faces.PLAIN, layout=layout, backs=True)
    assert len(printed.pictures(file)) == 1


@pytest.mark.parametrize(
    ("code", "per_sheet", "columns", "fronts"),
    [
        ("personal", 4, 2, [(52, 74), (157, 74), (52, 222), (157, 222)]),
        ("vehicle", 2, 1, [(105, 74), (105, 222)]),
        ("card", 8, 2, []),
    ],
)
def test_badges_on_a_sheet_meet_their_backs(code, per_sheet, columns, fronts):
    """Turned over its long edge, what was at the left is at the right."""
    some = [replace(HOLDERS[code], serial=n, token=faces.code(n)) for n in range(1, per_sheet)]
    file, _ = faces.pdf(*some, layout=changed(code, per_sheet=per_sheet), backs=True)
    front, back = (middles(x) for x in printed.pictures(file, 100))
    assert set(front) == set(back) == {x.token for x in some}
    width, height = 210 / columns, 296 / (per_sheet / columns)
    for token, (x, y) in front.items():
        across, down = back[token]
        assert int(x // width) == columns - 1 - int(across // width)
        if fronts:
            cell = min(fronts, key=lambda at: abs(at[0] - x) + abs(at[1] - y))
            assert cell == fronts[some.index(next(f for f in some if f.token == token))]
            assert int(y // height) == int(down // height)


def middles(picture: Image.Image) -> dict[str, tuple[float, float]]:
    """Where the middle of each code is, in millimetres from the top left."""
    found = {}
    for code in zxingcpp.read_barcodes(picture):
        corners = code.position.top_left, code.position.bottom_right
        x, y = (sum(getattr(c, axis) for c in corners) / 2 for axis in "xy")
        found[code.text] = (x * 25.4 / 100, y * 25.4 / 100)
    return found


def test_a_sheet_says_where_to_cut():
    card = [replace(HOLDERS["card"], serial=n) for n in (1, 2, 3)]
    file, _ = faces.pdf(*card, layout=changed("card", per_sheet=8))
    sheet = printed.pictures(file, 254)[0].convert("L")  # ten dots a millimetre
    left, right = (2100 - 2 * 856) // 2, (2100 + 2 * 856) // 2
    top = (2970 - 4 * 540) // 2
    for x, y in product((left, 1050, right), (top - 30, 2970 - top + 30)):
        assert sheet.crop((x - 3, y - 3, x + 3, y + 3)).getextrema()[0] < 128


def test_each_thing_that_is_wrong_is_named():
    whole = HOLDERS["personal"]
    cut = faces.portrait()[:400]
    some = [
        replace(whole, serial=1, name=""),
        replace(whole, serial=2, name=f"{LONG} {LONG}"[:120]),
        replace(whole, serial=3, name="Ana 😀 Silva", original_name="ᏣᎳᎩ"),
        replace(whole, serial=4, photo=cut),
        replace(whole, serial=5, photo=b"no picture"),
        replace(whole, serial=6, photo=None),
        replace(whole, serial=7, photo=None, needs_photo=False),
        replace(whole, serial=8, zones=()),
        replace(whole, serial=9),
        replace(whole, serial=10, name="\u3164", original_name=""),
        replace(whole, serial=11, name="\u0301", original_name=""),
    ]
    assert findings("personal", *some) == [
        (1, "name", "empty", ""),
        (2, "name", "long", ""),
        (3, "name", "letters", "😀"),
        (3, "original_name", "letters", "ᏣᎳᎩ"),
        (4, "photo", "broken", ""),
        (5, "photo", "broken", ""),
        (6, "photo", "absent", ""),
        (10, "name", "empty", ""),
        (11, "name", "empty", ""),
    ]


def test_what_all_badges_of_a_category_share_is_told_once():
    stock = replace(faces.stock("Extraordinarily Incomprehensible Plenipotentiaries"), letter="X")
    some = [faces.face(stock=stock, serial=n) for n in (1, 2)]
    assert findings("card", *some) == [(1, "category", Problem.LONG, "")]


def test_letters_without_a_font_are_left_out_and_numbered():
    file, _ = faces.pdf(faces.face(name="Ana 😀 Silva"))
    assert "Ana Silva" in printed.texts(file)[0]
    assert code_points("😀ᏣA") == ["😀 U+1F600", "Ꮳ U+13E3", "A U+0041"]


def test_overrides_and_control_characters_turn_nothing_round():
    file, [poor] = faces.pdf(faces.face(name="Ana \u202eavliS\u202c\x07\tCosta"))
    assert poor == []
    assert "Ana avliS Costa" in printed.texts(file)[0]


@pytest.mark.parametrize("code", ["personal", "card", "vehicle"])
def test_any_number_of_zones_finds_room(code):
    for count in (1, 4, 5, 12):
        some = tuple(
            replace(zone, access="may enter", pictogram="door") for zone in faces.zones(count)
        )
        holder = replace(HOLDERS[code], zones=some)
        file, _ = faces.pdf(holder, layout=starters()[code], backs=True)
        texts = " ".join(" ".join(lines) for lines in printed.texts(file))
        assert [x.name for x in some if x.name not in texts] == []
        assert [printed.codes(x) for x in printed.pictures(file)] == [[holder.token]] * 2


def test_a_logo_and_the_lists_of_the_settings_are_drawn():
    logo = BytesIO()
    Image.new("RGBA", (40, 20), "#0000ff80").save(logo, "PNG")
    stock = replace(
        faces.stock(),
        pictures=(("logo", logo.getvalue()), ("seal", b"broken")),
        emergency=rows_of("Medical: dial 556\n\nOpen day and night"),
    )
    layout = changed(
        "personal",
        front=[
            {"kind": "qr", "box": [60, 40, 38, 38]},
            {"kind": "picture", "box": [10, 10, 40, 20]},
            {"kind": "picture", "box": [60, 10, 20, 20], "name": "seal"},
            {"kind": "picture", "box": [60, 90, 20, 20], "name": "host"},
            {"kind": "list", "box": [10, 100, 40, 20], "size": 3, "field": "emergency"},
        ],
    )
    file, [poor] = faces.pdf(faces.face(stock=stock), layout=layout)
    [lines], [picture] = printed.texts(file), printed.pictures(file, 25.4)
    assert poor == ["seal", "host"]
    assert picture.getpixel((30, 20)) == (127, 127, 255)
    assert "Medical dial 556 Open day and night" in " ".join(lines)


def test_rows_of_settings_are_terms_and_texts():
    lines = "Medical: dial 556\n  \nOpen from 10:00\nWear it. Always: yes"
    assert rows_of(lines) == (
        ("Medical", "dial 556"),
        ("", "Open from 10:00"),
        ("Wear it. Always", "yes"),
    )


def test_colours_of_a_category_stay_readable():
    layout = changed(
        "personal",
        front=[
            {"kind": "qr", "box": [60, 40, 38, 38]},
            {
                "kind": "text",
                "field": "name",
                "box": [5, 5, 60, 8],
                "size": 6,
                "colour": "category",
            },
        ],
    )
    yellow, blue = (
        printed.pictures(faces.pdf(faces.face(stock=faces.stock(colour=x)), layout=layout)[0])[0]
        for x in ("#f0b400", "#17395f")
    )
    assert yellow.convert("L").crop((0, 0, 400, 80)).getextrema()[0] < 60
    assert (0x17, 0x39, 0x5F) in {x for _, x in blue.crop((0, 0, 400, 80)).getcolors(99999)}


def test_bands_of_one_colour_differ_in_greyscale_on_the_back_too():
    some = [faces.face(stock=faces.stock(band=x)) for x in Band]
    file, _ = faces.pdf(*some, backs=True)
    backs = printed.pictures(file, 100)[1::2]
    tops = [x.convert("L").crop((0, 0, x.width, 55)).tobytes() for x in backs]
    assert len(set(tops)) == len(Band)
