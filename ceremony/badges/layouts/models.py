"""The layouts of this ceremony."""

from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from ceremony.core.db import Model, Translated, one_of
from ceremony.people.kinds import PassKind


class Layout(Model):
    """What stands where on a badge. Its version is printed on it."""

    __tablename__ = "layout"

    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[Translated]
    serves: Mapped[PassKind | None] = mapped_column(
        one_of(PassKind), unique=True, comment="The passes that are printed so unless one says"
    )
    position: Mapped[int] = mapped_column(comment="Its place in lists")
    definition: Mapped[dict[str, Any]] = mapped_column(JSON, comment="Size, sheet, front, back")
