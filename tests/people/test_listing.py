"""The list of people: filters, counts, and pages by key."""

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from ceremony.accounts.actors import Visitor
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import finding, listing, operations, queries, searching
from ceremony.people.amendments import Amendment, amend
from ceremony.people.kinds import BodyKind, Function, Rank
from ceremony.people.listing import FINDERS, Filter, Sort
from ceremony.people.models import Person
from ceremony.people.states import State
from tests import make


def found(**asked):
    """The names on the first page."""
    return [row.badge_name for row in listing.page(Filter(**asked)).rows]


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(listing, "SIZE", 2)


@pytest.mark.parametrize(
    "words",
    [
        "nguyen duc",
        "ĐỨC nguyễn",
        "Duc  Ngu",
        "阮德",
    ],
)
def test_somebody_is_found_however_the_words_are_written(words):
    make.person("Đức", "Nguyễn", original_name="阮德", document_number="D123456")
    make.person("Amina", "Al-Kuwari", document_number="D123457")
    assert found(words=words) == ["Đức Nguyễn"]


@pytest.mark.parametrize("number", ["D123456", "d123 456", "D123-456"])
def test_a_document_number_finds_its_holders_and_narrows_no_list(number):
    make.person("Amina", "Al-Kuwari", document_number="D123457")
    holder = make.person("Đức", "Nguyễn", document_number="D123456")
    assert (finding.holders(number), found(words=number)) == ([holder.id], [])
    assert [finding.holders(x) for x in ("", "D", "D12345", "12345", "nguyen")] == [[]] * 5


def test_the_list_leads_from_a_document_number_to_the_person(signed_in):
    holder = make.person("Đức", "Nguyễn", document_number="D123456")
    found = signed_in(Role.REGISTRAR).get("/desk/people?q=d123+456")
    assert (found.status_code, found.headers["Location"]) == (303, f"/desk/people/{holder.id}")


def test_the_list_says_that_others_have_the_number_too(signed_in):
    older = make.person("Đức", "Nguyễn", document_number="D123456")
    make.person("Duc", "Nguyen", document_number="D123456")
    registrar = signed_in(Role.REGISTRAR)
    found = registrar.get("/desk/people?q=D123456")
    assert found.headers["Location"] == f"/desk/people/{older.id}"
    page = registrar.get(found.headers["Location"]).text
    assert "1 more record has this document number. This is the oldest." in page


def test_who_may_not_read_documents_does_not_find_by_them(signed_in):
    make.person("Đức", "Nguyễn", document_number="D123456")
    auditor = signed_in(Role.CHIEF_OF_PROTOCOL)
    assert "Nobody matches" in auditor.get("/desk/people?q=D123456").text


@pytest.mark.parametrize("words", ["duc kuwari", "!!!", "%", "_", "D12345", "阮阮"])
def test_nobody_is_found_by_what_does_not_fit(words):
    make.person("Đức", "Nguyễn", document_number="D123456")
    assert found(words=words) == []


def test_other_slices_find_people_by_what_is_theirs(monkeypatch):
    person, _other = make.person("A"), make.person("B")

    def by_serial(words):
        return (
            Person.__table__.select().with_only_columns(Person.id).where(Person.id == person.id)
            if words == "000 007"
            else None
        )

    monkeypatch.setattr(listing, "FINDERS", [*FINDERS, by_serial])
    assert found(words="000 007") == ["A Al-Kuwari"]
    assert found(words="000 008") == []


@pytest.mark.both_databases
def test_every_filter_narrows():
    delegate, head = make.category("delegate"), make.category("head")
    qatar, outlet = make.body("QAT"), make.body(None, kind=BodyKind.OUTLET)
    make.person("A", "1", body=qatar, function="head", rank=Rank.HEAD_OF_STATE)
    make.person("B", "2", body=qatar, photo="b.jpg")
    second = make.person("C", "3", body=outlet, function="journalist")
    with transaction(SYSTEM):
        operations.override(
            actor=SYSTEM,
            accreditation=queries.accreditation_of(second.id),
            category_id=head.id,
            zones=None,
            reason="x",
        )
    assert found(body=qatar.id) == ["A 1", "B 2"]
    assert found(kind=BodyKind.OUTLET) == ["C 3"]
    assert found(function=Function.HEAD) == ["A 1"]
    assert found(body=qatar.id, function=Function.JOURNALIST) == []
    assert found(category=delegate.id) == ["A 1", "B 2"]
    assert found(without_photograph=True) == ["C 3"]
    assert found(status=State.APPROVED) == []
    assert found(sort=Sort.NEWEST) == ["C 3", "B 2", "A 1"]


