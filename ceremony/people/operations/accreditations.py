"""Changing the right to pass: what it opens, how long, and whether it stands."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import case, select, update
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from ceremony.core import audit, versions
from ceremony.core.db import db
from ceremony.core.errors import demand_reason
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people import names, queries
from ceremony.people.assessment import assess
from ceremony.people.models import Accreditation, Participation, Person
from ceremony.people.operations import holding, telling
from ceremony.people.states import LIFECYCLE
from ceremony.people.validity import Validity, columns
from ceremony.people.vetting import approval, following


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
    holding.hold_for([accreditation])
    differs = category_id is not None or zones is not None
    otherwise = _("Say why this differs from the table.")
    why = demand_reason(reason, otherwise) if differs else None
    accreditation.own_category_id, accreditation.own_zones = category_id, zones
    accreditation.own_reason = why
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
    :raises DomainError: as :func:`ceremony.people.validity.columns`.
    """
    require(actor, Permission.PEOPLE_DECIDE, accreditation)
    versions.demand(accreditation, version)
    for name, value in columns(Validity(valid_from, valid_until, reason)).items():
        setattr(accreditation, name, value)
    audit.record(actor, "people.validity_changed", accreditation)
    telling.changed([accreditation.person_id])
    return accreditation


def reassess(
    *,
    actor: Actor,
    person_ids: Iterable[int] | None = None,
    coming: Iterable[int] = (),
    left: Iterable[int] = (),
) -> int:
    """Give each person the category and zones that the table says now; own ones stay.

    :param person_ids: None: everybody, after the table or the zones were changed.
    :param coming: those of them who take a place for another body than before.
    :param left: ids of bodies that do not send one of them any more.
    :returns: how many accreditations changed.
    """
    some = None if person_ids is None else list(person_ids)
    accreditations = _with_participations(some)
    wanted = assess(
        {x.person_id: x.person.participations for x in accreditations},
        {x.person_id: x.own_category_id for x in accreditations if x.own_category_id},
    )
    moved, placed = [], {*coming}
    for accreditation in accreditations:
        category_id, zones = wanted[accreditation.person_id]
        zones = zones if accreditation.own_zones is None else accreditation.own_zones
        if accreditation.category_id != category_id:
            placed.add(accreditation.person_id)
        if (accreditation.category_id, accreditation.zones) != (category_id, zones):
            accreditation.category_id, accreditation.zones = category_id, zones
            moved.append(accreditation)
    audit.record(actor, "people.reassessed", *moved)
    telling.changed([x.person_id for x in moved] if some is None else some)
    if some is not None:  # a new table is no act of a body
        telling.composed(actor, some, coming=placed, left=left)
        following.follow(some)
    return len(moved)


def decide(*, actor: Actor, move: str, ids: Sequence[int], reason: str = "") -> int:
    """Make *move* with all of *ids*, or with none.

    :param ids: of accreditations.
    :param reason: needed to refuse and to revoke; the other moves take none.
    :returns: how many they were.
    :raises WrongState: somebody else decided one of them in between.
    """
    accreditations = queries.candidates(ids)
    if move in _WITH_REASON:
        _WITH_REASON[move](actor=actor, accreditations=accreditations, reason=reason)
    else:
        _WITHOUT_REASON[move](actor=actor, accreditations=accreditations)
    return len(accreditations)


def submit(*, actor: Actor, accreditations: Sequence[Accreditation]) -> Sequence[Accreditation]:
    """Let them wait for a decision."""
    holding.hold_for(accreditations)
    LIFECYCLE.advance(actor, "submit", *accreditations, reason=None)
    following.begin(actor=actor, person_ids=[x.person_id for x in accreditations])
    return accreditations


def admit(*, actor: Actor, accreditations: Sequence[Accreditation]) -> Sequence[Accreditation]:
    """Let those who were asked for wait for a decision: the request was accepted."""
    holding.hold_for(accreditations)
    LIFECYCLE.advance(actor, "admit", *accreditations)
    following.begin(actor=actor, person_ids=[x.person_id for x in accreditations])
    _tell_coming(actor, accreditations)
    return accreditations


def drop(*, actor: Actor, accreditations: Sequence[Accreditation]) -> Sequence[Accreditation]:
    """Those who were asked for do not come: the request was declined or taken back."""
    holding.hold_for(accreditations)
    LIFECYCLE.advance(actor, "drop", *accreditations)
    return accreditations


