from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremony.delegations.workbook import dates
from ceremony.delegations.workbook.dates import Order, Reading

LATEST = date(2025, 10, 1)
THIRD_OF_APRIL = date(1980, 4, 3)


@pytest.mark.parametrize(
    "cell",
    [
        THIRD_OF_APRIL,
        datetime(1980, 4, 3, 17, 30),  # noqa: DTZ001 - as spreadsheets have it
        29314.0,
        "29314",
        19800403.0,
        "1980-04-03",
        "1980-04-03 00:00:00",
        "1980-04-03T00:00:00Z",
        "1980/4/3",
        "19800403",
        "3.4.1980",
        "03. 04. 1980",
        "3 April 1980",
        "03-Apr-1980",
        "3rd of April 1980",
        "April 3, 1980",
        "Apr 3 1980",
        "3 avril 1980",
        "3 avr. 1980",
        "ngày 3 tháng 4 năm 1980",
        "3 tháng 4, 1980",
        "03 thg 4 1980",
        "3 Tháng Tư, 1980",
        "1980年4月3日",
    ],
)
def test_a_date_is_read_in_every_usual_form(cell):
    assert dates.read(cell, latest=LATEST) == Reading(THIRD_OF_APRIL)


@pytest.mark.parametrize(
    ("text", "month"),
    [("1er janvier 1980", 1), ("1 févr. 1980", 2), ("1 Août 1980", 8), ("1 déc. 1980", 12)],
)
def test_french_months_are_read_with_and_without_accents(text, month):
    assert dates.read(text, latest=LATEST) == Reading(date(1980, month, 1))


def test_figures_of_other_scripts_are_figures():
    assert dates.read("٢٥/١٢/١٩٨٠", latest=LATEST) == Reading(date(1980, 12, 25))


def test_two_ways_to_read_are_told():
    day_first = dates.read("03/04/1980", latest=LATEST)
    month_first = dates.read("03/04/1980", Order.MONTH_FIRST, latest=LATEST)

    assert day_first == Reading(THIRD_OF_APRIL, date(1980, 3, 4))
    assert month_first == Reading(date(1980, 3, 4), THIRD_OF_APRIL)


@pytest.mark.parametrize("text", ["25/12/1980", "12/25/1980", "25-12-1980"])
def test_only_one_possible_way_is_taken_whatever_the_order(text):
    for order in Order:
        assert dates.read(text, order, latest=LATEST) == Reading(date(1980, 12, 25))


def test_the_same_day_and_month_are_not_ambiguous():
    assert dates.read("4/04/1980", latest=LATEST) == Reading(date(1980, 4, 4))


def test_two_figures_of_a_year_mean_the_last_such_year():
    assert dates.read("13/01/30", latest=LATEST) == Reading(date(1930, 1, 13), has_short_year=True)
    assert dates.read("13/01/25", latest=LATEST) == Reading(date(2025, 1, 13), has_short_year=True)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "soon",
        "1980",
        1980.0,
        "31/02/1980",
        "30.02.1980",
        "0/0/0000",
        True,
        None,
        1e300,
        float("nan"),
        -5.0,
        "April 1980",
        "99/99/99",
        "2025-13-01",
        float("-inf"),
        99_999.0,
        "99999",
    ],
)
def test_what_is_no_date_is_none(cell):
    assert dates.read(cell, latest=LATEST) is None


@given(st.text(max_size=30) | st.floats() | st.integers())
def test_nothing_that_stands_in_a_cell_raises(cell):
    dates.read(cell, latest=LATEST)


@given(st.dates(date(1920, 1, 1), date(2100, 1, 1)))
def test_every_day_is_read_back_from_what_a_spreadsheet_writes(day):
    serial = float((day - date(1899, 12, 30)).days)

    assert dates.read(serial, latest=LATEST) == Reading(day)
    assert dates.read(day.isoformat(), latest=LATEST) == Reading(day)
    assert dates.read(f"{day:%d.%m.%Y}", latest=LATEST) == Reading(day)
