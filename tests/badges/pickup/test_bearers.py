import pypdfium2
import pytest

from ceremony.badges import queries
from ceremony.badges.documents import receipt as paper
from ceremony.badges.models import Credential
from ceremony.badges.pickup import receipts, search
from ceremony.badges.states import State
from ceremony.core.db import db, transaction
from ceremony.core.permissions import Role
from tests import cast, make
from tests.badges import issuing, passes
from tests.client import parse, words

URL = "/desk/pickup"
HERE = f"{URL}/delegations/QAT"
GIVEN = {"bearer": "Amina Al-Kuwari", "is_identified": "y", "note": "Two bags"}


@pytest.fixture
def qatar():
    make.ceremony()
    return make.body()


@pytest.fixture
def officer(signed_in, qatar):
    return signed_in(Role.PICKUP_OFFICER)


@pytest.fixture
def badges(qatar) -> list[Credential]:
    """Three of Qatar's, all on paper."""
    return [issuing.printed(given_names=x) for x in ("Amina", "Leila", "Noor")]


def main(response) -> str:
    return words(parse(response.text).find(".//main"))


def ticked(response) -> list[str]:
    boxes = parse(response.text).iter("input")
    return [x.get("value") for x in boxes if x.get("name") == "id" and x.get("checked") is not None]


def states(badges) -> list[State]:
    db.session.rollback()
    return [queries.credential(x.id).state for x in badges]


def give(officer, badges, **values):
    return officer.send(HERE, id=[x.id for x in badges], **GIVEN | values)


def test_all_that_lie_here_are_ticked_and_go_with_the_bearer(officer, badges):
    issuing.credential(given_names="Tariq")
    assert ticked(officer.get(HERE)) == [str(x.id) for x in badges]
    response = give(officer, badges[:2])
    assert response.location == f"{URL}/receipts/1"
    assert states(badges) == [State.WITH_BEARER, State.WITH_BEARER, State.PRINTED]
    whole = receipts.whole(1)
    amina = badges[0].accreditation.person_id
    assert (whole.receipt.bearer_id, whole.by, len(whole.out)) == (amina, "Petra Novák", 2)
    shown = main(officer.get(f"{URL}/receipts/1"))
    assert "Custody receipt CR-000001" in shown
    holder = main(officer.get(f"{URL}/{badges[1].accreditation.person_id}"))
    assert "Taken along by Amina Al-Kuwari. CR-000001" in holder


def test_which_of_two_of_one_name_takes_them_along_nobody_guesses(officer, badges):
    issuing.printed(given_names="Amina")
    give(officer, badges[:2])
    receipt = receipts.whole(1).receipt
    assert (receipt.bearer, receipt.bearer_id) == ("Amina Al-Kuwari", None)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"bearer": " "}, "Say who takes them along."),
        ({"is_identified": ""}, "Look at it, then tick this."),
        ({"pins": "-1"}, "Write a number from 0 to 999."),
        ({"id": ["999"]}, "Choose at least one badge or pin."),
    ],
)
def test_what_is_missing_is_said_and_what_was_ticked_stays(officer, badges, wrong, message):
    given = {"id": [badges[1].id], **GIVEN} | wrong
    response = officer.send(HERE, **given)
    assert message in main(response)
    assert ticked(response) == ([] if "id" in wrong else [str(badges[1].id)])
    assert states(badges) == [State.PRINTED] * 3


@pytest.mark.both_databases
def test_badges_come_back_by_ticking_and_by_scanning_and_end_with_that(officer, badges):
    give(officer, badges)
    there = f"{URL}/receipts/1"
    officer.send(f"{there}/back", there, id=[badges[0].id] * 2)
    assert "1 badge is back." in main(officer.get(there))
    officer.send(f"{there}/scanned", there, words=f"{badges[1].serial:06}")
    officer.send(f"{there}/confirmed", there, id=[badges[2].id])
    assert states(badges) == [State.RETURNED, State.RETURNED, State.COLLECTED]
    assert receipts.counts() == (0, 1)
    assert "Nothing is out" in main(officer.get(f"{URL}/receipts"))
    assert "CR-000001" in main(officer.get(f"{URL}/receipts?which=all"))


def test_floaters_go_on_the_same_receipt_and_come_back_into_stock(officer, badges, qatar):
    [floater] = passes.printed(1, qatar)
    assert ticked(officer.get(HERE)) == [str(x.id) for x in badges]
    give(officer, [badges[0], floater])
    assert states([badges[0], floater]) == [State.WITH_BEARER, State.COLLECTED]
    there = f"{URL}/receipts/1"
    officer.send(f"{there}/confirmed", there, id=[floater.id])
    assert "A pass that changes hands has no holder: it stays out." in main(officer.get(there))
    officer.send(f"{there}/scanned", there, words=f"{floater.serial:06}")
    assert states([floater]) == [State.RETURNED]
    pages = [officer.get(f"{URL}/{x}").text for x in ("receipts", "receipts?which=all")]
    assert ["CR-000001" in x for x in pages] == [True, True]


