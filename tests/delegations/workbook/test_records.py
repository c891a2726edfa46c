import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremony.delegations.workbook import vocabulary
from ceremony.delegations.workbook.columns import Column
from ceremony.delegations.workbook.dates import Order
from ceremony.delegations.workbook.findings import (
    ERRORS,
    SENTENCES,
    Code,
    Finding,
    Severity,
    photographs_missing,
)
from ceremony.delegations.workbook.text import squeezed
from ceremony.people.kinds import BodyKind, DocumentType, Function, Rank
from tests import workbooks
from tests.delegations.workbook.conftest import ASKED


def findings(records) -> list[tuple[str, str, str]]:
    """Cell, code and offending value of every error and warning."""
    return [(x.cell, str(x.code), x.value) for x in problems(records)]


def codes(records) -> list[Code]:
    return [x.code for x in problems(records)]


def problems(records) -> list[Finding]:
    """Without the notes, which nearly every row has."""
    return [x for record in records for x in record.findings if x.is_problem]


def test_a_complete_person_has_no_findings(read):
    [record] = read(workbooks.workbook({"Email": "t.e@example.org", "Phone": "+84 24 5555 0100"}))

    assert findings([record]) == []
    assert record.body.participant == "VNM"
    assert record.values == {
        Column.DELEGATION: "Viet Nam",
        Column.FAMILY_NAME: "Nguyễn",
        Column.GIVEN_NAMES: "Thị Ễ",
        Column.BADGE_NAME: "Nguyễn Thị Ễ",
        Column.FUNCTION: "delegate",
        Column.BORN_ON: "1980-04-03",
        Column.NATIONALITY: "VNM",
        Column.DOCUMENT_NUMBER: "B1234567",
        Column.DOCUMENT_EXPIRES_ON: "2031-01-01",
        Column.EMAIL: "t.e@example.org",
        Column.PHONE: "+84 24 5555 0100",
        Column.PHOTOGRAPH: "nguyen.jpg",
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Yes", "yes"),
        ("OUI", "yes"),
        ("có", "yes"),
        ("x", "yes"),
        (True, "yes"),
        (1, "yes"),
        ("No", "no"),
        ("non", "no"),
        ("Không", "no"),
        (False, "no"),
        (0, "no"),
        ("", ""),
    ],
)
def test_whether_somebody_agrees_to_be_named_is_read_in_every_language(read, written, expected):
    [record] = read(workbooks.workbook({"Listed": written}))

    assert (findings([record]), record.get(Column.LISTED)) == ([], expected)


@pytest.mark.parametrize(
    ("family", "given", "badge"),
    [
        ("van der Berg", "Saskia", "Saskia van der Berg"),
        ("MacDonald", "Fiona", "Fiona MacDonald"),
        ("O’Neill-de la Cruz", "Ciarán", "Ciarán O’Neill-de la Cruz"),
        ("", "Suhartini", "Suhartini"),
        ("Suhartini", "", "Suhartini"),
        ("Лебедева", "Ирина", "Ирина Лебедева"),
        ("  van   der\tBerg ", "Saskia", "Saskia van der Berg"),
    ],
)
def test_names_are_kept_as_written(read, family, given, badge):
    person = {"Family name": family, "Given names": given, "Nationality": "Indonesia"}
    [record] = read(workbooks.workbook(person))

    kept = (record.get(Column.FAMILY_NAME), record.get(Column.GIVEN_NAMES))
    assert kept == (" ".join(family.split()), given)
    assert record.get(Column.BADGE_NAME) == badge


def test_names_taken_apart_are_composed(read):
    [record] = read(workbooks.workbook({"Family name": "Nguye\u0302\u0303n"}))
    assert record.get(Column.FAMILY_NAME) == "Nguyễn"


@given(st.text(max_size=40))
def test_squeezing_twice_is_squeezing_once(text):
    assert squeezed(squeezed(text)) == squeezed(text)


def test_figures_stay_figures(read):
    [record] = read(workbooks.workbook({"Document number": 123456789, "Phone": 84245555010.0}))
    assert record.get(Column.DOCUMENT_NUMBER) == "123456789"
    assert record.get(Column.PHONE) == "84245555010"


