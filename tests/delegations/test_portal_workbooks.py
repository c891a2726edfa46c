"""The importer of a focal point: only the own members, found, named and changed."""

from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select, text

from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.delegations.models import Workbook
from ceremony.delegations.states.delegations import State
from ceremony.delegations.states.workbooks import State as Kept
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.states import State as Accredited
from tests import make, workbooks
from tests.delegations.entering import HEAD, SECOND, Portal

pytestmark = pytest.mark.usefixtures("ceremony")


@pytest.fixture
def own(app):
    return Portal(app, make.delegation("invited", sender=make.body("VNM")))


def row(**values):
    """A row without the column of delegations."""
    return {k: v for k, v in (workbooks.PERSON | values).items() if k != "Delegation"}


def sheet(*rows):
    headings = [x for x in workbooks.HEADINGS if any(x in row for row in rows)]
    return workbooks.xlsx(headings, *([row.get(x) for x in headings] for row in rows))


def examine(own, data):
    """Send *data*; the path of the dry run below the delegation's own."""
    answer = own.send("/import", file=(BytesIO(data), "people.xlsx"))
    assert answer.status_code == 303, answer.text
    return answer.location.removeprefix(own.url).removesuffix("/columns")


@pytest.mark.both_databases
def test_a_list_without_a_column_of_delegations_becomes_drafts(own):
    page = examine(own, sheet(row(Function="Head"), row(**{"Family name": "Trần"} | unlike(1))))
    assert "Import 2 people" in own.text(page)

    own.send(f"{page}/import", page=page)
    assert "2 people imported" in own.text(page)
    states = [x.accreditation.state for x in own.members()]
    assert states == [Accredited.DRAFT, Accredited.DRAFT]
    assert own.delegation.state is State.DRAFT


def unlike(number):
    """What tells one person from another."""
    return {"Document number": f"B{number:07}", "Date of birth": f"198{number}-04-03"}


def test_the_template_is_filled_in_and_read_without_a_question(own):
    answer = own.client.get(f"{own.url}/import/template.xlsx")
    book = openpyxl.load_workbook(BytesIO(answer.data))
    headings = [x.value for x in book["People"][1]]
    assert [x in headings for x in ("Delegation", "Kind of delegation")] == [False, False]
    values = row(Function="Head of delegation")
    for place, heading in enumerate(headings, start=1):
        book["People"].cell(2, place, values.get(heading))

    page = examine(own, workbooks.saved(book))
    assert "Import 1 person" in own.text(page)


def test_a_row_that_names_another_delegation_is_an_error_that_suggests_none(own):
    make.delegation(sender=make.body(None, name="Society of Rivers"))
    page = examine(
        own, workbooks.workbook({}, {"Delegation": "France"}, {"Delegation": "Society of River"})
    )

    text = own.text(page)
    assert "“France” is not your delegation." in text
    assert "“Society of River” is not your delegation." in text
    assert "Society of Rivers" not in text


@pytest.mark.both_databases
def test_the_same_passport_elsewhere_is_neither_found_nor_named(app, own):
    other = Portal(app, make.delegation("draft", sender=make.body("FRA")), "odile@ceremony.test")
    other.add(
        given_names="Thị Ễ", family_name="Nguyễn", document_number="B1234567", title="Secretary"
    )
    page = examine(own, sheet(row()))
    text = own.text(page)
    assert "Import 1 person" in text
    assert [x in text for x in ("France", "Possible double", "second participation")] == [False] * 3

    own.send(f"{page}/import", page=page)
    assert [x.badge_name for x in own.members()] == ["Nguyễn Thị Ễ"]
    [theirs] = other.members()
    assert len(theirs.participations) == 1
    assert theirs.participations[0].title == "Secretary"


def test_an_own_member_is_changed_and_not_doubled(own):
    own.add()
    page = examine(
        own,
        sheet(
            row(
                **{
                    "Family name": "Haddad",
                    "Given names": "Amina",
                    "Function": "Head",
                    "Document number": "C1234567",
                    "Date of birth": "1980-04-03",
                    "Title or position": "Minister",
                    "Nationality": "Qatar",
                }
            )
        ),
    )
    own.send(f"{page}/import", page=page)

    [person] = own.members()
    assert person.participations[0].title == "Minister"


def test_a_second_head_is_found_at_its_cell(own):
    own.add()
    page = examine(own, sheet(row(Function="Head")))

    text = own.text(page)
    assert "Amina Haddad is the head already." in text
    assert "There is nothing to import." in text


def test_of_two_heads_in_a_file_the_second_is_left_out(own):
    page = examine(
        own, sheet(row(Function="Head"), row(**unlike(2), **{"Family name": "Lê"}, Function="Head"))
    )
    assert "Row 2 already names the head." in own.text(page)
    own.send(f"{page}/import", page=page, leave_out="yes")

    assert [x.participations[0].function for x in own.members()] == ["head"]


