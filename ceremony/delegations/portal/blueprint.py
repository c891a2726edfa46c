"""Where the portal's pages hang, whom each is about, and what all of them know."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from ceremony.core.db import db, transaction
from ceremony.core.permissions import Permission, may
from ceremony.core.web import actor
from ceremony.delegations.models import (
    ChangeRequest,
    Delegation,
    Document,
    LoosePhotograph,
    Workbook,
)
from ceremony.delegations.operations import invitations
from ceremony.delegations.operations.composition import is_late
from ceremony.delegations.queries import delegations, members, points, portal, workbooks
from ceremony.delegations.states.delegations import FROZEN, OPEN
from ceremony.people.models import Person

bp = Blueprint("portal", __name__, url_prefix="/delegation")
T = TypeVar("T")


@dataclass(frozen=True)
class Own(Generic[T]):
    """Something of a delegation: who may compose the delegation may see it."""

    delegation: Delegation
    thing: T

    @property
    def senders(self) -> frozenset[int]:
        return self.delegation.senders


@dataclass(frozen=True)
class Rights:
    """What whoever asks may do with a delegation now."""

    is_organiser: bool
    is_open: bool  # members are changed directly
    is_late: bool  # they would be, had the deadline not passed
    may_ask: bool  # for a change


def rights(delegation: Delegation) -> Rights:
    is_organiser = may(actor(), Permission.DELEGATIONS_MANAGE)
    late = delegation.state in OPEN and is_late(delegation)
    return Rights(
        is_organiser=is_organiser,
        is_open=delegation.state in OPEN and (is_organiser or not late),
        is_late=late,
        may_ask=delegation.state in FROZEN,
    )


def _own(find: Callable[[Delegation, int], T], name: str) -> Callable[..., Own[T]]:
    """A loader for ``requires``: the thing that the URL's value *name* means, if it is theirs."""

    def load(delegation_id: int, **values: int) -> Own[T]:
        delegation = delegations.delegation(delegation_id)
        return Own(delegation, find(delegation, values[name]))

    return load


def _workbook(delegation: Delegation, workbook_id: int) -> Workbook:
    return workbooks.workbook(workbook_id, delegation.body_id)


member: Callable[..., Own[Person]] = _own(members.person, "person_id")
document: Callable[..., Own[Document]] = _own(portal.document, "document_id")
change: Callable[..., Own[ChangeRequest]] = _own(portal.change, "change_id")
loose: Callable[..., Own[LoosePhotograph]] = _own(portal.loose_photograph, "loose_id")
workbook: Callable[..., Own[Workbook]] = _own(_workbook, "list_id")


@bp.after_request
def note_coming(response: Response) -> Response:
    """Remember that a focal point has come to a delegation, whatever began the session.

    As with the use of a session, the page is ready by then, and nothing breaks it.
    """
    who, id_ = actor(), (request.view_args or {}).get("delegation_id", 0)
    is_theirs = response.status_code < 400 and who.kind == "user"
    if is_theirs and points.is_awaited(who.id or 0, id_):
        with suppress(OperationalError), transaction(who):
            invitations.enter(actor=who, delegation_id=id_)
    return response


def page(template: str, delegation: Delegation, **facts: Any) -> str:
    """A page about *delegation*; after a refusal its rows are read anew."""
    if delegation not in db.session:
        delegation = delegations.delegation(delegation.id)
    return render_template(
        f"portal/{template}.html", delegation=delegation, rights=rights(delegation), **facts
    )


def back(delegation: Delegation, **values: Any) -> ResponseReturnValue:
    """To the overview of *delegation*."""
    return redirect(url_for("portal.show", delegation_id=delegation.id, **values), 303)
