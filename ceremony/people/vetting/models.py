"""Who is vetted, with which batch, and what the authority answered."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceremony.accounts.models import User
from ceremony.core.crypto import EncryptedText
from ceremony.core.db import Model, Moment, Trail, Working, one_of
from ceremony.people.models import Person
from ceremony.people.vetting.states import Answered, State


def reference(vetting_id: int) -> str:
    """What the authority calls a person: it never changes, and says nothing of them."""
    return f"V-{vetting_id:06d}"


class VettingBatch(Model):
    """Some persons whom the authority is asked about at once."""

    __tablename__ = "vetting_batch"

    number: Mapped[int] = mapped_column(unique=True)
    count: Mapped[int] = mapped_column(comment="Of the persons sent with it")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)

    made_by: Mapped[User | None] = relationship(lazy="raise_on_sql")


class Vetting(Model):
    """Whether the authority has something against one person. Seen by vetting officers alone."""

    __tablename__ = "vetting"
    __table_args__ = (
        CheckConstraint("state <> 'sent' OR batch_id IS NOT NULL", name="sent_in_a_batch"),
        CheckConstraint("(held_at IS NULL) = (hold_note IS NULL)", name="hold_says_why"),
        CheckConstraint("(watched_at IS NULL) = (watch_note IS NULL)", name="watch_says_why"),
        CheckConstraint("(urgent_at IS NULL) = (urgent_because IS NULL)", name="urgency_says_why"),
        Index("ix_vetting_state", "state", "state_since", "id", "person_id"),
        Index(
            "ix_vetting_held",
            "person_id",
            sqlite_where=text("held_at IS NOT NULL"),
            postgresql_where=text("held_at IS NOT NULL"),
        ),
        Index(
            "ix_vetting_watched",
            "person_id",
            sqlite_where=text("watched_at IS NOT NULL"),
            postgresql_where=text("watched_at IS NOT NULL"),
        ),
        Index(
            "ix_vetting_urgent",
            "urgent_at",
            sqlite_where=text("urgent_at IS NOT NULL"),
            postgresql_where=text("urgent_at IS NOT NULL"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    identity_hash: Mapped[str] = mapped_column(String(64), comment="Of what is vetted: who it is")
    batch_id: Mapped[int | None] = mapped_column(
        ForeignKey("vetting_batch.id"), index=True, comment="The last one"
    )
    remark: Mapped[str | None] = mapped_column(EncryptedText, comment="Said with the answer")
    held_at: Mapped[Moment | None]
    held_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    hold_note: Mapped[str | None] = mapped_column(EncryptedText)
    watched_at: Mapped[Moment | None]
    watched_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    watch_note: Mapped[str | None] = mapped_column(EncryptedText)
    urgent_at: Mapped[Moment | None]
    urgent_because: Mapped[str | None] = mapped_column(comment="For what somebody waits")
    state: Mapped[State] = mapped_column(one_of(State))
    state_since: Mapped[Moment]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    batch: Mapped[VettingBatch | None] = relationship(lazy="raise_on_sql")
    held_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[held_by_id])
    watched_by: Mapped[User | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[watched_by_id]
    )

    @property
    def reference(self) -> str:
        return reference(self.id)


class VettingSent(Trail):
    """That somebody was sent with a batch, whatever came after."""

    __tablename__ = "vetting_sent"
    __table_args__ = (UniqueConstraint("batch_id", "vetting_id"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("vetting_batch.id"))
    vetting_id: Mapped[int] = mapped_column(ForeignKey("vetting.id"), index=True)


class VettingAnswers(Model):
    """A file of answers to one batch, from its upload until it is imported or discarded."""

    __tablename__ = "vetting_answers"

    batch_id: Mapped[int] = mapped_column(ForeignKey("vetting_batch.id"), index=True)
    name: Mapped[str] = mapped_column(comment="Of the file, as it was sent")
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, comment="What was imported, by result")
    state: Mapped[Answered] = mapped_column(one_of(Answered))
    state_since: Mapped[Moment]

    batch: Mapped[VettingBatch] = relationship(lazy="raise_on_sql")


class VettingAnswersContent(Working):
    """The rows of a file of answers, kept while it is open and no longer."""

    __tablename__ = "vetting_answers_content"

    answers_id: Mapped[int] = mapped_column(ForeignKey("vetting_answers.id"), unique=True)
    rows: Mapped[str] = mapped_column(EncryptedText)
