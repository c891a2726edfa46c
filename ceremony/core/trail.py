"""The triggers behind the trail: append-only tables, and changes that write themselves down."""

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Boolean, Connection, DateTime, LargeBinary, Table, event, inspect
from sqlalchemy.types import TypeEngine

from ceremony.core import audit as audit  # its tables are written here
from ceremony.core.db import Base, Model, Trail

_SQLITE_APPEND_ONLY = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON "{table}"
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_SQLITE_CHANGE = """
CREATE TRIGGER "{table}_{verb}d" AFTER {verb} ON "{table}" {when}
BEGIN
  INSERT INTO row_change
    (created_at, transaction_key, actor_kind, actor_id, subject_type, subject_id, verb, fields)
  VALUES (audit_context('at'), audit_context('key'), audit_context('kind'),
    audit_context('actor_id'),
    '{table}', {row}.id, '{verb}', {fields});
  {history}
END
"""
_SQLITE_HISTORY = """
  INSERT INTO row_history (created_at, change_id, before, after)
  VALUES (audit_context('at'), last_insert_rowid(), {before}, {after});
"""
_POSTGRESQL_APPEND_ONLY = """
CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
_POSTGRESQL_CHANGE = """
CREATE OR REPLACE TRIGGER {table}_change AFTER INSERT OR UPDATE OR DELETE ON "{table}"
FOR EACH ROW EXECUTE FUNCTION record_change()
"""
_POSTGRESQL_TRUNCATE = """
CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
_POSTGRESQL_FUNCTIONS = (
    """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$
""",
    """
CREATE OR REPLACE FUNCTION record_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb; new_row jsonb; changed text[] := '{}'; change bigint;
  at timestamp := coalesce(nullif(current_setting('ceremony.at', true), '')::timestamp,
    clock_timestamp() AT TIME ZONE 'utc');
BEGIN
  IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD) - 'version'; END IF;
  IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW) - 'version'; END IF;
  IF TG_OP = 'UPDATE' THEN
    SELECT coalesce(array_agg(key ORDER BY key), '{}') INTO changed
    FROM jsonb_object_keys(new_row) key WHERE was -> key IS DISTINCT FROM new_row -> key;
    IF changed = '{}' THEN RETURN NULL; END IF;
  END IF;
  INSERT INTO row_change
    (created_at, transaction_key, actor_kind, actor_id, subject_type, subject_id, verb, fields)
  VALUES (at, nullif(current_setting('ceremony.key', true), ''),
    coalesce(nullif(current_setting('ceremony.kind', true), ''), 'outside'),
    nullif(current_setting('ceremony.actor_id', true), '')::integer,
    TG_TABLE_NAME, (coalesce(new_row, was) ->> 'id')::integer, lower(TG_OP), to_json(changed))
  RETURNING id INTO change;
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO row_history (created_at, change_id, before, after)
    SELECT at, change,
      json_object_agg(key, was -> key),
      CASE WHEN TG_OP = 'UPDATE' THEN json_object_agg(key, new_row -> key) END
    FROM jsonb_object_keys(was) key WHERE TG_OP = 'DELETE' OR key = ANY (changed);
  END IF;
  RETURN NULL;
END $$
""",
)


def guard(connection: Connection, tables: Iterable[str]) -> None:
    """Put the triggers on those of *tables* that the trail guards. May be repeated.

    After every migration: SQLite changes a table by making a new one, without them.
    """
    names = set(tables)
    if connection.dialect.name == "postgresql":
        for function in _POSTGRESQL_FUNCTIONS:
            connection.exec_driver_sql(function.replace("%", "%%"))
    for kind, statements in ((Trail, _append_only), (Model, _recorded)):
        for table in sorted(_tables(kind) & names):
            for statement in statements(connection, table):
                connection.exec_driver_sql(statement)


def _tables(kind: type[Base]) -> set[str]:
    return {x.class_.__tablename__ for x in Base.registry.mappers if issubclass(x.class_, kind)}


def _append_only(connection: Connection, table: str) -> Iterator[str]:
    if connection.dialect.name == "postgresql":
        yield _POSTGRESQL_APPEND_ONLY.format(table=table)
    else:
        for verb in ("update", "delete"):
            yield _SQLITE_APPEND_ONLY.format(table=table, verb=verb)


def _recorded(connection: Connection, table: str) -> Iterator[str]:
    if connection.dialect.name == "postgresql":
        yield _POSTGRESQL_CHANGE.format(table=table)
        yield _POSTGRESQL_TRUNCATE.format(table=table)
        return
    found = inspect(connection).get_columns(table)  # in the order in which they came to be
    columns = sorted((x for x in found if x["name"] != "version"), key=itemgetter("name"))
    names = [x["name"] for x in columns]
    values = {x["name"]: _as_json(x["name"], x["type"]) for x in columns}
    changed = [f'SELECT \'{x}\' AS name WHERE OLD."{x}" IS NOT NEW."{x}"' for x in names]
    any_changed = " OR ".join(f'OLD."{x}" IS NOT NEW."{x}"' for x in names)
    rest = {
        "insert": ("NEW", "", "'[]'", ""),
        "update": (
            "NEW",
            f"WHEN {any_changed}",
            f"(SELECT json_group_array(name) FROM ({' UNION ALL '.join(changed)}))",
            _SQLITE_HISTORY.format(before=_values("OLD", values), after=_values("NEW", values)),
        ),
        "delete": (
            "OLD",
            "",
            "'[]'",
            _SQLITE_HISTORY.format(before=_values("OLD", values, all_=True), after="NULL"),
        ),
    }
    for verb, (row, when, fields, history) in rest.items():
        yield f'DROP TRIGGER IF EXISTS "{table}_{verb}d"'
        yield _SQLITE_CHANGE.format(
            table=table, verb=verb, row=row, when=when, fields=fields, history=history
        )


def _as_json(name: str, kind: TypeEngine[Any]) -> str:
    """SQL that writes a column as PostgreSQL writes it into JSON; ``{row}`` is still to fill."""
    value = f'{{row}}."{name}"'
    if isinstance(kind, JSON):
        return value
    if isinstance(kind, Boolean):
        return f"iif({value}, 'true', iif({value} IS NULL, 'null', 'false'))"
    if isinstance(kind, DateTime):  # 2025-10-25 09:00:00.500000 is 2025-10-25T09:00:00.5
        return f"json_quote(rtrim(rtrim(replace({value}, ' ', 'T'), '0'), '.'))"
    if isinstance(kind, LargeBinary):
        return f"json_quote('\\x' || lower(hex({value})))"
    return f"json_quote({value})"


def _values(row: str, values: Mapping[str, str], *, all_: bool = False) -> str:
    """SQL for a JSON object of the *values* of *row* that changed, or of all."""
    parts = (
        f"SELECT '{name}' AS name, {value.format(row=row)} AS value"
        + ("" if all_ else f' WHERE OLD."{name}" IS NOT NEW."{name}"')
        for name, value in values.items()
    )
    return f"(SELECT json_group_object(name, json(value)) FROM ({' UNION ALL '.join(parts)}))"


@event.listens_for(Base.metadata, "after_create")
def _after_create(_: Any, connection: Connection, tables: list[Table], **__: Any) -> None:
    guard(connection, [table.name for table in tables])
