"""Reading whose approval stands, and what their confirmation is made of."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from ceremony.core.db import db
from ceremony.core.mail import Message, is_address
from ceremony.delegations.models import Delegation, FocalPoint
from ceremony.delegations.queries import members
from ceremony.delegations.queries.members import Member
from ceremony.people import queries as people
from ceremony.people.models import Accreditation, Participation, Person
from ceremony.people.states import State

MOST_MAIL = 10
Approved = Sequence[tuple[int, str]]  # accreditation, and since when it was approved (ISO 8601)


def approvals(ids: Iterable[int]) -> list[tuple[int, str]]:
    """The approvals of these accreditations of persons, each told by its instant."""
    theirs = Accreditation.id.in_(list(ids)), Accreditation.person_id.is_not(None)
    rows = (
        select(Accreditation.id, Accreditation.state_since)
        .where(*theirs, Accreditation.state == State.APPROVED)
        .order_by(Accreditation.id)
    )
    return [(id_, since.isoformat()) for id_, since in db.session.execute(rows)]


def standing(approved: Approved) -> set[int]:
    """Those of *approved* that were neither ended nor approved anew since."""
    wanted = {(id_, since) for id_, since in approved}
    return {id_ for id_, since in approvals(x for x, _ in approved) if (id_, since) in wanted}


def persons(ids: Iterable[int]) -> list[Member]:
    """Who holds these accreditations, each as they take part in the first place."""
    return [
        Member(right.person, next(x for x in right.person.participations if x.is_primary), right)
        for right in people.candidates(list(ids))
    ]


def of_delegation(delegation: Delegation, approved: Approved) -> list[Member]:
    """Those of its members whose approval stands, as they take part for it.

    However many were *approved*: what is read is its members alone.
    """
    wanted = {(id_, since) for id_, since in approved}
    return [
        x
        for x in members.of(delegation)
        if x.accreditation.state is State.APPROVED
        and (x.accreditation.id, x.accreditation.state_since.isoformat()) in wanted
    ]


def senders(ids: Iterable[int]) -> list[int]:
    """Ids of all delegations that send the holders of these accreditations."""
    rows = (
        select(Delegation.id)
        .join(Participation, Participation.body_id == Delegation.body_id)
        .join(Accreditation, Accreditation.person_id == Participation.person_id)
        .where(Accreditation.id.in_(list(ids)))
        .distinct()
        .order_by(Delegation.id)
    )
    return list(db.session.scalars(rows))


def languages(body_ids: Iterable[int]) -> dict[int, str]:
    """In which language the delegations of these bodies are written to."""
    rows = select(Delegation.body_id, Delegation.language)
    return dict(db.session.execute(rows.where(Delegation.body_id.in_(set(body_ids)))).all())


def points(delegation: Delegation) -> Sequence[FocalPoint]:
    """Those who may enter its members and can be written to."""
    rows = (
        select(FocalPoint)
        .join(FocalPoint.user)
        .options(contains_eager(FocalPoint.user))
        .where(FocalPoint.delegation_id == delegation.id, FocalPoint.revoked_at.is_(None))
        .order_by(FocalPoint.id)
    )
    return [
        x
        for x in db.session.scalars(rows)
        if x.user.disabled_at is None and is_address(x.user.email)
    ]


def mail_about(subject: Person | Delegation) -> Sequence[Message]:
    """What was written about *subject* alone, the newest first; mailings to many are apart."""
    rows = (
        select(Message)
        .where(
            Message.subject_type == subject.__tablename__,
            Message.subject_id == subject.id,
            Message.mailing_id.is_(None),
        )
        .order_by(Message.id.desc())
        .limit(MOST_MAIL)
    )
    return db.session.scalars(rows).all()
