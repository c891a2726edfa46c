import pytest

from ceremony.core.spreadsheets.formulas import inert


@pytest.mark.parametrize(
    "beginning", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
)
def test_what_a_spreadsheet_would_run_is_made_text(beginning):
    assert inert(f"{beginning}1+1") == f"'{beginning}1+1"


@pytest.mark.parametrize("cell", ["", "Ana", "1-2", "'=1", " =1", -1, None])
def test_everything_else_stays_as_it_is(cell):
    assert inert(cell) == cell
