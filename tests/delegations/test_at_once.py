"""Officers and focal points who act at the same instant undo nothing of each other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from sqlalchemy import func, select

from ceremony.accounts import queries as accounts
from ceremony.core.db import db, reading, transaction
from ceremony.core.mail import Message
from ceremony.core.permissions import SYSTEM
from ceremony.core.spreadsheets import sheets
from ceremony.delegations import plans
from ceremony.delegations.models import Delegation, FocalPoint
from ceremony.delegations.operations import invitations, opening
from ceremony.delegations.operations import workbooks as lists
from ceremony.delegations.queries import points
from ceremony.delegations.workbook import header
from ceremony.people.models import Body, Person
from tests import make, workbooks

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("ceremony")]


@pytest.fixture
def at_once(app):
    """Let several act at the same instant, each in a context of its own."""

    def run(*acts):
        def one(act):
            with app.app_context():
                try:
                    act()
                finally:
                    db.session.remove()

        db.session.rollback()
        with ThreadPoolExecutor(len(acts)) as pool:
            for done in [pool.submit(one, act) for act in acts]:
                done.result(timeout=60)
        db.session.rollback()

    return run


@pytest.mark.parametrize("opens", ["from the register", "alone"])
def test_a_workbook_and_an_officer_bring_the_same_delegation(at_once, opens):
    start, is_planned = Barrier(2), Event()
    with reading():
        records = plans.read(header.find(sheets.read(workbooks.workbook({})), "x"))

    def bring():
        start.wait()
        with transaction(SYSTEM):
            plan = lists.plan_alone(records)
            is_planned.set()
            lists.admit(actor=SYSTEM, plan=plan, leave_out=True)

    def open_():
        start.wait()
        is_planned.wait(20)
        with transaction(SYSTEM):
            if opens == "alone":
                try:
                    opening.open_body(actor=SYSTEM, name="", kind="state", participant="VNM")
                except opening.AlreadyOpen:
                    return
            opening.open_from_register(actor=SYSTEM, iso3s=["VNM"])

    at_once(bring, open_)
    assert db.session.scalars(select(Body.code)).all() == ["VNM"]
    counted = [db.session.scalar(select(func.count()).select_from(x)) for x in (Delegation, Person)]
    assert counted == [1, 1]


def test_one_who_comes_while_all_are_reminded_undoes_nothing(at_once):
    delegations = [make.delegation("invited", sender=make.body(None)) for _ in range(3)]
    with transaction(SYSTEM):
        named = [
            invitations.invite(actor=SYSTEM, delegation=x, name="N", email=f"p{i}@x.test")
            for i, x in enumerate(delegations)
        ]
    ids, who = [x.id for x in named], accounts.acting("user", named[0].user_id)
    delegation_id, is_held, has_tried = delegations[0].id, Event(), Event()

    def remind():
        with transaction(SYSTEM):
            assert invitations.remind(actor=SYSTEM, points=points.by_id(ids)) == 3
            is_held.set()
            has_tried.wait(2)  # on SQLite the other waits for us

    def come():
        is_held.wait(20)
        with transaction(who):
            invitations.enter(actor=who, delegation_id=delegation_id)
        has_tried.set()

    at_once(remind, come)
    assert db.session.scalar(select(func.count()).select_from(Message)) == 6
    reminded = db.session.scalars(select(FocalPoint.reminded_at)).all()
    assert [x is not None for x in reminded] == [True] * 3
    with transaction(who):  # at the next page
        invitations.enter(actor=who, delegation_id=delegation_id)
    rows = select(FocalPoint.entered_at).where(FocalPoint.delegation_id == delegation_id)
    assert db.session.scalars(rows).one() is not None
