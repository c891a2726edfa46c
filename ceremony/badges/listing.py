"""The list of badges at the desk: its tabs, its pages, its counts."""

from typing import Any

from sqlalchemy import func, literal, select, union_all

from ceremony.badges import queries
from ceremony.badges.models import Credential
from ceremony.badges.queries import HOLDER, Columns, Filter, is_live
from ceremony.badges.standing import GONE
from ceremony.badges.states import State
from ceremony.core import paging
from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.core.paging import FIRST, Page, Place
from ceremony.people.models import Body, Category, Person

PAGE = 25


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
    found = dict.fromkeys((*map(str, State), *map(str, GONE), "expired"), 0)
    for state, word, count in db.session.execute(union_all(of_states, expired, gone)):
        found[word or state] += count
        if word:
            found[state] -= count
    return found


def _counted(which: Filter, word: Any) -> Columns:
    """How many of each state; an index answers that, where another order of words reads all."""
    rows = select(Credential.state, word, func.count()).group_by(Credential.state)
    if which.category:
        rows = rows.where(Credential.category_code == which.category)
    if which.delegation:
        rows = queries.senders(rows).where(Body.code == which.delegation)
    return rows