def test_a_formula_counts_as_its_stored_value(read):
    data = workbooks.workbook({"Title or position": "x", "Organisation": "y"})
    xml = workbooks.first_rows(data)
    stored = xml.replace(
        b't="inlineStr"><is><t>x</t></is>', b't="str"><f>A1&amp;B1</f><v>Judge</v>'
    )
    assert stored != xml
    [record] = read(workbooks.with_sheet(stored))
    assert record.get(Column.TITLE) == "Judge"


@pytest.mark.parametrize(
    ("change", "cell", "code"),
    [
        ({"Nationality": "Atlantis"}, "F2", Code.UNKNOWN_COUNTRY),
        ({"Delegation": "Atlantis"}, "A2", Code.UNKNOWN_DELEGATION),
        ({"Function": "Wizard"}, "D2", Code.UNKNOWN_WORD),
        ({"Listed": "perhaps"}, "E2", Code.UNKNOWN_WORD),
        ({"Function": None}, "D2", Code.MISSING),
        ({"Delegation": None}, "A2", Code.MISSING),
        ({"Family name": None, "Given names": " "}, "B2", Code.NAME_MISSING),
        ({"Family name": None, "Given names": "\u3164"}, "B2", Code.NAME_MISSING),
        ({"Date of birth": "31/02/1980"}, "E2", Code.IMPOSSIBLE_DATE),
        ({"Date of birth": date(2025, 10, 2)}, "E2", Code.BORN_IN_FUTURE),
        ({"Date of birth": "1890-01-01"}, "E2", Code.BORN_LONG_AGO),
        ({"Document expiry": date(2025, 9, 30)}, "H2", Code.EXPIRED),
        ({"Rank": "Head of State", "Function": "Driver"}, "E2", Code.RANK_OF_OTHERS),
        ({"Family name": "Nguy\u202eễn"}, "B2", Code.FORBIDDEN_CHARACTER),
        ({"Family name": "Nguy\ufffdn"}, "B2", Code.DAMAGED_TEXT),
        ({"Family name": "N" * 121}, "B2", Code.TOO_LONG),
        ({"Date of birth": "03/04/1980"}, "E2", Code.AMBIGUOUS_DATE),
        ({"Date of birth": "13/04/80"}, "E2", Code.SHORT_YEAR),
        ({"Date of birth": date(2010, 1, 1)}, "E2", Code.UNDER_AGE),
        ({"Document expiry": date(2025, 10, 25)}, "H2", Code.EXPIRES_TOO_EARLY),
        ({"Family name": "赵", "Given names": "文静"}, "B2", Code.OTHER_SCRIPT),
    ],
)
def test_each_thing_wrong_is_found_in_its_cell(read, change, cell, code):
    # A second, sound person keeps every column in the workbook.
    sound = {"Family name": "Wijaya", "Document number": "X1"}
    records = read(workbooks.workbook(change, sound))

    assert [x[:2] for x in findings(records)] == [(cell, code)]
    [found] = problems(records)
    assert found.value == squeezed(str(next(iter(change.values())) or ""))
    assert (found.severity is Severity.ERROR) is (code in ERRORS)
    assert "%(" not in found.sentence


def test_every_code_has_a_sentence():
    assert set(SENTENCES) == set(Code)


@pytest.mark.parametrize("email", ["nobody", "a@b", "a b@example.org", "@example.org"])
def test_what_is_no_address_is_found(read, email):
    assert findings(read(workbooks.workbook({"Email": email}))) == [("I2", "email_invalid", email)]


@pytest.mark.parametrize("phone", ["12345", "call me", "+84 24 5555 0100 0000 0000"])
def test_what_is_no_telephone_number_is_found(read, phone):
    assert findings(read(workbooks.workbook({"Phone": phone}))) == [("I2", "phone_invalid", phone)]


