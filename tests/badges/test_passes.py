from datetime import timedelta

import pytest
from sqlalchemy import select

from ceremony.badges import listing, operations, queries
from ceremony.badges.models import Credential, ReceiptItem
from ceremony.badges.operations.handing import Ended, OfAnother
from ceremony.badges.passes import queries as stock
from ceremony.badges.passes.queries import Filter, Where
from ceremony.badges.states import RevokedBecause, State
from ceremony.core import clock, settings
from ceremony.core.ceremony_file import loading
from ceremony.core.ceremony_file.tree import FileRefused
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people.kinds import BodyKind, PassKind
from ceremony.people.models import Accreditation
from ceremony.people.operations import passes as rights
from ceremony.people.operations.passes import end
from tests import make
from tests.badges import issuing, passes
from tests.client import parse, words


def pins(total: int) -> None:
    db.session.rollback()
    with transaction(SYSTEM):
        settings.change(actor=SYSTEM, pins=total)


def take_back(*credentials: Credential) -> None:
    db.session.rollback()
    with transaction(SYSTEM):
        back = queries.credentials([x.id for x in credentials])
        operations.take_back(actor=SYSTEM, credentials=back)


def out() -> list[bool]:
    db.session.rollback()
    rows = select(ReceiptItem.returned_at.is_(None)).order_by(ReceiptItem.id)
    return list(db.session.scalars(rows))


def counts(body_id: int | None = None) -> list[int]:
    db.session.rollback()
    return list(stock.counts(Filter(body=body_id)).values())


@pytest.mark.both_databases
def test_floaters_go_out_on_a_receipt_and_come_back_one_by_one():
    qatar, france = make.body("QAT"), make.body("FRA")
    first, second = passes.printed(2, qatar)
    passes.floaters(1, france)
    assert counts() == [1, 2, 0, 0, 0]
    receipt = passes.lend([first, second], qatar)
    assert (counts(qatar.id), counts(france.id)) == ([0, 0, 2, 0, 0], [1, 0, 0, 0, 0])
    every = listing.counts(queries.Filter())  # the list has the same words for them
    assert {x: every[x] for x in every if every[x]} == {"issued": 1, "loan": 2}
    with clock.moved(timedelta(days=3650)):
        assert listing.counts(queries.Filter()) == every
    db.session.rollback()
    rows = stock.page(Filter(body=qatar.id, where=Where.LOAN)).rows
    assert [(x.Accreditation.label, x.of, x.Receipt.id) for x in rows] == [
        ("1", 2, receipt.id),
        ("2", 2, receipt.id),
    ]
    take_back(first)
    assert out() == [False, True]
    assert [(x.receipt.id, x.passes, x.pins) for x in stock.loans(qatar.id)] == [(receipt.id, 1, 0)]
    take_back(second)
    assert stock.loans(qatar.id) == []
    assert counts(qatar.id) == [0, 2, 0, 0, 0]
    shown = [listing.page(queries.Filter(state=x)).rows for x in ("stock", "loan", "blank")]
    assert [len(x) for x in shown] == [2, 0, 1]


@pytest.mark.both_databases
def test_one_that_came_back_is_lent_again_with_the_same_serial():
    qatar = make.body()
    [floater] = passes.printed(1, qatar)
    passes.lend([floater], qatar)
    take_back(floater)
    passes.lend([floater], qatar)
    assert (counts(), out()) == ([0, 0, 1, 0, 0], [False, True])


@pytest.mark.both_databases
def test_a_lost_one_is_revoked_first_struck_off_its_receipt_and_replaced():
    qatar = make.body()
    [floater] = passes.printed(1, qatar)
    passes.lend([floater], qatar)
    with transaction(SYSTEM):
        new = operations.replace(
            actor=SYSTEM, credential=queries.credential(floater.id), reason=RevokedBecause.LOST
        )
    assert (new.serial, new.state) == (floater.serial + 1, State.ISSUED)
    assert (counts(), out()) == ([1, 0, 0, 1, 0], [False])


def test_what_was_ended_or_has_a_new_badge_is_not_lent_again():
    qatar = make.body()
    first, second = passes.printed(2, qatar)
    passes.lend([first, second], qatar)
    take_back(first, second)
    with transaction(SYSTEM):
        ending = [db.session.get_one(Accreditation, first.accreditation_id)]
        end(actor=SYSTEM, rights=ending, reason="Misused")
    with transaction(SYSTEM):
        operations.issue(actor=SYSTEM, accreditation_ids=[second.accreditation_id])
    with pytest.raises(Ended, match="This pass was ended"):
        passes.lend([first], qatar)
    with pytest.raises(Ended, match="has a new badge"):
        passes.lend([second], qatar)
    assert counts() == [1, 2, 0, 0, 0]


