from datetime import timedelta

import pytest
from sqlalchemy import select

from ceremony.badges.models import Credential, Outdated
from ceremony.badges.states import RevokedBecause
from ceremony.badges.states import State as Badge
from ceremony.core import settings
from ceremony.core.ceremony_file import loading
from ceremony.core.ceremony_file.tree import FileRefused
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, NotAllowed, ReasonNeeded
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.states import WrongState
from ceremony.delegations.limits import DelegationOver
from ceremony.delegations.operations import decisions, opening
from ceremony.gates.models import GatePass
from ceremony.people import plates
from ceremony.people.kinds import BodyKind, PassKind
from ceremony.people.models import Accreditation
from ceremony.people.operations import passes
from ceremony.people.operations.passes import NotOfThisKind, PlateTaken, Validity, Vehicle
from ceremony.people.states import State
from tests import cast, make
from tests.badges import issuing
from tests.badges import passes as some


def labels(body_id: int) -> list[str | None]:
    rows = select(Accreditation.label).where(Accreditation.body_id == body_id)
    return list(db.session.scalars(rows.order_by(Accreditation.id)))


def listed() -> list[tuple[str, str, bool, list[str], str | None]]:
    db.session.rollback()
    rows = db.session.execute(select(GatePass).order_by(GatePass.serial)).scalars()
    return [
        (x.name, x.body_name, x.pass_kind is PassKind.PERSONAL, x.zones, x.revoked) for x in rows
    ]


def vehicles(*plates_: str, body_id: int) -> list[int]:
    db.session.rollback()
    kind = some.category(PassKind.VEHICLE)
    with transaction(SYSTEM):
        wanted = [Vehicle(body_id, x) for x in plates_]
        return passes.make_vehicles(actor=SYSTEM, category_id=kind.id, vehicles=wanted)


@pytest.mark.both_databases
def test_floaters_are_numbered_on_approved_and_on_the_gates_list_at_once():
    make.ceremony()
    qatar, france = make.body("QAT"), make.body("FRA")
    some.floaters(2, qatar)
    some.floaters(1, france)
    some.floaters(1, qatar)
    assert labels(qatar.id) == ["1", "2", "3"]
    assert labels(france.id) == ["1"]
    states = db.session.scalars(select(Accreditation.state)).all()
    assert states == [State.APPROVED] * 4
    assert listed() == [
        ("1", "Qatar", False, ["1"], None),
        ("2", "Qatar", False, ["1"], None),
        ("1", "France", False, ["1"], None),
        ("3", "Qatar", False, ["1"], None),
    ]


def test_a_number_is_never_given_twice():
    qatar = make.body()
    first, _second = some.floaters(2, qatar)
    with transaction(SYSTEM):
        passes.end(actor=SYSTEM, rights=[right(first)], reason="Sent back")
    some.floaters(1, qatar)
    assert labels(qatar.id) == ["1", "2", "3"]


def right(credential: Credential) -> Accreditation:
    return db.session.get_one(Accreditation, credential.accreditation_id)


@pytest.mark.both_databases
def test_a_body_that_is_renamed_is_called_so_at_gates_and_on_new_badges():
    guests = make.body(None, kind=BodyKind.GUESTS, name="Partners")
    delegation = make.delegation("submitted", guests)
    [printed] = some.printed(1, guests)
    person = issuing.printed(body=guests)
    with transaction(SYSTEM):
        opening.rename(actor=SYSTEM, delegation=delegation, name="Partner forum")
    assert [x[1] for x in listed()] == ["Partner forum"] * 2
    outdated = db.session.scalars(select(Outdated.credential_id).order_by(Outdated.credential_id))
    assert list(outdated) == [printed.id, person.id]


@pytest.mark.both_databases
def test_ending_a_pass_revokes_its_badge_with_a_reason():
    [floater] = some.floaters()
    with pytest.raises(ReasonNeeded), transaction(SYSTEM):
        passes.end(actor=SYSTEM, rights=[right(floater)], reason=" ")
    with transaction(SYSTEM):
        passes.end(actor=SYSTEM, rights=[right(floater)], reason="Misused")
    db.session.rollback()
    badge = db.session.get_one(Credential, floater.id)
    assert (badge.state, badge.reason) == (Badge.REVOKED, RevokedBecause.WITHDRAWN)
    assert (right(floater).state, right(floater).reason) == (State.REVOKED, "Misused")
    assert listed() == [("1", "Qatar", False, ["1"], "withdrawn")]
    with pytest.raises(WrongState), transaction(SYSTEM):
        passes.end(actor=SYSTEM, rights=[right(floater)], reason="Again")


