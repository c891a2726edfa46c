"""The way up, the way down, and that both ends are what the models say."""

from collections.abc import Callable, Iterator
from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import Inspector, inspect, text

from ceremony.core.db import Base, db
from ceremony.core.web import Application
from tests import cast
from tests.databases import Prepared, migrate

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
# What reflection does not see, or not whole: partial indexes, triggers, their functions.
OBJECTS = {
    "sqlite": """
        SELECT name, sql FROM sqlite_master
        WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY 1""",
    "postgresql": """
        SELECT indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT proname, prosrc FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace ORDER BY 1, 2""",
}

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.filterwarnings("ignore:.*expression-based index"),  # OBJECTS compares them
]


@pytest.fixture
def blank(
    database: str, prepared: Callable[[str], Prepared]
) -> Iterator[Callable[[str], Application]]:
    """``blank("name")``: an application on a database without tables."""
    made: list[Application] = []

    def make(name: str) -> Application:
        made.append(prepared(database).blank(name))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def table_of(inspector: Inspector, name: str) -> dict[str, object]:
    columns = [
        (x["name"], str(x["type"]), x["nullable"], x["default"], x.get("comment"))
        for x in inspector.get_columns(name)
    ]
    keys = [
        (x["name"], x["constrained_columns"], x["referred_table"], str(x["options"]))
        for x in inspector.get_foreign_keys(name)
    ]
    unique = [(x["name"], x["column_names"]) for x in inspector.get_unique_constraints(name)]
    checks = [(x["name"], x["sqltext"]) for x in inspector.get_check_constraints(name)]
    return {
        "columns": columns,
        "primary key": inspector.get_pk_constraint(name),
        "foreign keys": sorted(keys),
        "unique": sorted(unique),
        "checks": sorted(checks),
    }


def schema(app: Application) -> dict[str, object]:
    """All that the database keeps of its structure, triggers included."""
    with app.app_context(), db.engine.connect() as connection:
        inspector, kind = inspect(connection), connection.dialect.name
        names = sorted(set(inspector.get_table_names()) - {"alembic_version"})
        found: dict[str, object] = {name: table_of(inspector, name) for name in names}
        found["objects"] = connection.execute(text(OBJECTS[kind])).all()
        return found


def test_the_migrated_schema_is_that_of_the_models(blank):
    migrated, made = blank("migrated"), blank("made")
    migrate(migrated)
    with made.app_context():
        Base.metadata.create_all(db.engine)
    assert schema(migrated) == schema(made)


def test_alembic_finds_nothing_to_do(app):
    flask_migrate.check()


def test_down_and_up_again_with_rows(app):
    """Each step down and up keeps what the steps before it had made."""
    officers = [cast.officer(role).email for role in cast.NAMES]
    before = schema(app)
    db.session.remove()
    for _step in list(VERSIONS.glob("0*.py"))[1:]:
        flask_migrate.downgrade(revision="-1")
    for _step in list(VERSIONS.glob("0*.py"))[1:]:
        flask_migrate.upgrade(revision="+1")
    assert schema(app) == before
    assert sorted(db.session.scalars(text('SELECT email FROM "user"'))) == sorted(officers)


def test_all_the_way_down_leaves_nothing(app):
    cast.officer()
    counting = text("SELECT count(*) FROM participant")
    participants = db.session.scalar(counting)
    db.session.remove()
    flask_migrate.downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    flask_migrate.upgrade()
    assert db.session.scalars(text('SELECT email FROM "user"')).all() == []
    assert db.session.scalar(counting) == participants


def test_migrations_do_not_import_the_application():
    sources = {x.name: x.read_text() for x in VERSIONS.glob("*.py")}
    assert [name for name, source in sources.items() if "ceremony" in source] == []
