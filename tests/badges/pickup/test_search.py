import sqlite3
from contextlib import closing
from datetime import date

import pytest
from sqlalchemy import select

from ceremony.badges import queries, signing, token
from ceremony.badges.pickup import search
from ceremony.core import clock
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.errors import NotAllowed
from ceremony.core.permissions import Role
from ceremony.people import mrz
from tests import cast, make
from tests.badges import issuing, passes
from tests.client import parse, words

BORN = date(1980, 5, 6)


@pytest.fixture(autouse=True)
def today():
    make.ceremony()
    clock.shift(date(2025, 10, 25) - clock.now().date())


@pytest.fixture
def amina():
    make.body()
    known = {"document_number": "P-1000001", "born_on": BORN, "original_name": "أمينة الكواري"}
    return issuing.printed(**known)


def look(words: str, role: Role = Role.PICKUP_OFFICER) -> search.Found:
    db.session.rollback()
    officer = cast.actor(role)
    with transaction(officer):
        return search.find(actor=officer, words=words)


def code(credential) -> str:
    claims = token.Claims(
        serial=credential.serial,
        category=1,
        zones=frozenset({0}),
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
    )
    return token.write(claims, signing.private_key(credential.key_id))


def zone(number: str = "P1000001", born: str = "800506", expires: str = "310131") -> str:
    """The zone of Amina Al-Kuwari's passport, as a reader types it."""
    number = number.ljust(9, "<")
    second = f"{number}{mrz.check_digit(number)}QAT{born}{mrz.check_digit(born)}F"
    second += f"{expires}{mrz.check_digit(expires)}{'<' * 14}<"
    whole = second[:10] + second[13:20] + second[21:43]
    first = "P<QATAL<KUWARI<<AMINA".ljust(44, "<")
    return f"{first} {second}{mrz.check_digit(whole)}"


def test_a_badge_is_found_by_everything_that_names_it(amina):
    right = amina.accreditation
    collection = right.collection_code
    ways = ["kuwari AMINA", "الكواري", f"{amina.serial:06}", f"{amina.serial}", code(amina)]
    ways += [collection, f"{collection[:4]} {collection[4:]}".lower(), "  amina\t"]
    assert [look(x).persons for x in ways] == [[right.person_id]] * len(ways)


def test_nothing_is_found_by_what_names_nobody(amina):
    strange = [
        "zzzz",
        "999999",
        "CER:ABC",
        "CR-7",
        "\x00\u202e",
        "!?",
        "9" * 30,
        "x" * 500,
        "<" * 90,
    ]
    found = [look(x) for x in strange]
    assert {(*x.persons, *x.bodies, x.receipt_id) for x in found} == {(None,)}


def test_a_code_that_is_not_genuine_is_said_to_be_none(amina):
    forged = code(amina)[:-3] + "000"
    assert look(forged).notes == [("stop", "This code is not genuine: it is no badge of ours.")]


def test_a_delegation_is_found_by_name_and_by_code(amina):
    qatar = queries.sender(amina)
    assert [[x.id for x in look(words).bodies] for words in ("qat", "Qatar")] == [[qatar.id]] * 2


def test_a_passport_is_found_by_its_number_and_the_comparison_is_recorded(amina):
    found = look(zone())
    assert found.persons == [amina.accreditation.person_id]
    assert found.notes == [("go", "The document is the one registered.")]
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.event == "badges.document_compared")
    ).one()
    assert (entry.subject_type, entry.subject_id) == ("person", amina.accreditation.person_id)
    assert entry.details == {}


@pytest.mark.parametrize(
    ("lines", "notes"),
    [
        (zone(expires="241031"), [("stop", "This document expired on 31 Oct 2024.")]),
        (
            zone(born="810506"),
            [("wait", "The date of birth is not the one registered. Compare them.")],
        ),
        (
            zone("P1000002"),
            [("wait", "Found by name and date of birth: the number is not the one registered.")],
        ),
        (
            zone().replace("P1000001", "P1000007"),
            [
                ("stop", "The check digit of the document number is wrong: read it again."),
                ("stop", "The check digit of the whole line is wrong: read it again."),
                ("wait", "Found by name and date of birth: the number is not the one registered."),
            ],
        ),
        (
            zone().replace("AL<KUWARI<<AMINA", "MENON<<RAVI<<<<<"),
            [("stop", "The number is registered for somebody of another name. Compare them.")],
        ),
    ],
)
def test_what_is_wrong_with_a_passport_is_said(amina, lines, notes):
    found = look(lines)
    assert list(found.persons) == [amina.accreditation.person_id]
    assert [x for x in found.notes if x[0] != "go"] == notes


def test_a_name_is_found_while_somebody_else_writes(amina, signed_in):
    officer = signed_in(Role.PICKUP_OFFICER)
    with closing(sqlite3.connect(db.engine.url.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        found = officer.send("/desk/pickup", words="amina")
    assert found.location == f"/desk/pickup/{amina.accreditation.person_id}"


def test_half_a_passport_is_asked_for_again(amina):
    message = "Only a part of the document was read. Read both lines, or all three, again."
    assert look(zone().split()[0]).notes == [("wait", message)]


def test_only_a_registrar_finds_somebody_by_a_document_number_that_is_typed(amina):
    found = [look("P-1000001", role).persons for role in (Role.PICKUP_OFFICER, Role.REGISTRAR)]
    assert found == [[], [amina.accreditation.person_id]]


def test_who_does_not_hand_badges_over_finds_nobody_here(amina):
    with pytest.raises(NotAllowed):
        look("amina", Role.LIAISON_OFFICER)


def test_a_floater_is_found_where_it_is(amina):
    qatar = queries.sender(amina)
    [floater] = passes.printed(1, qatar)
    assert [x.id for x in look(str(floater.serial)).bodies] == [qatar.id]
    lent = passes.lend([floater], qatar)
    assert look(str(floater.serial)).receipt_id == lent.id


def test_one_hit_opens_and_the_address_never_says_what_was_looked_for(amina, signed_in):
    officer, person = signed_in(Role.PICKUP_OFFICER), amina.accreditation.person_id
    went = {x: officer.send("/desk/pickup", words=x).location for x in ("kuwari", "qatar", " ")}
    assert went == {
        "kuwari": f"/desk/pickup/{person}",
        "qatar": "/desk/pickup/delegations/QAT",
        " ": "/desk/pickup",
    }
    assert officer.send("/desk/pickup", words=zone()).location == f"/desk/pickup/{person}"


def test_several_hits_are_listed_with_their_badges_and_none_says_what_was_searched(
    amina, signed_in
):
    issuing.credential(given_names="Leila")
    make.person("Noor")
    officer = signed_in(Role.PICKUP_OFFICER)
    listed = parse(officer.send("/desk/pickup", words="al-kuwari").text).find(".//tbody")
    assert [[words(x) for x in row][:2] for row in listed] == [
        ["Amina Al-Kuwari أمينة الكواري", "Printed 000 001"],
        ["Leila Al-Kuwari", "Not printed yet 000 002"],
        ["Noor Al-Kuwari", "Submitted"],
    ]
    none = words(parse(officer.send("/desk/pickup", words="zzzz").text).find(".//main"))
    assert "were searched for “zzzz”" in none
    half = officer.send("/desk/pickup", words=zone().split()[1][:-1]).text
    assert "P1000001" not in half
