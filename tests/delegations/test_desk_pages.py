"""How the desk's pages of delegations are laid out: their acts, their list, its orders."""

from datetime import UTC, datetime

import pytest

from ceremony.core.permissions import Role
from ceremony.delegations.queries import lists
from ceremony.delegations.queries.lists import Asked, Sort
from ceremony.people.kinds import Function
from ceremony.people.states import State as Member
from tests import make
from tests.client import parse, words
from tests.counting import statements
from tests.delegations.people import entered

URL = "/desk/delegations"


@pytest.fixture(autouse=True)
def ceremony(session):
    make.ceremony()
    make.category("delegate")


@pytest.fixture
def registrar(signed_in):
    return signed_in(Role.REGISTRAR)


def acts(page, css):
    """What stands by itself in the acts of this class, and what is in their menu."""
    found = next(x for x in parse(page.text).iter("div") if x.get("class") == css)
    [menu] = [x for x in found.iter("details") if "more" in x.get("class", "").split()] or [None]
    inside = [] if menu is None else list(menu.iter("a"))
    links = [x for x in found.iter() if x.tag in {"a", "button"} and x not in inside]
    return [words(x) for x in links], [words(x) for x in inside]


def names(page):
    return [words(x) for x in parse(page.text).find(".//tbody").iter("a")]


class TestTheActs:
    def test_the_list_has_one_main_act_and_the_others_in_a_menu(self, registrar, signed_in):
        assert acts(registrar.get(URL), "acts") == (
            ["Open a delegation"],
            ["Open from the register", "Import a workbook", "Usual quotas and deadlines"],
        )
        assert "Open a delegation" not in signed_in(Role.BADGE_OFFICER).get(URL).text

    def test_a_submitted_one_is_approved_or_returned_and_the_rest_is_in_a_menu(self, registrar):
        delegation = make.delegation()
        entered(delegation, Function.HEAD)
        assert acts(registrar.get(f"{URL}/{delegation.id}"), "acts") == (
            ["Approve those chosen", "Return with a note"],
            ["Enter members for them", "Import into this delegation", "Open again", "Withdraw"],
        )

    def test_one_of_which_nobody_waits_can_be_returned_all_the_same(self, registrar):
        delegation = make.delegation()
        entered(delegation, Function.HEAD, state=Member.DRAFT)
        found = acts(registrar.get(f"{URL}/{delegation.id}"), "acts more-acts")
        assert found[0] == ["Return with a note"]

    @pytest.mark.parametrize(
        ("state", "first", "others"),
        [
            ("draft", ["Enter members for them", "Submit for them"], ["Withdraw"]),
            ("approved", [], ["Enter members for them", "Open again", "Withdraw"]),
            ("withdrawn", ["Open again"], []),
        ],
    )
    def test_what_is_done_most_in_a_state_stands_by_itself(self, registrar, state, first, others):
        delegation = make.delegation(state)
        if state == "draft":
            entered(delegation, Function.HEAD, state=Member.DRAFT)
        found = acts(registrar.get(f"{URL}/{delegation.id}"), "acts more-acts")
        assert (found[0], [x for x in found[1] if "Import" not in x]) == (first, others)

    def test_whoever_can_do_nothing_sees_no_empty_menu(self, signed_in):
        page = signed_in(Role.LIAISON_OFFICER).get(f"{URL}/{make.delegation().id}")
        assert "more-acts" not in page.text


