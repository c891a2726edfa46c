"""The list of people: filters, counts, and pages by key."""

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from ceremony.accounts.actors import Visitor
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.people import listing, operations, queries, searching
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
        "d123 456",
        "D123-456",
    ],
)
def test_somebody_is_found_however_the_words_are_written(words):
    make.person("Đức", "Nguyễn", original_name="阮德", document_number="D123456")
    make.person("Amina", "Al-Kuwari", document_number="D123457")
    assert found(words=words, by_document=True) == ["Đức Nguyễn"]


def test_who_may_not_read_documents_does_not_find_by_them():
    make.person("Đức", "Nguyễn", document_number="D123456")
    assert found(words="D123456") == []


@pytest.mark.parametrize("words", ["duc kuwari", "!!!", "%", "_", "D12345", "阮阮"])
def test_nobody_is_found_by_what_does_not_fit(words):
    make.person("Đức", "Nguyễn", document_number="D123456")
    assert found(words=words, by_document=True) == []


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


def test_beyond_the_end_is_nobody_and_beyond_the_unknown_too():
    person = make.person()
    assert listing.page(Filter(), after=person.id) == ([], None, None)
    assert listing.page(Filter(), after=999) == ([], None, None)


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