@pytest.mark.both_databases
def test_the_head_changes_by_a_workbook(own):
    own.add()
    was = row(**{"Family name": "Haddad", "Given names": "Amina", "Function": "Adviser"})
    was |= {"Document number": "C1234567", "Nationality": "Qatar"}
    page = examine(own, sheet(was, row(**unlike(2), Function="Head")))
    own.send(f"{page}/import", page=page)

    assert [x.participations[0].function for x in own.members()] == ["adviser", "head"]


def test_too_many_for_the_quota_are_counted_before_anything_is_written(app):
    state = make.body("VNM")
    own = Portal(app, make.delegation("draft", sender=state, quota={"delegate": 1}))
    names = [row(**unlike(x), **{"Family name": f"Lê {x}"}) for x in (1, 2, 3)]
    page = examine(own, sheet(*names))

    text = own.text(page)
    assert "Delegate: 3 asked for, 1 agreed" in text
    assert 'id="import"' not in text
    own.send(f"{page}/import", page=page)
    assert own.members() == []


def test_who_was_decided_or_taken_out_is_not_changed_by_a_workbook(own):
    own.add(title="Judge")
    taken = own.add(**SECOND)
    own.send(f"/members/{taken.id}/out")
    with transaction(SYSTEM):
        accreditation = own.members()[0].accreditation
        people.submit(actor=SYSTEM, accreditations=[accreditation])
        people.refuse(actor=SYSTEM, accreditations=[accreditation], reason="No")
    same = {"Nationality": "Qatar", "Title or position": "Minister"}
    amina = {"Family name": "Haddad", "Given names": "Amina", "Function": "Head"}
    tarek = {"Family name": "Mansour", "Given names": "Tarek", "Document number": "C7654321"}
    tarek |= {"Date of birth": "1971-09-17"}
    page = examine(
        own, sheet(row(**amina, **same, **{"Document number": "C1234567"}), row(**tarek, **same))
    )

    text = own.text(page)
    assert "Amina Haddad was decided already" in text
    assert "Tarek Mansour was taken out of the delegation and stays out until put back." in text


def test_a_workbook_of_a_delegation_is_no_workbook_of_the_desk(own, signed_in):
    page = examine(own, sheet(row()))
    [kept] = db.session.scalars(select(Workbook))
    registrar = signed_in(Role.REGISTRAR)

    assert registrar.get(f"/desk/delegations/import/{kept.id}").status_code == 404
    assert "people.xlsx" not in registrar.get("/desk/delegations/import").text
    assert registrar.get(own.url + page).status_code == 200
    own.send(f"{page}/discard", page=page)
    db.session.rollback()
    assert db.session.scalars(select(Workbook)).one().state is Kept.DISCARDED


def test_after_submitting_no_workbook_is_taken(own):
    own.add()
    page = examine(own, sheet(row()))
    own.send("/submission")

    answer = own.send("/import", file=(BytesIO(sheet(row())), "people.xlsx"))
    assert "its members change by request now" in answer.text
    own.send(f"{page}/import", page=page)
    assert [x.badge_name for x in own.members()] == ["Amina Haddad"]


def test_unknown_columns_are_asked_about(own):
    data = workbooks.xlsx(
        ["Family name", "Given names", "Function", "Shoe size"], ["Lê", "An", "Head", 41]
    )
    answer = own.send("/import", file=(BytesIO(data), "people.xlsx"))
    assert answer.location.endswith("/columns")
    asked = answer.location.removeprefix(own.url)
    assert "D: Shoe size" in own.text(asked)
    other = {"column_A": "family_name", "column_B": "given_names", "column_C": "function"}
    own.send(asked, **other, column_D="", delegation="France")

    assert "Import 1 person" in own.text(asked.removesuffix("/columns"))


def test_the_own_list_can_be_imported_again(own):
    own.add(email="amina@gov.example", is_listed="y")
    data = own.send("/members.xlsx", page="").data

    page = examine(own, data)
    assert "Everybody in it is known already, and nothing has changed." in own.text(page)
    assert HEAD["document_number"] not in own.text(page)


@pytest.mark.both_databases
def test_what_changed_meanwhile_is_examined_again(own):
    page = examine(own, sheet(row(Function="Head")))
    own.add()
    own.send(f"{page}/import", page=page, leave_out="yes")

    text = own.text(page)
    assert "Members changed since this list was examined." in text
    assert "Amina Haddad is the head already." in text
    assert [x.badge_name for x in own.members()] == ["Amina Haddad"]


def test_rows_with_errors_stop_the_import_unless_they_are_left_out(own):
    page = examine(own, sheet(row(), row(Function="Admiral", **unlike(2))))
    answer = own.send(f"{page}/import", page=page)
    assert "1 row has errors." in own.client.get(answer.location).text
    assert own.members() == []


