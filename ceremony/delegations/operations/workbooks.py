"""Changing delegations: a workbook is kept, looked at, and imported in one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from ceremony.core import audit
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, ngettext
from ceremony.core.permissions import Actor, Permission, require
from ceremony.core.states import WrongState
from ceremony.delegations import keeping, plans
from ceremony.delegations.comparison import Step
from ceremony.delegations.models import (
    Change,
    Delegation,
    Workbook,
    WorkbookContent,
    WorkbookRow,
)
from ceremony.delegations.operations import composition, opening
from ceremony.delegations.plans import Plan
from ceremony.delegations.states.workbooks import LIFECYCLE
from ceremony.delegations.workbook.findings import Code
from ceremony.delegations.workbook.header import Header
from ceremony.delegations.workbook.records import Body as Sender
from ceremony.delegations.workbook.records import Record
from ceremony.people import operations as people
from ceremony.people.amendments import Amendment, amend
from ceremony.people.models import Body
from ceremony.people.operations import holding
from ceremony.people.states import State


class RowsWithErrors(DomainError):
    """Rows with errors are neither mended nor left out."""


def upload(
    *,
    actor: Actor,
    name: str,
    sha256: str,
    header: Header,
    records: Sequence[Record],
    delegation: str = "",
    body_id: int | None = None,
) -> Workbook:
    """Keep a workbook that was read, and what its import would do. No person changes.

    :param records: what :func:`ceremony.delegations.plans.read` made of it.
    :param delegation: whose people they are, where no column says it.
    :param body_id: whose own list it is; None: the desk brings it.
    """
    _demand(actor, body_id)
    workbook = Workbook(
        name=name,
        sha256=sha256,
        sheet=header.sheet.name,
        note=header.sheet.note,
        headings=[
            {"letters": x.letters, "text": x.text, "column": x.column} for x in header.headings
        ],
        mapping={},
        orders={},
        delegation=delegation,
        questions=[],
        counts={},
        outcome="",
        body_id=body_id,
        owner_id=actor.id,
    )
    LIFECYCLE.begin(actor, workbook, event="uploaded")
    db.session.add(WorkbookContent(workbook_id=workbook.id, cells=keeping.pack(header)))
    return _show(actor, workbook, plans.make(records, body_id))


def answer(
    *,
    actor: Actor,
    workbook: Workbook,
    records: Sequence[Record],
    mapping: Mapping[str, str],
    orders: Mapping[str, str],
    delegation: str,
) -> Workbook:
    """Keep what the officer said of columns and dates.

    :param records: the rows, read with these answers.
    """
    _demand(actor, workbook.body_id)
    workbook.mapping, workbook.orders = dict(mapping), dict(orders)
    workbook.delegation = delegation
    return _show(actor, workbook, plans.make(records, workbook.body_id))


def _show(actor: Actor, workbook: Workbook, plan: Plan) -> Workbook:
    asked = {
        str(found.column)
        for step in plan.steps
        for found in step.record.findings
        if found.code is Code.AMBIGUOUS_DATE
    }
    workbook.questions = sorted({*workbook.questions, *asked})
    workbook.counts = plan.counts | {"new_delegations": plan.new_delegations}
    workbook.outcome = plan.outcome
    audit.record(actor, "delegations.examined", workbook)
    db.session.execute(delete(WorkbookRow).where(WorkbookRow.workbook_id == workbook.id))
    if plan.steps:
        db.session.execute(insert(WorkbookRow), [_row(workbook, step) for step in plan.steps])
    return workbook


def _row(workbook: Workbook, step: Step) -> dict[str, Any]:
    return {
        "workbook_id": workbook.id,
        "row": step.record.row,
        "change": step.change,
        "has_findings": step.record.has_problems,
        "content": keeping.pack_row(step.record, step.differences),
    }


def import_(
    *, actor: Actor, workbook: Workbook, records: Sequence[Record], leave_out: bool = False
) -> Workbook:
    """Write all of the workbook, as its dry run showed it.

    :param leave_out: rows with errors are left out; else there may be none.
    :returns: the workbook, imported; or, where the import would do something else by now,
        examined again and not imported.
    :raises RowsWithErrors: there are some.
    """
    _demand(actor, workbook.body_id)
    if not any(move.name == "import" for move in LIFECYCLE.open_to(actor, workbook)):
        raise WrongState(
            _("This workbook is not open any more: %(state)s.", state=workbook.state.label)
        )
    plan = plan_alone(records, workbook.body_id)
    if plan.outcome != workbook.outcome:
        return _show(actor, workbook, plan)
    body_ids = admit(actor=actor, plan=plan, leave_out=leave_out)
    counts = plan.counts | {"body_ids": sorted(body_ids.values())}
    LIFECYCLE.advance(actor, "import", workbook, counts=counts)
    _forget(workbook)
    return workbook


def plan_alone(records: Sequence[Record], within: int | None = None) -> Plan:
    """The plan for *records*; until the transaction ends nobody else adds people.

    The desk's lists bring delegations too, so nobody else opens any.

    :param within: the id of the body whose own list it is.
    """
    lock("people.add")
    if within is None:
        lock("delegations.open")
    return plans.make(records, within)


def discard(*, actor: Actor, workbook: Workbook) -> Workbook:
    """Forget the workbook's cells; that it was uploaded stays known."""
    LIFECYCLE.advance(actor, "discard", workbook)
    _forget(workbook)
    return workbook


