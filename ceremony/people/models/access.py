"""The parts of the place, and which badge opens which of them."""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceremony.core.db import Model, Translated, one_of
from ceremony.people.kinds import Band, BodyKind, Function, PassKind, Rank
from ceremony.people.pictograms import Pictogram


class Zone(Model):
    """A part of the place that a checkpoint guards."""

    __tablename__ = "zone"

    code: Mapped[str] = mapped_column(String(4), unique=True, comment="As printed: 1, 2, 3")
    name: Mapped[Translated]
    position: Mapped[int] = mapped_column(comment="0-31; also its bit in a badge's token")
    exits_scanned: Mapped[bool] = mapped_column(default=False, comment="All of them: heads count")
    escort_required: Mapped[bool] = mapped_column(default=False)
    escorts: Mapped[list[str]] = mapped_column(
        JSON, default=list, comment="Codes of categories that escort, and need nobody themselves"
    )
    capacity: Mapped[int | None]
    pictogram: Mapped[Pictogram | None] = mapped_column(one_of(Pictogram))

    __table_args__ = (
        UniqueConstraint("position"),
        CheckConstraint("position BETWEEN 0 AND 31", name="position_range"),
    )


class Category(Model):
    """What a badge is: its word, letter and band, and the zones that it opens."""

    __tablename__ = "category"

    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[Translated]
    letter: Mapped[str] = mapped_column(String(2))
    colour: Mapped[str] = mapped_column(String(7), comment="#rrggbb of the band")
    band: Mapped[Band] = mapped_column(one_of(Band))
    pass_kind: Mapped[PassKind] = mapped_column(one_of(PassKind))
    zones: Mapped[list[str]] = mapped_column(JSON, comment="Codes of zones, in their order")
    position: Mapped[int] = mapped_column(unique=True, comment="1-255; its code in a token")


class AccessRule(Model):
    """One line of the table kind x function x rank -> category -> zones; the first fits."""

    __tablename__ = "access_rule"

    position: Mapped[int] = mapped_column(unique=True)
    body_kind: Mapped[BodyKind | None] = mapped_column(one_of(BodyKind))
    function: Mapped[Function | None] = mapped_column(one_of(Function))
    rank: Mapped[Rank | None] = mapped_column(one_of(Rank))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    zones: Mapped[list[str] | None] = mapped_column(
        JSON(none_as_null=True), comment="None: those of the category"
    )

    category: Mapped[Category] = relationship(lazy="joined", innerjoin=True)
