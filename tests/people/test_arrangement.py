"""Zones, categories and the table as a whole: whom a change moves, and what may not go."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ceremony.core.ceremony_file import loading, text
from ceremony.core.ceremony_file.loading import Plan
from ceremony.core.ceremony_file.tree import FileRefused
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.people import operations, queries
from ceremony.people.models import Accreditation, Person
from tests import make

FILE = """
zones:
  - {code: "1", name: Outer}
  - {code: "2", name: Hall}
categories:
  - {code: head, name: Head, letter: H, colour: "#8a1a1f", band: gold, zones: [1, 2]}
  - {code: delegate, name: Delegate, letter: D, colour: "#17395f", band: plain, zones: [1, 2]}
  - {code: guest, name: Guest, letter: G, colour: "#15191e", band: framed, zones: [1]}
access:
  - {function: head, category: head}
  - {function: driver, category: guest}
  - {category: delegate}
checkpoints:
  - {code: P1, name: Door, zone: "1"}
"""


def load(content: str) -> Plan:
    with transaction(SYSTEM):
        return loading.load(actor=SYSTEM, content=content.encode())


def rehearse(content: str) -> Plan:
    def run(operation: Any, **arguments: Any) -> Any:
        with transaction(SYSTEM):
            return operation(actor=SYSTEM, **arguments)

    return loading.plan_of(run, content=content.encode())


def accreditation(person: Person) -> Accreditation:
    return db.session.query(Accreditation).filter_by(person_id=person.id).one()


def rights(*persons: Person) -> list[tuple[str, list[str]]]:
    codes = {x.id: x.code for x in queries.categories()}
    found = [accreditation(person) for person in persons]
    return [(codes[x.category_id], x.zones) for x in found]


def refusals(content: str) -> list[str]:
    with pytest.raises(FileRefused) as refused:
        load(content)
    return [finding.sentence for finding in refused.value.findings]


@pytest.fixture
def people() -> dict[str, Person]:
    """A head, a driver and a delegate of one State."""
    make.ceremony(
        valid_from=datetime(2025, 10, 24, 23, 0, tzinfo=UTC),
        valid_until=datetime(2025, 10, 26, 17, 0, tzinfo=UTC),
    )
    load(FILE)
    qatar = make.body()
    return {
        function: make.person(body=qatar, function=function, given_names=function.title())
        for function in ("head", "driver", "delegate")
    }


def test_a_change_of_the_table_moves_those_whom_it_fits(people: dict[str, Person]) -> None:
    changed = FILE.replace("function: driver, category: guest", "function: driver, category: head")
    plan = rehearse(changed)
    [effect] = plan.effects
    assert (effect.count, effect.totals) == (
        1,
        [("Head", 1, 2), ("Delegate", 1, 1), ("Guest", 1, 0)],
    )
    [(_name, delegation, *moved)] = effect.persons
    assert [delegation, *moved] == ["Qatar", "Guest, zones 1", "Head, zones 1, 2"]
    assert rights(people["driver"]) == [("guest", ["1"])]
    assert load(changed) == plan
    assert rights(*people.values()) == [
        ("head", ["1", "2"]),
        ("head", ["1", "2"]),
        ("delegate", ["1", "2"]),
    ]


def test_what_an_officer_decided_for_somebody_stays(people: dict[str, Person]) -> None:
    with transaction(SYSTEM):
        operations.override(
            actor=SYSTEM,
            accreditation=accreditation(people["delegate"]),
            category_id=None,
            zones=["1"],
            reason="Stays outside.",
        )
    plan = load(
        FILE.replace('#17395f", band: plain, zones: [1, 2]', '#17395f", band: plain, zones: [2]')
    )
    assert plan.moves == 0
    assert rights(people["delegate"]) == [("delegate", ["1"])]


def test_a_zone_that_somebody_has_by_decision_cannot_go(people: dict[str, Person]) -> None:
    with transaction(SYSTEM):
        operations.override(
            actor=SYSTEM,
            accreditation=accreditation(people["driver"]),
            category_id=None,
            zones=["1", "2"],
            reason="Drives into the hall.",
        )
    without = FILE.replace('  - {code: "2", name: Hall}\n', "").replace("[1, 2]", "[1]")
    assert refusals(without) == ["Zone 2 cannot be removed: an officer gave it to one person."]


def test_a_category_that_somebody_has_by_decision_cannot_go(people: dict[str, Person]) -> None:
    with transaction(SYSTEM):
        operations.override(
            actor=SYSTEM,
            accreditation=accreditation(people["delegate"]),
            category_id=queries.category("guest").id,
            zones=None,
            reason="Comes as a guest.",
        )
    lines = [x for x in FILE.splitlines() if "code: guest" not in x and "driver" not in x]
    assert refusals("\n".join(lines)) == [
        "Category guest cannot be removed: an officer gave it to one person."
    ]


def test_a_hundred_categories_are_the_most() -> None:
    some = ", ".join(
        f"{{code: c{x}, name: C, letter: C, colour: '#000000', band: plain, zones: []}}"
        for x in range(101)
    )
    assert refusals(f"categories: [{some}]") == ["A ceremony has at most 100 categories."]


def test_somebody_for_whom_no_line_is_left_is_named(people: dict[str, Person]) -> None:
    assert refusals(FILE.replace("  - {category: delegate}\n", "")) == [
        "The table of categories has no line for Delegate of State."
    ]
    assert rights(people["delegate"]) == [("delegate", ["1", "2"])]


@pytest.mark.both_databases
def test_a_removed_category_hands_its_people_on(people: dict[str, Person]) -> None:
    lines = [x for x in FILE.splitlines() if "code: guest" not in x and "driver" not in x]
    assert load("\n".join(lines)).moves == 1
    assert rights(people["driver"]) == [("delegate", ["1", "2"])]
    assert [x.code for x in queries.categories()] == ["head", "delegate"]


def test_once_badges_are_issued_zones_and_categories_keep_their_numbers(
    people: dict[str, Person],
) -> None:
    with transaction(SYSTEM):
        operations.approve(actor=SYSTEM, accreditations=[accreditation(people["head"])])
    without = FILE.replace('  - {code: "2", name: Hall}\n', "").replace("[1, 2]", "[1]")
    assert refusals(without) == [
        "“2” cannot be removed: badges have been issued, and their codes carry it."
    ]
    first, second = '  - {code: "1", name: Outer}\n', '  - {code: "2", name: Hall}\n'
    assert refusals(FILE.replace(first + second, second + first)) == [
        "Badges have been issued, so the order stays: put new ones at the end."
    ]
    assert load(FILE.replace(second, second + '  - {code: "3", name: Roof}\n')).moves == 0


@pytest.mark.both_databases
def test_who_had_the_usual_validity_gets_the_new_one(people: dict[str, Person]) -> None:
    own = datetime(2025, 10, 25, 12, 0, tzinfo=UTC)
    with transaction(SYSTEM):
        operations.change_validity(
            actor=SYSTEM,
            accreditation=accreditation(people["driver"]),
            valid_from=accreditation(people["driver"]).valid_from,
            valid_until=own,
            reason="Leaves early",
        )
    dumped = text.dump()
    plan = load(dumped.replace("passes_until: 2025-10-27 00:00", "passes_until: 2025-10-28 00:00"))
    assert [x.sentence for x in plan.effects] == ["2 persons get the new validity."]
    later = datetime(2025, 10, 27, 17, 0, tzinfo=UTC)
    ends = [accreditation(x).valid_until for x in people.values()]
    assert ends == [later, own, later]
