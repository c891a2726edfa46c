import pytest

from ceremony.badges.documents.calibration import printer_test
from ceremony.badges.documents.starters import starters
from tests.badges import printed


@pytest.mark.parametrize(
    ("code", "page", "sides"),
    [
        (None, (210, 297), {25, 30, 35, 38, 44}),
        ("personal", (105, 148), {30, 35, 25}),
        ("vehicle", (210, 148), {30, 35, 38}),
        ("card", (54, 86), {30}),
    ],
)
def test_a_printer_is_tried_in_the_size_of_the_layout(code, page, sides):
    file = printer_test(starters()[code] if code else None)
    front, back = printed.pictures(file, 254)  # ten dots a millimetre
    assert (round(front.width / 10), round(front.height / 10)) == page
    assert {int(x.split()[2]) for x in printed.codes(front)} == sides
    middle = [x.convert("L").getpixel((150, 150)) for x in (front, back)]
    assert middle == [0, 0]  # where the crosses meet


def test_the_ruler_measures_true():
    [front, _] = printed.pictures(printer_test(), 254)
    edge = front.convert("L").crop((0, 35, 2100, 36))
    ticks = [x for x in range(1, 2100) if edge.getpixel((x, 0)) < 128 <= edge.getpixel((x - 1, 0))]
    assert [round(x / 100) for x in ticks] == list(range(1, 21))
    assert max(abs(x - 100 * n) for n, x in enumerate(ticks, 1)) <= 2


def test_both_pages_say_what_to_do():
    front, back = (" ".join(lines) for lines in printed.texts(printer_test()))
    assert "Test page, front" in front
    assert "against the light the crosses must meet" in back
    assert "1.4 mm" in back
