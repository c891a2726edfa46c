"""Runs: every scan, act and statement belongs to a rehearsal or to the live ceremony."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from ceremony.core import audit
from ceremony.core.clock import now
from ceremony.core.db import Model, Moment, db, lock, one_of
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require


class Kind(StrEnum):
    REHEARSAL = "rehearsal"
    LIVE = "live"


class Run(Model):
    """One rehearsal, or the ceremony itself; at most one goes on at a time."""

    __tablename__ = "run"
    __table_args__ = (
        UniqueConstraint("kind", "number"),
        CheckConstraint("is_current = (ended_at IS NULL)", name="ended_when_not_current"),
        Index(
            "uq_run_current",
            "is_current",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )

    kind: Mapped[Kind] = mapped_column(one_of(Kind))
    number: Mapped[int] = mapped_column(comment="Within its kind, from 1")
    is_current: Mapped[bool] = mapped_column(default=True)
    ended_at: Mapped[Moment | None]

    @property
    def label(self) -> str:
        if self.kind is Kind.LIVE:
            return _("Live")
        return _("Rehearsal %(number)d", number=self.number)


def find_current() -> Run | None:
    return db.session.scalars(select(Run).where(Run.is_current)).one_or_none()


def find_current_id() -> int | None:
    return db.session.scalar(select(Run.id).where(Run.is_current))


def every() -> Sequence[Run]:
    """The one that goes on and all before it, the newest first."""
    return db.session.scalars(select(Run).order_by(Run.id.desc())).all()


def begin(*, actor: Actor, kind: Kind) -> Run:
    """End the run that goes on and begin the next one of *kind*."""
    require(actor, Permission.SETTINGS_EDIT)
    lock("core.run")
    if going := find_current():
        going.is_current, going.ended_at = False, now()
        audit.record(actor, "run.ended", going)
        db.session.flush()
    earlier = db.session.scalars(select(Run.number).where(Run.kind == kind)).all()
    run = Run(kind=kind, number=max(earlier, default=0) + 1)
    db.session.add(run)
    audit.record(actor, "run.begun", run, kind=kind)
    return run


def ensure(*, actor: Actor) -> Run:
    """The run that goes on; a new installation begins with its first rehearsal."""
    return find_current() or begin(actor=actor, kind=Kind.REHEARSAL)
