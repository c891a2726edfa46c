"""What waits for somebody, with the age of the oldest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, literal, select, union_all

from ceremony.accounts.models import Device
from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.core.mail import Message
from ceremony.core.mail import State as Mail
from ceremony.core.permissions import Actor, Permission, may
from ceremony.delegations.models import AdmissionRequest, ChangeRequest, Delegation, Workbook
from ceremony.delegations.states import changes
from ceremony.delegations.states.delegations import State as DelegationState
from ceremony.delegations.states.workbooks import State as WorkbookState
from ceremony.people.models import Accreditation
from ceremony.people.states import State
from ceremony.people.vetting import listing as vetting


@dataclass(frozen=True)
class Queue:
    """So many things of one kind wait; *endpoint* with *arguments* is where they are done."""

    label: str
    count: int
    oldest_at: datetime | None
    endpoint: str
    arguments: dict[str, str]


class _Kind(NamedTuple):
    """What may wait; *counted* is how many do, and since when the oldest."""

    label: str
    counted: Select[int, datetime]
    endpoint: str
    arguments: dict[str, str]


def queues(actor: Actor) -> list[Queue]:
    """What *actor* can do something about and is not empty, the oldest first."""
    kinds = list(_kinds(actor))
    if not kinds:
        return []
    counted = (x.counted.add_columns(literal(place)) for place, x in enumerate(kinds))
    rows = db.session.execute(union_all(*counted)).all()
    filled = (
        Queue(kinds[place].label, count, oldest_at, *kinds[place][2:])
        for count, oldest_at, place in rows
        if count
    )
    return sorted(filled, key=lambda x: x.oldest_at or now())


def _kinds(actor: Actor) -> Iterator[_Kind]:
    if may(actor, Permission.PEOPLE_DECIDE):
        yield _kind(
            _("Accreditations to decide"),
            select(func.count(), func.min(Accreditation.state_since)).where(
                Accreditation.state == State.SUBMITTED
            ),
            "people.index",
            status=State.SUBMITTED,
        )
    if may(actor, Permission.PEOPLE_VET):
        yield _kind(_("Waiting for vetting"), vetting.waiting(), "vetting.queue")
        label = _("Approved, and objected to or on hold")
        yield _kind(label, vetting.late(), "vetting.queue", tab=vetting.Tab.LATE)
    if may(actor, Permission.MAIL_WRITE):
        yield _kind(
            _("Mail that failed or is uncertain"),
            select(func.count(), func.min(Message.state_since)).where(
                Message.state.in_([Mail.FAILED, Mail.UNCERTAIN])
            ),
            "mailings.messages",
        )
    if may(actor, Permission.DELEGATIONS_DECIDE):
        yield from _of_delegations()
    if may(actor, Permission.DELEGATIONS_IMPORT):
        yield _kind(
            _("Workbooks examined, not imported"),
            select(func.count(), func.min(Workbook.state_since)).where(
                Workbook.state == WorkbookState.EXAMINED
            ),
            "delegations.upload",
        )
    if may(actor, Permission.GATES_PAIR):
        yield _kind(
            _("Devices that wait for pairing"),
            select(func.count(), func.min(Device.created_at)).where(
                Device.token_hash.is_(None), Device.revoked_at.is_(None)
            ),
            "gates.index",
        )


def _of_delegations() -> Iterator[_Kind]:
    yield _kind(
        _("Delegations to decide"),
        select(func.count(), func.min(Delegation.state_since)).where(
            Delegation.state == DelegationState.SUBMITTED
        ),
        "delegations.index",
        state=DelegationState.SUBMITTED,
        liaison="",
    )
    yield _kind(
        _("Changes of members asked for"),
        select(func.count(), func.min(ChangeRequest.state_since)).where(
            ChangeRequest.state == changes.State.ASKED
        ),
        "delegations.index",
        asks="yes",
        liaison="",
    )
    yield _kind(
        _("Requests to take part"),
        select(func.count(), func.min(AdmissionRequest.state_since)).where(
            AdmissionRequest.state == changes.Admission.ASKED
        ),
        "delegations.admissions",
    )


def _kind(label: str, counted: Select[int, datetime], endpoint: str, **arguments: str) -> _Kind:
    return _Kind(label, counted, endpoint, arguments)
