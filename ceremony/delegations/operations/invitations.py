"""Focal points: invited by mail with a personal link, reminded, and let go."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ceremony.accounts import operations as accounts
from ceremony.core import audit, mail, settings
from ceremony.core.clock import now
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, Role, require
from ceremony.delegations.models import Delegation, FocalPoint
from ceremony.delegations.queries.points import NOT_SUBMITTED, awaited
from ceremony.delegations.states.delegations import OVER

LASTS = timedelta(days=30)
REMINDED_EVERY = timedelta(minutes=10)


class NotOpen(DomainError):
    """The delegation was refused or withdrawn."""

    status = 409


def name_focal_point(*, actor: Actor, delegation: Delegation, name: str, email: str) -> FocalPoint:
    """Let *email* enter the members of *delegation*, once it is invited. Twice changes nothing."""
    require(actor, Permission.DELEGATIONS_MANAGE, delegation)
    _demand_open(delegation)
    lock("delegations.focal_point", delegation.id)
    user = accounts.welcome_outsider(
        actor=actor, email=email, name=name, language=delegation.language
    )
    point = db.session.scalars(
        select(FocalPoint).where(
            FocalPoint.delegation_id == delegation.id, FocalPoint.user_id == user.id
        )
    ).one_or_none()
    point = point or FocalPoint(delegation=delegation, user=user)
    if point.revoked_at is not None:  # the links ended with it: there is to be a new one
        point.revoked_at = point.invited_at = point.reminded_at = None
    db.session.add(point)
    accounts.grant_scoped(
        actor=actor,
        user=user,
        role=Role.FOCAL_POINT,
        scope_kind="body",
        scope_id=delegation.body_id,
    )
    audit.record(actor, "delegations.focal_point_named", point)
    return point


def invite(*, actor: Actor, delegation: Delegation, name: str, email: str) -> FocalPoint:
    """Name a focal point and mail the personal link at once."""
    point = name_focal_point(actor=actor, delegation=delegation, name=name, email=email)
    send(actor=actor, points=[point])
    return point


def send(*, actor: Actor, points: Sequence[FocalPoint]) -> int:
    """Mail each of *points* a personal link, in the language of the delegation.

    Links that were mailed before go on working until they expire.

    :returns: how many were mailed: those who were not invited yet.
    """
    waiting = [x for x in _anew(points) if x.invited_at is None]
    _mail(actor, waiting, "delegations/invitation", "delegations.invited")
    for point in waiting:
        point.invited_at = now()
    return len(waiting)


def remind(*, actor: Actor, points: Sequence[FocalPoint]) -> int:
    """The same to those who are silent, of delegations not submitted; not twice at once."""
    recently = now() - REMINDED_EVERY
    waiting = [
        x
        for x in _anew(points)
        if x.is_silent
        and x.delegation.state in NOT_SUBMITTED
        and (x.reminded_at is None or x.reminded_at < recently)
    ]
    _mail(actor, waiting, "delegations/reminder", "delegations.reminded")
    for point in waiting:
        point.reminded_at = now()
    return len(waiting)


def _anew(points: Sequence[FocalPoint]) -> Sequence[FocalPoint]:
    """*points* as they are now, and stay until all are mailed: an officer may have been faster,
    or one of them came in."""
    lock("delegations.mail")
    rows = (
        select(FocalPoint)
        .options(joinedload(FocalPoint.delegation))
        .where(FocalPoint.id.in_([x.id for x in points]))
        .order_by(FocalPoint.id)
        .with_for_update(of=FocalPoint)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(rows).all()


def revoke(*, actor: Actor, point: FocalPoint) -> FocalPoint:
    """End what *point* may do for this delegation; where it is the last, the links too."""
    require(actor, Permission.DELEGATIONS_MANAGE, point.delegation)
    point.revoked_at = now()
    accounts.withdraw_scoped(
        actor=actor,
        user=point.user,
        role=Role.FOCAL_POINT,
        scope_kind="body",
        scope_id=point.delegation.body_id,
    )
    audit.record(actor, "delegations.focal_point_revoked", point)
    return point


def enter(*, actor: Actor, delegation_id: int) -> None:
    """Note that a focal point has come to this delegation, once: who never comes is silent."""
    rows = awaited(actor.id or 0, delegation_id)
    for point in db.session.scalars(rows.with_for_update(of=FocalPoint, skip_locked=True)):
        point.entered_at = now()
        audit.record(actor, "delegations.entered", point)


def _mail(actor: Actor, points: Sequence[FocalPoint], template: str, event: str) -> None:
    for point in points:
        delegation = point.delegation
        require(actor, Permission.DELEGATIONS_MANAGE, delegation)
        _demand_open(delegation)
        if point.revoked_at:
            raise NotOpen(_("%(name)s is no focal point any more.", name=point.user.name))
        token = accounts.make_entry_link(actor=actor, user=point.user, lasts=LASTS)
        mail.post(
            template=template,
            to=point.user.email,
            name=point.user.name,
            language=delegation.language,
            about=delegation,
            link=mail.url("accounts.enter", entry_token=token),
            **letter_facts(delegation),
        )
    audit.record(actor, event, *points)


def letter_facts(delegation: Delegation) -> dict[str, Any]:
    """What the templates say of *delegation*; instants in the ceremony's zone."""
    zone = settings.current().zone
    deadline = delegation.deadline
    return {
        "delegation": delegation.body.name,
        "deadline": deadline.astimezone(zone) if deadline else None,
        "expires": (now() + LASTS).astimezone(zone),
        "places": sum(delegation.quota.values()),
    }


def _demand_open(delegation: Delegation) -> None:
    if delegation.state in OVER:
        raise NotOpen(
            _(
                "%(delegation)s is %(state)s: nobody can be invited for it.",
                delegation=delegation.body.name,
                state=delegation.state.label,
            )
        )
