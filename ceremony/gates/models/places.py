"""Where badges are read, and what holds there: when a zone is open, how many it takes."""

from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceremony.core.db import Model, Moment, one_of
from ceremony.core.i18n import lazy
from ceremony.people.models import Body, Zone


class Passage(StrEnum):
    """Which way one goes at a checkpoint."""

    IN = "in"
    OUT = "out"
    BOTH = "both"

    @property
    def label(self) -> str:
        return str(_PASSAGES[self])


_PASSAGES = {
    Passage.IN: lazy("Way in"),
    Passage.OUT: lazy("Way out"),
    Passage.BOTH: lazy("Both ways"),
}


class Checkpoint(Model):
    """A place where badges are read; behind it lies one zone."""

    __tablename__ = "checkpoint"
    __table_args__ = (
        CheckConstraint("share >= 0", name="share_is_counted"),
        CheckConstraint("walk_s BETWEEN 0 AND 3600", name="walk_range"),
    )

    code: Mapped[str] = mapped_column(String(8), unique=True, comment="As on the sign: P4")
    name: Mapped[str]
    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"), index=True)
    direction: Mapped[Passage] = mapped_column(one_of(Passage))
    share: Mapped[int | None] = mapped_column(
        comment="Heads that it may admit while it has no network; None: as many as come"
    )
    walk_s: Mapped[int] = mapped_column(
        default=30, comment="Seconds on foot to the nearest other checkpoint"
    )

    zone: Mapped[Zone] = relationship(lazy="raise_on_sql")


class AccessWindow(Model):
    """When a zone is open, for some categories or for all; without any it is open always."""

    __tablename__ = "access_window"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="not_empty"),
        Index("ix_access_window_zone", "zone_id", "opens_at"),
    )

    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"))
    categories: Mapped[list[str]] = mapped_column(JSON, comment="Codes; none: all of them")
    opens_at: Mapped[Moment]
    closes_at: Mapped[Moment] = mapped_column(comment="Not part of the window")

    zone: Mapped[Zone] = relationship(lazy="raise_on_sql")


class ZoneQuota(Model):
    """How many heads of one body a zone with scanned exits takes at once."""

    __tablename__ = "zone_quota"
    __table_args__ = (
        UniqueConstraint("zone_id", "body_id"),
        CheckConstraint("most >= 0", name="most_is_counted"),
    )

    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    most: Mapped[int]

    zone: Mapped[Zone] = relationship(lazy="raise_on_sql")
    body: Mapped[Body] = relationship(lazy="raise_on_sql")
