"""Lists that somebody asks for again and again."""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from ceremony.core.db import Model, Moment


class SavedFilter(Model):
    """What somebody asks the list of people for again and again."""

    __tablename__ = "saved_filter"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_a_name"),
        Index(
            "uq_saved_filter_name",
            "owner_id",
            "folded",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(comment="The name, for comparing")
    arguments: Mapped[dict[str, str]] = mapped_column(JSON, comment="As in the list's address")
    is_shared: Mapped[bool] = mapped_column(default=False, comment="Offered to everybody")
    deleted_at: Mapped[Moment | None] = mapped_column(comment="It can be put back")
