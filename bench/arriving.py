"""How people come in: the workbook of a large delegation, and the demonstration."""

from sqlalchemy import func, select

from bench import crowd
from bench.counting import cost
from bench.places import place
from bench.table import Row
from ceremony import demo
from ceremony.badges.models import Credential
from ceremony.core.db import db, reading, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.core.spreadsheets import sheets
from ceremony.delegations import plans
from ceremony.delegations.operations import workbooks as operations
from ceremony.delegations.workbook import header
from ceremony.people import operations as people_operations
from ceremony.people.models import Accreditation, Body
from ceremony.people.operations.deciding import CHUNK
from tests import workbooks

TENTH_OF_HANOI = 310


def workbook(people: int) -> Row:
    """Read, check and write a workbook of *people* rows."""
    data = workbooks.many(people)
    with place():
        crowd.settle()
        with cost() as reads, reading():
            records = plans.read(header.find(sheets.read(data)), delegation="")
        with cost() as writes, transaction(SYSTEM):
            plan = operations.plan_alone(records)
            operations.admit(actor=SYSTEM, plan=plan, leave_out=False)
    assert plan.counts["new"] == people, plan.counts
    seconds = reads.seconds + writes.seconds
    statements = reads.statements + writes.statements
    return Row(
        f"Import of a workbook of {people:,} rows",
        f"{seconds:.1f} s: read and check {reads.seconds:.1f}, compare and write "
        f"{writes.seconds:.1f}; {statements} statements",
        "",
        "≤ 3 s",
        seconds <= 3,
    )


def approval(people: int) -> Row:
    """Decide about *people* as the job does, in its chunks: each gets a badge and its passes."""
    with place():
        crowd.settle()
        rows = list(crowd.people(people, list(db.session.scalars(select(Body.id))), (None,)))
        with transaction(SYSTEM):
            people_operations.register(actor=SYSTEM, people=rows)
        ids = list(db.session.scalars(select(Accreditation.id)))
        with cost() as found:
            for start in range(0, people, CHUNK):
                with transaction(SYSTEM):
                    people_operations.decide_possible(
                        actor=SYSTEM, move="approve", ids=ids[start : start + CHUNK]
                    )
        badges = db.session.scalar(select(func.count(Credential.id)))
    assert badges == people, badges
    return Row(
        f"Approval of {people:,} people at once",
        f"{found.seconds:.1f} s; {found.statements / people:.2f} statements each",
        "",
        "",
        None,
    )


def demonstration() -> Row:
    """A tenth of the ceremony of Hanoi; the whole one has a minute."""
    with place(), cost() as found:
        demo.load(TENTH_OF_HANOI)
    return Row(
        f"Demonstration with {TENTH_OF_HANOI} people",
        f"{found.seconds:.1f} s",
        "",
        "≤ 6 s (3,100 in 60)",
        found.seconds <= 6,
    )