def _forget(workbook: Workbook) -> None:
    for kind in (WorkbookRow, WorkbookContent):
        db.session.execute(delete(kind).where(kind.workbook_id == workbook.id))


def admit(*, actor: Actor, plan: Plan, leave_out: bool = False) -> dict[str, int]:
    """Write the *plan*: delegations, new people, changed people.

    A few statements, however many rows there are.

    :returns: key to body id of every sender for whom something was written.
    :raises RowsWithErrors: some rows have errors and *leave_out* is false.
    """
    _demand(actor, plan.within)
    blocked = plan.counts[Change.BLOCKED]
    if blocked and not leave_out:
        raise RowsWithErrors(
            ngettext(
                "%(num)d row has errors. Mend it, or leave it out.",
                "%(num)d rows have errors. Mend them, or leave them out.",
                blocked,
            )
        )
    written = [x for x in plan.steps if x.change in {Change.NEW, Change.CHANGED}]
    _hold(plan, written)
    body_ids = _bodies(actor, plan) if plan.within is None else dict(plan.body_ids)
    _change(actor, [x for x in plan.steps if x.change is Change.CHANGED], body_ids)
    _register(actor, [x for x in plan.steps if x.change is Change.NEW], body_ids, plan.within)
    return body_ids


def _hold(plan: Plan, written: Sequence[Step]) -> None:
    """Every body that is there and sends somebody, or will; who is new is known to nobody else."""
    keys = {x.record.body.key for x in written if x.record.body}
    known = (body_id for key, body_id in plan.body_ids.items() if key in keys)
    holding.hold((x.known.id for x in written if x.known), known)


def _register(
    actor: Actor, steps: Sequence[Step], body_ids: Mapping[str, int], within: int | None
) -> None:
    """Those of the desk's lists wait for a decision; a delegation submits its own by itself."""
    new = [
        step.person | step.part | {"body_id": body_ids[step.record.body.key]}
        for step in steps
        if step.record.body
    ]
    if new:
        state = State.SUBMITTED if within is None else State.DRAFT
        people.register(actor=actor, people=new, state=state)


def _demand(actor: Actor, body_id: int | None) -> None:
    """The desk brings everybody's lists, a focal point the own one, as long as it is open."""
    if body_id is None:
        require(actor, Permission.DELEGATIONS_IMPORT)
    else:
        lock("people.add")  # before the delegation's own: the order of all who add people
        composition.demand_open(actor, _own(body_id))


def _own(body_id: int) -> Delegation:
    return db.session.scalars(select(Delegation).where(Delegation.body_id == body_id)).one()


def _change(actor: Actor, steps: Sequence[Step], body_ids: Mapping[str, int]) -> None:
    amend(
        actor=actor,
        amendments=[
            Amendment(x.known, x.person, x.participation, x.part if x.participation else {})
            for x in steps
            if x.known
        ],
    )
    for step in steps:
        if step.known and not step.participation and step.record.body:
            # Somebody whom another delegation sends already: rare, so one by one.
            body = db.session.get_one(Body, body_ids[step.record.body.key])
            part = {"rank": "other"} | step.part
            people.add_participation(actor=actor, person=step.known, body=body, **part)


def _bodies(actor: Actor, plan: Plan) -> dict[str, int]:
    """Key of every sender in the plan to the id of its body, made where there is none."""
    wanted: dict[str, Sender] = {}  # the first of several spellings is taken
    for step in plan.steps:
        if step.record.body and step.change in {Change.NEW, Change.CHANGED}:
            wanted.setdefault(step.record.body.key, step.record.body)
    missing = [sender for key, sender in wanted.items() if key not in plan.body_ids]
    bodies = opening.new_bodies(actor, missing)
    made = {x.key: body.id for x, body in zip(missing, bodies, strict=True)}
    ids = {key: plan.body_ids.get(key) or made[key] for key in wanted}
    opening.open_submitted(actor, list(ids.values()))
    return ids
