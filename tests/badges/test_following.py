"""A change of a category or zone: which printed badges it puts in reprint, and which not."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text as sql

from ceremony.badges import differences, operations, queries
from ceremony.badges.queries import Filter
from ceremony.badges.states import State
from ceremony.core.ceremony_file import loading, text
from ceremony.core.ceremony_file.loading import Plan
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.core.web import Application
from ceremony.people import queries as people
from tests.badges import issuing


def change(key: str, code: str, **facts: Any) -> Plan:
    return save(changed(key, code, **facts))


def changed(key: str, code: str, **facts: Any) -> bytes:
    """The ceremony file with these facts of one category or zone."""
    db.session.rollback()
    items = text.present()[key]
    next(x for x in items if x["code"] == code).update(facts)
    return text.dump({key: items}).encode()


def save(content: bytes) -> Plan:
    db.session.rollback()
    with transaction(SYSTEM):
        return loading.load(actor=SYSTEM, content=content)


def outdated() -> set[int]:
    db.session.rollback()
    return queries.outdated_ids(Filter())


def effects(plan: Plan) -> list[str]:
    return [x.sentence for x in plan.effects]


PRINTED: dict[str, dict[str, tuple[str, Any, str]]] = {
    "categories": {
        "name": ("Category", {"en": "Envoy"}, "Envoy"),
        "letter": ("Letter", "E", "E"),
        "colour": ("Colour of the band", "#651014", "#651014"),
        "band": ("Band", "woven", "Stripes"),
    },
    "zones": {
        "name": ("Name of zone 1", {"en": "Forecourt"}, "Forecourt"),
        "pictogram": ("Pictogram of zone 1", "door", "Door"),
        "escort_required": ("Zone 1 only with an escort", True, "yes"),
    },
}


@pytest.mark.both_databases
def test_what_is_printed_of_category_and_zones_puts_a_badge_in_reprint_and_it_works_on(
    database: str,
) -> None:
    badge = issuing.collected()
    there = {"categories": badge.category_code, "zones": badge.zones[0]}
    change("zones", there["zones"], escorts=[badge.category_code])
    for key, columns in PRINTED.items():
        before = next(x for x in text.present()[key] if x["code"] == there[key])
        for column, (label, value, now) in columns.items():
            plan = change(key, there[key], **{column: value})
            sentence = "One printed badge will have to be printed again."
            assert (effects(plan), outdated()) == ([sentence], {badge.id})
            [told] = differences.of([badge.id])[badge.id]
            assert (told.field, told.now) == (label, now)
            assert queries.credential(badge.id).state is State.COLLECTED
            change(key, there[key], **{column: before[column]})
            assert (outdated(), differences.of([badge.id])) == (set(), {badge.id: []})


def test_what_its_layout_does_not_print_puts_no_badge_in_reprint() -> None:
    front, [opened] = issuing.credential(), text.present()["zones"]
    shut, later = (opened | {"code": x, "name": {"en": f"Court {x}"}} for x in ("2", "3"))
    save(text.dump({"zones": [opened, shut]}).encode())
    badge = issuing.printed()
    with transaction(SYSTEM):
        drawn = issuing.drawn(front.id, layout="card", backs=False)
        operations.mark_printed(actor=SYSTEM, **drawn)
    code = badge.category_code
    name = next(x["name"] for x in text.present()["categories"] if x["code"] == code)
    english = name if isinstance(name, str) else name["en"]
    assert effects(change("categories", code, name={"en": english, "fr": "Délégué"})) == []
    assert effects(change("zones", badge.zones[0], capacity=40, exits_scanned=True)) == []
    assert effects(save(text.dump({"zones": [opened, shut, later]}).encode())) == []
    assert effects(change("zones", "2", escort_required=True, escorts=[code])) == [], (
        "it is struck out"
    )
    change("zones", "2", name={"en": "Yard"})
    assert outdated() == {badge.id}, "zones that it does not open stand on its back"
    assert effects(change("zones", "3", name={"en": "Roof"})) == []
    told = [(x.field, x.now) for x in differences.of([badge.id])[badge.id]]
    assert told == [("Name of zone 2", "Yard")]


@pytest.mark.both_databases
def test_a_category_that_changes_while_a_badge_is_drawn_or_marked_puts_it_in_reprint(
    app: Application,
) -> None:
    first, second = issuing.credential(), issuing.credential()
    code = first.category_code
    early = issuing.drawn(first.id)
    change("categories", code, letter="X")
    with transaction(SYSTEM):
        operations.mark_printed(actor=SYSTEM, **early)
    assert outdated() == {first.id}

    late, present = issuing.drawn(second.id), changed("categories", code, letter="Y")

    def mark() -> None:
        known = people.categories()  # held in the session as they were, however long one waits
        operations.mark_printed(actor=SYSTEM, **late)
        assert known

    one_after_the_other(app, lambda: loading.load(actor=SYSTEM, content=present), mark)
    assert outdated() == {first.id, second.id}


@pytest.mark.both_databases
def test_a_zone_that_changes_while_a_badge_is_marked_puts_it_in_reprint(app: Application) -> None:
    first, second = issuing.printed(), issuing.credential()
    drawn = issuing.drawn(second.id)
    present = changed("zones", first.zones[0], name={"en": "Forecourt"})
    one_after_the_other(
        app,
        lambda: operations.mark_printed(actor=SYSTEM, **drawn),
        lambda: loading.load(actor=SYSTEM, content=present),
    )
    assert outdated() == {first.id, second.id}


def one_after_the_other(
    app: Application, held: Callable[[], object], waiting: Callable[[], object]
) -> None:
    """*waiting* begins when *held* is done but not committed, and goes on when it is."""

    def meanwhile() -> None:
        with app.app_context():
            with transaction(SYSTEM):
                waiting()
            db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(1) as pool:
        with transaction(SYSTEM):
            held()
            done = pool.submit(meanwhile)
            until_somebody_waits()
        done.result()


def until_somebody_waits() -> None:
    """For a lock of PostgreSQL; on SQLite nobody begins before this transaction ends."""
    if db.engine.dialect.name != "postgresql":
        return
    here = "(SELECT oid FROM pg_database WHERE datname = current_database())"
    waits = f"locktype = 'advisory' AND NOT granted AND database = {here}"
    deadline = time.monotonic() + 20
    while not db.session.scalar(sql(f"SELECT count(*) FROM pg_locks WHERE {waits}")):
        assert time.monotonic() < deadline, "nobody waits"
        time.sleep(0.01)