def test_a_floater_goes_to_its_own_delegation_only():
    qatar, france = make.body("QAT"), make.body("FRA")
    [floater] = passes.printed(1, qatar)
    with pytest.raises(OfAnother):
        passes.lend([floater], france)


def test_one_that_changed_in_stock_goes_into_reprint_when_it_is_lent():
    qatar = make.body()
    car = passes.vehicle(body=qatar)
    issuing.mark(car.id)
    passes.lend([car], qatar)
    take_back(car)
    with transaction(SYSTEM):
        right = db.session.get_one(Accreditation, car.accreditation_id)
        rights.change(actor=SYSTEM, right=right, details="Another driver")
    passes.lend([car], qatar)
    db.session.rollback()
    assert queries.outdated_ids(queries.Filter()) == {car.id}


@pytest.mark.both_databases
def test_pins_are_counted_for_each_delegation_and_no_more_lent_than_there_are():
    make.ceremony()
    pins(10)
    qatar, france = make.body("QAT"), make.body("FRA")
    first = passes.lend([], qatar, pins=6)
    with pytest.raises(operations.PinsShort) as short:
        passes.lend([], france, pins=5)
    assert str(short.value) == "4 pins are in stock of 10: 6 are out."
    passes.lend([], france, pins=4)
    with transaction(SYSTEM):
        operations.return_pins(actor=SYSTEM, receipt=first, count=2)
    assert (stock.pins(), stock.pins(qatar.id), stock.pins(france.id)) == ((10, 8), (6, 4), (4, 4))
    for wrong in (0, 5):
        with (
            pytest.raises(operations.PinsShort, match="4 pins are out on this receipt"),
            transaction(SYSTEM),
        ):
            operations.return_pins(actor=SYSTEM, receipt=first, count=wrong)
    with transaction(SYSTEM):
        operations.return_pins(actor=SYSTEM, receipt=first, count=4)
    db.session.rollback()
    assert [x.pins for x in stock.loans(france.id)] == [4]
    assert stock.loans(qatar.id) == []


def test_the_file_cannot_say_that_there_are_fewer_pins_than_are_lent():
    make.ceremony()
    pins(3)
    passes.lend([], make.body(), pins=2)
    file = """
ceremony: {title: A, subtitle: B, short_title: C, place: D, city: E, starts_on: 2025-10-25,
  ends_on: 2025-10-26, time_zone: UTC, accent: "#8a1a1f", gold: "#a5853b",
  passes_from: 2025-10-23 08:00, passes_until: 2025-10-27 08:00, pins: %d}
"""
    with pytest.raises(FileRefused) as refused, transaction(SYSTEM):
        loading.load(actor=SYSTEM, content=(file % 1).encode())
    assert [x.sentence for x in refused.value.findings] == ["2 pins are lent."]
    with transaction(SYSTEM):
        loading.load(actor=SYSTEM, content=(file % 2).encode())
    assert stock.pins() == (2, 2)


def test_vehicles_are_read_from_a_list_and_made_when_nothing_is_wrong(signed_in):
    make.ceremony()
    qatar, service = make.body(), make.body(None, kind=BodyKind.WORKFORCE, name="Motor pool")
    passes.vehicle("29A-1", qatar)
    kind = passes.category(PassKind.VEHICLE)
    desk = signed_in(Role.REGISTRAR)
    wrong = "Plate;Driver;Delegation\n29a 1;Tran;Qatar\n;Le;Qatar\n51F-2;Le;Atlantis\n7;Le;Qattar\n"
    for odd in ("<script>", "%PDF", "{\\rtf"):
        page = desk.send("/desk/badges/passes/vehicles", category_id=kind.id, text=odd, look="yes")
        assert "Delegation: say whose vehicle it is." in page.text
    page = desk.send("/desk/badges/passes/vehicles", category_id=kind.id, text=wrong, look="yes")
    for sentence in (
        "Plate: it has a pass already, Qatar.",
        "Plate: “” is no plate: 2 to 12 letters and figures.",
        "Delegation: “Atlantis” is none that comes.",
        "Delegation: “Qattar” is none that comes. Did you mean “Qatar”?",
        "4 lines are wrong.",
    ):
        assert sentence in page.text
    good = f"51F-2\tLe Thi Hoa\tHotel to hall\n80-NG 3\t\t\t{service.code}\n"
    values = {"category_id": kind.id, "body_id": qatar.id, "text": good}
    assert "Make 2 passes" in desk.send("/desk/badges/passes/vehicles", look="yes", **values).text
    desk.send("/desk/badges/passes/vehicles", sure="yes", **values)
    db.session.rollback()
    rows = db.session.execute(
        select(Accreditation.label, Accreditation.details, Accreditation.body_id).order_by(
            Accreditation.id
        )
    )
    assert [tuple(x) for x in rows][1:] == [
        ("51F-2", "Le Thi Hoa · Hotel to hall", qatar.id),
        ("80-NG 3", "", service.id),
    ]


