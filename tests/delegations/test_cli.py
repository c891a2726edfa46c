import pytest
from sqlalchemy import func, select

from ceremony.core.db import db
from ceremony.people.models import Person
from tests import workbooks

pytestmark = pytest.mark.usefixtures("ceremony")


@pytest.fixture
def file(tmp_path):
    def write(data, name="people.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return write


def people():
    return db.session.scalar(select(func.count()).select_from(Person))


def test_import_writes_and_repeats_nothing(run, file):
    path = file(workbooks.sixty())
    first, again = run("delegations", "import", path), run("delegations", "import", path)

    assert first.output == (
        "Rows: 60 (60 new, 0 changed, 0 unchanged, 0 with errors). Errors: 0. Warnings: 0.\n"
        "10 delegations are new: China, Côte d'Ivoire, Egypt, Greece, Indonesia, "
        "Netherlands (Kingdom of the), Russian Federation, Türkiye, "
        "United Kingdom of Great Britain and Northern Ireland, Viet Nam.\n"
        "60 people have no photograph yet. Add them on their pages.\n"
        "Imported.\n"
    )
    assert again.output.endswith("\nNothing changed.\n")
    assert again.output.startswith("Rows: 60 (0 new, 0 changed, 60 unchanged")
    assert (first.exit_code, again.exit_code, people()) == (0, 0, 60)


def test_errors_are_printed_with_their_values_and_write_nothing(run, file):
    data = workbooks.workbook({"Nationality": "Atlantis"}, {"Document number": "X1"})
    result = run("delegations", "import", file(data))

    assert result.output == (
        "F2: error: “Atlantis” is no nationality that we know. Write it in English. [Atlantis]\n"
        "B3: error: The same person stands in row 2: same name and date of birth. [Nguyễn]\n"
        "Rows: 2 (0 new, 0 changed, 0 unchanged, 2 with errors). Errors: 2. Warnings: 0.\n"
        "2 people have no photograph yet. Add them on their pages.\n"
        "Nothing was written.\n"
    )
    assert (result.exit_code, people()) == (1, 0)


def test_a_dry_run_writes_nothing(run, file):
    result = run("delegations", "import", file(workbooks.sixty()), "--dry-run")
    assert (result.exit_code, people()) == (0, 0)
    assert result.output.endswith("Nothing was written.\n")


def test_rows_with_errors_may_be_left_out(run, file):
    data = workbooks.workbook({}, {"Function": "Wizard", "Document number": "X1"})
    result = run("delegations", "import", file(data), "--leave-out-errors")
    assert (result.exit_code, people()) == (0, 1)


def test_dates_and_delegation_may_be_said(run, file):
    rows = [row[1:] for row in workbooks.table({"Date of birth": "03/04/1980"})]
    path = file(workbooks.csv(rows), "people.csv")

    asked = run("delegations", "import", path, "--delegation", "Vietnam", "--dry-run")
    told = run("delegations", "import", path, "--delegation", "Vietnam", "--dates", "month-first")
    assert "D2: warning: “03/04/1980” was read as 1980-04-03." in asked.output
    assert told.exit_code == 0
    assert str(db.session.scalars(select(Person.born_on)).one()) == "1980-03-04"


def test_unknown_columns_are_named(run, file):
    rows = workbooks.table({})
    rows[0].append("Hotel")
    result = run("delegations", "import", file(workbooks.xlsx(*rows)), "--dry-run")
    assert result.output.startswith("J1: column “Hotel” is not known; left out.\n")


def test_what_is_no_workbook_is_one_sentence(run, file):
    result = run("delegations", "import", file(b"%PDF-1.7", "note.pdf"))
    assert result.output == (
        "Error: note.pdf: The file is not a workbook. Send an .xlsx or a .csv file.\n"
    )
    assert result.exit_code == 1


def test_columns_may_be_said(run, file):
    rows = workbooks.table({})
    rows[0][3] = "Cargo"
    path = file(workbooks.xlsx(*rows))
    told = run("delegations", "import", path, "--dry-run", "--column", "D=function")
    wrong = run("delegations", "import", path, "--dry-run", "--column", "D=wizardry")

    assert told.output.startswith("Rows: 1 (1 new")
    assert "wizardry: possible are delegation, kind" in wrong.output.replace("\n", " ")
    assert (told.exit_code, wrong.exit_code) == (0, 2)


def test_a_column_that_is_missing_is_named_once(run, file):
    rows = [row[:3] + row[4:] for row in workbooks.table({}, {"Document number": "X1"})]
    result = run("delegations", "import", file(workbooks.xlsx(*rows)), "--dry-run")

    said = "No column says the function. Choose it with --column LETTERS=MEANING.\n"
    assert result.output.startswith(said)
    assert result.output.count("No column") == 1
    assert "2 with errors" in result.output


def test_text_that_is_called_a_workbook_is_refused_as_such(run, file):
    result = run("delegations", "import", file(b"Dear colleague,\nthank you.", "list.xlsx"))
    assert result.output.startswith("Error: list.xlsx: This is not a workbook: it is called .xlsx")


def test_a_possible_double_is_printed(run, file):
    run("delegations", "import", file(workbooks.workbook({})))
    bare = {"Date of birth": None, "Document number": None, "Email": "x@example.org"}
    result = run("delegations", "import", file(workbooks.workbook(bare)), "--dry-run")
    assert "warning: Possible double of Nguyễn Thị Ễ, Viet Nam: same name" in result.output