def test_the_same_document_twice_names_the_first_row(read):
    twins = [{"Document number": "b-123 4567", "Family name": "Trần"}, {}]
    [found] = problems(read(workbooks.workbook(*twins)))

    assert (found.cell, found.code) == ("G3", Code.DOUBLE_DOCUMENT)
    assert found.sentence == "The same document number stands in row 2."


def test_the_same_person_twice_is_found_without_accents_and_in_any_order(read):
    twin = {"Family name": "THI E", "Given names": "nguyen", "Document number": "X1"}
    assert codes(read(workbooks.workbook({}, twin))) == [Code.DOUBLE_PERSON]


def test_the_same_name_in_another_delegation_is_only_a_warning(read):
    other = {"Delegation": "Indonesia", "Document number": "X1"}
    assert codes(read(workbooks.workbook({}, other))) == [Code.SAME_NAME_ELSEWHERE]


def test_two_of_one_name_without_birthdays_are_two_if_their_documents_are(read):
    nameless = {"Date of birth": None, "Email": "x@example.org"}
    two = [nameless, nameless | {"Document number": "X1"}]
    one = [nameless, nameless | {"Document number": None}]

    assert codes(read(workbooks.workbook(*two))) == []
    assert codes(read(workbooks.workbook(*one))) == [Code.DOUBLE_PERSON]


def test_a_second_head_is_noticed(read):
    heads = [
        {"Function": "Head of delegation"},
        {"Function": "Trưởng đoàn", "Family name": "Trần", "Document number": "X1"},
    ]
    assert codes(read(workbooks.workbook(*heads))) == [Code.SECOND_HEAD]


def test_an_unknown_rank_is_other(read):
    [record] = read(workbooks.workbook({"Rank": "Grand Vizier"}))
    assert record.get(Column.RANK) == "other"
    assert codes([record]) == [Code.RANK_UNKNOWN]


def test_an_organisation_needs_its_kind(read):
    [record] = read(
        workbooks.workbook({"Delegation": "Blue Reef Society", "Kind of delegation": "NGO"})
    )
    assert (record.body.name, record.body.kind) == ("Blue Reef Society", "ngo")


def test_only_a_full_name_is_kept_whole(read):
    [record] = read(
        workbooks.workbook(
            {"Family name": None, "Given names": None, "Name on badge": "Trần Bích Ngọc"}
        )
    )
    assert record.get(Column.FAMILY_NAME) == record.get(Column.BADGE_NAME) == "Trần Bích Ngọc"
    assert codes([record]) == [Code.ONLY_FULL_NAME]


def test_an_answer_settles_the_dates_of_a_column(read):
    data = workbooks.workbook({"Date of birth": "03/04/1980"})
    asked = dataclasses.replace(ASKED, orders={Column.BORN_ON: Order.MONTH_FIRST})

    [record] = read(data, asked)

    assert (record.get(Column.BORN_ON), findings([record])) == ("1980-03-04", [])


def test_one_delegation_may_be_said_for_all(read):
    asked = dataclasses.replace(ASKED, delegation="Viet Nam")
    rows = [row[1:] for row in workbooks.table({})]

    [record] = read(workbooks.xlsx(*rows), asked)

    assert (record.body.participant, findings([record])) == ("VNM", [])


@pytest.mark.parametrize(
    ("person", "place"),
    [
        ({"Photograph": "nguyen.jpg"}, "I2"),  # a name is no photograph
        ({"Photograph": None}, "I2"),
    ],
)
def test_a_workbook_never_brings_a_photograph_and_the_note_says_what_to_do(
    read, app, person, place
):
    [record] = read(workbooks.workbook(person))

    [note] = record.findings
    assert (note.code, note.severity, note.place) == (
        Code.PHOTOGRAPH_MISSING,
        Severity.NOTE,
        place,
    )
    assert (record.has_problems, record.has_errors) == (False, False)
    assert note.sentence.endswith("Add it on the person’s page.")
    assert [photographs_missing(x)[:11] for x in (1, 2_500)] == ["One person ", "2500 people"]


