from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from ceremony.core import audit
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.errors import NotAllowed
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.spreadsheets import sheets
from ceremony.core.states import WrongState
from ceremony.delegations import plans
from ceremony.delegations.comparison import Step
from ceremony.delegations.models import (
    Change,
    Delegation,
    Workbook,
    WorkbookContent,
    WorkbookRow,
)
from ceremony.delegations.operations import workbooks as operations
from ceremony.delegations.plans import Plan
from ceremony.delegations.queries import lists, members
from ceremony.delegations.queries import workbooks as queries
from ceremony.delegations.states.workbooks import State
from ceremony.delegations.workbook import header
from ceremony.delegations.workbook.findings import Code, Finding
from ceremony.people import operations as people
from ceremony.people.models import AccessRule, Accreditation, Body, Participation, Person
from tests import cast, workbooks
from tests.counting import statements

OTHER = {"Document number": "X1", "Given names": "Văn An"}

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("ceremony")]


def admit(data: bytes, **options: Any) -> Plan:
    """Import *data* at once, as the command does."""
    records = plans.read(header.find(sheets.read(data)))
    with transaction(SYSTEM):
        plan = plans.make(records)
        operations.admit(actor=SYSTEM, plan=plan, **options)
    return plan


def upload(data: bytes, **options: Any) -> Workbook:
    found = header.find(sheets.read(data))
    with transaction(SYSTEM):
        return operations.upload(
            actor=SYSTEM,
            name="people.xlsx",
            sha256="0" * 64,
            header=found,
            records=plans.read(found),
            **options,
        )


def confirm(workbook: Workbook, **options: Any) -> Workbook:
    records = queries.read_again(workbook)
    with transaction(SYSTEM):
        return operations.import_(actor=SYSTEM, workbook=workbook, records=records, **options)


