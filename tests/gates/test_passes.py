"""The list of passes follows what it copies, in the same transaction."""

import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from ceremony.badges import operations as badges
from ceremony.badges import queries as badge_queries
from ceremony.badges.states import RevokedBecause
from ceremony.core.clock import now
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates import passes
from ceremony.gates.models import GatePass
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.kinds import PassKind
from tests import make
from tests.counting import statements
from tests.gates import place


def the_pass() -> GatePass:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(GatePass)).one()


@pytest.mark.both_databases
def test_a_pass_says_what_a_gate_shows(database):
    make.category("speaker", zones=["1", "3"], letter="S", name={"en": "Speaker", "fr": "Orateur"})
    right = make.accreditation(
        given_names="Nguyễn", family_name="Thị Ễ", original_name="阮氏", photo="face.jpg"
    )
    badge = place.credential(right)

    found = the_pass()

    columns = [x.key for x in GatePass.__table__.columns if x.key not in {"id", "created_at"}]
    assert {name: getattr(found, name) for name in columns} == {
        "credential_id": badge.id,
        "accreditation_id": right.id,
        "serial": badge.serial,
        "name": "Nguyễn Thị Ễ",
        "original_name": "阮氏",
        "body_name": "Qatar",
        "function": "delegate",
        "category_code": "speaker",
        "category_letter": "S",
        "category_name": {"en": "Speaker", "fr": "Orateur"},
        "body_id": found.body_id,
        "pass_kind": PassKind.PERSONAL,
        "zones": ["1", "3"],
        "supervisor": False,
        "revoked": None,
        "revoked_at": None,
        "valid_from": right.valid_from,
        "valid_until": right.valid_until,
        "photograph": "face.jpg",
        "by_protocol": False,
        "version": found.version,
        "line": found.line,
        "digest": zlib.crc32(found.line.encode()),
    }


@pytest.mark.parametrize("part", [{"rank": "head_of_state"}, {"function": "spouse"}])
def test_no_photograph_is_asked_of_heads_of_state_and_of_spouses(part):
    place.credential(make.accreditation(**part))
    assert the_pass().by_protocol is True


def test_a_floater_is_nobodys_own():
    make.category(pass_kind=PassKind.FLOATER)
    place.credential()
    assert the_pass().pass_kind is PassKind.FLOATER


@pytest.mark.both_databases
def test_every_change_of_the_right_is_on_the_list_at_once(database):
    right = make.accreditation()
    place.credential(right)
    before = the_pass().version
    until = now() + timedelta(days=9)

    [fresh] = queries.accreditations([right.id])
    with transaction(SYSTEM):
        people.change_validity(
            actor=SYSTEM,
            accreditation=fresh,
            valid_from=fresh.valid_from,
            valid_until=until,
            reason="Stays on",
        )
    assert (the_pass().valid_until, the_pass().version) == (until, before + 1)

    with transaction(SYSTEM):
        people.change(actor=SYSTEM, person=queries.person(right.person_id), badge_name="A. Kuwari")
    assert the_pass().name == "A. Kuwari"

    [fresh] = queries.accreditations([right.id])
    with transaction(SYSTEM):
        people.withdraw(actor=SYSTEM, accreditations=[fresh])
    assert the_pass().revoked == "withdrawn"
    assert the_pass().revoked_at is not None


def test_what_is_undone_never_reaches_the_list():
    right = make.accreditation()
    place.credential(right)
    [fresh] = queries.accreditations([right.id])

    def revoke_and_think_better_of_it():
        with transaction(SYSTEM):
            people.revoke(actor=SYSTEM, accreditations=[fresh], reason="Wrong one")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        revoke_and_think_better_of_it()

    assert the_pass().revoked is None


@pytest.mark.both_databases
def test_the_list_is_written_in_as_many_statements_however_long(database):
    ids = [make.accreditation().id for _ in range(3)]
    for right in queries.accreditations(ids):
        place.credential(right)

    def sent(these):
        with statements() as found, transaction(SYSTEM, working=True):
            passes.refresh(these)
        return [x.split()[0] for x in found if "advisory" not in x]

    assert sent(ids) == sent(ids[:1])


@pytest.mark.postgresql
@pytest.mark.parametrize("first", ["lose", "rename"])
def test_what_two_change_at_once_are_both_on_the_list(app, first):
    right = make.accreditation()
    badge = place.credential(right)
    has_copied, may_commit = Event(), Event()

    def lose():
        held = badge_queries.live([right.id])
        badges.revoke(actor=SYSTEM, credentials=held, reason=RevokedBecause.LOST)

    def rename():
        people.change(actor=SYSTEM, person=queries.person(right.person_id), badge_name="A. Kuwari")

    def work(operation):
        with app.app_context(), transaction(SYSTEM):
            operation()

    def pause(session):
        if not has_copied.is_set():
            has_copied.set()
            may_commit.wait(10)

    operations = [lose, rename] if first == "lose" else [rename, lose]
    db.session.rollback()
    event.listen(Session, "before_commit", pause)
    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(work, operations[0])
        has_copied.wait(10)
        fast = pool.submit(work, operations[1])
        until_somebody_waits()
        may_commit.set()
        slow.result(10)
        fast.result(10)
    event.remove(Session, "before_commit", pause)

    found = the_pass()
    assert (found.credential_id, found.name, found.revoked) == (badge.id, "A. Kuwari", "lost")


def until_somebody_waits():
    waiting = text("select count(*) from pg_locks where not granted")
    for _ in range(200):
        db.session.rollback()
        if db.session.scalar(waiting):
            return
        time.sleep(0.05)
    raise AssertionError("nobody waits")