def test_a_delegation_that_does_not_come_has_no_floaters():
    qatar = make.body()
    delegation = make.delegation("submitted", qatar)
    some.floaters(2, qatar)
    with transaction(SYSTEM):
        decisions.withdraw(actor=SYSTEM, delegation=delegation)
    assert [x[4] for x in listed()] == ["withdrawn"] * 2


@pytest.mark.parametrize("state", ["withdrawn", "refused"])
def test_whoever_does_not_come_is_given_none(state):
    qatar = make.body()
    make.delegation(state, qatar, reason="Ended" if state == "refused" else None)
    with pytest.raises(DelegationOver, match="Qatar does not come") as refused:
        some.floaters(1, qatar)
    assert (refused.value.field, labels(qatar.id)) == ("body_id", [])
    with pytest.raises(DelegationOver):
        some.vehicle(body=qatar)


@pytest.mark.both_databases
def test_each_gets_what_it_lacks_and_nobody_more():
    qatar, france = make.body("QAT"), make.body("FRA")
    some.floaters(1, qatar)
    kind = some.category()
    for _again in range(2):
        with transaction(SYSTEM):
            passes.complete(
                actor=SYSTEM, body_ids=[qatar.id, france.id], category_id=kind.id, each=2
            )
    assert (labels(qatar.id), labels(france.id)) == (["1", "2"], ["1", "2"])


def test_what_is_no_such_pass_is_refused():
    persons = make.category()
    floater, pool, cars = (some.category(x) for x in list(PassKind)[1:])
    qatar, outlet = make.body(), make.body(None, kind=BodyKind.OUTLET, name="Channel 9")
    wrong = [
        (qatar.id, persons.id, 1, "Delegate is a category of another kind: Personal."),
        (qatar.id, pool.id, 1, "Pool is not for Qatar."),
        (outlet.id, floater.id, 1, "Floater is not for Channel 9."),
        (qatar.id, cars.id, 1, "Vehicle is a category of another kind: Vehicle."),
        (qatar.id, floater.id, 0, "Make 1 to 500 at once."),
        (qatar.id, floater.id, 501, "Make 1 to 500 at once."),
    ]
    for body_id, category_id, count, sentence in wrong:
        with pytest.raises(DomainError) as refused, transaction(SYSTEM):
            passes.make(actor=SYSTEM, counts={body_id: count}, category_id=category_id)
        assert str(refused.value) == sentence
    wanted = [Vehicle(qatar.id, "1-QA")]
    with pytest.raises(NotOfThisKind), transaction(SYSTEM):
        passes.make_vehicles(actor=SYSTEM, category_id=floater.id, vehicles=wanted)
    officer = cast.actor(Role.BADGE_OFFICER)  # who has them printed decides about none
    with pytest.raises(NotAllowed), transaction(officer):
        passes.make(actor=officer, counts={qatar.id: 1}, category_id=floater.id)
    assert labels(qatar.id) == []


def test_a_pool_card_is_good_in_its_window_only():
    make.ceremony()
    outlet = make.body(None, kind=BodyKind.OUTLET, name="Channel 9")
    card, usual = some.category(PassKind.POOL), settings.current()
    start = usual.valid_from + timedelta(hours=2)
    wrong = [
        (Validity(start, start, "Family photograph"), "The end must come after the beginning."),
        (
            Validity(start, start + timedelta(hours=1), ""),
            "Say why this differs from the usual validity.",
        ),
    ]
    for validity, sentence in wrong:
        with pytest.raises(DomainError) as refused, transaction(SYSTEM):
            passes.make(actor=SYSTEM, counts={outlet.id: 1}, category_id=card.id, validity=validity)
        assert str(refused.value) == sentence
    good = Validity(start, start + timedelta(hours=1), "Family photograph")
    with transaction(SYSTEM):
        [made] = passes.make(
            actor=SYSTEM, counts={outlet.id: 1}, category_id=card.id, validity=good
        )
    [badge] = some.of([made])
    assert (badge.valid_from, badge.valid_until) == good[:2]
    with transaction(SYSTEM):
        settings.change(actor=SYSTEM, valid_until=usual.valid_until + timedelta(days=1))
    db.session.rollback()
    assert db.session.get_one(Accreditation, made).validity_reason == "Family photograph"


