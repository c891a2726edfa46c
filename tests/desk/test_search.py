import pytest

from ceremony.core.crypto import keyed_hash
from ceremony.core.permissions import OFFICE, Role
from tests import make
from tests.client import parse, words
from tests.desk import place
from tests.gates import place as doors


def found(client, asked):
    """What is listed, by group."""
    page = client.get("/desk/search", query_string={"q": asked})
    groups = {}
    for section in parse(page.text).iter("section"):
        [head] = [words(x) for x in section.iter("h2")]
        groups[head] = [words(x) for x in section.iter("a")]
    return groups


def test_people_are_found_without_accents_in_any_order(signed_in):
    make.person(given_names="Thị Minh Khuê", family_name="Đặng")

    assert found(signed_in(Role.REGISTRAR), "khue dang") == {"People": ["Thị Minh Khuê Đặng"]}


def test_a_badge_is_found_by_its_number(signed_in):
    badge = doors.credential(make.accreditation(given_names="Layla", family_name="Mansour"))

    groups = found(signed_in(Role.BADGE_OFFICER), f"{badge.serial:06}")

    assert f"{badge.serial:06}"[:3] in groups["Badges"][0]


def test_a_person_is_found_by_the_whole_number_of_the_document(signed_in):
    make.person(
        given_names="Layla", document_number="C1234567", document_hash=keyed_hash("C1234567")
    )
    desk = signed_in(Role.REGISTRAR)

    assert found(desk, "c 1234567") == {"People": ["Layla Al-Kuwari"]}
    assert found(desk, "C123456") == {}
    assert found(signed_in(Role.GATE_SUPERVISOR), "C1234567") == {}


def test_a_delegation_is_found_by_its_name(signed_in, client):
    place.everything(client, signed_in)

    assert "Viet Nam" in found(signed_in(Role.REGISTRAR), "viet nam")["Delegations"]


def test_nobody_finds_what_the_office_does_not_include(signed_in):
    make.accreditation(given_names="Layla", family_name="Mansour")

    assert found(signed_in(Role.ADMINISTRATOR), "mansour") == {}
    assert found(signed_in(Role.GATE_SUPERVISOR), "mansour") == {"People": ["Layla Mansour"]}


def test_more_than_eight_are_said_to_be_more(signed_in):
    for number in range(9):
        make.person(given_names=f"Guest {number}", family_name="Mansour")
    desk = signed_in(Role.REGISTRAR)

    assert len(found(desk, "mansour")["People"]) == 8
    assert "the first 8" in desk.get("/desk/search?q=mansour").text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "What do you look for?"),
        ("   ", "What do you look for?"),
        ("nobody at all", "Nothing found"),
        ("%", "Nothing found"),
        ("' OR 1=1 --", "Nothing found"),
        ("<script>alert(1)</script>", "Nothing found"),
        ("9" * 5000, "Nothing found"),
        ("مرحبا 周文岚", "Nothing found"),
        ("\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "Nothing found"),
    ],
)
def test_whatever_is_asked_gets_a_page(signed_in, asked, said):
    make.person()
    page = signed_in(*OFFICE).get("/desk/search", query_string={"q": asked})

    assert (page.status_code, said in page.text) == (200, True)
    assert "<script>alert" not in page.text