@pytest.mark.both_databases
def test_who_lacks_a_photograph_is_said_the_same_in_sql_and_in_python():
    make.category()
    qatar, france = make.body("QAT"), make.body("FRA")
    for function in Function:
        make.person(function.value, "F", body=qatar, function=function)
    for rank in Rank:
        make.person(rank.value, "R", body=qatar, rank=rank)
        make.person(rank.value, "D", body=qatar, rank=rank, function="driver")
    make.person("photographed", "", body=qatar, photo="b.jpg")
    second = make.person("second", "", body=qatar)
    with transaction(SYSTEM):
        operations.add_participation(
            actor=SYSTEM, person=second, body=france, function="spouse", rank="other"
        )
    ids = list(db.session.scalars(select(Person.id)))
    lacking = {x.id for x in map(queries.person, ids) if x.lacks_photograph}
    asked = Filter(without_photograph=True)
    listed = {x.person_id for x in queries.accreditations(listing.ids(asked))}

    exempt = {"head_of_state R", "vice_president R", "head_of_government R", "spouse F"}
    names = {queries.person(x).badge_name for x in set(ids) - lacking}
    assert names == {*exempt, "photographed"}
    counted = db.session.scalars(select(Person.id).where(Person.lacks_photograph))
    assert listed == lacking == set(counted)


def test_a_second_participation_is_found_but_shown_once():
    person, france = make.person("A", "1"), make.body("FRA")
    with transaction(SYSTEM):
        operations.add_participation(
            actor=SYSTEM, person=person, body=france, function="adviser", rank="other"
        )
    assert found(body=france.id) == ["A 1"]
    assert found(function=Function.ADVISER) == ["A 1"]
    assert found() == ["A 1"]


@pytest.mark.both_databases
def test_counts_are_of_what_fits_whatever_the_state():
    make.accreditation(given_names="Amina")
    make.person("Bo")
    assert listing.counts(Filter(status=State.REFUSED)) == {State.APPROVED: 1, State.SUBMITTED: 1}
    assert listing.counts(Filter(words="bo")) == {State.SUBMITTED: 1}
    assert len(listing.ids(Filter())) == 2
    assert len(listing.ids(Filter(status=State.APPROVED))) == 1


@pytest.mark.both_databases
@pytest.mark.parametrize("sort", Sort)
def test_pages_go_on_and_back_and_meet_everybody_once(small, sort):
    for name in "EACBD":
        make.person(name, "")
    asked, pages, after = Filter(sort=sort), [], None
    while True:
        page = listing.page(asked, after=after)
        pages.append([row.badge_name for row in page.rows])
        if page.after is None:
            break
        after = page.after
    expected = {Sort.NAME: "ABCDE", Sort.NEWEST: "DBCAE", Sort.WAITING: "EACBD"}[sort]
    assert pages == [list(expected[:2]), list(expected[2:4]), [expected[4]]]
    back = listing.page(asked, before=page.before)
    assert [row.badge_name for row in back.rows] == pages[1]
    first = listing.page(asked, before=back.before)
    assert ([row.badge_name for row in first.rows], first.before) == (pages[0], None)
    assert first.after is not None


def test_a_page_stays_the_same_while_people_are_added_before_it(small):
    for name in "BDF":
        make.person(name, "")
    first = listing.page(Filter())
    make.person("A", "")
    make.person("C", "")
    assert [row.badge_name for row in listing.page(Filter(), after=first.after).rows] == ["F"]
    make.person("E", "")
    assert [x.badge_name for x in listing.page(Filter(), after=first.after).rows] == ["E", "F"]


def test_people_of_one_name_do_not_get_lost_between_pages(small):
    ids = [make.person("A", "").id for _ in range(3)]
    first = listing.page(Filter())
    second = listing.page(Filter(), after=first.after)
    assert [row.id for row in (*first.rows, *second.rows)] == ids


def test_beyond_the_end_is_nobody_and_beyond_the_unknown_the_list_begins_anew():
    person = make.person()
    assert listing.page(Filter(), after=person.id) == ([], None, None)
    assert [row.id for row in listing.page(Filter(), after=999).rows] == [person.id]


def test_a_page_goes_on_behind_somebody_who_fits_no_more(small):
    for name in "ABCD":
        make.person(name, "")
    asked = Filter(status=State.SUBMITTED, sort=Sort.NAME)
    first = listing.page(asked)
    with transaction(SYSTEM):
        operations.approve(
            actor=SYSTEM, accreditations=[queries.accreditation_of(x.id) for x in first.rows]
        )
    rest = listing.page(asked, after=first.after)
    assert [row.badge_name for row in rest.rows] == ["C", "D"]