def count(model: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def changes(plan: Plan) -> list[Change]:
    return [step.change for step in plan.steps]


def problems(step: Step) -> list[Finding]:
    return [x for x in step.record.findings if x.is_problem]


def notes(plan: Plan) -> list[Code]:
    return [x.code for step in plan.steps for x in step.record.findings if not x.is_problem]


def person(family_name: str = "Nguyễn") -> Person:
    return db.session.scalars(select(Person).where(Person.family_name == family_name)).one()


@pytest.fixture
def questions() -> Iterator[Callable[[], int]]:
    """How many questions the database was asked since the last call (writes do not count)."""
    with statements() as sent:

        def taken() -> int:
            number = len([x for x in sent if x.lstrip().startswith("SELECT")])
            sent.clear()
            return number

        yield taken


def test_a_new_person_comes_with_delegation_and_accreditation():
    admit(workbooks.workbook({"Rank": "Minister", "Title or position": "Minister of Justice"}))

    [member] = members.of(db.session.scalars(select(Delegation)).one())
    body = db.session.scalars(select(Body)).one()
    assert (body.code, body.name, body.kind) == ("VNM", "Viet Nam", "state")
    assert (member.person.family_name, member.person.given_names) == ("Nguyễn", "Thị Ễ")
    assert member.person.badge_name == "Nguyễn Thị Ễ"
    assert member.person.document_number == "B1234567"
    assert (member.participation.function, member.participation.rank) == ("delegate", "minister")
    assert member.participation.title == "Minister of Justice"
    assert (member.accreditation.state, member.accreditation.zones) == ("submitted", ["1"])


def test_the_same_file_again_changes_nothing():
    data = workbooks.sixty()
    first = admit(data)
    entries = count(AuditEntry)
    again = admit(data)

    assert changes(first) == [Change.NEW] * 60
    assert changes(again) == [Change.UNCHANGED] * 60
    assert [step.differences for step in again.steps] == [[]] * 60
    assert (count(Person), count(Delegation), count(AuditEntry)) == (60, 10, entries)


def test_the_same_file_again_changes_nothing_without_birthdays_and_documents():
    bare = {"Date of birth": None, "Document number": None}
    data = workbooks.workbook(bare, bare | {"Given names": "Văn An"})
    admit(data)

    assert changes(admit(data)) == [Change.UNCHANGED] * 2


def test_changed_cells_are_told_before_and_after():
    admit(workbooks.workbook({"Title or position": "Attaché", "Phone": "+84 24 5555 0100"}))
    plan = admit(
        workbooks.workbook({"Title or position": "Counsellor", "Phone": None, "Function": "Head"})
    )

    [step] = plan.steps
    assert step.differences == [
        ("function", "delegate", "head"),
        ("title", "Attaché", "Counsellor"),
    ]
    assert (count(Person), person().phone) == (1, "+84 24 5555 0100")  # empty cells say nothing
    accreditation = db.session.scalars(select(Accreditation)).one()
    assert accreditation.zones == ["1", "2"]  # of a head


def test_who_agrees_to_be_named_is_kept_until_the_column_says_otherwise():
    def named(change):
        plan = admit(workbooks.workbook(change))
        [step] = plan.steps
        return step.differences, db.session.scalar(select(Participation.is_listed))

    assert named({}) == ([], False)
    assert named({"Listed": "Oui"}) == ([("listed", "no", "yes")], True)
    assert named({}) == ([], True)
    assert named({"Listed": "yes"}) == ([], True)
    assert named({"Listed": "No"}) == ([("listed", "yes", "no")], False)


def test_a_new_passport_is_found_by_name_and_birthday():
    admit(workbooks.workbook({}))
    [step] = admit(workbooks.workbook({"Document number": "C7654321"})).steps

    assert (step.change, step.differences) == (
        Change.CHANGED,
        [("document_number", "", "C7654321")],
    )
    assert person().document_number == "C7654321"


def test_a_married_name_is_found_by_the_document_and_the_badge_follows():
    admit(workbooks.workbook({}))
    admit(workbooks.workbook({"Family name": "Lê"}))

    assert (count(Person), person("Lê").badge_name) == (1, "Lê Thị Ễ")
    assert person("Lê").search_key == " le thi e "


def test_a_usual_badge_name_follows_the_nationality_that_is_known():
    """A workbook without the column leaves the nationality as it is."""
    admit(workbooks.workbook({}))
    [step] = admit(workbooks.workbook({"Family name": "Lê", "Nationality": None})).steps

    assert person("Lê").badge_name == "Lê Thị Ễ"
    assert ("badge_name", "Nguyễn Thị Ễ", "Lê Thị Ễ") in step.differences


def test_a_corrected_nationality_turns_the_usual_name_on_the_badge():
    admit(workbooks.workbook({}))
    admit(workbooks.workbook({"Nationality": "Indonesia"}))

    assert person().badge_name == "Thị Ễ Nguyễn"


def test_a_photograph_is_missing_until_it_is_on_the_persons_page():
    data = workbooks.workbook({}, {"Function": "Spouse", "Family name": "Trần"} | OTHER)
    first = admit(data)
    waiting = upload(data)
    with transaction(SYSTEM):
        people.set_photograph(actor=SYSTEM, person=person(), photo="a.jpg")

    assert (notes(first), first.counts["notes"]) == ([Code.PHOTOGRAPH_MISSING], 1)
    assert first.counts["with_findings"] == first.counts["warnings"] == 0
    assert (waiting.counts["notes"], confirm(waiting).state) == (1, State.IMPORTED)
    assert notes(admit(data)) == []


def test_a_badge_name_that_somebody_chose_stays():
    admit(workbooks.workbook({"Name on badge": "Dr. Ễ"}))
    admit(workbooks.workbook({"Family name": "Lê"}))

    assert person("Lê").badge_name == "Dr. Ễ"


def test_the_same_document_in_another_delegation_is_a_second_participation():
    admit(workbooks.workbook({}))
    plan = admit(workbooks.workbook({"Delegation": "Indonesia"}))

    assert [x.code for x in problems(plan.steps[0])] == [Code.KNOWN_DOCUMENT]
    parts = db.session.execute(
        select(Body.name, Participation.is_primary)
        .join(Participation, Participation.body_id == Body.id)
        .order_by(Participation.id)
    ).all()
    assert [tuple(part) for part in parts] == [("Viet Nam", True), ("Indonesia", False)]
    assert changes(admit(workbooks.workbook({"Delegation": "Indonesia"}))) == [Change.UNCHANGED]


def test_the_same_name_in_another_delegation_is_a_warning():
    admit(workbooks.workbook({}))
    plan = admit(workbooks.workbook({"Delegation": "Indonesia", "Document number": "X1"}))

    assert [x.sentence for x in problems(plan.steps[0])] == [
        "Possible double of Nguyễn Thị Ễ, Viet Nam: same name and date of birth."
    ]
    assert count(Person) == 2


def test_bodies_get_the_code_of_their_state_or_a_number():
    admit(
        workbooks.workbook(
            {},
            {"Delegation": "Vietnam", "Family name": "Trần", "Document number": "X1"},
            {
                "Delegation": "Blue Reef Society",
                "Kind of delegation": "NGO",
                "Family name": "Costa",
                "Document number": "X2",
            },
            {
                "Delegation": "BLUE REEF society",
                "Family name": "Silva",
                "Document number": "X3",
                "Kind of delegation": "NGO",
            },
        )
    )
    bodies = db.session.execute(select(Body.code, Body.name, Body.kind).order_by(Body.id)).all()
    assert [tuple(body) for body in bodies] == [
        ("VNM", "Viet Nam", "state"),
        ("O-0001", "Blue Reef Society", "ngo"),
    ]


def test_a_known_organisation_needs_no_kind():
    reef = {"Delegation": "Blue Reef Society", "Kind of delegation": "NGO"}
    admit(workbooks.workbook(reef))
    plan = admit(
        workbooks.workbook(
            {"Delegation": "blue reef society", "Document number": "X1", "Family name": "Costa"}
        )
    )
    assert changes(plan) == [Change.NEW]
    assert count(Body) == 1


def test_rows_with_errors_stop_everything_or_are_left_out():
    data = workbooks.workbook({}, {"Function": "Wizard", "Document number": "X1"})

    with pytest.raises(operations.RowsWithErrors, match="1 row has errors"):
        admit(data)
    assert (count(Person), count(Body)) == (0, 0)

    admit(data, leave_out=True)
    assert count(Person) == 1


def test_a_function_without_a_category_is_found_before_anything_is_written():
    with transaction(SYSTEM):
        last = db.session.scalars(select(AccessRule).where(AccessRule.position == 2)).one()
        audit.record(SYSTEM, "test.removed", last)
        db.session.delete(last)

    [step] = plans.make(plans.read(header.find(sheets.read(workbooks.workbook({}))))).steps
    assert [x.code for x in problems(step)] == [Code.NO_CATEGORY]


def test_an_upload_writes_no_person_and_keeps_no_plain_text():
    workbook = upload(workbooks.workbook({"Phone": "12"}))

    assert (count(Person), count(Body), workbook.state) == (0, 0, State.EXAMINED)
    assert (workbook.counts["blocked"], workbook.counts["errors"]) == (1, 1)
    stored = db.session.connection().exec_driver_sql(
        "SELECT cells FROM workbook_content UNION ALL SELECT content FROM workbook_row"
    )
    assert not any("B1234567" in text or "Nguy" in text for (text,) in stored)


def test_confirming_imports_and_forgets_the_cells():
    workbook = confirm(upload(workbooks.sixty()))

    assert (workbook.state, workbook.counts["new"], count(Person)) == (State.IMPORTED, 60, 60)
    assert (count(WorkbookContent), count(WorkbookRow)) == (0, 0)


def test_discarding_forgets_the_cells():
    workbook = upload(workbooks.sixty())
    with transaction(SYSTEM):
        operations.discard(actor=SYSTEM, workbook=workbook)

    assert (workbook.state, count(WorkbookContent), count(WorkbookRow)) == (State.DISCARDED, 0, 0)
    with pytest.raises(WrongState), transaction(SYSTEM):
        operations.import_(actor=SYSTEM, workbook=workbook, records=[])


def test_what_changed_since_the_dry_run_is_shown_before_it_is_written():
    workbook = upload(workbooks.workbook({"Title or position": "Counsellor"}))
    admit(workbooks.workbook({"Title or position": "Attaché"}))

    again = confirm(workbook)
    assert (again.state, again.counts["new"], again.counts["changed"]) == (State.EXAMINED, 0, 1)

    assert confirm(workbook).state is State.IMPORTED


def test_a_person_edited_in_between_is_noticed():
    admit(workbooks.workbook({"Phone": "+84 24 5555 0100"}))
    workbook = upload(workbooks.workbook({"Phone": "+84 24 5555 0199"}))
    with transaction(SYSTEM):
        people.change(actor=SYSTEM, person=person(), phone="+84 24 5555 0111")

    assert confirm(workbook).state is State.EXAMINED
    [row] = queries.examined(workbook).rows
    assert row.differences == [["phone", "+84 24 5555 0111", "+84 24 5555 0199"]]


def test_answers_are_kept_and_the_question_stays_open_to_another_answer():
    workbook = upload(workbooks.workbook({"Date of birth": "03/04/1980"}))
    assert (workbook.questions, workbook.counts["warnings"]) == (["born_on"], 1)

    answers = {"mapping": {}, "orders": {"born_on": "month_first"}, "delegation": ""}
    records = queries.read_again(workbook, **answers)
    with transaction(SYSTEM):
        operations.answer(actor=SYSTEM, workbook=workbook, records=records, **answers)

    assert (workbook.questions, workbook.counts["warnings"]) == (["born_on"], 0)
    confirm(workbook)
    assert str(person().born_on) == "1980-03-04"


def test_only_the_registrar_imports():
    badge_officer = cast.actor(Role.BADGE_OFFICER)
    plan = plans.make(plans.read(header.find(sheets.read(workbooks.workbook({})))))

    with pytest.raises(NotAllowed), transaction(badge_officer):
        operations.admit(actor=badge_officer, plan=plan)


def test_an_import_takes_the_same_number_of_questions_for_few_and_many(questions):
    def taken(data: bytes) -> int:
        questions()
        admit(data)
        return questions()

    few = workbooks.crowd(10)
    first = taken(workbooks.xlsx(*workbooks.table(*few)))
    more = [
        x | {"Document number": f"M{n}", "Family name": f"Many {n}", "Function": "Delegate"}
        for n, x in enumerate(workbooks.crowd(80))
    ]
    second = taken(workbooks.xlsx(*workbooks.table(*more)))
    assert second <= first

    again = taken(workbooks.xlsx(*workbooks.table(*few)))
    assert again == taken(workbooks.xlsx(*workbooks.table(*more)))

    changed = [x | {"Title or position": "Judge"} for x in few]
    changed_more = [x | {"Title or position": "Judge"} for x in more]
    assert taken(workbooks.xlsx(*workbooks.table(*changed))) == taken(
        workbooks.xlsx(*workbooks.table(*changed_more))
    )


def test_lists_take_the_same_number_of_questions_for_one_and_many(questions):
    admit(workbooks.xlsx(*workbooks.table(*workbooks.crowd(1))))
    questions()
    lists.delegations()
    one = questions()
    admit(workbooks.sixty())
    questions()
    assert len(lists.delegations().rows) == 10
    assert questions() == one


@pytest.mark.parametrize("words", ["vietnam", "VIET", "越南", "Вьетнам", "nam viet", "vnm"])
def test_a_delegation_is_found_by_any_name_of_its_state(words):
    admit(workbooks.sixty())
    assert [x.delegation.body.name for x in lists.delegations(words=words).rows] == ["Viet Nam"]


BARE = {"Date of birth": None, "Document number": None, "Email": "x@example.org"}


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({}, BARE, [Code.SAME_NAME]),
        ({}, BARE | {"Family name": "THI E", "Given names": "nguyen"}, [Code.SAME_NAME]),
        (BARE, {}, [Code.SAME_NAME]),
        ({}, {"Date of birth": None, "Document number": "X1"}, []),
        ({}, {"Date of birth": "1985-04-03", "Document number": "X1"}, []),
        ({}, BARE | {"Delegation": "Indonesia"}, []),
        ({}, BARE | {"Given names": "Thị"}, []),
    ],
)
def test_a_namesake_in_the_delegation_is_a_possible_double_unless_told_apart(before, after, found):
    sound = {"Family name": "Wijaya", "Document number": "W1", "Email": "w@example.org"}
    admit(workbooks.workbook(before, sound))
    plan = admit(workbooks.workbook(after, sound | {"Document number": "W1"}))

    step = plan.steps[0]
    assert step.change is Change.NEW
    problems = [x for x in step.record.findings if x.is_problem]
    assert [x.code for x in problems] == found
    assert [x.details["person"] for x in problems] == [person_of("Wijaya") - 1 for _x in found]
    assert count(Person) == 3


