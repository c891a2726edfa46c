from io import BytesIO

import pytest
from docx import Document

from ceremony.core.permissions import OFFICE, Role
from ceremony.people.kinds import Rank
from ceremony.protocol import queries
from tests import make
from tests.client import parse, words
from tests.protocol import place

BASE = "/desk/protocol"
FILES = """precedence.pdf participants.pdf participants.docx nameplates.pdf seating.pdf seating.csv
    seating.xlsx photograph.pdf photograph/labels-a5.pdf photograph/labels-a6.pdf""".split()
READERS = {Role.REGISTRAR, Role.CHIEF_OF_PROTOCOL, Role.PROTOCOL_OFFICER}


@pytest.fixture
def officer(signed_in):
    make.ceremony()
    return signed_in(Role.PROTOCOL_OFFICER)


@pytest.fixture
def three():
    """Ids of the delegations of France, Peru and Qatar, all headed by ministers."""
    return [place.sent(place.head(x)) for x in ("FRA", "PER", "QAT")]


def heads_of_rows(page):
    """The head cells of all rows of the page's first table."""
    table = next(iter(parse(page.text).iter("table")))
    return [x for x in table.iter("th") if x.get("scope") == "row"]


def rows(page):
    return [words(x) for x in heads_of_rows(page)]


def names_of(page):
    """The names in the head cells, without what stands below them."""
    return [(x.text or "").strip() for x in heads_of_rows(page)]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("", "Nobody is approved yet"),
        ("/precedence", "No head of delegation yet"),
        ("/participants", "Nobody is approved yet"),
        ("/nameplates", "No delegation yet"),
        ("/seating", "No letter drawn yet"),
        ("/photograph", "No head of delegation yet"),
    ],
)
def test_an_empty_ceremony_says_what_is_missing(officer, page, said):
    assert said in officer.get(BASE + page).text


@pytest.mark.parametrize("file", FILES)
def test_a_paper_that_cannot_be_made_leads_back_and_says_why(officer, file):
    answer = officer.get(f"{BASE}/{file}")

    assert answer.status_code == 303
    said = officer.get(answer.location).text
    assert "there is nothing to print" in said or "Draw a letter first." in said


def test_every_paper_comes_as_a_file_that_nobody_keeps(officer, three):
    officer.send(f"{BASE}/seating/draw", alphabet="english", letter="P")
    for file in FILES:
        answer = officer.get(f"{BASE}/{file}")
        start = {"pdf": b"%PDF", "csv": b"\xef\xbb\xbfNo.,", "docx": b"PK", "xlsx": b"PK"}
        assert answer.status_code == 200, file
        assert answer.data.startswith(start[file.rpartition(".")[2]]), file
        assert answer.headers["Cache-Control"] == "private, no-store", file
        assert "attachment; filename=" in answer.headers["Content-Disposition"], file


@pytest.mark.parametrize("role", sorted(OFFICE))
def test_papers_are_for_those_who_answer_for_delegations(signed_in, three, role):
    make.ceremony()
    browser = signed_in(role)
    expected = 200 if role in READERS else 403
    may_arrange = role in READERS - {Role.REGISTRAR}

    assert {
        browser.get(BASE + x).status_code for x in ("", "/precedence", "/participants.docx")
    } == {expected}
    for page in ("/arrangement", "/seating/draw", f"/precedence/{three[0]}/move"):
        assert browser.get(BASE + page).status_code == (200 if may_arrange else 403)


def test_a_registrar_sees_no_way_to_move_anybody(signed_in, three):
    make.ceremony()
    page = signed_in(Role.REGISTRAR).get(f"{BASE}/precedence").text

    assert "/move" not in page
    assert "Take back" not in page


def test_a_delegation_is_moved_up_by_its_button_and_a_reason(officer, three):
    page = officer.get(f"{BASE}/precedence")
    links = [x.get("href") for x in parse(page.text).iter("a") if "/move" in x.get("href", "")]
    up_of_qatar = f"{BASE}/precedence/{three[2]}/move?before={three[1]}"
    assert names_of(page) == ["France", "Peru", "Qatar"]
    assert up_of_qatar in links

    form = officer.get(up_of_qatar)
    assert f'<option selected value="{three[1]}">2. Peru</option>' in form.text
    done = officer.send(up_of_qatar, before_id=str(three[1]), reason="Presidency")
    assert done.location == f"{BASE}/precedence#of-{three[2]}"
    moved = officer.get(f"{BASE}/precedence")
    assert names_of(moved) == ["France", "Qatar", "Peru"]
    assert moved.text.count("Presidency") == 2

    [change] = queries.changes()
    officer.send(f"{BASE}/precedence/changes/{change.id}/take-back", page=f"{BASE}/precedence")
    assert names_of(officer.get(f"{BASE}/precedence")) == ["France", "Peru", "Qatar"]


