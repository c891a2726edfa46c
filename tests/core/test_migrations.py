"""The way up, the way down, and that both ends are what the models say."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from sqlalchemy import Inspector, inspect, text

from ceremony.core.db import Base, db
from ceremony.core.web import Application
from tests import cast
from tests.core import migrated
from tests.core.migrated import STATES, THEN
from tests.databases import Prepared, migrate

SECOND = "0002_register"  # at which the second version ended
TRAIL = {"row_change", "row_history", "state_change"}  # which grows by every change
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
READ: dict[str, Any] = {}  # by the kind of database: see upgraded

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
        "columns": sorted(columns),  # an added one stands behind the others
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
    step_by_step(flask_migrate.downgrade, "-1", since=2)
    step_by_step(flask_migrate.upgrade, "+1", since=2)
    assert schema(app) == before
    assert sorted(db.session.scalars(text('SELECT email FROM "user"'))) == sorted(officers)


def step_by_step(way: Callable[..., None], revision: str, since: int) -> None:
    """One migration after the other, those from number *since* on."""
    for _step in [x for x in VERSIONS.glob("0*.py") if int(x.name[:4]) >= since]:
        way(revision=revision)


@pytest.fixture
def second(blank):
    """A database of the second version, with rows in every table that later changed."""
    app = blank("second")
    migrate(app, SECOND)
    with app.app_context():
        migrated.write(migrated.SECOND)
        yield app
        db.session.remove()


def outside_the_trail(rows):
    return {name: some for name, some in rows.items() if name not in TRAIL}


@pytest.fixture
def upgraded(request, database):
    """All rows of the second version, and all after the upgrade; read once in a process."""
    if database not in READ:
        request.getfixturevalue("second")
        before = migrated.read()
        flask_migrate.upgrade()
        READ[database] = before, migrated.read()
    return deepcopy(READ[database])


def test_an_upgrade_keeps_every_row(upgraded):
    before, after = upgraded
    kept = {
        name: [{x: row[x] for x in old} for row, old in zip(after[name], olds, strict=True)]
        for name, olds in outside_the_trail(before).items()
    }
    assert kept == outside_the_trail(before)


def test_an_upgrade_gives_rows_what_they_lack(upgraded):
    before, after = upgraded

    def gained(name):
        new = after[name][0].keys() - before[name][0].keys()
        return [{x: row[x] for x in row if x in new} for row in after[name]]

    submitted = {
        "state": "submitted",
        "state_since": THEN,
        "reason": None,
        "submitted_at": THEN,
        "deadline": None,
        "quota": {},
        "note_number": "",
        "note_on": None,
        "language": "",
        "liaison_id": None,
        "notes": "",
    }
    assert gained("delegation") == [submitted, submitted]
    assert gained("settings") == [
        {
            "contact": "",
            "requests_until": None,
            "vetting_is_required": False,
            "collection_place": {},
            "collection_hours": {},
            "host": None,
            "emergency_numbers": {},
            "badge_rules": {},
            "logo": None,
            "pins": 0,
        }
    ]
    needs = ("dietary_needs", "medical_needs", "access_needs", "merged_into_id")
    assert gained("person") == [dict.fromkeys(needs)] * 6
    assert gained("participation") == [{"is_listed": False}] * 7
    assert gained("link") == [{"last_used_at": None, "revoked_at": None}] * 2
    assert gained("user_session") == [{"link_id": None}]
    assert gained("workbook") == [{"body_id": None}] * 2
    codes = {x["person_id"]: x["collection_code"] for x in after["accreditation"]}
    assert [x for x, code in codes.items() if code] == [2, 6]
    assert all(re.fullmatch("[2-9A-HJKMNP-Z]{8}", code) for code in codes.values() if code)


def test_an_upgrade_derives_what_is_kept_beside_the_rows(upgraded):
    _before, after = upgraded
    words = [(x["person_id"], x["word"]) for x in after["person_word"]]
    assert [word for person_id, word in words if person_id == 1] == [
        "hoa",
        "nguyen",
        "thi",
        "氏花",
        "花",
        "阮氏花",
    ]
    assert words[6:] == [*((x, "point") for x in (2, 3, 4, 5)), (6, "layla"), (6, "mansour")]
    assert [x["credential_id"] for x in after["outdated"]] == [2]
    assert [(x["person_id"], x["state"]) for x in after["vetting"]] == [
        (1, "waiting"),
        (2, "waiting"),
        (6, "bypassed"),
    ]
    changes = [(x["subject_type"], x["subject_id"], x["state"]) for x in after["state_change"]]
    assert changes == [
        ("accreditation", 2, "approved"),
        ("vetting", 1, "waiting"),
        ("vetting", 2, "waiting"),
        ("vetting", 3, "bypassed"),
        ("delegation", 1, "submitted"),
        ("delegation", 2, "submitted"),
    ]
    assert [x["at"] for x in after["state_change"] if x["subject_type"] == "delegation"] == [
        THEN,
        THEN,
    ]


def test_the_host_country_is_that_of_the_delegation_that_was_the_host(second):
    flask_migrate.upgrade(revision="0012_guests_of_the_host")
    [state] = [x for x in migrated.read()["participant"] if x["iso3"] == "VNM"]
    host = {"id": 7, "code": "VNM", "kind": "host", "participant_id": state["id"]}
    migrated.write({"body": [host]})
    for _round in range(2):
        flask_migrate.upgrade()
        assert [x["host"] for x in migrated.read()["settings"]] == ["VNM"]
        flask_migrate.downgrade(revision="0012_guests_of_the_host")
        assert [x["kind"] for x in migrated.read()["body"] if x["id"] == 7] == ["host"]


def test_gates_learn_the_kind_of_a_pass_from_its_category_or_from_what_they_knew(second):
    flask_migrate.upgrade(revision="0018_covering_indexes")
    migrated.write(migrated.PASSES)
    before = migrated.read()["gate_pass"]
    flask_migrate.upgrade(revision="0019_kind_of_pass")
    kinds = [x["pass_kind"] for x in migrated.read()["gate_pass"]]
    assert kinds == ["personal", "vehicle", "personal", "floater"]
    flask_migrate.downgrade(revision="0018_covering_indexes")
    assert migrated.read()["gate_pass"] == before


def test_up_and_down_again_step_by_step_keeps_every_row(second):
    before = migrated.read()
    step_by_step(flask_migrate.upgrade, "+1", since=3)
    step_by_step(flask_migrate.downgrade, "-1", since=3)
    assert outside_the_trail(migrated.read()) == outside_the_trail(before)


def test_rows_that_the_older_version_cannot_say_come_as_near_as_they_can(second):
    before = migrated.read()
    flask_migrate.upgrade()
    migrated.write(migrated.THIRD)
    upper = migrated.read()
    assert [name for name in upper if name not in before and not upper[name]] == []

    flask_migrate.downgrade(revision=SECOND)
    after = migrated.read()
    assert after.keys() == before.keys()
    roles = [(x["id"], x["role"]) for x in after["role_grant"] if x["id"] > 10]
    assert roles == [(11, "protocol_officer"), (13, "protocol_officer")]
    for name in ("link", "user_session", "workbook_content", "workbook_row"):
        assert after[name] == before[name]
    assert [x["id"] for x in after["person"]] == [1, 2, 3, 4, 5, 6, 11, 12, 13]
    rights = [(x["state"], x["reason"] is None) for x in after["accreditation"]]
    assert rights[:5] == [(x, x not in {"refused", "revoked"}) for x in STATES]
    assert rights[6:] == [("submitted", True)] * 3
    badges = [(x["id"], x["state"], x["reason"]) for x in after["credential"]]
    assert badges == [
        (1, "issued", None),
        (2, "issued", None),
        (3, "revoked", "lost"),
        (12, "revoked", "replaced"),
        (13, "revoked", "withdrawn"),
    ]
    assert [x["id"] for x in after["delegation"]] == [1, 2, 11]
    assert {x["id"]: x["state"] for x in after["workbook"]} == {
        1: "imported",
        2: "examined",
        11: "imported",
        12: "discarded",
    }
    told = after["state_change"][len(upper["state_change"]) :]
    assert [(x["subject_type"], x["subject_id"], x["state"]) for x in told] == [
        ("workbook", 12, "discarded"),
        *(("accreditation", x, "submitted") for x in (11, 12, 13)),
    ]
    seen = after["row_change"][len(upper["row_change"]) :]
    assert sorted((x["subject_type"], x["subject_id"], x["verb"]) for x in seen) == [
        *(("accreditation", x, "update") for x in (11, 12, 13)),
        ("accreditation", 14, "delete"),
        ("credential", 11, "delete"),
        ("credential", 12, "update"),
        ("credential", 13, "update"),
        ("person", 14, "delete"),
        ("person", 15, "delete"),
        ("role_grant", 11, "update"),
        *(("role_grant", x, "delete") for x in (12, 14, 15, 16)),
        ("workbook", 12, "update"),
    ]


def test_a_delegation_that_had_a_state_before_a_way_down_is_submitted_from_now_on(second):
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision=SECOND)
    flask_migrate.upgrade()
    after = migrated.read()
    ats = [x["at"] for x in after["state_change"] if x["subject_type"] == "delegation"]
    assert ats[:2] == [THEN, THEN]
    assert [x["state_since"] for x in after["delegation"]] == ats[2:]
    assert all(x > THEN for x in ats[2:])


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