def person_of(family_name: str) -> int:
    return person(family_name).id


def test_looking_for_doubles_takes_as_many_questions_for_one_as_for_many(questions):
    crowd = workbooks.crowd(30)
    admit(workbooks.xlsx(*workbooks.table(*crowd)))
    unknown = {"Date of birth": None, "Document number": None, "Function": "Delegate"}
    bare = [x | unknown for x in crowd]
    taken = []
    for people_of in (bare[:1], bare):
        records = plans.read(header.find(sheets.read(workbooks.xlsx(*workbooks.table(*people_of)))))
        questions()
        plan = plans.make(records)
        taken.append(questions())
        doubles = [x.code for step in plan.steps for x in step.record.findings if x.is_problem]
        assert doubles == [Code.SAME_NAME] * len(people_of)
    assert taken[0] == taken[1]


def test_new_delegations_are_named():
    admit(workbooks.workbook({}))
    data = workbooks.workbook(
        {"Document number": "X1", "Family name": "Trần"},
        {"Document number": "X2", "Delegation": "Japan"},
        {"Document number": "X3", "Delegation": "Mongolia", "Family name": "Bat"},
        {"Document number": "X4", "Delegation": "Greece", "Function": "Wizard"},
    )
    assert upload(data).counts["new_delegations"] == ["Japan", "Mongolia"]


def test_a_name_that_is_nearly_known_is_suggested():
    data = workbooks.workbook({"Delegation": "Ivory Cost", "Nationality": "Ivory Cost"})
    [record] = plans.read(header.find(sheets.read(data)))

    assert [x.sentence for x in record.findings if x.is_problem] == [
        "“Ivory Cost” is no nationality that we know. Did you mean “Côte d'Ivoire”?",
        (
            "“Ivory Cost” is not a State of the register. Did you mean “Côte d'Ivoire”? If it is "
            "an organisation, say so in the column “Kind of delegation”."
        ),
    ]
