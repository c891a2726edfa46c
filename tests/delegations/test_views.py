import csv
from io import BytesIO, StringIO

import openpyxl
import pytest
from sqlalchemy import select

from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.spreadsheets import sheets
from ceremony.delegations import plans
from ceremony.delegations.models import Workbook
from ceremony.delegations.operations import workbooks as operations
from ceremony.delegations.workbook import header, vocabulary
from ceremony.people import operations as approval
from ceremony.people import queries as people
from tests import workbooks

pytestmark = pytest.mark.usefixtures("ceremony")
URL = "/desk/delegations/import"


@pytest.fixture
def registrar(signed_in):
    return signed_in(Role.REGISTRAR)


def send(client, data, name="people.xlsx", **fields):
    """Upload *data*; the address where the browser is led."""
    response = client.send(URL, file=(BytesIO(data), name), **fields)
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def refused(client, data, name="people.xlsx"):
    response = client.send(URL, file=(BytesIO(data), name))
    assert response.status_code == 200
    return response.text


def admit(data):
    records = plans.read(header.find(sheets.read(data)))
    with transaction(SYSTEM):
        operations.admit(actor=SYSTEM, plan=plans.make(records))


def test_a_sound_workbook_goes_from_upload_to_people(registrar):
    page = send(registrar, workbooks.sixty())
    text = registrar.get(page).text
    assert "Import 60 people" in text
    assert "van der Berg, Saskia" in text

    assert registrar.send(f"{page}/import", page=page).status_code == 303
    assert "60 people imported" in registrar.get(page).text
    assert "Viet Nam" in registrar.get("/desk/delegations").text
    assert "MacDonald" in registrar.get("/desk/delegations/3").text


@pytest.mark.both_databases
def test_a_file_name_is_kept_without_what_no_name_shows(registrar):
    odd = "\0".join(["x" * 300, "\u202egpj\u2066", "people.xlsx"])
    send(registrar, workbooks.workbook({}), odd)

    [kept] = db.session.scalars(select(Workbook.name))
    assert kept == "x" * 106 + "gpj" + "people.xlsx"


def test_findings_are_shown_by_cell_and_as_csv(registrar):
    page = send(registrar, workbooks.workbook({"Nationality": "+Atlantis"}, {"Family name": "B"}))
    text = registrar.get(f"{page}?show=findings").text

    assert "Error, F2" in text
    assert "Import 0" not in text
    assert "B1234567" not in registrar.get(page).text

    lines = csv.reader(StringIO(registrar.get(f"{page}/findings.csv").text.lstrip("\ufeff")))
    assert [line[1:3] + line[4:] for line in lines] == [
        ["Cell", "Severity", "Value"],
        ["F2", "Error", "'+Atlantis"],
        ["I2", "Note", "nguyen.jpg"],
        ["I3", "Note", "nguyen.jpg"],
        ["G3", "Error", "…567"],
    ]


def test_missing_photographs_are_told_once_and_drown_nothing(registrar):
    page = send(registrar, workbooks.xlsx(*workbooks.table(*workbooks.crowd(120))))
    text = registrar.get(page).text

    assert text.count("no photograph") == 1
    assert "120 people have no photograph yet" in text
    assert "No problems" in registrar.get(f"{page}?show=findings").text
    assert registrar.get(f"{page}/findings.csv").text.count(",Note,") == 120

    registrar.send(f"{page}/import", page=page)
    done = registrar.get(page).text
    assert "120 people have no photograph yet" in done
    assert 'href="/desk/people?photograph=missing"' in done


def test_rows_with_errors_are_left_out_only_knowingly(registrar):
    page = send(
        registrar,
        workbooks.workbook(
            {"Function": "Wizard"}, {"Document number": "X1", "Family name": "Trần"}
        ),
    )
    assert "Import 1, leave out 1 row with errors" in registrar.get(page).text

    registrar.send(f"{page}/import", page=page)
    assert "1 row has errors. Mend it, or leave it out." in registrar.get(page).text

    registrar.send(f"{page}/import", page=page, leave_out="yes")
    assert "1 person imported" in registrar.get(page).text