def test_moving_down_the_last_but_one_makes_it_last(officer, three):
    links = [
        x.get("href")
        for x in parse(officer.get(f"{BASE}/precedence").text).iter("a")
        if x.get("aria-label") == "Move Peru down"
    ]
    assert links == [f"{BASE}/precedence/{three[1]}/move"]
    officer.send(links[0], before_id="", reason="Asked for it")

    assert names_of(officer.get(f"{BASE}/precedence")) == ["France", "Qatar", "Peru"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"before_id": "1", "reason": ""}, "Say why the delegation is moved."),
        ({"before_id": "999999", "reason": "Why not"}, "Not a valid choice."),
        ({"before_id": "x", "reason": "Why not"}, "Not a valid choice."),
        ({"before_id": "1", "reason": "x" * 301}, "Field cannot be longer than 300 characters."),
    ],
)
def test_what_makes_no_sense_moves_nobody(officer, three, sent, said):
    page = officer.send(f"{BASE}/precedence/{three[2]}/move", **sent)

    assert said in page.text
    assert queries.changes() == []


def test_what_has_no_place_cannot_be_moved(officer, three):
    headless = make.delegation(sender=make.body("CHL"))

    assert officer.get(f"{BASE}/precedence/{headless.body_id}/move").status_code == 404
    assert "Chile" in officer.get(f"{BASE}/precedence").text


def test_a_change_of_rank_after_a_move_is_pointed_out(officer, three):
    officer.send(f"{BASE}/precedence/{three[2]}/move", before_id=str(three[0]), reason="Presidency")
    [part] = [
        x
        for x in make.queries.participations_of([x.person_id for x in queries.heads()])
        if x.body_id == three[2]
    ]
    with make.transaction(make.SYSTEM):
        make.operations.change_participation(
            actor=make.SYSTEM, participation=part, rank=Rank.AMBASSADOR
        )

    assert "Was Minister when moved, is Ambassador now." in officer.get(f"{BASE}/precedence").text


def test_the_office_chooses_alphabet_host_and_number(officer, three):
    place.host()
    saved = officer.send(
        f"{BASE}/arrangement", version="0", alphabet="french", is_host_first="y", list_number="7"
    )

    assert saved.location == BASE
    assert "List No. 7" in officer.get(BASE).text
    assert names_of(officer.get(f"{BASE}/precedence"))[0] == "Viet Nam"
    content = BytesIO(officer.get(f"{BASE}/participants.docx").data)
    assert any("List No. 7" in x.text for x in Document(content).paragraphs)


def test_the_office_is_told_if_nobody_is_the_host(officer):
    sentence = "the settings of the ceremony name no host country"
    assert sentence in officer.get(f"{BASE}/arrangement").text
    make.ceremony(host="VNM")
    assert sentence not in officer.get(f"{BASE}/arrangement").text


def test_a_stale_arrangement_is_shown_beside_what_was_saved(officer):
    sent = {"version": "0", "alphabet": "english", "list_number": "2"}
    officer.send(f"{BASE}/arrangement", **sent)
    page = officer.send(f"{BASE}/arrangement", **sent | {"list_number": "5"}).text

    assert "Somebody else changed this a moment ago." in page
    assert "saved meanwhile as 2" in page


@pytest.mark.parametrize("number", ["0", "1000", "", "x"])
def test_a_number_of_the_list_out_of_range_is_refused(officer, number):
    page = officer.send(f"{BASE}/arrangement", version="0", alphabet="english", list_number=number)

    assert (page.status_code, queries.arrangement().list_number) == (200, 1)
    assert "There is a problem" in page.text


def test_a_letter_is_drawn_once_and_again_with_a_reason(officer, three):
    assert officer.send(f"{BASE}/seating/draw", alphabet="english", letter="p").status_code == 303
    assert rows(officer.get(f"{BASE}/seating?seats=2")) == ["Peru", "Qatar", "France"]
    assert ">3–4<" in officer.get(f"{BASE}/seating?seats=2").text

    again = {"alphabet": "english", "letter": ""}
    assert "Say why it is drawn again." in officer.send(f"{BASE}/seating/draw", **again).text
    officer.send(f"{BASE}/seating/draw", **again, reason="A State came late")
    page = officer.get(f"{BASE}/seating").text
    assert "Drawn here by lot." in page
    assert "Drawn again: A State came late" in page


@pytest.mark.parametrize(
    ("letter", "said"), [("Z", "No name begins with it."), ("PQ", "One letter, from A to Z.")]
)
def test_a_letter_that_cannot_be_is_refused_at_its_field(officer, three, letter, said):
    assert said in officer.send(f"{BASE}/seating/draw", alphabet="english", letter=letter).text
    assert queries.draws() == []


def test_nameplates_are_made_for_those_chosen(officer, three):
    chosen = officer.get(f"{BASE}/nameplates.pdf?id={three[2]}&id=x&seats=3").data
    everybody = officer.get(f"{BASE}/nameplates.pdf").data

    assert (chosen.count(b"/Type /Page\n"), everybody.count(b"/Type /Page\n")) == (3, 3)


@pytest.mark.parametrize(
    "asked", ["per_row=0", "per_row=-1", "per_row=x", "per_row=99999", "who=x"]
)
def test_numbers_of_the_photograph_that_make_no_sense_do_no_harm(officer, three, asked):
    page = officer.get(f"{BASE}/photograph?{asked}")

    assert (page.status_code, rows(page)) == (200, ["Peru", "France", "Qatar"])


def test_organisations_stand_in_the_photograph_if_asked(officer, three):
    place.head(None, sender=make.body(None, name="League of Harbours"))

    assert "League of Harbours" not in officer.get(f"{BASE}/photograph").text
    assert "League of Harbours" in officer.get(f"{BASE}/photograph?who=all").text