@pytest.mark.parametrize(
    ("given", "kept", "key"),
    [
        (" 29a-123.45 ", "29A-123.45", "29A12345"),
        ("80 NG  123-01", "80 NG 123-01", "80NG12301"),
        ("ＡＢ１２", "AB12", "AB12"),
        ("دبي 4", "دبي 4", "دبي4"),
    ],
)
def test_a_plate_is_kept_tidy_and_known_by_its_letters_and_figures(given, kept, key):
    assert (plates.tidy(given), plates.key(plates.tidy(given))) == (kept, key)


@pytest.mark.parametrize("text", ["", "  ", "-.", "A", "A" * 13, "A" + "-" * 20 + "B", "A\u202eB"])
def test_what_is_no_plate_is_refused(text):
    with pytest.raises(DomainError, match="is no plate"):
        plates.tidy(text)


@pytest.mark.both_databases
def test_a_vehicle_has_one_pass_whoever_sends_it():
    qatar, service = make.body(), make.body(None, kind=BodyKind.WORKFORCE, name="Motor pool")
    [first] = vehicles("29A-123.45", body_id=qatar.id)
    for again in (["29a 12345"], ["51F-1", "51f1"]):
        with pytest.raises(PlateTaken) as refused:
            vehicles(*again, body_id=service.id)
    assert str(refused.value) == "51F1 has a pass already: named twice here."
    with transaction(SYSTEM):
        ended = [db.session.get_one(Accreditation, first)]
        passes.end(actor=SYSTEM, rights=ended, reason="Broken down")
    vehicles("29A-123.45", body_id=service.id)
    assert (labels(qatar.id), labels(service.id)) == (["29A-123.45"], ["29A-123.45"])


def test_a_vehicle_whose_pass_was_ended_gets_it_back_with_a_new_badge():
    qatar = make.body()
    [first] = vehicles("29A-123.45", body_id=qatar.id)
    with transaction(SYSTEM):
        ended = [db.session.get_one(Accreditation, first)]
        passes.end(actor=SYSTEM, rights=ended, reason="Broken down")
    assert vehicles("29A-123.45", body_id=qatar.id) == [first]
    db.session.rollback()
    again = db.session.get_one(Accreditation, first)
    assert (again.state, again.reason) == (State.APPROVED, None)
    assert [x[4] for x in listed()] == ["withdrawn", None]


def test_driver_and_route_can_be_changed_and_reprint_says_so():
    qatar = make.body()
    car = some.vehicle(body=qatar)
    with transaction(SYSTEM):
        changed = right(car)
        passes.change(actor=SYSTEM, right=changed, details="Le Thi Hoa, airport")
    db.session.rollback()
    assert right(car).details == "Le Thi Hoa, airport"


FILE = """
zones:
  - {code: "1", name: One}
  - {code: "2", name: Two}
categories:
  - {code: floater, name: Floater, letter: X, colour: "#1d4f86", band: plain, zones: [%s],
     pass_kind: %s}
"""


def load(zones: str, kind: str = "floater") -> None:
    db.session.rollback()
    with transaction(SYSTEM):
        loading.load(actor=SYSTEM, content=(FILE % (zones, kind)).encode())


@pytest.mark.both_databases
def test_zones_of_a_category_are_those_of_its_floaters_at_once():
    make.ceremony()
    load('"1"')
    [floater] = some.floaters()
    load('"1", "2"')
    assert listed() == [("1", "Qatar", False, ["1", "2"], None)]
    db.session.rollback()
    assert db.session.get_one(Credential, floater.id).zones == ["1", "2"]


def test_a_category_that_is_held_stays_of_its_kind():
    make.ceremony()
    load('"1"')
    some.floaters()
    with pytest.raises(FileRefused) as refused:
        load('"1"', "personal")
    assert [x.sentence for x in refused.value.findings] == [
        "One pass (Floater of a delegation) has this category: its kind stays."
    ]
