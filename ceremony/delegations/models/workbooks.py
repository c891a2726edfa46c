"""A workbook of people, from its upload until it is imported or discarded."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceremony.accounts.models import User
from ceremony.core.crypto import EncryptedText
from ceremony.core.db import Model, Moment, Working, one_of
from ceremony.core.i18n import lazy
from ceremony.delegations.states.workbooks import State
from ceremony.delegations.workbook.columns import NO_COLUMN, lacking


class Workbook(Model):
    """An uploaded list of people, from the upload until it is imported or discarded."""

    __tablename__ = "workbook"
    __table_args__ = (Index("ix_workbook_state", "state", "id"),)

    name: Mapped[str] = mapped_column(comment="Of the file, as it was sent")
    sha256: Mapped[str] = mapped_column(String(64), comment="Of the file, which is not kept")
    sheet: Mapped[str]
    note: Mapped[str] = mapped_column(default="", comment="How its text was understood")
    headings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, comment="letters, text, column")
    mapping: Mapped[dict[str, str]] = mapped_column(JSON, comment="Letters to column or empty")
    orders: Mapped[dict[str, str]] = mapped_column(JSON, comment="Column to order of its dates")
    delegation: Mapped[str] = mapped_column(default="", comment="Whose, if no column says it")
    questions: Mapped[list[str]] = mapped_column(JSON, comment="Columns with ambiguous dates")
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, comment="Rows by what happens to them")
    outcome: Mapped[str] = mapped_column(String(64), comment="Hash of what was shown")
    body_id: Mapped[int | None] = mapped_column(
        ForeignKey("body.id"), index=True, comment="Whose own list it is; none: the desk's"
    )
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[State] = mapped_column(one_of(State))
    state_since: Mapped[Moment]

    owner: Mapped[User | None] = relationship(lazy="raise_on_sql")

    @property
    def senders(self) -> frozenset[int]:
        return frozenset() if self.body_id is None else frozenset({self.body_id})

    @property
    def meanings(self) -> dict[str, str]:
        """Letters to column, or to nothing: as recognised, and what the officer said of it."""
        return {x["letters"]: x["column"] or "" for x in self.headings} | dict(self.mapping)

    @property
    def lacking(self) -> list[str]:
        """A sentence for each thing that every person needs and no column says."""
        missing = lacking(self.meanings.values(), self.delegation)
        return [str(NO_COLUMN[column]) for column in missing]


class WorkbookContent(Working):
    """The cells of a workbook, kept while it is examined and no longer."""

    __tablename__ = "workbook_content"

    workbook_id: Mapped[int] = mapped_column(ForeignKey("workbook.id"), unique=True)
    cells: Mapped[str] = mapped_column(EncryptedText)


class Change(StrEnum):
    """What the import of one row would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"

    @property
    def label(self) -> str:
        return str(_CHANGES[self])


_CHANGES = {
    Change.NEW: lazy("New"),
    Change.CHANGED: lazy("Changed"),
    Change.UNCHANGED: lazy("Unchanged"),
    Change.BLOCKED: lazy("Has errors"),
}


class WorkbookRow(Working):
    """One row as the examination saw it; kept as long as the content."""

    __tablename__ = "workbook_row"
    __table_args__ = (Index("ix_workbook_row_place", "workbook_id", "has_findings", "row"),)

    workbook_id: Mapped[int] = mapped_column(ForeignKey("workbook.id"))
    row: Mapped[int] = mapped_column(comment="As the spreadsheet counts")
    change: Mapped[Change] = mapped_column(one_of(Change))
    has_findings: Mapped[bool]
    content: Mapped[str] = mapped_column(EncryptedText, comment="Cells, findings, differences")