def test_unknown_columns_and_ambiguous_dates_are_asked_once(registrar):
    rows = workbooks.table({"Date of birth": "03/04/1980"})
    rows[0][1:3] = ["Apellido", "Nombre"]
    page = send(registrar, workbooks.xlsx(*rows))
    assert page.endswith("/columns")

    text = registrar.get(page).text
    assert "B: Apellido" in text
    assert "Date of birth: what does 03/04/1980 mean?" in text
    assert "1 date of this column can be read in two ways." in text
    assert "3 April 1980: the day stands first" in text

    unanswered = registrar.send(page, column_B="family_name", column_C="given_names").text
    assert "Date of birth: choose what 03/04/1980 means." in unanswered
    twice = {"column_B": "family_name", "column_C": "family_name", "order_born_on": "day_first"}
    assert "Another column says this already." in registrar.send(page, **twice).text

    known = dict(
        zip(
            "ADEFGHI",
            (
                "delegation",
                "function",
                "born_on",
                "nationality",
                "document_number",
                "document_expires_on",
                "photograph",
            ),
            strict=True,
        )
    )
    answers = {f"column_{letters}": column for letters, column in known.items()}
    answers |= {"column_B": "family_name", "column_C": "given_names"}
    response = registrar.send(page, order_born_on="month_first", **answers)
    assert response.headers["Location"] == page.removesuffix("/columns")
    assert "Import 1 person" in registrar.get(response.headers["Location"]).text

    registrar.send(f"{page.removesuffix('/columns')}/import", page=page)
    assert str(people.person(1).born_on) == "1980-03-04"


def test_changes_are_shown_before_and_after(registrar):
    admit(workbooks.workbook({"Title or position": "Attaché"}))
    page = send(
        registrar,
        workbooks.workbook(
            {"Title or position": "Counsellor", "Function": "Head", "Document number": "C999888"}
        ),
    )
    text = registrar.get(page).text

    assert "<del><bdi>Attaché</bdi></del>" in text
    assert "<ins><bdi>Counsellor</bdi></ins>" in text
    assert "<ins><bdi>Head of delegation</bdi></ins>" in text
    assert "<ins><bdi>…888</bdi></ins>" in text
    assert "C999888" not in text
    assert "Counsellor" in registrar.get(f"{page}?show=changed").text
    assert "Counsellor" not in registrar.get(f"{page}?show=findings").text


def test_a_change_in_between_is_said_and_nothing_written(registrar):
    page = send(registrar, workbooks.workbook({"Title or position": "Counsellor"}))
    admit(workbooks.workbook({"Title or position": "Attaché"}))

    registrar.send(f"{page}/import", page=page)

    assert "It was examined again and nothing was imported" in registrar.get(page).text
    assert people.person(1).participations[0].title == "Attaché"


def test_a_workbook_is_discarded(registrar):
    page = send(registrar, workbooks.sixty())
    assert "people.xlsx" in registrar.get(URL).text

    registrar.send(f"{page}/discard", page=page)

    assert "This workbook was discarded" in registrar.get(page).text
    assert registrar.get(f"{page}/columns").status_code == 302
    response = registrar.send(f"{page}/import", page=URL)
    assert response.status_code == 303
    assert "not open any more" in registrar.get(page).text
    assert registrar.get(f"{page}/findings.csv").text.count("\n") == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7", "The file is not a workbook. Send an .xlsx or a .csv file."),
        (workbooks.xlsx(["a", "b"]), "No header was found in sheet “People”."),
        (workbooks.bomb(), "The file unpacks to more than 200 MB"),
        (workbooks.far_cell(), "reaches down to row 1048576"),
        (workbooks.workbook({})[:2000], "The workbook is damaged"),
    ],
    ids=["empty", "pdf", "no header", "bomb", "far cell", "cut off"],
)
def test_a_bad_file_is_refused_at_its_field(registrar, data, sentence):
    text = refused(registrar, data)
    assert text.count(sentence) == 2  # summary and field
    assert 'id="file-error"' in text


def test_without_a_file_the_field_says_so(registrar):
    assert "Choose a file." in registrar.send(URL).text


def test_blank_rows_and_sixty_columns_are_no_trouble(registrar):
    rows = workbooks.table({})
    wide = workbooks.xlsx(rows[0] + [f"Hotel {n}" for n in range(51)], rows[1])
    assert "Hotel 50" in registrar.get(send(registrar, wide)).text
    page = send(registrar, workbooks.blank_rows(50_000))
    assert 'id="row-3"' in registrar.get(page).text


def test_the_dry_run_is_paged(registrar):
    page = send(registrar, workbooks.xlsx(*workbooks.table(*workbooks.crowd(120))))
    first = registrar.get(page).text
    [after] = [x.split('"')[0] for x in first.split(f'href="{page}?after=')[1:]]
    second = registrar.get(f"{page}?after={after}").text

    assert 'id="row-51"' in first
    assert 'id="row-52"' not in first
    assert 'id="row-52"' in second
    assert f'href="{page}?before=' in second
    assert registrar.get(f"{page}?after=x&_external=1").status_code == 200


def test_one_delegation_may_be_named_for_the_whole_file(registrar):
    rows = [row[1:] for row in workbooks.table({})]
    page = send(registrar, workbooks.xlsx(*rows), delegation="Vietnam")
    assert "Import 1 person" in registrar.get(page).text


