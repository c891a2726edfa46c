"""Whether this instance can serve: its database answers and has been migrated."""

from functools import cache

from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from ceremony import ROOT
from ceremony.core.db import db


def trouble() -> str | None:
    """What keeps it from serving, in a word for programs; None if nothing does."""
    try:
        present = _present()
    except SQLAlchemyError:
        return "database unreachable"
    return None if present == _wanted() else "database not migrated"


def _present() -> str | None:
    connection = db.session.connection()
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


@cache
def _wanted() -> str:
    """The last migration; they are named as their files, in their order."""
    return max(x.stem for x in (ROOT / "migrations" / "versions").glob("[0-9]*.py"))
