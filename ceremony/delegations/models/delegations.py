"""A delegation, what was agreed with it, who enters it, and what it asks for afterwards."""

from datetime import date
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceremony.accounts.models import User
from ceremony.core.db import Model, Moment, one_of
from ceremony.core.i18n import lazy
from ceremony.delegations.states import changes, delegations
from ceremony.people.kinds import STATES, BodyKind
from ceremony.people.models import Body, Person


class Delegation(Model):
    """A State or organisation that sends people to the ceremony."""

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint(
            "(state IN ('returned', 'refused')) = (reason IS NOT NULL)", name="reason_if_ended"
        ),
        Index("ix_delegation_state", "state", "deadline"),
    )

    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), unique=True)
    state: Mapped[delegations.State] = mapped_column(one_of(delegations.State))
    state_since: Mapped[Moment]
    reason: Mapped[str | None] = mapped_column(
        comment="Why returned or refused; the sender reads it"
    )
    submitted_at: Mapped[Moment | None] = mapped_column(comment="Last")
    deadline: Mapped[Moment | None] = mapped_column(comment="Until when focal points may submit")
    quota: Mapped[dict[str, int]] = mapped_column(
        JSON, default=dict, comment="Code of a category to places; absent: no limit"
    )
    note_number: Mapped[str] = mapped_column(default="", comment="Of the note verbale")
    note_on: Mapped[date | None] = mapped_column(comment="Date of the note verbale")
    language: Mapped[str] = mapped_column(String(16), default="", comment="Of mail; empty: unknown")
    liaison_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), comment="Our officer")
    notes: Mapped[str] = mapped_column(default="", comment="For the desk only")

    body: Mapped[Body] = relationship(lazy="joined", innerjoin=True)
    liaison: Mapped[User | None] = relationship(lazy="raise_on_sql")

    @property
    def senders(self) -> frozenset[int]:
        return frozenset({self.body_id})

    @property
    def represents_state(self) -> bool:
        return self.body.kind in STATES


class Terms(Model):
    """What delegations of one kind get unless something else is agreed with them."""

    __tablename__ = "delegation_terms"

    kind: Mapped[BodyKind] = mapped_column(one_of(BodyKind), unique=True)
    deadline: Mapped[Moment | None]
    quota: Mapped[dict[str, int]] = mapped_column(JSON, comment="Code of a category to places")


class FocalPoint(Model):
    """Somebody who enters the members of a delegation: an account with a grant for its body."""

    __tablename__ = "focal_point"
    __table_args__ = (UniqueConstraint("delegation_id", "user_id"),)

    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    invited_at: Mapped[Moment | None] = mapped_column(comment="When the last link was mailed")
    reminded_at: Mapped[Moment | None]
    entered_at: Mapped[Moment | None] = mapped_column(comment="When first here")
    revoked_at: Mapped[Moment | None]

    delegation: Mapped[Delegation] = relationship(lazy="raise_on_sql")
    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)

    @hybrid_property
    def is_silent(self) -> bool:
        """Invited, not let go since, and never come."""
        return self.invited_at is not None and self.revoked_at is None and self.entered_at is None

    @is_silent.inplace.expression
    @classmethod
    def _is_silent(cls) -> ColumnElement[bool]:
        return and_(cls.invited_at.is_not(None), cls.revoked_at.is_(None), cls.entered_at.is_(None))


class DocumentKind(StrEnum):
    NOTE_VERBALE = "note_verbale"
    NOMINATION = "nomination"
    OTHER = "other"

    @property
    def label(self) -> str:
        return str(_DOCUMENT_KINDS[self])


_DOCUMENT_KINDS = {
    DocumentKind.NOTE_VERBALE: lazy("Note verbale"),
    DocumentKind.NOMINATION: lazy("Letter of nomination"),
    DocumentKind.OTHER: lazy("Other document"),
}


class Document(Model):
    """A scan that belongs to a delegation."""

    __tablename__ = "delegation_document"

    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(one_of(DocumentKind))
    name: Mapped[str] = mapped_column(comment="Of the file, as it was sent")
    file: Mapped[str] = mapped_column(comment="Name of the stored file")
    size: Mapped[int] = mapped_column(comment="Bytes")
    is_ours: Mapped[bool] = mapped_column(comment="Added at the desk; focal points keep it")

    delegation: Mapped[Delegation] = relationship(lazy="raise_on_sql")


class ChangeRequest(Model):
    """What a delegation asks for after it submitted: one more person, or one for another."""

    __tablename__ = "change_request"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'substitution') = (leaving_id IS NOT NULL)", name="leaving_if_substitution"
        ),
        CheckConstraint("(state = 'declined') = (answer IS NOT NULL)", name="answer_if_declined"),
        Index("ix_change_request_state", "state", "state_since"),
    )

    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), index=True)
    kind: Mapped[changes.Kind] = mapped_column(one_of(changes.Kind))
    coming_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    leaving_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str] = mapped_column(default="", comment="Why, as the focal point says it")
    state: Mapped[changes.State] = mapped_column(one_of(changes.State))
    state_since: Mapped[Moment]
    answer: Mapped[str | None] = mapped_column(comment="Why declined; the focal point reads it")

    delegation: Mapped[Delegation] = relationship(lazy="raise_on_sql")
    coming: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[coming_id])
    leaving: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[leaving_id])

    @property
    def senders(self) -> frozenset[int]:
        return self.delegation.senders


class AdmissionRequest(Model):
    """A body that was not invited and asks to come, with a letter that nominates its people."""

    __tablename__ = "admission_request"
    __table_args__ = (
        CheckConstraint("(state = 'refused') = (reason IS NOT NULL)", name="reason_if_refused"),
        CheckConstraint(
            "(state = 'accepted') = (delegation_id IS NOT NULL)", name="delegation_if_accepted"
        ),
        Index("ix_admission_request_state", "state", "state_since"),
    )

    reference: Mapped[str] = mapped_column(String(16), unique=True, comment="R-7K3M9Q")
    name: Mapped[str] = mapped_column(comment="Of the body, in full")
    kind: Mapped[BodyKind] = mapped_column(one_of(BodyKind))
    contact_name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    persons: Mapped[int] = mapped_column(comment="How many it wants to send")
    words: Mapped[str] = mapped_column(comment="Why it wants to come")
    language: Mapped[str] = mapped_column(String(16), comment="Of mail to it")
    letter: Mapped[str] = mapped_column(comment="Name of the stored file")
    letter_name: Mapped[str] = mapped_column(comment="Of the file, as it was sent")
    state: Mapped[changes.Admission] = mapped_column(one_of(changes.Admission))
    state_since: Mapped[Moment]
    reason: Mapped[str | None] = mapped_column(comment="Why refused")
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"))

    @property
    def represents_state(self) -> bool:
        return False
