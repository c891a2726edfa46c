"""The list of badges at the desk: its tabs, its pages, its counts."""

from typing import Any

from sqlalchemy import case, func, literal, select, union_all

from ceremony.badges import queries
from ceremony.badges.models import Credential
from ceremony.badges.queries import HOLDER, Columns, Filter, is_live
from ceremony.badges.standing import GONE, IN_STOCK, LOAN, STOCK, of_passes
from ceremony.badges.states import State
from ceremony.core import paging
from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.core.paging import FIRST, Page, Place
from ceremony.people.models import Body, Category, Person

PAGE = 25
COUNT = func.count()


def page(which: Filter, at: Place = FIRST) -> Page:
    """One page of the list, the newest serial first."""
    columns = select(Credential, HOLDER.label("holder"), Person.original_name, Body, Category)
    order = (Credential.serial, Credential.id)
    where = queries.conditions(which)
    return paging.page(queries.joined(columns), order, at, PAGE, where=where, descends=True)


def counts(which: Filter) -> dict[str, int]:
    """How many there are of each word, whatever state the filter asks for."""
    of_states = _counted(which, literal(""))
    expired = _counted(which, literal("expired")).where(is_live, Credential.valid_until <= now())
    gone = _counted(which, Credential.reason).where(Credential.state == State.REVOKED)
    gone = gone.where(Credential.reason.in_(GONE)).group_by(Credential.reason)
    counted = union_all(of_states, expired, gone, *_passes(which))
    found = dict.fromkeys((*map(str, State), *map(str, GONE), "expired", STOCK, LOAN), 0)
    for state, word, count in db.session.execute(counted):
        found[word or state] += count
        if word:
            found[state] -= count
    return found


def _passes(which: Filter) -> tuple[Columns, Columns]:
    """What changes hands is in stock or on loan, not printed or collected, nor expired."""
    states = Credential.state.in_([*IN_STOCK, State.COLLECTED])
    word = case((Credential.state == State.COLLECTED, LOAN), else_=STOCK)
    not_expired = _counted(which, literal("expired"), -func.count())
    not_expired = not_expired.where(of_passes, is_live, Credential.valid_until <= now())
    return _counted(which, word).where(of_passes, states), not_expired


def _counted(which: Filter, word: Any, number: Any = COUNT) -> Columns:
    """How many of each state; an index answers that, where another order of words reads all."""
    rows = select(Credential.state, word, number).group_by(Credential.state)
    if which.category:
        rows = rows.where(Credential.category_code == which.category)
    if which.delegation:
        rows = queries.senders(rows).where(Body.code == which.delegation)
    return rows
