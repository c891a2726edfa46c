"""The outbox: each mail to each person, and how far it has come."""

from enum import StrEnum
from typing import TypedDict

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ceremony.core.clock import now
from ceremony.core.crypto import EncryptedText
from ceremony.core.db import Moment, Working, one_of
from ceremony.core.i18n import lazy


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    State.QUEUED: lazy("Waiting"),
    State.SENDING: lazy("Being sent"),
    State.SENT: lazy("Sent"),
    State.KEPT: lazy("Kept here"),
    State.FAILED: lazy("Failed"),
    State.UNCERTAIN: lazy("Uncertain"),
    State.CANCELLED: lazy("Cancelled"),
}

# What the place of the link holds in the kept text: the link itself is a secret.
LINK = "\N{OBJECT REPLACEMENT CHARACTER}"


class Enclosure(TypedDict):
    """An attachment as the row keeps it; *file* is the name of a stored file (core.files)."""

    name: str
    mimetype: str
    file: str


class Message(Working):
    """One mail to one person, and how far its delivery has come."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("(state = 'sending') <= (owner IS NOT NULL)", name="sender_known"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at_known"),
        CheckConstraint("(subject_type IS NULL) = (subject_id IS NULL)", name="whole_subject"),
        Index("ix_message_due", "state", "next_try_at", "id"),
        Index("ix_message_subject", "subject_type", "subject_id", "id"),
        Index("ix_message_mailing", "mailing_id", "state", "id"),
    )

    message_id: Mapped[str] = mapped_column(unique=True, comment="Its Message-ID, for ever")
    address: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(comment="Of the recipient; may be empty")
    language: Mapped[str] = mapped_column(String(16), comment="In which it is written")
    subject: Mapped[str]
    text: Mapped[str] = mapped_column(EncryptedText, comment="U+FFFC where the link stands")
    link: Mapped[str | None] = mapped_column(EncryptedText, comment="None once sent")
    attachments: Mapped[list[Enclosure]] = mapped_column(JSON, default=list)
    state: Mapped[State] = mapped_column(one_of(State), default=State.QUEUED)
    state_since: Mapped[Moment] = mapped_column(default=now)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[Moment] = mapped_column(default=now)
    owner: Mapped[str | None] = mapped_column(comment="The worker that sends or sent it")
    lease_until: Mapped[Moment | None]
    data_begun_at: Mapped[Moment | None] = mapped_column(comment="Since when it may have arrived")
    error: Mapped[str | None] = mapped_column(comment="Of the last try")
    sent_at: Mapped[Moment | None]
    subject_type: Mapped[str | None] = mapped_column(comment="What it is about")
    subject_id: Mapped[int | None]
    mailing_id: Mapped[int | None]

    @property
    def has_link(self) -> bool:
        return LINK in self.text

    def read(self, link: str) -> str:
        """The text, with *link* where the personal link stands."""
        return self.text.replace(LINK, link)