def approve(*, actor: Actor, accreditations: Sequence[Accreditation]) -> Sequence[Accreditation]:
    """Give the right to pass; badges issue the credential in the same transaction.

    :raises VettingUnfinished: somebody must wait.
    """
    holding.hold_for(accreditations)
    LIFECYCLE.advance(actor, "approve", *accreditations)
    approval.demand([x.person_id for x in accreditations])
    _give_codes(accreditations)
    telling.approved(actor, accreditations)
    return accreditations


def _give_codes(accreditations: Sequence[Accreditation]) -> None:
    """To each that has none, in one statement."""
    new = {x.id: names.collection_code() for x in accreditations if x.collection_code is None}
    if not new:
        return
    db.session.flush()  # whatever the move changed
    code, version = case(new, value=Accreditation.id), Accreditation.version + 1
    rows = update(Accreditation).where(Accreditation.id.in_(new))
    db.session.connection().execute(rows.values(collection_code=code, version=version))
    for accreditation in accreditations:
        if accreditation.id in new:
            set_committed_value(accreditation, "collection_code", new[accreditation.id])
            set_committed_value(accreditation, "version", accreditation.version + 1)


def return_(
    *, actor: Actor, accreditations: Sequence[Accreditation], reason: str
) -> Sequence[Accreditation]:
    """Give them back to whoever sent them, who reads the reason, mends it and submits again."""
    holding.hold_for(accreditations)
    LIFECYCLE.advance(actor, "return", *accreditations, reason=demand_reason(reason))
    return accreditations


def refuse(
    *, actor: Actor, accreditations: Sequence[Accreditation], reason: str
) -> Sequence[Accreditation]:
    holding.hold_for(accreditations)
    LIFECYCLE.advance(actor, "refuse", *accreditations, reason=demand_reason(reason))
    telling.refused(actor, accreditations)
    return accreditations


def revoke(
    *, actor: Actor, accreditations: Sequence[Accreditation], reason: str
) -> Sequence[Accreditation]:
    """End the right to pass; gates refuse from the same instant."""
    holding.hold_for(accreditations)
    LIFECYCLE.advance(actor, "revoke", *accreditations, reason=demand_reason(reason))
    telling.ended(actor, accreditations)
    return accreditations


def withdraw(*, actor: Actor, accreditations: Sequence[Accreditation]) -> Sequence[Accreditation]:
    """The body takes its person back."""
    holding.hold_for(accreditations)
    LIFECYCLE.advance(actor, "withdraw", *accreditations, reason=None)
    telling.ended(actor, accreditations)
    return accreditations


def restore(*, actor: Actor, accreditations: Sequence[Accreditation]) -> Sequence[Accreditation]:
    """The body sends them after all: back to draft."""
    holding.hold_for(accreditations)
    LIFECYCLE.advance(actor, "restore", *accreditations)
    _tell_coming(actor, accreditations)
    return accreditations


def reopen(*, actor: Actor, accreditations: Sequence[Accreditation]) -> Sequence[Accreditation]:
    """Decide again: back to submitted."""
    holding.hold_for(accreditations)
    LIFECYCLE.advance(actor, "reopen", *accreditations, reason=None)
    following.begin(actor=actor, person_ids=[x.person_id for x in accreditations])
    _tell_coming(actor, accreditations)
    return accreditations


def _tell_coming(actor: Actor, accreditations: Sequence[Accreditation]) -> None:
    person_ids = [x.person_id for x in accreditations]
    telling.composed(actor, person_ids, coming=person_ids)


_WITH_REASON = {"return": return_, "refuse": refuse, "revoke": revoke}
_WITHOUT_REASON = {
    "submit": submit,
    "approve": approve,
    "withdraw": withdraw,
    "restore": restore,
    "reopen": reopen,
}


def _with_participations(person_ids: Sequence[int] | None) -> Sequence[Accreditation]:
    statement = select(Accreditation).options(
        joinedload(Accreditation.person)
        .selectinload(Person.participations)
        .joinedload(Participation.body)
    )
    if person_ids is None:
        statement = statement.where(Accreditation.person_id.is_not(None))
    else:
        statement = statement.where(Accreditation.person_id.in_(person_ids))
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()
