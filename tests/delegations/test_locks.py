"""Whoever changes people holds all bodies concerned before the first row: no rings."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

from ceremony.core.db import db, reading, transaction
from ceremony.core.errors import DomainError
from ceremony.core.permissions import SYSTEM
from ceremony.core.spreadsheets import sheets
from ceremony.core.web import Application
from ceremony.delegations import plans
from ceremony.delegations.models import Delegation
from ceremony.delegations.operations import changes, composition, decisions, photographs
from ceremony.delegations.operations import workbooks as lists
from ceremony.delegations.workbook import header
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.amendments import Amendment, amend
from ceremony.people.models import Participation, Person
from ceremony.people.operations import holding
from ceremony.workforce import operations as workforce
from tests import make, workbooks
from tests.delegations.people import entered, member

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("ceremony")]

_numbers = count(1)


class Scene:
    """Somebody whom Qatar and France send, who waits; somebody else of Qatar; and Japan."""

    def __init__(self) -> None:
        self.qatar, self.france, self.japan = (
            make.delegation("submitted", sender=make.body(None, name=f"State {next(_numbers)}"))
            for _ in range(3)
        )
        self.person_id = entered(self.qatar).id
        self.other_id = entered(self.qatar).id
        self.ids = self.qatar.id, self.france.id, self.japan.id
        with transaction(SYSTEM):
            self.join(self.person_id, self.france.body_id)
        self.right_id = queries.accreditation_of(self.person_id).id
        self.body_ids = self.qatar.body_id, self.france.body_id, self.japan.body_id
        db.session.rollback()

    @staticmethod
    def join(person_id: int, body_id: int) -> Participation:
        return people.add_participation(
            actor=SYSTEM,
            person=queries.person(person_id),
            body=queries.body_of(body_id),
            function="delegate",
            rank="other",
        )

    def delegation(self, number: int = 0) -> Delegation:
        return db.session.get_one(Delegation, self.ids[number])

    def person(self) -> Person:
        return queries.person(self.person_id)

    def part(self, *, primary: bool) -> Participation:
        parts = queries.participations_of([self.person_id])
        return next(x for x in parts if x.is_primary is primary)

    def rights(self) -> Any:
        return queries.candidates([self.right_id])


def amended(scene: Scene) -> None:
    amend(actor=SYSTEM, amendments=[Amendment(scene.person(), {"phone": "+33 1"})])


ACTS: dict[str, Callable[[Scene], object]] = {
    "approve": lambda scene: people.decide(actor=SYSTEM, move="approve", ids=[scene.right_id]),
    "approve what can be": lambda scene: people.decide_possible(
        actor=SYSTEM, move="approve", ids=[scene.right_id]
    ),
    "withdraw": lambda scene: people.withdraw(actor=SYSTEM, accreditations=scene.rights()),
    "let another be on the badge": lambda scene: people.make_primary(
        actor=SYSTEM, participation=scene.part(primary=False)
    ),
    "change a participation": lambda scene: people.change_participation(
        actor=SYSTEM, participation=scene.part(primary=False), title="Adviser"
    ),
    "move a participation": lambda scene: people.change_participation(
        actor=SYSTEM, participation=scene.part(primary=False), body_id=scene.body_ids[2]
    ),
    "remove a participation": lambda scene: people.remove_participation(
        actor=SYSTEM, participation=scene.part(primary=False)
    ),
    "add a participation": lambda scene: scene.join(scene.person_id, scene.body_ids[2]),
    "amend": amended,
    "merge": lambda scene: people.merge(
        actor=SYSTEM, kept=scene.person(), gone=queries.record(scene.other_id)
    ),
    "take a member out": lambda scene: composition.take_out(
        actor=SYSTEM, delegation=scene.delegation(), person=scene.person()
    ),
    "change a member": lambda scene: composition.change_member(
        actor=SYSTEM,
        delegation=scene.delegation(1),
        person=scene.person(),
        title=f"Adviser {next(_numbers)}",
        given_names=f"Given {next(_numbers)}",
    ),
    "give a photograph": lambda scene: photographs.set_photograph(
        actor=SYSTEM, delegation=scene.delegation(), person=scene.person(), photo="0" * 32 + ".jpg"
    ),
    "ask for one more": lambda scene: changes.ask(
        actor=SYSTEM, delegation=scene.delegation(), words="", **member()
    ),
    "withdraw a delegation": lambda scene: decisions.withdraw(
        actor=SYSTEM, delegation=scene.delegation()
    ),
    "refuse a delegation": lambda scene: decisions.refuse(
        actor=SYSTEM, delegation=scene.delegation(1), reason="No."
    ),
}


@contextmanager
def sent() -> Iterator[list[tuple[str, Any]]]:
    """Every statement with its values, in their order."""
    found: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        found.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)


def taken(statements: list[tuple[str, Any]]) -> list[tuple[str, bool]]:
    """The keys in the order in which they were held, each with whether a row had changed."""
    found, has_changed = [], False
    for statement, values in statements:
        if "pg_advisory_xact_lock" in statement:
            found += [(key, has_changed) for key in values["keys"]]
        has_changed = has_changed or bool(re.match(r"(INSERT|UPDATE|DELETE)", statement.lstrip()))
    return found


def rank(key: str) -> int:
    """Among the bodies, persons and badges each comes after its bodies: no ring without one."""
    order = ("people.add", "people.body:")
    return next((at for at, start in enumerate(order) if key.startswith(start)), len(order))


@pytest.mark.parametrize("name", ACTS)
def test_all_bodies_are_held_before_the_first_row_changes(name: str) -> None:
    scene = Scene()
    with sent() as statements, transaction(SYSTEM):
        ACTS[name](scene)
    held = taken(statements)
    before = [key for key, has_changed in held if not has_changed]
    own = {f"people.body:{x}" for x in scene.body_ids[:2]}

    assert own <= set(before)
    assert {key for key, _ in held if rank(key) < 2} == {key for key in before if rank(key) < 2}
    first_taken = list(dict.fromkeys(key for key, _ in held))
    assert [rank(x) for x in first_taken] == sorted(rank(x) for x in first_taken)
    bodies = [x for x in first_taken if x.startswith("people.body:")]
    assert bodies == sorted(bodies)


def test_a_worker_of_the_host_whom_others_send_too_is_held_with_all() -> None:
    scene = Scene()
    with transaction(SYSTEM):
        service = workforce.add_service(actor=SYSTEM, name="Gate team")
        worker_id = scene.join(scene.person_id, service.id).id
    with sent() as statements, transaction(SYSTEM):
        worker = db.session.get_one(Participation, worker_id)
        names = {"family_name": "Berg", "given_names": "Ana"}
        workforce.change(actor=SYSTEM, worker=worker, title="Printer", **names)
    held = taken(statements)

    assert {key for key, has_changed in held if not has_changed} == {
        f"people.body:{x}" for x in (*scene.body_ids[:2], service.id)
    }


def test_what_a_refused_part_gave_back_is_still_held() -> None:
    """A savepoint that is rolled back lets its locks go: the transaction had them before."""
    scene = Scene()
    with transaction(SYSTEM):
        people.withdraw(actor=SYSTEM, accreditations=queries.candidates([_right(scene.other_id)]))
    with sent() as statements, transaction(SYSTEM):
        people.decide_possible(
            actor=SYSTEM, move="approve", ids=[scene.right_id, _right(scene.other_id)]
        )
    texts = [x for x, _ in statements]
    first = next(at for at, x in enumerate(texts) if "pg_advisory_xact_lock" in x)
    assert first < next(at for at, x in enumerate(texts) if x.startswith("SAVEPOINT"))


def test_a_list_of_the_desk_holds_whoever_else_sends_its_people() -> None:
    """It brings somebody whom two others send as a member of the third."""
    scene = Scene()
    with reading():
        person = scene.person()
        row = {
            "Delegation": queries.body_of(scene.body_ids[2]).name,
            "Kind of delegation": "Organisation",
            "Family name": person.family_name,
            "Given names": person.given_names,
            "Date of birth": person.born_on,
            "Nationality": "Qatar",
            "Document number": person.document_number,
        }
        records = plans.read(header.find(sheets.read(workbooks.workbook(row))))
    with sent() as statements, transaction(SYSTEM):
        lists.admit(actor=SYSTEM, plan=lists.plan_alone(records))
    held = taken(statements)

    assert held[0] == ("people.add", False)
    assert {f"people.body:{x}" for x in scene.body_ids} <= {x for x, changed in held if not changed}
    with reading():
        parts = select(Participation.body_id).where(Participation.person_id == scene.person_id)
        assert set(db.session.scalars(parts)) == set(scene.body_ids)


PAIRS = [
    ("take a member out", "approve"),
    ("let another be on the badge", "withdraw"),
    ("let another be on the badge", "change a participation"),
    ("remove a participation", "approve what can be"),
    ("add a participation", "withdraw a delegation"),
    ("move a participation", "refuse a delegation"),
    ("merge", "take a member out"),
    ("merge", "add a participation"),
    ("change a member", "amend"),
    ("change a member", "let another be on the badge"),
]


@pytest.mark.soak
@pytest.mark.parametrize("names", PAIRS, ids=" and ".join)
def test_two_who_act_at_once_wait_in_no_ring(
    app: Application, soaking: bool, names: tuple[str, str]
) -> None:
    """A rule may refuse the one who comes second; the database breaks off nobody."""

    def act(name: str, scene: Scene, barrier: Barrier) -> None:
        with app.app_context():
            try:
                with transaction(SYSTEM):
                    db.session.scalar(select(Person.id).limit(1))
                    barrier.wait()
                    ACTS[name](scene)
            except (DomainError, StaleDataError, ObjectDeletedError):
                pass
            finally:
                db.session.remove()

    for _ in range(12 if soaking else 3):
        scene, barrier = Scene(), Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(act, x, scene, barrier) for x in names]:
                done.result()


def test_a_delegation_is_held_with_whoever_else_sends_its_members() -> None:
    scene = Scene()
    with reading():
        assert holding.bodies_of_members(scene.body_ids[0]) == set(scene.body_ids[:2])
        assert holding.bodies_of_members(scene.body_ids[2]) == set()


def _right(person_id: int) -> int:
    return queries.accreditation_of(person_id).id