class TestTheList:
    def test_a_deadline_is_one_line_and_says_all_of_it_when_asked(self, registrar):
        make.delegation("invited", deadline=datetime(2025, 10, 1, 11, tzinfo=UTC))
        root = parse(registrar.get(URL).text)
        [at] = root.find(".//tbody").iter("time")
        assert (at.get("datetime"), at.get("title"), words(at)) == (
            "2025-10-01T18:00+07:00",
            "1 October 2025, 18:00 Hanoi time (UTC+07:00)",
            "1 Oct, 18:00 Hanoi time (UTC+07:00)",
        )
        assert "Deadline, Hanoi time" in [words(x) for x in root.iter("th")]
        assert [words(x) for x in root.iter("span") if x.get("class") == "late"] == ["passed"]

    def test_it_is_sorted_by_name_by_rank_or_by_deadline(self, registrar):
        def opened(code, rank, day):
            at = datetime(2025, 10, day, 11, tzinfo=UTC) if day else None
            delegation = make.delegation("submitted", sender=make.body(code), deadline=at)
            if rank:
                entered(delegation, Function.HEAD, rank=rank)

        opened("QAT", "minister", 3)
        opened("KAZ", "head_of_state", 2)
        opened("FRA", "", 1)
        opened("BRA", "minister", 0)
        sorted_by = {x: names(registrar.get(f"{URL}?sort={x}")) for x in (*Sort, "nonsense", "")}
        by_name = ["Brazil", "France", "Kazakhstan", "Qatar"]
        by_deadline = ["France", "Kazakhstan", "Qatar", "Brazil"]
        assert sorted_by == {
            "name": by_name,
            "precedence": ["Kazakhstan", "Brazil", "Qatar", "France"],
            "deadline": by_deadline,
            "queue": by_deadline,
            "nonsense": by_name,
            "": by_name,
        }
        assert names(registrar.get(f"{URL}?state=submitted")) == by_deadline
        assert "by the rank of the head" in registrar.get(f"{URL}?sort=precedence").text

    def test_its_pages_go_on_in_the_order_that_was_asked_for(self, monkeypatch):
        monkeypatch.setattr("ceremony.core.paging.page.__defaults__", (2,))
        for code, rank in (("QAT", "minister"), ("KAZ", "head_of_state"), ("FRA", "ambassador")):
            delegation = make.delegation("submitted", sender=make.body(code))
            entered(delegation, Function.HEAD, rank=rank)
        first = lists.delegations(sort="precedence")
        second = lists.delegations(lists.Place(after=first.after), sort="precedence")
        found = [[x.delegation.body.code for x in page.rows] for page in (first, second)]
        assert found == [["KAZ", "QAT"], ["FRA"]]

    def test_a_tab_and_a_filter_keep_the_order(self, registrar):
        make.delegation()
        root = parse(registrar.get(f"{URL}?sort=precedence&kind=state").text)
        [tab] = [x.get("href") for x in root.iter("a") if words(x).startswith("Approved")]
        assert tab == f"{URL}?liaison=&kind=state&state=approved&sort=precedence"
        [form] = [x for x in root.iter("form") if x.get("class") == "filters"]
        kept = {x.get("name"): x.get("value") for x in form.iter("input")}
        assert kept["sort"] == "precedence"

    def test_the_order_of_precedence_asks_the_database_as_often_for_three_as_for_one(
        self, registrar
    ):
        counts = []
        for codes in (("QAT",), ("KAZ", "PER")):
            for code in codes:
                entered(make.delegation(sender=make.body(code)), Function.HEAD, rank="minister")
            with statements() as asked:
                registrar.get(f"{URL}?sort=precedence")
            counts.append(len(asked))
        assert counts[0] == counts[1]

    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            ("words=atlantis", "No delegation fits"),
            ("state=submitted", "No delegation waits for a decision"),
            ("state=refused", "No delegation is here"),
            ("state=refused&kind=ngo", "No delegation fits"),
        ],
    )
    def test_an_empty_list_says_why_it_is_empty(self, registrar, asked, sentence):
        make.delegation("approved")
        assert sentence in registrar.get(f"{URL}?{asked}").text


def test_what_makes_no_sense_asks_for_the_usual_order():
    read = [Asked.read(x).order for x in ({"sort": "x"}, {"state": "submitted"}, {"sort": "name"})]
    assert read == [Sort.NAME, Sort.QUEUE, Sort.NAME]


@pytest.mark.parametrize("page", ["open", "terms/state", "open-all", "{id}/agreement"])
def test_the_hint_of_a_deadline_names_the_time_zone(registrar, page):
    delegation = make.delegation()
    text = registrar.get(f"{URL}/{page.format(id=delegation.id)}").text
    assert "In Hanoi time (Asia/Ho_Chi_Minh)." in text
