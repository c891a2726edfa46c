"""What the triggers keep from those who come past the application."""

import sqlite3

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from ceremony.core.audit import RowChange, Verb
from ceremony.core.db import db
from tests import cast


@pytest.mark.postgresql
@pytest.mark.parametrize("table", ["audit_entry", "row_change", "state_change", '"user"'])
def test_postgresql_refuses_to_truncate_the_trail_and_what_it_guards(table):
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(f"truncate {table} cascade"))


@pytest.mark.postgresql
def test_postgresql_keeps_a_write_past_the_application_as_one_from_outside():
    cast.officer()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("update \"user\" set name = 'Z'")
        connection.commit()
    db.session.rollback()
    last = db.session.scalars(select(RowChange).order_by(RowChange.id.desc())).first()
    assert (last.actor_kind, last.subject_type, last.verb, last.fields) == (
        "outside",
        "user",
        Verb.UPDATE,
        ["name"],
    )


def test_sqlite_refuses_a_write_past_the_application(app):
    cast.officer()
    db.session.rollback()
    file = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    with pytest.raises(sqlite3.OperationalError, match="audit_context"):
        sqlite3.connect(file).execute("update user set name = 'Z'")
