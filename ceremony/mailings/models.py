"""Texts to many."""

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ceremony.core.db import Model, Moment, one_of
from ceremony.mailings.states import State


class Mailing(Model):
    """One text to many: written, looked at, released, and perhaps stopped in time."""

    __tablename__ = "mailing"
    __table_args__ = (
        CheckConstraint("(state IN ('draft', 'discarded')) = (job_id IS NULL)", name="job_known"),
        CheckConstraint("(job_id IS NULL) = (leaves_at IS NULL)", name="leaves_when_released"),
        Index("ix_mailing_state", "state", "id"),
    )

    state: Mapped[State] = mapped_column(one_of(State))
    state_since: Mapped[Moment]
    audience: Mapped[str] = mapped_column(String(64), comment="Code of an audience")
    chosen: Mapped[str] = mapped_column(comment="By what its recipients were chosen, in words")
    chosen_ids: Mapped[list[int]] = mapped_column(JSON, comment="As the audience understands them")
    subject: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(16), comment="In which it is written")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    total: Mapped[int] = mapped_column(default=0, comment="To how many it was released")
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    leaves_at: Mapped[Moment | None] = mapped_column(comment="Nothing leaves before")

    @property
    def is_written(self) -> bool:
        return bool(self.subject and self.text)