@pytest.mark.both_databases
def test_who_fits_is_counted_up_to_a_number_and_listed_beyond_it(small, monkeypatch):
    monkeypatch.setattr(listing, "MANY", 3)
    for name in ("Ba", "Bo", "Bu"):
        make.person(name, "")
    known = listing.look(Filter(words="b"))
    assert (known.counts, known.count) == ({State.SUBMITTED: 3}, 3)
    make.accreditation(given_names="Be", family_name="")

    many = listing.look(Filter(words="b"))
    assert (many.counts, many.count) == (None, None)
    assert found(words="b") == ["Ba", "Be"]
    few_of_them = listing.look(Filter(words="b", status=State.APPROVED))
    assert (few_of_them.counts, few_of_them.count) == (None, 1)
    assert found(words="b", status=State.APPROVED) == ["Be"]
    assert listing.look(Filter(words="b", status=State.SUBMITTED)).count == 3
    assert listing.look(Filter()).count == 4
    make.person("Bi", "")
    assert listing.look(Filter(words="b", status=State.SUBMITTED)).count is None
    assert found(words="b", status=State.SUBMITTED) == ["Ba", "Bo"]
    assert found(words="b", status=State.SUBMITTED, sort=Sort.NAME) == ["Ba", "Bi"]
    assert found(words="b", status=State.REFUSED) == []
    assert listing.counts(Filter(words="b")) == {State.SUBMITTED: 4, State.APPROVED: 1}


@pytest.mark.both_databases
def test_words_are_found_by_how_they_begin_in_any_script():
    make.person("Đức Anh", "Nguyễn", original_name="阮德英")
    make.person("Min-jun", "Kim", original_name="김민준")
    make.person("Анна", "Петрова", original_name="")
    assert [found(words=x) for x in ("anh n", "NGU", "nh", "guyen")] == [
        ["Đức Anh Nguyễn"],
        ["Đức Anh Nguyễn"],
        [],
        [],
    ]
    assert [found(words=x) for x in ("阮", "德英", "英", "阮英")] == [["Đức Anh Nguyễn"]] * 3 + [[]]
    assert [found(words=x) for x in ("김민", "민준", "준", "준김")] == [["Min-jun Kim"]] * 3 + [[]]
    assert found(words="петр АННА") == ["Анна Петрова"]


@pytest.mark.both_databases
def test_whoever_gets_another_name_is_found_by_it_and_no_longer_by_the_old_one():
    person = make.person("Amina", "Al-Kuwari")
    with transaction(SYSTEM):
        operations.change(actor=SYSTEM, person=queries.person(person.id), family_name="Haddad")
    assert (found(words="amina hadd"), found(words="kuwari")) == (["Amina Haddad"], [])
    with transaction(SYSTEM):
        amend(
            actor=SYSTEM,
            amendments=[Amendment(queries.person(person.id), {"original_name": "أمينة"})],
        )
    assert (found(words="أمي"), found(words="amina")) == (["Amina Haddad"], ["Amina Haddad"])


def test_a_filter_reads_back_what_it_writes():
    asked = Filter("Đức", 3, BodyKind.STATE, Function.HEAD, 2, State.APPROVED, True, Sort.NEWEST)
    assert Filter.read({k: str(v) for k, v in asked.arguments.items()}, Visitor()) == asked
    assert Filter().arguments == {}


def test_what_makes_no_sense_asks_for_nothing():
    odd = {"body": "x", "kind": "moon", "category": "9" * 30, "status": "?", "sort": "up"}
    assert Filter.read(MultiDict(odd | {"q": "\0 "}), Visitor()) == Filter()
    assert Filter.read({"body": "²"}, Visitor()).body is None


def test_the_search_over_everything_gives_the_most_that_was_asked_for(app):
    for name in "ABC":
        make.person(name, "")
    with app.test_request_context():
        found = [(x.label, x.note) for x in searching.find(" a ", 2)]
        assert found == [("A", "Delegate, Qatar. Submitted.")]
        assert list(searching.find("  ", 2)) == []


def test_who_waits_longest_for_a_decision_comes_first():
    for name in "BCA":
        make.person(name, "")
    assert found(status=State.SUBMITTED) == ["B", "C", "A"]
    assert found(status=State.SUBMITTED, sort=Sort.NAME) == ["A", "B", "C"]
    assert found() == ["A", "B", "C"]
