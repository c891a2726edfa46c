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
from ceremony.delegations.plans import Plan
from ceremony.delegations.states import LIFECYCLE
from ceremony.delegations.workbook.findings import Code
from ceremony.delegations.workbook.header import Header
from ceremony.delegations.workbook.records import Body as Sender
from ceremony.delegations.workbook.records import Record
from ceremony.people import names
from ceremony.people import operations as people
from ceremony.people.amendments import Amendment, amend
from ceremony.people.models import Body
from ceremony.register import queries as register


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
) -> Workbook:
    """Keep a workbook that was read, and what its import would do. No person changes.

    :param records: what :func:`ceremony.delegations.plans.read` made of it.
    :param delegation: whose people they are, where no column says it.
    """
    require(actor, Permission.DELEGATIONS_IMPORT)
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
        owner_id=actor.id,
    )
    LIFECYCLE.begin(actor, workbook, event="uploaded")
    db.session.add(WorkbookContent(workbook_id=workbook.id, cells=keeping.pack(header)))
    return _show(actor, workbook, plans.make(records))


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
    require(actor, Permission.DELEGATIONS_IMPORT, workbook)
    workbook.mapping, workbook.orders = dict(mapping), dict(orders)
    workbook.delegation = delegation
    return _show(actor, workbook, plans.make(records))


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
    require(actor, Permission.DELEGATIONS_IMPORT, workbook)
    if not any(move.name == "import" for move in LIFECYCLE.open_to(actor, workbook)):
        raise WrongState(
            _("This workbook is not open any more: %(state)s.", state=workbook.state.label)
        )
    plan = plan_alone(records)
    if plan.outcome != workbook.outcome:
        return _show(actor, workbook, plan)
    body_ids = admit(actor=actor, plan=plan, leave_out=leave_out)
    counts = plan.counts | {"body_ids": sorted(body_ids.values())}
    LIFECYCLE.advance(actor, "import", workbook, counts=counts)
    _forget(workbook)
    return workbook


def plan_alone(records: Sequence[Record]) -> Plan:
    """The plan for *records*; until the transaction ends nobody else adds people."""
    lock("people.add")
    return plans.make(records)


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
    require(actor, Permission.DELEGATIONS_IMPORT)
    blocked = plan.counts[Change.BLOCKED]
    if blocked and not leave_out:
        raise RowsWithErrors(
            ngettext(
                "%(num)d row has errors. Mend it, or leave it out.",
                "%(num)d rows have errors. Mend them, or leave them out.",
                blocked,
            )
        )
    body_ids = _bodies(actor, plan)
    new = [x for x in plan.steps if x.change is Change.NEW and x.record.body]
    people.register(
        actor=actor,
        people=[
            step.person | step.part | {"body_id": body_ids[step.record.body.key]}
            for step in new
            if step.record.body
        ],
    )
    _change(actor, [x for x in plan.steps if x.change is Change.CHANGED], body_ids)
    return body_ids


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
    bodies = _new_bodies(missing)
    db.session.add_all(bodies)
    audit.record(actor, "delegations.body_created", *bodies)
    made = {x.key: body.id for x, body in zip(missing, bodies, strict=True)}
    ids = {key: plan.body_ids.get(key) or made[key] for key in wanted}
    known = set(
        db.session.scalars(select(Delegation.body_id).where(Delegation.body_id.in_(ids.values())))
    )
    delegations = [Delegation(body_id=x) for x in ids.values() if x not in known]
    db.session.add_all(delegations)
    audit.record(actor, "delegations.created", *delegations)
    return ids


def _new_bodies(senders: Sequence[Sender]) -> list[Body]:
    if not senders:
        return []
    participants = {x.iso3: x for x in register.participants()}
    codes = set(db.session.scalars(select(Body.code)))
    bodies = []
    for sender in senders:
        participant = participants.get(sender.participant or "")
        code = _free_code(sender, codes)
        codes.add(code)
        other_names = [*participant.search_names, participant.iso2] if participant else []
        bodies.append(
            Body(
                code=code,
                name=sender.name,
                kind=sender.kind,
                participant_id=participant.id if participant else None,
                search_key=names.search_key(sender.name, code, *other_names),
                sort_key=names.fold(sender.name),
            )
        )
    return bodies


def _free_code(sender: Sender, codes: set[str]) -> str:
    """``QAT`` for a State, ``O-0042`` for others."""
    if sender.participant and sender.participant not in codes:
        return sender.participant
    number = 1
    while (code := f"O-{number:04d}") in codes:
        number += 1
    return code
