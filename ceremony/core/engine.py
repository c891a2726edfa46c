"""What every connection is told: how it begins, who writes, and what it refuses."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Delete, Insert, Update, event
from sqlalchemy.engine import Engine

from ceremony.core.db import Base, Mode, context, in_transaction, mode


@event.listens_for(Engine, "connect")
def _sqlite_settings(connection: Any, _: Any) -> None:
    """Let SQLAlchemy, not the driver, open transactions, so savepoints hold."""
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "foreign_keys=ON",
        "mmap_size=1073741824",  # pages are read where the system keeps them, not copied each time
        "recursive_triggers=ON",  # else INSERT OR REPLACE deletes without the triggers
    ):
        connection.execute(f"PRAGMA {pragma}")
    # Without it the triggers fail: nobody writes audited rows past the application.
    connection.create_function("audit_context", 1, _told)


def _told(field: str) -> Any:
    return getattr(context.get(), field)  # without a context it raises, and so the write fails


@event.listens_for(Engine, "before_execute")
def _audited_rows_need_an_actor(_: Any, statement: Any, *__: Any) -> None:
    if context.get() is None and isinstance(statement, Insert | Update | Delete):
        name = getattr(statement.table, "name", None)
        if name in _audited_tables():
            raise RuntimeError(f"{name} changes in an audited transaction only")


@lru_cache
def _audited_tables() -> frozenset[str]:
    return frozenset(x.class_.__tablename__ for x in Base.registry.mappers if x.class_.is_audited)


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    """Readers share; a writer takes its turn at once, not at its first write."""
    if connection.dialect.name == "sqlite":
        _begin_sqlite(connection)
    else:
        _begin_postgresql(connection)


def _begin_postgresql(connection: Any) -> None:
    from psycopg import IsolationLevel  # ten megabytes that no worker on SQLite needs

    reads = mode.get() in {Mode.READING, Mode.MAY_WRITE}
    raw = connection.connection.driver_connection
    if raw.read_only is not reads:  # said with the BEGIN that the driver is about to send
        raw.read_only = reads
        raw.isolation_level = IsolationLevel.REPEATABLE_READ if reads else None
    if told := context.get():
        connection.exec_driver_sql(
            "SELECT set_config('ceremony.key', %s, true), set_config('ceremony.kind', %s, true),"
            " set_config('ceremony.actor_id', %s, true), set_config('ceremony.at', %s, true)",
            (told.key, told.kind, "" if told.actor_id is None else str(told.actor_id), told.at),
        )


@event.listens_for(Engine, "rollback")
def _end_reading(connection: Any) -> None:
    """A reader may as well commit; at a rollback psycopg forgets what it has prepared."""
    if connection.dialect.name == "postgresql":
        raw = connection.connection.driver_connection
        if raw.read_only and raw.info.transaction_status.name == "INTRANS":
            raw.commit()


def _begin_sqlite(connection: Any) -> None:
    """The pragma outlives the transaction, and switching it has every statement parsed anew.

    So a request that may write is not held back by it: what it changes before its
    transaction is rolled back, not refused. Scans would take a third longer.
    """
    raw, reads = connection.connection.driver_connection, mode.get() is Mode.READING
    if connection.info.get("query_only") is not reads:
        raw.execute(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
        connection.info["query_only"] = reads
    raw.execute("BEGIN IMMEDIATE" if in_transaction() else "BEGIN")
