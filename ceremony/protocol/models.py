"""How the papers are made, who was moved by hand, and the letters that were drawn."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceremony.accounts.models import User
from ceremony.core.db import Model, Moment, one_of
from ceremony.people.kinds import Rank
from ceremony.people.models import Body
from ceremony.protocol.order import Alphabet


class Arrangement(Model):
    """How this ceremony makes its papers: one row."""

    __tablename__ = "protocol_arrangement"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("list_number BETWEEN 1 AND 999", name="list_number_range"),
    )

    alphabet: Mapped[Alphabet] = mapped_column(
        one_of(Alphabet), default=Alphabet.ENGLISH, comment="Of the precedence list"
    )
    is_host_first: Mapped[bool] = mapped_column(default=False, comment="Before every rank")
    list_number: Mapped[int] = mapped_column(
        default=1, comment="Of the provisional list of participants, as printed"
    )


class PrecedenceChange(Model):
    """By hand: a delegation directly before another one, wherever that stands."""

    __tablename__ = "precedence_change"
    __table_args__ = (
        CheckConstraint("body_id <> before_id", name="not_before_itself"),
        CheckConstraint("reason <> ''", name="reason_is_said"),
    )

    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    before_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), comment="None: last")
    reason: Mapped[str]
    rank: Mapped[Rank] = mapped_column(one_of(Rank), comment="Of the head when it was moved")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    body: Mapped[Body] = relationship(lazy="raise_on_sql", foreign_keys=[body_id])
    before: Mapped[Body | None] = relationship(lazy="raise_on_sql", foreign_keys=[before_id])
    officer: Mapped[User | None] = relationship(lazy="raise_on_sql")


class SeatingDraw(Model):
    """A letter drawn by lot: from it delegations are seated. The last one drawn counts."""

    __tablename__ = "seating_draw"
    __table_args__ = (
        CheckConstraint("letter BETWEEN 'A' AND 'Z'", name="letter_range"),
        Index("ix_seating_draw_drawn_at", "drawn_at", "id"),
    )

    letter: Mapped[str] = mapped_column(String(1))
    alphabet: Mapped[Alphabet] = mapped_column(one_of(Alphabet))
    is_by_hand: Mapped[bool] = mapped_column(comment="Drawn in the hall, and entered here")
    drawn_at: Mapped[Moment]
    reason: Mapped[str] = mapped_column(default="", comment="Why drawn again")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    officer: Mapped[User | None] = relationship(lazy="raise_on_sql")
