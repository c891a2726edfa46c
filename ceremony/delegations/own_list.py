"""What holds for the workbook that a delegation brings itself: its own people, its own limits."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from ceremony.core.db import db
from ceremony.delegations.comparison import Step
from ceremony.delegations.models import Change, Delegation
from ceremony.delegations.states.members import CHANGEABLE
from ceremony.delegations.workbook.columns import Column
from ceremony.delegations.workbook.findings import Code
from ceremony.delegations.workbook.records import Record
from ceremony.people import queries as people
from ceremony.people.access import Part, rule_for
from ceremony.people.kinds import Function, Rank
from ceremony.people.models import Accreditation, Participation, Person
from ceremony.people.states import LIVE, State


class Here(NamedTuple):
    """A member as the check needs it."""

    name: str
    function: Function
    rank: Rank
    state: State
    category_id: int
    is_primary: bool  # they take a place here, and in no other delegation
    ways: int  # in which the person takes part, this one among them


def refuse_others(records: Sequence[Record]) -> None:
    """Say of rows that name another delegation that they do not belong here."""
    for record in records:
        record.findings = [
            replace(x, code=Code.OTHER_DELEGATION) if x.code is Code.UNKNOWN_DELEGATION else x
            for x in record.findings
        ]


def check(steps: Sequence[Step], body_id: int) -> list[dict[str, Any]]:
    """Block what a delegation may not do by itself.

    :returns: the categories of which it would have more than was agreed: ``category`` (its
        name), ``after`` and ``places``.
    """
    here = _members(body_id)
    for step in steps:
        if known := here.get(step.person_id or 0):
            _look(step, known)
    return _over(steps, here, body_id)


def _members(body_id: int) -> dict[int, Here]:
    other = aliased(Participation)
    ways = select(func.count()).where(other.person_id == Person.id).scalar_subquery()
    rows = db.session.execute(
        select(
            Person.id,
            Person.badge_name,
            Participation.function,
            Participation.rank,
            Accreditation.state,
            Accreditation.category_id,
            Participation.is_primary,
            ways,
        )
        .join(Participation, Participation.person_id == Person.id)
        .join(Accreditation, Accreditation.person_id == Person.id)
        .where(Participation.body_id == body_id)
        .order_by(Person.id)
    )
    return {id_: Here(*rest) for id_, *rest in rows}


def _look(step: Step, known: Here) -> None:
    if known.state is State.WITHDRAWN:
        step.record.find(Code.TAKEN_OUT, Column.FAMILY_NAME, name=known.name)
    if step.change is not Change.CHANGED:
        return
    if known.ways > 1:
        _block(step, Code.SHARED, Column.FAMILY_NAME, name=known.name)
    elif known.state not in {*CHANGEABLE, State.WITHDRAWN}:
        _block(step, Code.DECIDED, Column.FAMILY_NAME, name=known.name)


def _block(step: Step, code: Code, column: Column, **details: Any) -> None:
    step.record.find(code, column, **details)
    step.change = Change.BLOCKED


def _written(steps: Sequence[Step], here: Mapping[int, Here]) -> Iterator[Step]:
    """The steps that change who comes, or as what."""
    for step in steps:
        known = here.get(step.person_id or 0)
        if step.change in {Change.NEW, Change.CHANGED} and (known is None or known.state in LIVE):
            yield step


def _over(steps: Sequence[Step], here: Mapping[int, Here], body_id: int) -> list[dict[str, Any]]:
    rows = select(Delegation).where(Delegation.body_id == body_id)
    delegation = db.session.scalars(rows).one()
    rules = people.access_rules()
    if not (delegation.quota and rules):
        return []
    before = Counter(x.category_id for x in here.values() if x.state in LIVE and x.is_primary)
    after = before.copy()
    for step in _written(steps, here):
        known = here.get(step.person_id or 0)
        if known and not {"function", "rank"} & step.part.keys():
            continue
        usual = (known.function, known.rank) if known else (Function.DELEGATE, Rank.OTHER)
        function, rank = step.part.get("function", usual[0]), step.part.get("rank", usual[1])
        part = Part(delegation.body.kind, Function(function), Rank(rank))
        if known:
            after[known.category_id] -= 1
        if rule := rule_for(rules, part):
            after[rule.category_id] += 1
    return [
        {"category": x.name, "after": after[x.id], "places": delegation.quota[x.code]}
        for x in people.categories()
        if x.code in delegation.quota and after[x.id] > max(delegation.quota[x.code], before[x.id])
    ]