def test_who_comes_to_lend_passes_finds_those_ticked_and_called_by_their_kind(
    officer, badges, qatar
):
    floaters = passes.printed(2, qatar)
    vehicle = passes.vehicle("29A-123.45", qatar)
    issuing.mark(vehicle.id)
    page = officer.get(f"{HERE}?passes=y")
    assert ticked(page) == [str(x.id) for x in (*floaters, vehicle)]
    shown = main(page)
    assert [x in shown for x in ("Lend passes of Qatar", "Floater 1 In stock", "Floater 2")] == [
        True
    ] * 3
    assert "Badges of Qatar" in main(officer.get(HERE))
    officer.send(f"{HERE}?passes=y", HERE, id=[x.id for x in (*floaters, vehicle)], **GIVEN)
    there = f"{URL}/receipts/1"
    shown = main(officer.get(there))
    assert "Passes are in stock again, and can be lent anew." in shown
    assert "its holder needs a new one" not in shown
    paper_ = pypdfium2.PdfDocument(officer.get(f"{there}.pdf").data)[0].get_textpage()
    text = paper_.get_text_bounded()
    assert [x in text for x in ("Floater 1", "Floater 2", "29A-123.45")] == [True] * 3
    assert "Vehicle 29A" not in text
    officer.send(f"{there}/scanned", there, words=f"{floaters[0].serial:06}")
    assert "Floater 1 In stock" in main(officer.get(there))


def test_what_is_not_out_on_a_receipt_is_refused_there(officer, badges):
    give(officer, badges[:1])
    there = f"{URL}/receipts/1"
    officer.send(f"{there}/back", there, id=[badges[0].id, badges[2].id])
    officer.send(f"{there}/scanned", there, words="nonsense")
    shown = main(officer.get(there))
    assert "This is not out on this receipt: choose what it names." in shown
    assert states(badges) == [State.WITH_BEARER, State.PRINTED, State.PRINTED]


def test_a_receipt_is_found_by_the_code_on_its_paper(officer, qatar):
    passes.lend(passes.printed(1, qatar), qatar)
    officer_ = cast.actor(Role.PICKUP_OFFICER)
    db.session.rollback()
    with transaction(officer_):
        found = [search.find(actor=officer_, words=x) for x in ("CR-000001", "cr1", "CR-000002")]
    assert [x.receipt_id for x in found] == [1, 1, None]


def test_the_paper_names_all_on_both_copies_with_one_number(officer, badges, qatar):
    many = [issuing.printed(given_names=f"Person {x:02}") for x in range(40)]
    db.session.rollback()
    give(officer, [*badges, *many])
    answer = officer.get(f"{URL}/receipts/1.pdf")
    pdf = pypdfium2.PdfDocument(answer.data)
    texts = [x.get_textpage().get_text_bounded() for x in pdf]
    half = len(texts) // 2
    whole = [" ".join("".join(x).split()) for x in (texts[:half], texts[half:])]
    for copy, name in zip(whole, ("Copy of the desk", "Copy of the bearer"), strict=True):
        assert name in copy
        assert [x for x in range(40) if f"Person {x:02} Al-Kuwari" not in copy] == []
        assert all(x in copy for x in ("CR-000001", "Qatar", "43 badges", "Two bags", "Bearer"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="CR-000001.pdf"'


@pytest.mark.parametrize("rows", [0, 1, 12, 13, 14, 20, 21, 22, 30, 50, 51, 52, 80])
def test_no_row_of_the_paper_is_lost_or_stands_in_the_signatures(rows):
    lines = [paper.Row(str(x), "", "") for x in range(rows)]
    pages = paper._paged(lines)
    assert [x for page in pages for x in page] == lines
    room = paper._fitting(112 if len(pages) == 1 else 36)
    assert len(pages[-1]) <= room - int(paper.SIGNING / paper.ROW)


def test_pins_go_along_and_come_back(officer, qatar):
    make.ceremony(pins=5)
    give(officer, [], pins="3")
    there = f"{URL}/receipts/1"
    for count in ("2", "9", "x"):
        officer.send(f"{there}/pins", there, count=count)
    assert "1 of 3 pins are out." in main(officer.get(there))
    assert "1 of 3" in main(officer.get(f"{URL}/receipts"))
    text = pypdfium2.PdfDocument(officer.get(f"{there}.pdf").data)[0].get_textpage()
    assert "3 lapel pins" in text.get_text_bounded()


def test_an_unknown_delegation_and_receipt_are_no_pages(officer):
    seen = [officer.get(f"{URL}/{x}").status_code for x in ("delegations/XYZ", "receipts/9")]
    assert seen == [404, 404]
