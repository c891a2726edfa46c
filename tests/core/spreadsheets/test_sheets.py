import contextlib
import io
import re
import time
import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremony.core.spreadsheets import archive, sheets
from ceremony.core.spreadsheets.errors import Unreadable
from tests import workbooks

ROWS = workbooks.table({}, {"Family name": "MacDonald", "Given names": "Fiona"})


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        sheets.read(data)
    return str(refused.value)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\r\n \r\n", "The file is empty."),
        (b"%PDF-1.7 and so on", "not a workbook"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a workbook"),
        (b"<html><table></table></html>", "not a workbook"),
        (archive.OLE + bytes(600), "the old .xls format"),
        (archive.OLE + archive.ENCRYPTED, "locked with a password"),
        (workbooks.workbook({})[:3000], "damaged"),
        (b"\0\1\2a", "not a workbook"),
        ("Họ,Tên\nNguyễn,Ễ".encode("utf-16")[:-1], "cannot be read"),
    ],
)
def test_what_is_no_workbook_is_refused_in_one_sentence(data, sentence):
    assert sentence in refusal(data)


def test_other_archives_are_refused_by_what_they_are():
    book = workbooks.workbook({})

    bare = workbooks.repacked(book, **{"xl/workbook.xml": None})
    binary = workbooks.repacked(book, **{"xl/workbook.bin": b"x"})
    document = workbooks.repacked(book, **{"content.xml": b"<x/>", "mimetype": b"application/x"})

    assert "archive, but not a workbook" in refusal(bare)
    assert ".xlsb format" in refusal(binary)
    assert "OpenDocument" in refusal(document)


def test_a_workbook_with_broken_xml_is_refused():
    broken = workbooks.repacked(
        workbooks.workbook({}), **{workbooks.SHEET: b"<worksheet><sheetData"}
    )
    assert "damaged" in refusal(broken)


def test_bombs_are_refused_before_a_library_opens_them():
    assert "unpacks to more than 200 MB" in refusal(workbooks.bomb())
    assert "unpacks to more than 200 MB" in refusal(workbooks.lying_bomb())


def test_a_part_that_lies_about_its_size_is_refused():
    assert "damaged" in refusal(workbooks.lying_bomb(1))


def test_too_many_parts_are_refused():
    parts = {f"xl/media/{number}.png": b"x" for number in range(2_001)}
    assert "parts; a workbook has a few dozen" in refusal(
        workbooks.repacked(workbooks.workbook({}), **parts)
    )


def test_a_forgotten_cell_far_away_is_named():
    assert "down to row 1048576 and right to column XFD" in refusal(workbooks.far_cell())
    assert "down to row 126 and right to column WQJ" in refusal(workbooks.far_cell_without_names())


FAR = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">%s</row>'
HIDDEN = [
    b"<c r='XFD1048576'><v>1</v></c>",
    b'<c r = "XFD1048576"><v>1</v></c>',
    b'<c r="XFD1048576" s="/"><v>1</v></c>',
    b'<c s=">" r="XFD1048576"><v>1</v></c>',
    b'<c r="xfd1048576"><!-- --><v>1</v></c>',
    b'<c r="XFD1048576"><c r="A1"><v>1</v></c></c>',
    b'<x:c xmlns:x="http://example.org/" r="XFD1048576"><x:v>1</x:v></x:c>',
]


@pytest.mark.parametrize("cell", HIDDEN)
def test_a_cell_far_away_cannot_hide_in_its_spelling(cell):
    assert "down to row 1048576 and right to column XFD" in refusal(
        workbooks.with_sheet(FAR % cell)
    )


@pytest.mark.parametrize("place", ["xl/elsewhere.xml", "xl/media/image1.png", "xl/a/b.XML"])
def test_a_cell_far_away_cannot_hide_in_another_part(place):
    assert "right to column XFD" in refusal(workbooks.far_cell(place))


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE worksheet [<!ENTITY x "y">]>' + workbooks.HEAD + workbooks.TAIL,
        (workbooks.HEAD + workbooks.TAIL).decode().encode("utf-16"),
        (workbooks.HEAD + workbooks.TAIL).decode().encode("utf-16-be"),
        b"x" + workbooks.HEAD + workbooks.TAIL,
        workbooks.HEAD + b'<row r="0"><c r="A0"><v>1</v></c></row>' + workbooks.TAIL,
        workbooks.HEAD + b'<row r="1"><c r="ABCD1"><v>1</v></c></row>' + workbooks.TAIL,
        workbooks.HEAD + b'<row r="1' + b"0" * 5_000 + b'"/>' + workbooks.TAIL,
        workbooks.HEAD + b'<c r="A1" ' * 30_000,
        workbooks.HEAD + b"<c><f>" * 50_000,
    ],
)
def test_odd_xml_is_refused_at_once(xml):
    book = workbooks.repacked(workbooks.xlsx(["x"]), **{workbooks.SHEET: xml})
    start = time.process_time()

    assert "damaged" in refusal(book)
    assert time.process_time() - start < 1


