"""The list of passes follows what it copies, in the same transaction."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from ceremony.core.clock import now
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates import passes
from ceremony.gates.models import GatePass
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.kinds import PassKind, Rank
from tests import make
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
        "personal": True,
        "zones": ["1", "3"],
        "revoked": None,
        "revoked_at": None,
        "valid_from": right.valid_from,
        "valid_until": right.valid_until,
        "photograph": "face.jpg",
        "by_protocol": False,
        "version": found.version,
    }


def test_no_photograph_is_asked_of_a_head_of_state():
    place.credential(make.accreditation(rank=Rank.HEAD_OF_STATE))
    assert the_pass().by_protocol is True


def test_a_floater_is_nobodys_own():
    make.category(pass_kind=PassKind.FLOATER)
    place.credential()
    assert the_pass().personal is False


@pytest.mark.both_databases
def test_every_change_of_the_right_is_on_the_list_at_once(database):
    right = make.accreditation()
    place.credential(right)
    before = the_pass().version
    until = now() + timedelta(days=9)

    [fresh] = queries.accreditations([right.id])
    with transaction(SYSTEM):
        people.change_validity(
            actor=SYSTEM, accreditation=fresh, valid_from=fresh.valid_from, valid_until=until
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
def test_the_list_is_written_in_one_statement_however_long(database):
    ids = [make.accreditation().id for _ in range(3)]
    for right in queries.accreditations(ids):
        place.credential(right)
    statements = []

    @event.listens_for(db.engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, *_more):
        statements.append(statement.split()[0])

    with transaction(SYSTEM, working=True):
        passes.refresh(ids)
        passes.refresh_all()
    event.remove(db.engine, "before_cursor_execute", note)

    assert statements == ["INSERT", "INSERT"]
