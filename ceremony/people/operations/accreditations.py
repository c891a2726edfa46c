"""Changing the right to pass: what it opens, how long, and whether it stands."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ceremony.core import audit, clock, settings, versions
from ceremony.core.db import db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people import queries
from ceremony.people.assessment import assess
from ceremony.people.models import Accreditation, Participation, Person
from ceremony.people.operations import telling
from ceremony.people.states import LIFECYCLE


def override(
    *,
    actor: Actor,
    accreditation: Accreditation,
    category_id: int | None,
    zones: list[str] | None,
    reason: str,
    version: int | None = None,
) -> Accreditation:
    """Let *accreditation* differ from the table; None follows it. A difference needs a reason.

    An own category without own zones opens the zones of that category.
    """
    require(actor, Permission.PEOPLE_DECIDE, accreditation)
    versions.demand(accreditation, version)
    differs = category_id is not None or zones is not None
    if differs and not reason.strip():
        raise DomainError(_("Say why this differs from the table."), field="reason")
    accreditation.own_category_id, accreditation.own_zones = category_id, zones
    accreditation.own_reason = reason.strip() if differs else None
    audit.record(actor, "people.overridden", accreditation)
    db.session.flush()
    reassess(actor=actor, person_ids=[accreditation.person_id])
    return accreditation


def change_validity(
    *,
    actor: Actor,
    accreditation: Accreditation,
    valid_from: datetime,
    valid_until: datetime,
    reason: str,
    version: int | None = None,
) -> Accreditation:
    """Let *accreditation* be valid otherwise than is usual, which needs a reason.

    :param valid_from: aware instants; the end is not part of it. Those that the settings of
        the ceremony give take the exception back.
    """
    require(actor, Permission.PEOPLE_DECIDE, accreditation)
    versions.demand(accreditation, version)
    for field, instant in (("valid_from", valid_from), ("valid_until", valid_until)):
        if not clock.is_signable(instant):
            raise DomainError(clock.not_signable(), field=field)
    if valid_from >= valid_until:
        raise DomainError(_("The end must come after the beginning."), field="valid_until")
    facts = settings.current()
    differs = (valid_from, valid_until) != (facts.valid_from, facts.valid_until)
    if differs and not reason.strip():
        raise DomainError(_("Say why this differs from the usual validity."), field="reason")
    accreditation.valid_from, accreditation.valid_until = valid_from, valid_until
    accreditation.validity_reason = reason.strip() if differs else None
    audit.record(actor, "people.validity_changed", accreditation)
    telling.changed([accreditation.person_id])
    return accreditation


def reassess(*, actor: Actor, person_ids: Iterable[int] | None = None) -> int:
    """Give each person the category and zones that the table says now; own ones stay.

    :param person_ids: None: everybody, after the table or the zones were changed.
    :returns: how many accreditations changed.
    """
    some = None if person_ids is None else list(person_ids)
    accreditations = _with_participations(some)
    wanted = assess(
        {x.person_id: x.person.participations for x in accreditations},
        {x.person_id: x.own_category_id for x in accreditations if x.own_category_id},
    )
    moved = []
    for accreditation in accreditations:
        category_id, zones = wanted[accreditation.person_id]
        zones = zones if accreditation.own_zones is None else accreditation.own_zones
        if (accreditation.category_id, accreditation.zones) != (category_id, zones):
            accreditation.category_id, accreditation.zones = category_id, zones
            moved.append(accreditation)
    audit.record(actor, "people.reassessed", *moved)
    telling.changed([x.person_id for x in moved] if some is None else some)
    return len(moved)


def decide(*, actor: Actor, move: str, ids: Sequence[int], reason: str = "") -> int:
    """Make *move* with all of *ids*, or with none.

    :param ids: of accreditations.
    :param reason: needed to refuse and to revoke; the other moves take none.
    :returns: how many they were.
    :raises WrongState: somebody else decided one of them in between.
    """
    accreditations = queries.accreditations(ids)
    if move in _WITH_REASON:
        _WITH_REASON[move](actor=actor, accreditations=accreditations, reason=reason)
    else:
        _WITHOUT_REASON[move](actor=actor, accreditations=accreditations)
    return len(accreditations)


def approve(*, actor: Actor, accreditations: Sequence[Accreditation]) -> Sequence[Accreditation]:
    """Give the right to pass; badges issue the credential in the same transaction."""
    LIFECYCLE.advance(actor, "approve", *accreditations)
    telling.approved(actor, accreditations)
    return accreditations


def refuse(
    *, actor: Actor, accreditations: Sequence[Accreditation], reason: str
) -> Sequence[Accreditation]:
    LIFECYCLE.advance(actor, "refuse", *accreditations, reason=_said(reason))
    return accreditations


def revoke(
    *, actor: Actor, accreditations: Sequence[Accreditation], reason: str
) -> Sequence[Accreditation]:
    """End the right to pass; gates refuse from the same instant."""
    LIFECYCLE.advance(actor, "revoke", *accreditations, reason=_said(reason))
    telling.ended(actor, accreditations)
    return accreditations


def withdraw(*, actor: Actor, accreditations: Sequence[Accreditation]) -> Sequence[Accreditation]:
    """The body takes its person back."""
    LIFECYCLE.advance(actor, "withdraw", *accreditations)
    telling.ended(actor, accreditations)
    return accreditations


def reopen(*, actor: Actor, accreditations: Sequence[Accreditation]) -> Sequence[Accreditation]:
    """Decide again: back to submitted."""
    LIFECYCLE.advance(actor, "reopen", *accreditations, reason=None)
    return accreditations


_WITH_REASON = {"refuse": refuse, "revoke": revoke}
_WITHOUT_REASON = {"approve": approve, "withdraw": withdraw, "reopen": reopen}


def _said(reason: str) -> str:
    if not reason.strip():
        raise DomainError(_("Say why."), field="reason")
    return reason.strip()


def _with_participations(person_ids: Sequence[int] | None) -> Sequence[Accreditation]:
    statement = select(Accreditation).options(
        joinedload(Accreditation.person)
        .selectinload(Person.participations)
        .joinedload(Participation.body)
    )
    if person_ids is not None:
        statement = statement.where(Accreditation.person_id.in_(person_ids))
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()