def test_one_long_text_cannot_stand_in_very_many_cells():
    many = b"<row>" + b'<c t="s"><v>0</v></c>' * 100 + b"</row>"
    texts = b"<sst><si><t>%s</t></si></sst>"

    def book(length, rows):
        return workbooks.repacked(
            workbooks.with_sheet(many * rows),
            **{"xl/sharedStrings.xml": texts % (b"x" * length)},
        )

    assert "far more text" in refusal(book(30_000, 50))
    [sheet] = sheets.read(book(300, 50))
    assert sum(len(row) for _number, row in sheet.rows) == 5_000


def test_one_part_cannot_be_very_many_sheets():
    row = b"<row>" + b'<c t="inlineStr"><is><t>' + b"x" * 30_000 + b"</t></is></c></row>"
    book = workbooks.with_sheet(row * 100)
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        xml = parts.read("xl/workbook.xml")
    [sheet] = re.findall(rb"<sheet [^>]*/>", xml)
    again = b"".join(
        re.sub(rb' name="[^"]*"', b' name="S%d"' % number, sheet) for number in range(50)
    )

    assert "far more text" in refusal(
        workbooks.repacked(book, **{"xl/workbook.xml": xml.replace(sheet, again)})
    )


def test_too_many_columns_are_counted():
    assert "has 150 columns, up to column ET" in refusal(workbooks.xlsx(["x"] * 150))
    assert "has 150 columns, up to column ET" in refusal(workbooks.csv([["x"] * 150]))


def test_too_many_rows_are_counted():
    rows = [["a", "b", "c"]] * (sheets.MAX_ROWS + 1)
    assert "row 10001 is the first too many" in refusal(workbooks.csv(rows))


def test_a_million_blank_rows_are_left_out():
    [sheet] = sheets.read(workbooks.blank_rows())
    assert [number for number, _row in sheet.rows] == [1, 2, 3]

    [sheet] = sheets.read(workbooks.csv(ROWS) + b"\r\n,,,," * 1_000_000)
    assert [number for number, _row in sheet.rows] == [1, 2, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_every_unicode_coding_and_with_every_delimiter(encoding, delimiter):
    found = sheets.read(workbooks.csv(ROWS, delimiter, encoding))
    rows = [[str(x) if x is not None else "" for x in row] for row in ROWS]

    assert [list(row) for _number, row in found[0].rows] == rows
    assert found[0].note == ""


@pytest.mark.parametrize(
    ("encoding", "name", "said"),
    [
        ("cp1258", "Nguyễn Thị Ánh", "Vietnamese"),
        ("cp1252", "Désirée João Müller", "Western European"),
    ],
)
def test_old_codings_are_guessed_and_the_guess_is_told(encoding, name, said):
    written = name
    if encoding == "cp1258":  # its tone marks follow their letters
        written = "Nguyê\u0303n Thi\u0323 A\u0301nh"
    [sheet] = sheets.read(f"Family name;Function\r\n{written};x".encode(encoding))

    assert said in sheet.note
    assert unicodedata.normalize("NFC", sheet.rows[1][1][0]) == name


def test_one_damaged_letter_does_not_make_another_coding():
    rows = workbooks.csv(workbooks.table(*workbooks.crowd(9))).replace("ễ".encode(), b"\xe1\xbb", 1)
    [sheet] = sheets.read(rows)

    assert sheet.note == ""
    assert sheet.rows[1][1][2] == "Nguy\ufffdn"
    assert sheet.rows[4][1][2] == "Лебедева"


def test_hidden_sheets_come_last():
    book = workbooks.openpyxl.Workbook()
    book.active.title = "Hidden"
    book.active.append(["x"])
    book.create_sheet("Shown").append(["y"])
    book.active = 1
    book["Hidden"].sheet_state = "hidden"

    assert [sheet.name for sheet in sheets.read(workbooks.saved(book))] == ["Shown", "Hidden"]


SOUND = (
    workbooks.xlsx(*workbooks.table(*workbooks.crowd(5))),
    workbooks.csv(workbooks.table(*workbooks.crowd(5))),
)


@given(st.sampled_from(SOUND), st.lists(st.tuples(st.floats(0, 0.999), st.binary(max_size=8))))
def test_a_damaged_file_is_read_or_refused_but_never_breaks(data, changes):
    damaged = bytearray(data)
    for place, content in changes:
        start = int(place * len(damaged))
        damaged[start : start + len(content)] = content
    with contextlib.suppress(Unreadable):
        sheets.read(bytes(damaged))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(Unreadable):
        sheets.read(data)
