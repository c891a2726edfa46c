import contextlib

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremony.core.spreadsheets import sheets
from ceremony.core.spreadsheets.errors import Unreadable
from ceremony.delegations.workbook import header
from ceremony.delegations.workbook.columns import HEADINGS, Column, known_headings
from ceremony.register.names import fold
from tests import workbooks


def columns(data: bytes) -> dict[str, str]:
    found = header.find(sheets.read(data))
    return {x.letters: str(x.column or x.text) for x in found.headings}


def test_no_heading_means_two_columns():
    meanings: dict[str, set[Column]] = {}
    for column, headings in HEADINGS.items():
        for heading in headings.split(";"):
            meanings.setdefault(fold(heading), set()).add(column)
    assert {x: y for x, y in meanings.items() if len(y) > 1} == {}
    assert "" not in known_headings()


@pytest.mark.parametrize(
    "headings",
    [
        ["Email", "Family name", "Given names", "Date of birth"],
        ["Courriel", "Nom", "Prénoms", "Date de naissance"],
        ["Thư điện tử", "Họ", "Tên đệm và tên", "Ngày sinh"],
        ["E-MAIL*", "Surname (as in passport)", "First name(s)", "DOB / Date of birth"],
        ["email", "FAMILY NAME", "Given  Names", "Date of birth (dd/mm/yyyy)"],
    ],
)
def test_columns_are_recognised_in_three_languages(headings):
    assert columns(workbooks.xlsx(headings)) == {
        "A": "email",
        "B": "family_name",
        "C": "given_names",
        "D": "born_on",
    }


def test_the_header_stands_wherever_it_stands():
    data = workbooks.xlsx(
        ["Delegation of Viet Nam to the signing ceremony"],
        ["Contact", "Email", None, "office@example.org"],
        [],
        [None, "No.", "Family name", "Given names", "Function"],
        [None, 1, "Nguyễn", "Thị Ễ", "Delegate"],
    )
    found = header.find(sheets.read(data))

    assert found.row == 4
    assert columns(data) == {
        "B": "No.",
        "C": "family_name",
        "D": "given_names",
        "E": "function",
    }


def test_a_heading_said_twice_means_its_column_once():
    data = workbooks.xlsx(["Email", "Function", "Nationality", "E-mail address"])
    assert columns(data)["D"] == "E-mail address"


def test_name_beside_first_name_is_the_family_name():
    assert columns(workbooks.xlsx(["Name", "First name", "Function"]))["A"] == "family_name"
    assert columns(workbooks.xlsx(["Name", "Email", "Function"]))["A"] == "badge_name"


def test_headings_merged_over_others_belong_to_them():
    data = workbooks.xlsx(
        ["Delegation", "Person", None, "Passport", None, None, "Function"],
        [None, "Family name", "Given names", "Type", "Number", "Expiry", None],
        ["Viet Nam", "Nguyễn", "Thị Ễ", "Passport", "B1", "2031-01-01", "Delegate"],
        merge=["A1:A2", "B1:C1", "D1:F1", "G1:G2"],
    )
    found = header.find(sheets.read(data))

    assert found.row == 2
    assert list(columns(data).values()) == [
        "delegation",
        "family_name",
        "given_names",
        "document_type",
        "document_number",
        "document_expires_on",
        "function",
    ]


def test_the_first_sheet_with_a_header_is_read():
    book = openpyxl.Workbook()
    book.active.append(["Read this first"])
    for name in ("People", "Others"):
        book.create_sheet(name).append(["Family name", "Given names", "Function", name])

    assert header.find(sheets.read(workbooks.saved(book))).sheet.name == "People"


def test_without_a_header_the_sheets_are_named():
    with pytest.raises(Unreadable, match="No header was found in sheet “List”"):
        header.find(sheets.read(workbooks.xlsx(["Name", "Amount"], title="List")))
    with pytest.raises(Unreadable, match="no filled cells"):
        header.find(sheets.read(workbooks.xlsx()))


def test_sixty_columns_are_read_and_the_unknown_ones_listed():
    more = [f"Hotel {number}" for number in range(60 - len(workbooks.HEADINGS))]
    found = header.find(sheets.read(workbooks.xlsx([*workbooks.HEADINGS, *more])))

    assert len(found.headings) == 60
    assert [x.text for x in found.unknown] == more


def test_the_officer_may_say_otherwise():
    found = header.find(sheets.read(workbooks.xlsx(["Name", "Email", "Function", "Tel", "Rôle"])))

    assert found.mapped({"C": "title", "D": "", "E": "function"}) == {
        Column.BADGE_NAME: 0,
        Column.EMAIL: 1,
        Column.TITLE: 2,
        Column.FUNCTION: 4,
    }


@pytest.mark.parametrize(
    ("headings", "cells", "third", "fourth"),
    [
        (["Chức vụ", "Cơ quan"], ["Trưởng đoàn", "Bộ Tư pháp"], "function", "organisation"),
        (["Chức vụ", "Cơ quan"], ["Thứ trưởng", "Bộ Tư pháp"], "title", "organisation"),
        (["Chức vụ", "Chức danh"], ["Thứ trưởng", "Trưởng đoàn"], "title", "function"),
        (["Chức danh", "Cơ quan"], ["Vụ trưởng", "Bộ Tư pháp"], "title", "organisation"),
        (["Chức danh", "Vị trí"], ["Vụ trưởng", "Trưởng đoàn"], "title", "function"),
        (["Fonction", "Email"], ["Directeur général", "x@example.org"], "title", "email"),
        (["Fonction", "Titre"], ["Chef de délégation", "Ministre"], "function", "title"),
        (["Position", "Email"], ["Adviser", "x@example.org"], "function", "email"),
    ],
)
def test_cells_tell_function_from_title(headings, cells, third, fourth):
    data = workbooks.xlsx(["Họ", "Tên đệm và tên", "Ngày sinh", *headings], ["A", "B", "", *cells])
    assert list(columns(data).values())[3:] == [third, fourth]


def test_text_that_is_called_a_workbook_is_no_workbook():
    text = sheets.read(b"Dear colleague,\nthe list follows.")
    with pytest.raises(Unreadable, match="This is not a workbook"):
        header.find(text, "list.xlsx")
    with pytest.raises(Unreadable, match="No header was found"):
        header.find(text, "list.csv")


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=6))
def test_any_table_has_a_header_or_is_refused(rows):
    with contextlib.suppress(Unreadable):
        header.find(sheets.read(workbooks.csv(rows)))