def test_floaters_for_every_delegation_are_made_after_a_look(signed_in):
    make.ceremony()
    qatar, france = make.body("QAT"), make.body("FRA")
    make.delegation(sender=make.body("VNM"), state="withdrawn")
    passes.floaters(1, qatar)
    desk, url = signed_in(Role.PROTOCOL_OFFICER), "/desk/badges/passes/new"
    values = {"whom": "every:state", "category_id": passes.category().id, "each": 2}
    nobody = desk.send(url, each=2).text  # nothing is chosen by itself
    assert [x in nobody for x in ("Say for whom they are.", "nothing is made")] == [True, False]
    page = desk.send(url, **values)
    assert "3 passes for 2 delegations; nothing is made yet." in page.text
    assert counts() == [1, 0, 0, 0, 0]
    desk.send(url, sure="yes", **values)
    assert (counts(qatar.id), counts(france.id)) == ([2, 0, 0, 0, 0], [2, 0, 0, 0, 0])


def test_one_pass_is_changed_taken_back_and_ended_at_the_desk(signed_in):
    make.ceremony()
    qatar = make.body()
    car = passes.vehicle(body=qatar)
    issuing.mark(car.id)
    passes.lend([car], qatar)
    desk = signed_in(Role.REGISTRAR)
    assert "On loan" in desk.get(f"/desk/badges/passes/of/{qatar.id}").text
    assert "29A-123.45" in desk.get("/desk/badges/passes?where=loan&kind=vehicle").text
    desk.send(
        f"/desk/badges/passes/of/{qatar.id}/returns",
        page=f"/desk/badges/passes/of/{qatar.id}",
        id=car.id,
    )
    assert counts() == [0, 1, 0, 0, 0]
    right = f"/desk/badges/passes/{car.accreditation_id}"
    page = desk.get(right)
    desk.send(right, version=1 if 'value="1"' in page.text else 2, details="Le Thi Hoa")
    desk.send(f"{right}/end", reason="Sent home")
    db.session.rollback()
    ended = db.session.get_one(Accreditation, car.accreditation_id)
    assert (ended.state, ended.reason) == ("revoked", "Sent home")
    person = make.accreditation(body=qatar)
    assert desk.get(f"/desk/badges/passes/{person.id}").status_code == 404


def test_printing_is_offered_for_as_many_as_the_link_prints(signed_in):
    make.ceremony()
    qatar = make.body()
    passes.floaters(1, qatar)
    passes.vehicle(body=qatar)
    desk, page = signed_in(Role.BADGE_OFFICER), "/desk/badges/passes"
    offers = [desk.get(f"{page}{x}").text for x in ("", f"?body={qatar.id}", "?kind=vehicle")]
    assert ["Print 2" in x for x in offers] == [True, True, False]
    assert "not printed yet" not in offers[2]
    with clock.moved(timedelta(days=3650)):
        listed = signed_in(Role.BADGE_OFFICER).get("/desk/badges?state=issued")
        expired = words(parse(listed.text).find(".//tbody"))
    assert ("Not printed yet Expired" in expired, "Expired Expired" in expired) == (True, False)


def test_the_command_gives_every_delegation_what_it_lacks(run):
    make.ceremony()
    qatar, france = make.body("QAT"), make.body("FRA")
    make.delegation(sender=make.body("VNM"), state="invited")
    passes.floaters(1, qatar)
    asked = ("badges", "floaters", "--kind", "state", "--category", "floater", "--each", "2")
    dry = run(*asked, "--dry-run")
    assert dry.output.splitlines() == ["France: 2", "Qatar: 1", "3 passes for all of them."]
    assert counts() == [1, 0, 0, 0, 0]
    assert run(*asked).output == "3 passes for all of them.\n"
    assert run(*asked).output == "0 passes for all of them.\n"
    assert (counts(qatar.id), counts(france.id)) == ([2, 0, 0, 0, 0], [2, 0, 0, 0, 0])
    unknown = run(*asked[:5], "nonsense", *asked[6:])
    assert (unknown.exit_code, "nonsense is not among: floater." in unknown.output) == (2, True)
