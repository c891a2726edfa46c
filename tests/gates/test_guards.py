"""Guards and lost devices."""

import pytest
from sqlalchemy import select

from ceremony.accounts import queries as account_queries
from ceremony.accounts.models import Device
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, NotAllowed
from ceremony.core.permissions import SYSTEM, Role
from ceremony.gates import operations, pins
from ceremony.gates.models import DeviceReport, Guard, Incident
from ceremony.gates.operations.devices import LostAlready
from ceremony.people.kinds import PassKind
from tests import cast, make
from tests.gates import place

PIN = pins.Verifier("ab" * 16, "cd" * 32)


def do(operation, **values):
    db.session.rollback()
    with transaction(SYSTEM):
        return operation(actor=SYSTEM, **values)


def test_a_pin_is_kept_as_the_devices_check_it():
    found = pins.verifier("482915", bytes(range(16)))
    assert (found.salt, len(found.hash)) == (bytes(range(16)).hex(), 64)
    assert pins.verifier("482915").salt != found.salt


@pytest.mark.parametrize(
    "pin",
    "x 12345 1234567 12a456 １２３４５６ 000000 123456 987654 789012 121212 123123 112233".split(),
)
def test_a_pin_that_anybody_would_try_first_is_refused(pin):
    with pytest.raises(DomainError) as refused:
        pins.verifier(pin)
    assert refused.value.field == "pin"


def test_whose_badge_waits_at_the_desk_is_no_guard_yet():
    waiting = place.at_the_desk(make.accreditation()).serial
    with pytest.raises(operations.NoStaffBadge):
        do(operations.appoint_guard, serial=waiting, pin=PIN)


def test_a_guard_is_appointed_by_a_badge_that_counts():
    serial = place.credential().serial
    guard = do(operations.appoint_guard, serial=serial, pin=PIN, is_supervisor=True)
    assert (guard.is_supervisor, guard.pin_salt, guard.ended_at) == (True, PIN.salt, None)

    with pytest.raises(operations.AlreadyGuard):
        do(operations.appoint_guard, serial=serial, pin=PIN)

    fresh = db.session.get_one(Guard, guard.id)
    do(operations.end_guard, guard=fresh)
    with pytest.raises(DomainError):
        do(operations.set_pin, guard=db.session.get_one(Guard, guard.id), pin=PIN)
    again = do(operations.appoint_guard, serial=serial, pin=PIN)
    assert (again.id, again.is_supervisor, again.ended_at) == (guard.id, False, None)


def test_a_guard_gets_another_pin_and_another_office():
    serial = place.guard()
    other = pins.Verifier("11" * 16, "22" * 32)
    [guard] = db.session.scalars(select(Guard))
    do(operations.set_pin, guard=guard, pin=other)
    do(operations.make_supervisor, guard=db.session.get_one(Guard, guard.id), is_supervisor=True)
    [guard] = db.session.scalars(select(Guard))
    assert (guard.pin_hash, guard.is_supervisor, serial > 0) == (other.hash, True, True)


def test_no_other_badge_makes_a_guard():
    with pytest.raises(operations.NoStaffBadge):
        do(operations.appoint_guard, serial=999, pin=PIN)
    make.category(pass_kind=PassKind.FLOATER)
    floater = place.credential().serial
    with pytest.raises(operations.NoStaffBadge):
        do(operations.appoint_guard, serial=floater, pin=PIN)


def test_only_a_supervisor_of_gates_appoints():
    serial, registrar = place.credential().serial, cast.actor(Role.REGISTRAR)
    with pytest.raises(NotAllowed), transaction(registrar):
        operations.appoint_guard(actor=registrar, serial=serial, pin=PIN)


@pytest.mark.both_databases
@pytest.mark.parametrize("has_told", [True, False])
def test_a_lost_device_can_do_nothing_and_its_counts_are_estimated(client, database, has_told):
    hall = place.checkpoint()
    secret = place.device(hall)
    if has_told:
        place.tell(client, secret, unsent=12)
    [device] = db.session.scalars(select(Device))

    do(operations.lose_device, device=account_queries.device(device.id))

    [report] = db.session.scalars(select(DeviceReport))
    assert (report.unsent, report.lost_at is not None) == (12 if has_told else 0, True)
    [incident] = db.session.scalars(select(Incident))
    assert (incident.kind, incident.checkpoint_id) == ("device_lost", hall.id)
    code = place.code(place.credential().serial)
    assert place.tell(client, secret, place.shown(code)).status_code == 401
    assert place.kept() == []
    with pytest.raises(LostAlready):
        do(operations.lose_device, device=account_queries.device(device.id))
