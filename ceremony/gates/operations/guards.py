"""Guards: whose staff badge begins a shift, and whose PIN unlocks a device."""

from sqlalchemy import select

from ceremony.badges import queries as badges
from ceremony.badges.states import State
from ceremony.core import audit
from ceremony.core.clock import now
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.gates.models import Guard
from ceremony.gates.pins import Verifier
from ceremony.people.kinds import PassKind
from ceremony.people.models import Accreditation, Category


class NoStaffBadge(DomainError):
    """A shift begins with a badge: who has none that counts, or none of their own, is no guard."""


class AlreadyGuard(DomainError):
    """Nobody is a guard twice."""

    status = 409


def appoint_guard(
    *, actor: Actor, serial: int, pin: Verifier, is_supervisor: bool = False
) -> Guard:
    """Let the holder of the badge *serial* work at gates; who was a guard before is one again.

    :raises NoStaffBadge: no such badge counts, or it changes hands.
    :raises AlreadyGuard: its holder is a guard.
    """
    require(actor, Permission.GATES_SUPERVISE)
    right_id = _holder(serial)
    lock("gates.guard", right_id)
    known = db.session.scalars(
        select(Guard).where(Guard.accreditation_id == right_id)
    ).one_or_none()
    if known is not None and known.ended_at is None:
        raise AlreadyGuard(_("The holder of this badge is a guard already."), field="serial")
    guard = known or Guard(accreditation_id=right_id)
    guard.is_supervisor, guard.ended_at = is_supervisor, None
    _keep_pin(guard, pin)
    db.session.add(guard)
    audit.record(actor, "gates.guard_appointed", guard, supervisor=is_supervisor)
    return guard


def set_pin(*, actor: Actor, guard: Guard, pin: Verifier) -> Guard:
    """Give a guard another PIN; the old one opens devices until they hear of it."""
    require(actor, Permission.GATES_SUPERVISE)
    _demand_serving(guard)
    _keep_pin(guard, pin)
    audit.record(actor, "gates.guard_pin_set", guard)
    return guard


def make_supervisor(*, actor: Actor, guard: Guard, is_supervisor: bool) -> Guard:
    """Let a guard override verdicts, or not any more."""
    require(actor, Permission.GATES_SUPERVISE)
    _demand_serving(guard)
    guard.is_supervisor = is_supervisor
    audit.record(actor, "gates.guard_changed", guard, supervisor=is_supervisor)
    return guard


def end_guard(*, actor: Actor, guard: Guard) -> Guard:
    """Nobody's PIN any more: devices forget it when they are told."""
    require(actor, Permission.GATES_SUPERVISE)
    _demand_serving(guard)
    guard.ended_at = now()
    audit.record(actor, "gates.guard_ended", guard)
    return guard


def _holder(serial: int) -> int:
    """The right to pass of a badge that counts and is somebody's own."""
    badge = badges.find_by_serial(serial)
    if badge is None or not badge.is_live:
        raise NoStaffBadge(_("No badge that counts has this number."), field="serial")
    if badge.state is not State.COLLECTED:
        raise NoStaffBadge(_("Nobody has collected this badge."), field="serial")
    kind = db.session.scalar(
        select(Category.pass_kind)
        .join(Accreditation, Accreditation.category_id == Category.id)
        .where(Accreditation.id == badge.accreditation_id)
    )
    if kind is not PassKind.PERSONAL:
        raise NoStaffBadge(_("A guard needs a badge of their own."), field="serial")
    return badge.accreditation_id


def _keep_pin(guard: Guard, pin: Verifier) -> None:
    guard.pin_salt, guard.pin_hash, guard.pin_set_at = pin.salt, pin.hash, now()


def _demand_serving(guard: Guard) -> None:
    if guard.ended_at is not None:
        raise DomainError(_("This guard serves no more."))
