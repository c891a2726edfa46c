"""Photographs that came in a packed folder and wait until somebody says whose they are."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceremony.core.db import Working
from ceremony.delegations.models.delegations import Delegation


class LoosePhotograph(Working):
    """A good photograph whose file name told nobody's; gone once it is given or discarded."""

    __tablename__ = "loose_photograph"

    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), index=True)
    name: Mapped[str] = mapped_column(comment="Of the file, as it was sent")
    file: Mapped[str] = mapped_column(comment="Name of the stored file")

    delegation: Mapped[Delegation] = relationship(lazy="raise_on_sql")
