"""The audit trail: what somebody meant, what the database saw, and what stood there before.

:class:`AuditEntry` is written by operations: who did what to which subject.
:class:`RowChange` is written by triggers alone (core.trail): whatever reached an audited
row, by whatever way, leaves one. A commit whose changes no entry names is refused.
:class:`RowHistory` keeps the values; retention may purge it, the other two stay for ever.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, event, exists, insert, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from ceremony.core.db import Base, Trail, Working, context, db, in_transaction, one_of
from ceremony.core.permissions import Actor


class AuditEntry(Trail):
    """One thing that one actor did to one subject."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject_type", "subject_id", "id"),)

    transaction_key: Mapped[str] = mapped_column(String(16), index=True)
    actor_kind: Mapped[str] = mapped_column(comment="user, device, link, visitor, system")
    actor_id: Mapped[int | None] = mapped_column(comment="Within its kind")
    event: Mapped[str] = mapped_column(index=True, comment="<slice>.<past participle>")
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, comment="No personal data: kept for ever")


class Verb(StrEnum):
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class RowChange(Trail):
    """One audited row that changed, as the database saw it; names of fields, never values."""

    __tablename__ = "row_change"
    __table_args__ = (Index("ix_row_change_subject", "subject_type", "subject_id", "id"),)

    transaction_key: Mapped[str | None] = mapped_column(String(16), index=True)
    actor_kind: Mapped[str] = mapped_column(comment="outside: past the application")
    actor_id: Mapped[int | None]
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    verb: Mapped[Verb] = mapped_column(one_of(Verb))
    fields: Mapped[list[str]] = mapped_column(JSON)


class RowHistory(Working):
    """The values before and after one change: personal data, purged by retention."""

    __tablename__ = "row_history"

    change_id: Mapped[int] = mapped_column(ForeignKey("row_change.id"), unique=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)


def record(actor: Actor, event_name: str, *subjects: Base, **details: Any) -> None:
    """Write what *actor* did to *subjects* in the present transaction.

    :param details: plain JSON values without personal data.
    """
    session = db.session()
    if any(subject.id is None for subject in subjects):
        session.flush()  # gives new subjects their ids
    for subject_type in {subject.__tablename__ for subject in subjects}:
        ids = [subject.id for subject in subjects if subject.__tablename__ == subject_type]
        record_ids(actor, event_name, subject_type, ids, **details)


def record_ids(
    actor: Actor, event_name: str, subject_type: str, ids: list[int], **details: Any
) -> None:
    """The same for rows known by table and id only: one statement, however many."""
    told = context.get()
    if told is None:
        raise RuntimeError("audit entries belong into an audited transaction")
    entry = {
        "transaction_key": told.key,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "event": event_name,
        "subject_type": subject_type,
        "details": details,
    }
    if ids:
        db.session.execute(insert(AuditEntry), [entry | {"subject_id": x} for x in ids])


_Entry = aliased(AuditEntry)
_UNNAMED = (
    select(RowChange.subject_type, RowChange.subject_id, RowChange.verb, RowChange.fields)
    .where(
        ~exists().where(
            _Entry.transaction_key == RowChange.transaction_key,
            _Entry.subject_type == RowChange.subject_type,
            _Entry.subject_id == RowChange.subject_id,
        )
    )
    .order_by(RowChange.id)
    .limit(5)
)


@event.listens_for(Session, "before_commit")
def _demand_entries(session: Session) -> None:
    told = context.get()
    if told is None or not in_transaction() or session.in_nested_transaction():
        return
    session.flush()
    if missing := session.execute(_UNNAMED.where(RowChange.transaction_key == told.key)).all():
        rows = [f"{kind} {id_} {verb} {fields}" for kind, id_, verb, fields in missing]
        raise RuntimeError(f"changed without an audit entry: {rows}")
