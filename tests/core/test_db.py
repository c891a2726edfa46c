import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm.exc import StaleDataError

from ceremony.accounts import operations
from ceremony.accounts.models import User
from ceremony.core import audit, limits
from ceremony.core.db import db, in_transaction, lock, reading, transaction
from ceremony.core.errors import DomainError
from ceremony.core.permissions import SYSTEM, Role
from tests import cast


def test_nothing_commits_inside_a_transaction():
    with pytest.raises(RuntimeError, match="only leaving"), transaction(SYSTEM) as session:
        session.commit()


def test_transactions_do_not_nest():
    with (
        pytest.raises(RuntimeError, match="while writing"),
        transaction(SYSTEM),
        transaction(SYSTEM),
    ):
        pass


def test_a_request_writes_once():
    with reading(may_write=True):
        with transaction(SYSTEM):
            assert in_transaction()
        with pytest.raises(RuntimeError, match="while reading"), transaction(SYSTEM):
            pass


def test_a_get_request_opens_no_transaction():
    with reading(), pytest.raises(RuntimeError, match="while reading"), transaction(SYSTEM):
        pass


def test_the_session_refuses_to_write_while_reading():
    with reading(may_write=True) as session:
        session.add(User(email="x", name="X"))
        with pytest.raises(RuntimeError, match="outside of a transaction"):
            session.flush()


def test_what_was_changed_before_the_transaction_is_refused():
    user = cast.officer()
    user.name = "Changed too early"
    with pytest.raises(RuntimeError, match="outside of a transaction"), transaction(SYSTEM):
        pass


@pytest.mark.both_databases
def test_the_database_refuses_to_write_while_reading():
    refusals = "attempt to write a readonly database|cannot execute DELETE in a read-only"
    with reading() as session, pytest.raises(DBAPIError, match=refusals):
        session.execute(text("delete from attempt"))


def test_what_was_written_before_the_transaction_is_gone():
    with transaction(SYSTEM, working=True):
        limits.note("sign-in", "a@b.test")
    with reading(may_write=True) as session:
        session.execute(text("delete from attempt"))
        with transaction(SYSTEM):
            assert session.scalar(text("select count(*) from attempt")) == 1


@pytest.mark.postgresql
def test_readers_keep_what_postgresql_has_prepared():
    for _ in range(10):
        with reading() as session:
            session.execute(text("select :number + 1"), {"number": 4})
    with reading() as session:
        kept = text("select count(*) from pg_prepared_statements where statement like 'select $%'")
        assert session.scalar(kept) == 1


def overtaken(user: User) -> None:
    """Somebody else saved the row after it was read."""
    db.session.refresh(user)
    db.session.execute(text('update "user" set version = version + 1'))
    user.name = "Too late"
    audit.record(SYSTEM, "accounts.changed", user)


@pytest.mark.both_databases
def test_a_stale_row_is_refused():
    user = cast.officer()
    with pytest.raises(StaleDataError), transaction(SYSTEM):
        overtaken(user)


@pytest.mark.both_databases
def test_a_reader_sees_one_snapshot(app):
    def others() -> None:
        with app.app_context():
            cast.officer(Role.REGISTRAR)
            db.session.remove()

    with reading() as session:
        before = session.scalars(select(User.id)).all()
        thread = threading.Thread(target=others)
        thread.start()
        thread.join()
        assert session.scalars(select(User.id)).all() == before == []
    assert len(db.session.scalars(select(User.id)).all()) == 1


def test_naive_instants_are_refused():
    with pytest.raises(StatementError, match="naive"):
        db.session.scalars(select(User).where(User.created_at > datetime(2025, 10, 25))).all()  # noqa: DTZ001


@pytest.mark.both_databases
def test_instants_come_back_aware_in_utc():
    created = cast.officer().created_at
    assert created.tzinfo is UTC


@pytest.mark.both_databases
def test_one_address_gets_one_account_when_all_ask_at_once(app):
    start, outcomes = threading.Barrier(6), []

    def create():
        start.wait()
        with app.app_context():
            try:
                with transaction(SYSTEM):
                    lock("accounts.test")
                    operations.create(actor=SYSTEM, email="x@y.test", name="X", roles=[])
                outcomes.append("created")
            except DomainError as refusal:
                outcomes.append(refusal.field)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=create) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["created", *["email"] * 5]
