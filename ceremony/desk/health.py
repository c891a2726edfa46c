"""Whether this instance can serve: its database answers and has been migrated."""

from functools import lru_cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from ceremony.core.db import db


def trouble() -> str | None:
    """What keeps it from serving, in a word for programs; None if nothing does."""
    try:
        present = set(MigrationContext.configure(db.session.connection()).get_current_heads())
    except SQLAlchemyError:
        return "database unreachable"
    return None if present == _wanted(_folder()) else "database not migrated"


def _folder() -> str:
    return str(current_app.extensions["migrate"].directory)


@lru_cache
def _wanted(folder: str) -> set[str]:
    return set(ScriptDirectory(folder).get_heads())
