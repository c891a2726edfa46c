import sqlite3

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from ceremony.accounts.models import User
from ceremony.core import audit
from ceremony.core.audit import AuditEntry, RowChange, RowHistory, Verb
from ceremony.core.db import db, savepoint, transaction
from ceremony.core.jobs import Job
from ceremony.core.permissions import SYSTEM

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
    with transaction(SYSTEM):
        with savepoint():
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


@pytest.mark.parametrize("row", [User(email="b", name="B")])
def test_a_working_transaction_changes_no_audited_row(user, row):
    with (
        pytest.raises(RuntimeError, match="no audited row"),
        transaction(SYSTEM, working=True) as session,
    ):
        session.add(row)


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


def test_postgresql_refuses_to_truncate_the_trail_and_what_it_guards(user, database):
    if database == "sqlite":
        return  # it has no TRUNCATE
    for table in ("audit_entry", "row_change", '"user"'):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(f"truncate {table} cascade"))
        db.session.rollback()


def test_a_write_past_the_application_is_refused_or_kept_as_outside(user, database, app):
    if database == "sqlite":
        file = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
        with pytest.raises(sqlite3.OperationalError, match="audit_context"):
            sqlite3.connect(file).execute("update user set name = 'Z'")
    else:
        with db.engine.connect() as connection:
            connection.exec_driver_sql("update \"user\" set name = 'Z'")
            connection.commit()
        assert changes()[-1] == ("outside", "user", Verb.UPDATE, ["name"])
