"""How migrations run: one connection, foreign keys held back on SQLite, triggers put again."""

from datetime import UTC, datetime
from typing import Any

from alembic import context
from sqlalchemy import inspect

from ceremony.core.crypto import EncryptedText
from ceremony.core.db import Base, Context, UTCDateTime, db
from ceremony.core.db import context as told
from ceremony.core.trail import guard


def render_plainly(kind: str, item: Any, _context: Any) -> str | bool:
    """Migrations never import the application: its types change, they must not."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, EncryptedText):
        return "sa.String()"
    return False


def foreign_keys(connection: Any, state: str) -> None:
    """SQLite rebuilds a table by dropping it, which with the keys on deletes or refuses."""
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={state}")


def guard_all(connection: Any) -> None:
    """A rebuilt table has lost its triggers, and a new one has none yet."""
    guard(connection, inspect(connection).get_table_names())


def check(connection: Any) -> None:
    """A rebuilt table may have lost its children on SQLite."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"rows without their parent: {broken}")


def run() -> None:
    steps: list[Any] = []

    def follow(ctx: Any, step: Any, **_more: Any) -> None:
        """The next step changes rows too; the first rows of a new database are nobody's act."""
        steps.append(step)
        if not is_new:
            guard_all(ctx.connection)

    with db.engine.connect() as own:
        connection = context.config.attributes.get("connection", own)
        foreign_keys(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=render_plainly,
            compare_type=True,
            on_version_apply=follow,
        )
        is_new = not context.get_context().get_current_heads()
        with context.begin_transaction():
            context.run_migrations()
            if steps:
                guard_all(connection)
                check(connection)
        connection.commit()
        foreign_keys(connection, "ON")


token = told.set(Context("migration", "system", None, datetime.now(UTC).isoformat(" ")[:26]))
try:
    run()
finally:
    told.reset(token)