def test_the_template_is_a_workbook_that_we_read(registrar):
    response = registrar.get("/desk/delegations/template.xlsx")
    book = openpyxl.load_workbook(BytesIO(response.data))
    found = header.find(sheets.read(response.data))

    assert book.sheetnames == ["People", "How to fill it in", "Lists"]
    assert [x.value for x in book["People"][1]] == list(workbooks.HEADINGS)
    assert found.unknown == []
    lists = {str(x.sqref): x.formula1 for x in book["People"].data_validations.dataValidation}
    assert lists["H2:H1001"] == "Lists!$H$1:$H$11"


def test_every_word_of_the_template_is_understood():
    for column in vocabulary.WORDS:
        for word in vocabulary.choices(column):
            assert vocabulary.meaning(column, word)


def test_who_may_not_import_is_told_so_and_outsiders_see_nothing(signed_in, client):
    badges, gates, nobody = (
        signed_in(Role.BADGE_OFFICER),
        signed_in(Role.GATE_SUPERVISOR),
        signed_in(),
    )
    assert badges.get("/desk/delegations").status_code == 200
    assert "Import a workbook" not in badges.get("/desk/delegations").text
    assert badges.get(URL).status_code == 403
    assert gates.get("/desk/delegations").status_code == 403
    assert nobody.get("/desk/delegations").status_code == 404
    assert client.get(URL).status_code == 303
    assert signed_in(Role.REGISTRAR).get(f"{URL}/999").status_code == 404


def test_lists_say_when_nothing_is_there_and_when_nothing_fits(registrar):
    assert "No delegations yet" in registrar.get("/desk/delegations").text
    admit(workbooks.sixty())
    assert "No delegation fits" in registrar.get("/desk/delegations?words=atlantis").text
    assert "Greece" in registrar.get("/desk/delegations?words=grèce&kind=nonsense").text


def test_a_missing_column_is_said_where_columns_are_chosen(registrar):
    rows = [[*row[1:3], *row[4:]] for row in workbooks.table({})]
    page = send(registrar, workbooks.xlsx(*rows))
    assert page.endswith("/columns")
    for fact in ("No column says the delegation.", "No column says the function."):
        assert registrar.get(page).text.count(fact) == 1
        assert registrar.get(page.removesuffix("/columns")).text.count(fact) == 1
    assert "is empty; every person" not in registrar.get(page.removesuffix("/columns")).text

    text = registrar.send(page, column_A="family_name", delegation="Viet Nam").text
    assert "No column says the function. Choose it here." in text
    assert "No column says the delegation." not in text


def test_a_date_that_settles_its_column_leaves_no_question(registrar):
    other = {"Date of birth": "17/09/1971", "Family name": "Trần", "Document number": "X1"}
    page = send(registrar, workbooks.workbook({"Date of birth": "03/04/1980"}, other))
    assert not page.endswith("/columns")
    assert "can be read" not in registrar.get(f"{page}/columns").text


def test_a_possible_double_leads_to_the_person(registrar):
    admit(workbooks.workbook({}))
    bare = {"Date of birth": None, "Document number": None, "Email": "x@example.org"}
    page = send(registrar, workbooks.workbook(bare))
    text = registrar.get(page).text
    assert "Possible double of Nguyễn Thị Ễ, Viet Nam" in text
    assert 'href="/desk/people/1"' in text
    assert "Possible double" in registrar.get(f"{page}/findings.csv").text


def test_new_delegations_are_named_and_those_who_wait_are_one_step_away(registrar):
    page = send(registrar, workbooks.workbook({}))
    assert "One delegation is new: Viet Nam." in registrar.get(page).text
    registrar.send(f"{page}/import", page=page)

    text = registrar.get(page).text
    assert "See the 1 who waits for a decision" in text
    assert 'href="/desk/people?status=submitted&amp;body=1"' in text


def test_a_delegation_leads_to_what_is_done_with_it(registrar, signed_in):
    admit(workbooks.workbook({}))
    with transaction(SYSTEM):
        right = people.accreditation_of(1)
        approval.decide(actor=SYSTEM, move="approve", ids=[right.id])
    page = "/desk/delegations/1"
    acts = ("Import into this delegation", "Enter members for them", "Print its badges")
    seen = {
        role: [x in signed_in(role).get(page).text for x in acts]
        for role in (Role.REGISTRAR, Role.PROTOCOL_OFFICER, Role.BADGE_OFFICER)
    }
    assert seen == {
        Role.REGISTRAR: [True, True, True],
        Role.PROTOCOL_OFFICER: [False, False, False],
        Role.BADGE_OFFICER: [False, False, True],
    }
    assert 'value="Viet Nam"' in registrar.get(f"{URL}?delegation=Viet+Nam").text
