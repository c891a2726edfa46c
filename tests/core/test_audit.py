from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from ceremony.accounts.models import User
from ceremony.core import audit, clock
from ceremony.core.audit import AuditEntry, RowChange, RowHistory, Verb
from ceremony.core.db import db, transaction
from ceremony.core.jobs import Job
from ceremony.core.permissions import SYSTEM
from tests import make

pytestmark = pytest.mark.both_databases


@pytest.fixture
def user(session):
    with transaction(SYSTEM) as session:
        user = User(email="a@ceremony.test", name="A")
        session.add(user)
        audit.record(SYSTEM, "accounts.created", user)
    return user


def emails():
    db.session.rollback()
    return db.session.scalars(select(User.email)).all()


def changes():
    rows = db.session.scalars(select(RowChange).order_by(RowChange.id)).all()
    return [(x.actor_kind, x.subject_type, x.verb, x.fields) for x in rows]


def change_after_a_rolled_back_entry(session, user):
    part = session.begin_nested()
    audit.record(SYSTEM, "accounts.changed", user)
    part.rollback()
    user.email = "c"


@pytest.mark.parametrize(
    "attempt",
    [
        lambda session, user: setattr(user, "email", "b"),
        lambda session, user: session.delete(user),
        lambda session, user: session.add(User(email="b", name="B")),
        lambda session, user: session.execute(insert(User), [{"email": "b", "name": "B"}]),
        lambda session, user: session.execute(update(User).values(email="b")),
        lambda session, user: session.execute(text("update \"user\" set email = 'b'")),
        lambda session, user: session.connection().execute(delete(User.__table__)),
        change_after_a_rolled_back_entry,
    ],
)
def test_no_way_round_the_audit_trail(user, attempt):
    with pytest.raises(RuntimeError, match="audit entry"), transaction(SYSTEM) as session:
        attempt(session, user)
    assert emails() == ["a@ceremony.test"]


def test_the_database_writes_down_what_changed(user):
    with transaction(SYSTEM):
        user.email = "b"
        audit.record(SYSTEM, "accounts.changed", user)
    with transaction(SYSTEM) as session:
        audit.record(SYSTEM, "accounts.deleted", user)
        session.delete(user)

    assert changes() == [
        ("system", "user", Verb.INSERT, []),
        ("system", "user", Verb.UPDATE, ["email"]),
        ("system", "user", Verb.DELETE, []),
    ]


def test_values_stand_in_the_history_alone(user):
    with transaction(SYSTEM):
        user.email = "b"
        audit.record(SYSTEM, "accounts.changed", user)

    [history] = db.session.scalars(select(RowHistory)).all()
    assert (history.before, history.after) == ({"email": "a@ceremony.test"}, {"email": "b"})


def test_a_write_that_changes_nothing_leaves_no_change(user):
    with transaction(SYSTEM) as session:
        session.execute(update(User).values(email=User.email))
    assert len(changes()) == 1


def test_an_entry_belongs_to_its_transaction(user):
    [entry] = db.session.scalars(select(AuditEntry)).all()
    [change] = db.session.scalars(select(RowChange)).all()
    assert entry.transaction_key == change.transaction_key
    assert (entry.event, entry.subject_type, entry.subject_id) == (
        "accounts.created",
        "user",
        user.id,
    )


def test_many_rows_are_recorded_at_once(user):
    with transaction(SYSTEM) as session:
        users = [User(email=str(n), name="N") for n in range(3)]
        session.add_all(users)
        audit.record(SYSTEM, "accounts.imported", *users)
    assert len(db.session.scalars(select(AuditEntry)).all()) == 4


def test_a_savepoint_may_end_before_the_entry_is_written(user):
    with transaction(SYSTEM) as session:
        with session.begin_nested():
            user.email = "b"
        audit.record(SYSTEM, "accounts.changed", user)
    assert emails() == ["b"]


def test_what_a_savepoint_undid_needs_no_entry(user):
    with transaction(SYSTEM) as session:
        part = session.begin_nested()
        session.add(User(email="b", name="B"))
        session.flush()
        part.rollback()
    assert emails() == ["a@ceremony.test"]


def test_entries_are_written_in_an_audited_transaction_only(user):
    with pytest.raises(RuntimeError, match="audited"), transaction(SYSTEM, working=True):
        audit.record(SYSTEM, "accounts.changed", user)


WAYS = [
    lambda session: session.add(User(email="b", name="B")),
    lambda session: session.execute(update(User).values(email="b")),
    lambda session: session.connection().execute(delete(User.__table__)),
]


@pytest.mark.parametrize("way", WAYS)
def test_a_working_transaction_changes_no_audited_row(user, way):
    with (
        pytest.raises(RuntimeError, match="user changes in an audited transaction only"),
        transaction(SYSTEM, working=True) as session,
    ):
        way(session)
    assert emails() == ["a@ceremony.test"]


@pytest.mark.parametrize("way", WAYS[1:])
def test_without_a_transaction_no_audited_row_changes(user, way):
    with pytest.raises(RuntimeError, match="audited transaction only"):
        way(db.session())
    assert emails() == ["a@ceremony.test"]


def test_the_history_reads_alike_on_both_databases():
    zone = make.zone("2", exits_scanned=False)
    category = make.category(zones=["2"])
    instant = datetime(2025, 10, 25, 9, 30, tzinfo=UTC)
    settings = make.ceremony(valid_from=instant - timedelta(hours=1, microseconds=5))
    with transaction(SYSTEM):
        zone.exits_scanned, category.zones, settings.valid_from = True, [], instant
        audit.record(SYSTEM, "test.changed", zone, category, settings)

    rows = db.session.scalars(select(RowHistory).order_by(RowHistory.id.desc()).limit(3)).all()
    values = {name: value for row in rows for name, value in row.before.items()}
    assert values == {
        "exits_scanned": False,
        "zones": ["2"],
        "valid_from": "2025-10-25T08:29:59.999995",
    }
    assert {name: value for row in rows for name, value in row.after.items()} == {
        "exits_scanned": True,
        "zones": [],
        "valid_from": "2025-10-25T09:30:00",
    }


def test_the_trail_follows_the_clock_of_the_ceremony():
    clock.shift(timedelta(days=-300))
    make.zone()
    [entry] = db.session.scalars(select(AuditEntry)).all()
    [change] = db.session.scalars(select(RowChange)).all()
    assert abs(entry.created_at - change.created_at) < timedelta(seconds=5)


def test_working_rows_need_no_entry(user):
    with transaction(SYSTEM, working=True) as session:
        session.add(
            Job(name="x", arguments={}, actor_kind="system", total=1, checkpoint={}, result={})
        )
    assert len(db.session.scalars(select(Job)).all()) == 1


@pytest.mark.parametrize("table", ["audit_entry", "row_change", "state_change"])
@pytest.mark.parametrize("statement", ["update {} set id = 0", "delete from {}"])
def test_the_database_refuses_to_change_the_trail(user, table, statement):
    db.session.execute(
        text(
            "insert into state_change values (1, current_timestamp, 'user', 1, 'x', "
            "current_timestamp)"
        )
    )
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement.format(table)))
