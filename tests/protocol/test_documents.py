import csv
from io import BytesIO, StringIO

import openpyxl
import pypdfium2
import pytest
from docx import Document
from sqlalchemy import select

from ceremony.core.db import db
from ceremony.core.typography.sheet import A4_LYING, A6_LYING
from ceremony.people.kinds import Function, Rank
from ceremony.protocol import order, participants, queries, seating
from ceremony.protocol.documents import (
    floor,
    flow,
    lists,
    nameplates,
    participants_docx,
    participants_pdf,
    spreadsheets,
)
from ceremony.protocol.documents.flow import Block, Cell
from ceremony.protocol.models import Arrangement, SeatingDraw
from ceremony.protocol.order import Alphabet
from ceremony.protocol.photograph import positions
from ceremony.register.models import Participant
from tests import make
from tests.protocol import place


def pages(pdf):
    """The text of each page, as somebody copies it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            " ".join(page.get_textpage().get_text_bounded().replace("\r", "").split())
            for page in document
        ]


def size(pdf):
    """Of the first page, in millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        return tuple(round(x / 72 * 25.4) for x in document[0].get_size())


@pytest.fixture
def listing():
    """Qatar with three members, one of whom is not named; France with a head in two scripts."""
    make.ceremony()
    qatar = place.head("QAT", title="Minister of Justice", honorific="H.E. Ms.")
    body = make.queries.body_of(place.sent(qatar))
    make.accreditation(given_names="Badr", family_name="Ali", body=body, is_listed=True)
    make.accreditation(given_names="Secret", family_name="Person", body=body)
    place.head("FRA", given_names="Zoé", family_name="Đặng-Œuvré")
    return participants.listing(queries.delegations(), queries.members())


def drawn(letter="Q"):
    draw = SeatingDraw(letter=letter, alphabet=Alphabet.ENGLISH, is_by_hand=False, reason="")
    draw.drawn_at = make.now()
    return draw


def test_the_list_of_participants_says_what_it_is_and_names_who_agreed(listing):
    [page] = pages(participants_pdf.pdf(listing, 4))

    assert page.startswith("Signing Ceremony PROVISIONAL Provisional list of participants")
    for said in (
        "Convention on Something",
        "Convention Hall, Hanoi, 25–26 October 2025",
        "List No. 4, ",
        "2 delegations, 3 persons named.",
        "States France Head of delegation Zoé ĐẶNG-ŒUVRÉ",
        "Qatar Head of delegation H.E. Ms. Amina HEAD-QAT, Minister of Justice",
        "Delegate Badr ALI",
        "1 accredited participant did not agree to be named in this list.",
        "Hanoi time.",
        "Page 1 of 1",
    ):
        assert said in page
    assert "Secret" not in page


def test_the_list_as_docx_has_headings_the_same_lines_and_page_fields(listing):
    document = Document(BytesIO(participants_docx.docx(listing, 4)))
    text = [(x.style.name, x.text) for x in document.paragraphs]

    assert text[:3] == [
        ("Mark", "PROVISIONAL"),
        ("Title", "Provisional list of participants"),
        ("Facts", "Signing Ceremony: Convention on Something"),
    ]
    assert text[4][1].startswith("List No. 4, ")
    assert text[5:-1] == [
        ("Heading 1", "States"),
        ("Heading 2", "France"),
        ("Function", "Head of delegation"),
        ("Participant", "Zoé ĐẶNG-ŒUVRÉ"),
        ("Heading 2", "Qatar"),
        ("Function", "Head of delegation"),
        ("Participant", "H.E. Ms. Amina HEAD-QAT, Minister of Justice"),
        ("Function", "Delegate"),
        ("Participant", "Badr ALI"),
        ("Facts", "1 accredited participant did not agree to be named in this list."),
    ]
    [foot] = document.sections[0].footer.paragraphs
    assert [x.get(participants_docx.qn("w:instr")) for x in foot._p if "fldSimple" in x.tag] == [
        "PAGE",
        "NUMPAGES",
    ]
    assert document.core_properties.title == "Provisional list of participants"


def test_a_delegation_that_goes_on_says_so_on_the_next_page():
    make.ceremony()
    body = make.queries.body_of(place.sent(place.head("QAT")))
    for number in range(60):
        make.accreditation(given_names=f"N{number}", body=body, is_listed=True)
    found = participants.listing(queries.delegations(), queries.members())
    first, second = pages(participants_pdf.pdf(found, 1))

    assert second.startswith("Qatar (continued) ")
    assert (first[-11:], second[-11:]) == ("Page 1 of 2", "Page 2 of 2")
    for number in range(60):
        assert f"{first} {second} ".count(f" N{number} AL-KUWARI ") == 1


def test_a_heading_never_stands_last_on_a_page():
    line = Block((Cell("Line"),))
    heading = Block((Cell("Heading"),), keeps=True)
    room = int((flow.BOTTOM - flow.MARGIN) / line.height)
    [first, second] = flow.paged([*[line] * (room - 1), heading, line], flow.MARGIN)

    assert len(first) == room - 1
    assert [x for _y, x in second] == [heading, line]