def test_a_member_whom_others_send_too_is_not_changed(app, own):
    other = Portal(app, make.delegation("draft", sender=make.body("FRA")), "odile@ceremony.test")
    person = other.add()
    with transaction(SYSTEM):
        people.add_participation(
            actor=SYSTEM,
            person=queries.person(person.id),
            body=queries.body_of(own.body_id),
            function="delegate",
            rank="other",
        )
    amina = {"Family name": "Haddad", "Given names": "Amina", "Nationality": "Qatar"}
    page = examine(
        own, sheet(row(**amina, **{"Document number": "C1234567", "Email": "a@b.example"}))
    )

    assert "Amina Haddad takes part in another way too" in own.text(page)
    assert "There is nothing to import." in own.text(page)


def test_places_count_who_changes_function(app):
    state = make.body("VNM")
    own = Portal(app, make.delegation("draft", sender=state, quota={"delegate": 1, "head": 1}))
    own.add()
    amina = row(**{"Family name": "Haddad", "Given names": "Amina", "Nationality": "Qatar"})
    amina |= {"Document number": "C1234567", "Function": "Adviser"}
    page = examine(own, sheet(amina, row(**unlike(2))))

    assert "Delegate: 2 asked for, 1 agreed" in own.text(page)


def test_the_findings_are_a_list_too(own):
    page = examine(own, sheet(row(Function="Admiral")))
    assert "Admiral" in own.text(f"{page}/findings.csv")
    own.send(f"{page}/discard", page=page)
    answer = own.send(f"{page}/discard", page="/import")
    assert "Not possible while the state is" in own.client.get(answer.location).text
    assert own.client.get(f"{own.url}{page}/columns").location == own.url + page


NEEDS = {
    "Dietary needs": "No nuts",
    "Besoins médicaux": "Insulin",
    "Nhu cầu tiếp cận": "Wheelchair",
}


def with_needs(**values):
    """A workbook of one person, its last columns being needs."""
    known = row(Function="Head") | NEEDS | values
    return workbooks.xlsx(list(known), list(known.values()))


def needs_of(person):
    return (person.dietary_needs, person.medical_needs, person.access_needs)


@pytest.mark.both_databases
def test_needs_come_in_by_a_workbook_encrypted_and_no_page_shows_them(own, signed_in):
    page = examine(own, with_needs())
    registrar = signed_in(Role.REGISTRAR)
    pages = [own.text(page), own.text(f"{page}/findings.csv"), registrar.get(own.url + page).text]
    assert [x for x in NEEDS.values() if any(x in text for text in pages)] == []

    own.send(f"{page}/import", page=page)
    [person] = own.members()
    assert needs_of(person) == tuple(NEEDS.values())
    stored = db.session.execute(text("SELECT dietary_needs, medical_needs FROM person")).all()
    assert [x in str(stored) for x in NEEDS.values()] == [False] * 3


def test_changed_needs_are_said_to_change_and_not_shown_and_empty_cells_leave_them(own):
    for data in (with_needs(), with_needs(**{"Dietary needs": "Halal", "Besoins médicaux": ""})):
        page = examine(own, data)
        shown = own.text(page)
        own.send(f"{page}/import", page=page)
    assert "<b>Dietary needs</b>" in shown
    assert "<bdi>not shown here</bdi>" in shown
    assert ["No nuts" in shown, "Halal" in shown, "Medical needs" in shown] == [False] * 3
    assert needs_of(own.members()[0]) == ("Halal", "Insulin", "Wheelchair")
    again = examine(own, with_needs(**{"Dietary needs": "Halal"}))
    assert "Everybody in it is known already, and nothing has changed." in own.text(again)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("x" * 1001, "The text has 1001 characters; 1000 are possible."),
        (
            "No \u202enuts",
            "The text contains the invisible character U+202E RIGHT-TO-LEFT OVERRIDE",
        ),
    ],
)
def test_what_is_wrong_with_needs_is_said_of_their_cell_and_not_shown(own, said, sentence):
    page = examine(own, with_needs(**{"Dietary needs": said}))
    shown, listed = own.text(page), own.text(f"{page}/findings.csv")
    assert sentence in shown
    assert [said in shown, said in listed] == [False, False]
    assert "not shown here" in listed


def test_the_template_asks_for_needs_and_the_own_list_names_none(own):
    answer = own.client.get(f"{own.url}/import/template.xlsx")
    headings = [x.value for x in openpyxl.load_workbook(BytesIO(answer.data))["People"][1]]
    assert headings[-4:] == ["Dietary needs", "Medical needs", "Access needs", "Photograph"]
    own.add(dietary_needs="No nuts")
    listed = openpyxl.load_workbook(BytesIO(own.send("/members.xlsx", page="").data))["People"]
    assert [x for cells in listed.values for x in cells if x and "eeds" in str(x)] == []
    assert "No nuts" not in str(list(listed.values))