@pytest.mark.parametrize(
    "person",
    [
        {"Rank": "Head of State", "Function": "Head of delegation"},
        {"Rank": "Vice-President", "Function": "Head of delegation"},
        {"Rank": "Head of Government", "Function": "Head of delegation"},
        {"Function": "Spouse"},
    ],
)
def test_no_photograph_is_asked_of_the_highest_ranks_and_of_spouses(read, person):
    [record] = read(workbooks.workbook(person))
    assert record.findings == []


def test_a_passport_that_was_good_at_a_past_ceremony_is_no_error(read):
    asked = dataclasses.replace(ASKED, today=date(2026, 11, 1))
    data = workbooks.workbook({"Document expiry": date(2026, 1, 1)})
    assert codes(read(data, asked)) == []


def sentences(records) -> list[str]:
    return [x.sentence for record in records for x in record.findings if x.is_problem]


def test_an_empty_cell_is_named_by_its_column(read):
    [first, _second] = read(
        workbooks.workbook({"Function": None}, {"Document number": "X1", "Family name": "Trần"})
    )
    assert sentences([first]) == ["“Function” is empty; every person needs it."]


def test_a_missing_column_is_no_finding_of_each_cell(read):
    rows = [row[1:3] + row[4:] for row in workbooks.table({}, {"Document number": "X1"})]
    records = read(workbooks.xlsx(*rows))

    assert sentences(records)[:2] == [
        "No column says the delegation.",
        "No column says the function.",
    ]
    assert {x.code for record in records for x in record.findings if x.is_shown} <= {
        Code.SAME_NAME_IN_ROW,
        Code.DOUBLE_PERSON,
    }
    assert all(record.has_errors for record in records)


def test_a_namesake_in_another_row_whom_nothing_tells_apart_is_a_warning(read):
    bare = {"Date of birth": None, "Document number": None}
    assert sentences(read(workbooks.workbook({}, bare))) == [
        (
            "Possible double of row 2: same name, and neither date of birth nor document number "
            "tells them apart."
        )
    ]
    assert sentences(read(workbooks.workbook({}, bare | {"Delegation": "Indonesia"}))) == []


def test_a_date_that_does_not_exist_is_said_so(read):
    assert sentences(read(workbooks.workbook({"Date of birth": "31/02/1990"}))) == [
        "There is no such date. Write dates like 1980-04-03."
    ]


@pytest.mark.parametrize(
    ("settling", "born_on", "problems"),
    [
        ("17/09/1971", "1980-04-03", 0),
        ("09/17/1971", "1980-03-04", 0),
        ("5 May 1971", "1980-04-03", 1),
    ],
)
def test_one_date_of_a_column_settles_the_others(read, settling, born_on, problems):
    other = {"Date of birth": settling, "Family name": "Trần", "Document number": "X1"}
    records = read(workbooks.workbook({"Date of birth": "03/04/1980"}, other))

    assert (records[0].get(Column.BORN_ON), len(sentences(records))) == (born_on, problems)


def test_dates_that_contradict_each_other_settle_nothing(read):
    dates = ("03/04/1980", "17/09/1971", "09/17/1971")
    people = [{"Date of birth": x, "Family name": x, "Document number": x} for x in dates]
    assert Code.AMBIGUOUS_DATE in codes(read(workbooks.workbook(*people)))


def test_a_word_that_is_nearly_known_is_suggested(read):
    person = {"Function": "Delegat", "Rank": "Ministr"}
    assert sentences(read(workbooks.workbook(person))) == [
        "“Delegat” is not known here. Did you mean “Delegate”?",
        (
            "“Ministr” is no rank of the order of precedence; “other” was taken. "
            "Did you mean “Minister”?"
        ),
    ]


def test_the_words_of_the_template_are_those_of_the_desk(app):
    kinds = {
        Column.FUNCTION: Function,
        Column.RANK: Rank,
        Column.KIND: BodyKind,
        Column.DOCUMENT_TYPE: DocumentType,
    }
    for column, words in kinds.items():
        labels = [words(meaning).label for meaning in vocabulary.WORDS[column]]
        assert list(vocabulary.choices(column)) == labels