def test_an_endless_title_is_wrapped_and_stays_on_the_sheet():
    make.ceremony()
    place.head("QAT", title="Minister of Very Long Affairs " * 5)
    found = participants.listing(queries.delegations(), queries.members())

    [page] = pages(participants_pdf.pdf(found, 1))
    assert page.count("Minister of Very Long Affairs") == 5


def test_names_in_other_scripts_are_set():
    make.ceremony()
    place.head("QAT", given_names="أمينة", family_name="الكواري", badge_name="أمينة الكواري")
    found = participants.listing(queries.delegations(), queries.members())

    assert "الكواري" in pages(participants_pdf.pdf(found, 1))[0]


def test_the_precedence_list_marks_who_is_not_approved_and_who_was_moved():
    make.ceremony()
    place.head("QAT", Rank.FOREIGN_MINISTER, honorific="H.E.")
    body = make.body("FRA")
    make.delegation("submitted", body)
    make.person(given_names="Zoé", body=body, function=Function.HEAD, rank=Rank.AMBASSADOR)
    [page] = pages(lists.precedence_pdf(queries.precedence(), queries.arrangement()))

    assert "By rank, then by the names of States in the order of the English alphabet." in page
    assert "1 Qatar H.E. Amina Head-QAT Minister for Foreign Affairs" in page
    assert "2 France Zoé Al-Kuwari, not yet approved Ambassador" in page


def test_the_seating_order_says_its_letter_and_the_seats():
    make.ceremony()
    for code in ("FRA", "QAT", "ALB"):
        place.head(code)
    rows = seating.seats(order.from_letter(queries.delegations(), Alphabet.ENGLISH, "Q"), 2)
    [page] = pages(lists.seating_pdf(rows, drawn(), 2))

    assert "Letter Q, drawn " in page
    assert "2 seats each." in page
    assert "1 Qatar 1–2 2 Albania 3–4 3 France 5–6" in page


def test_seats_as_tables_begin_with_no_formula():
    make.delegation(sender=make.body(None, name="=1+1", code="O-1"))
    rows = seating.seats(queries.delegations(), 1)
    sheet = openpyxl.load_workbook(BytesIO(spreadsheets.seating_xlsx(rows))).active
    expected = ["No.", "Delegation", "Code", "Kind", "First seat", "Last seat"]
    kind = "International or regional organisation"

    assert [[x.value for x in row] for row in sheet] == [
        expected,
        [1, "'=1+1", "O-1", kind, 1, 1],
    ]
    text = spreadsheets.seating_csv(rows).decode("utf-8-sig")
    assert list(csv.reader(StringIO(text))) == [expected, ["1", "'=1+1", "O-1", kind, "1", "1"]]


def test_a_nameplate_has_the_name_on_both_faces():
    pdf = nameplates.pdf([("Côte d'Ivoire", 2), ("Viet Nam", 1)])

    assert size(pdf) == tuple(A4_LYING)
    assert pages(pdf) == ["Côte d'Ivoire Côte d'Ivoire"] * 2 + ["Viet Nam Viet Nam"]


def test_every_name_of_the_register_is_large_enough_to_be_read_in_the_hall():
    found = [nameplates.fitted_name(x) for x in db.session.scalars(select(Participant.name))]

    assert [x.text for x in found if x.size < 15 or x.missing or len(x.lines) > 3] == []
    assert [x.text for x in found if x.width > nameplates.ROOM.width + 0.01] == []
    assert [x.text for x in found if x.height > nameplates.ROOM.height + 0.01] == []


def test_the_photograph_has_a_plan_and_a_card_for_every_place():
    make.ceremony()
    for code in ("GBR", "QAT", "ALB"):
        place.head(code)
    rows = positions(queries.precedence().heads, 2)
    [plan] = pages(floor.plan_pdf(rows))
    cards = floor.labels_pdf(rows, A6_LYING)

    assert "3 United Kingdom" in plan
    assert plan.index("3 United") < plan.index("2 Qatar") < plan.index("Photographer")
    assert size(cards) == tuple(A6_LYING)
    assert pages(cards) == [
        "2 Qatar Row 1, place 1",
        "1 Albania Row 1, place 2",
        "3 United Kingdom of Great Britain and Northern Ireland Row 2, place 1",
    ]


def test_a_crowd_still_fits_on_the_plan():
    make.ceremony()
    head = queries.Head(
        order.Sender(1, "United Kingdom of Great Britain and Northern Ireland", "state"),
        1,
        "Amina",
        "",
        "",
        Rank.MINISTER,
        "approved",
    )
    assert len(pages(floor.plan_pdf(positions([head] * 310, 40)))) == 1


def test_a_list_number_out_of_range_is_refused_by_the_database():
    with pytest.raises(Exception, match="list_number_range"):
        make.save(Arrangement(id=1, alphabet=Alphabet.ENGLISH, is_host_first=False, list_number=0))
