"""Reading one delegation and what belongs to it, and what is agreed with whom."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from ceremony.accounts.models import RoleGrant, User
from ceremony.core.db import db
from ceremony.core.permissions import Role
from ceremony.delegations.models import ChangeRequest, Delegation, Document, Terms
from ceremony.people.hosting import OF_REGISTER
from ceremony.people.kinds import BodyKind
from ceremony.people.models import Body
from ceremony.register.models import Participant


def delegation(delegation_id: int) -> Delegation:
    """With its liaison officer.

    :raises NoResultFound: there is none.
    """
    rows = select(Delegation).options(joinedload(Delegation.liaison))
    return db.session.scalars(rows.where(Delegation.id == delegation_id)).one()


def find_of_body(body_id: int) -> int | None:
    """The id of the delegation that this body sends."""
    return db.session.scalar(select(Delegation.id).where(Delegation.body_id == body_id))


def total() -> int:
    return db.session.scalar(select(func.count(Delegation.id))) or 0


def change_request(change_id: int) -> ChangeRequest:
    """With both persons; :class:`NoResultFound` if there is none."""
    return db.session.scalars(_requests().where(ChangeRequest.id == change_id)).one()


def requests_of(shown: Delegation) -> Sequence[ChangeRequest]:
    """What was asked for after submitting, the newest first."""
    rows = _requests().where(ChangeRequest.delegation_id == shown.id)
    return db.session.scalars(rows.order_by(ChangeRequest.id.desc())).all()


def _requests() -> Select[ChangeRequest]:
    return select(ChangeRequest).options(
        joinedload(ChangeRequest.delegation),
        joinedload(ChangeRequest.coming),
        joinedload(ChangeRequest.leaving),
    )


def document(document_id: int) -> Document:
    """:raises NoResultFound: there is none."""
    rows = select(Document).options(joinedload(Document.delegation))
    return db.session.scalars(rows.where(Document.id == document_id)).one()


def terms() -> dict[BodyKind, Terms]:
    return {x.kind: x for x in db.session.scalars(select(Terms))}


def liaison_officers() -> Sequence[User]:
    """Officers who look after delegations, by name."""
    rows = select(User).join(User.role_grants).where(RoleGrant.role == Role.LIAISON_OFFICER)
    return db.session.scalars(rows.where(User.disabled_at.is_(None)).order_by(User.name)).all()


def participants_without() -> Sequence[Participant]:
    """Participants of the register that have no delegation, in the order of formal names."""
    rows = select(Participant).where(Participant.id.not_in(_here()))
    return db.session.scalars(rows.order_by(Participant.sort_key)).all()


def documents(shown: Delegation) -> Sequence[Document]:
    """In the order in which they came."""
    rows = select(Document).where(Document.delegation_id == shown.id).order_by(Document.id)
    return db.session.scalars(rows).all()


def participants_here() -> set[int]:
    """Ids of the participants of the register that have a delegation."""
    return set(db.session.scalars(_here()))


def _here() -> Select[int]:
    return (
        select(Participant.id)
        .join(Body, Body.participant_id == Participant.id)
        .join(Delegation, Delegation.body_id == Body.id)
        .where(Body.kind.in_(OF_REGISTER))
    )
