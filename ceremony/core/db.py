"""The database: one metadata, one session, one way to commit."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from secrets import token_hex
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Enum,
    MetaData,
    TypeDecorator,
    event,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column

from ceremony.core.clock import now

if TYPE_CHECKING:
    from ceremony.core.permissions import Actor

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. Naive values are refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def one_of(choices: type[StrEnum], name: str | None = None) -> Enum:
    """A column that holds the values of *choices*, and nothing else (CHECK).

    :param name: of the CHECK; needed where a table uses the same choices twice.
    """
    return Enum(
        choices,
        native_enum=False,
        create_constraint=True,
        name=name or choices.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
        length=64,
    )


Moment = Annotated[datetime, mapped_column(UTCDateTime)]
Translated = Annotated[dict[str, str], mapped_column(JSON)]  # language -> words; see i18n.said


class Base(DeclarativeBase):
    """What every table has. Inherit one of the three kinds below, not this."""

    metadata = MetaData(naming_convention=NAMING)
    is_audited: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)
    created_at: Mapped[Moment] = mapped_column(default=now, sort_order=-2)


class Model(Base):
    """A thing of the ceremony: audited, and guarded against lost updates."""

    __abstract__ = True
    is_audited = True

    version: Mapped[int] = mapped_column(sort_order=-1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version}


class Trail(Base):
    """Append-only, kept for ever, without personal data that law wants gone: see core.trail."""

    __abstract__ = True


class Working(Base):
    """Outside the audit trail: jobs, outbox, presence, and scans (which are purged)."""

    __abstract__ = True


class Mode(StrEnum):
    READING = "reading"
    MAY_WRITE = "reading, and may open one transaction"
    WRITING = "writing"
    WORKING = "writing rows outside of the audit trail"


@dataclass(frozen=True)
class Context:
    """Who writes, told to the database's triggers."""

    key: str
    kind: str
    actor_id: int | None
    at: str  # ISO 8601 in UTC without its zone, as the columns hold it


mode: ContextVar[Mode | None] = ContextVar("mode", default=None)
context: ContextVar[Context | None] = ContextVar("context", default=None)

db = SQLAlchemy(metadata=Base.metadata)


@contextmanager
def reading(*, may_write: bool = False) -> Iterator[Session]:
    """What a request sees: the database itself refuses to change anything.

    :param may_write: one :func:`transaction` may be opened inside. What is changed before
        it is gone when it opens (PostgreSQL refuses it, SQLite only forgets it).
    """
    session: Session = db.session()
    session.rollback()
    token = mode.set(Mode.MAY_WRITE if may_write else Mode.READING)
    try:
        yield session
    finally:
        session.rollback()
        mode.reset(token)


@contextmanager
def transaction(actor: "Actor", *, working: bool = False) -> Iterator[Session]:
    """Leaving the block commits; raising rolls back. Nothing else commits.

    Entry points (form, API view, CLI command, job) open it around one operation;
    operations only flush. What is slow (images, workbooks, passwords) comes before:
    on SQLite the block holds the only write lock. Rows loaded before are read anew.

    :param working: only :class:`Working` rows change, so the audit trail is not asked.
    """
    session: Session = db.session()
    before = mode.get()
    if before not in {None, Mode.MAY_WRITE}:
        raise RuntimeError(f"no transaction may be opened while {before}")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changed outside of a transaction")
    session.rollback()
    token = mode.set(Mode.WORKING if working else Mode.WRITING)
    told = context.set(None if working else told_of(actor))
    session.info.update(actor=actor)
    try:
        yield session
        session.info["may_commit"] = True
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.clear()
        context.reset(told)
        mode.reset(token)
        if before is Mode.MAY_WRITE:
            mode.set(Mode.READING)


def in_transaction() -> bool:
    return mode.get() in {Mode.WRITING, Mode.WORKING}


MOST_IDS = 10_000  # in one statement


def in_parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """*ids*, as many at a time as one statement takes."""
    return (ids[start : start + MOST_IDS] for start in range(0, len(ids), MOST_IDS))


def lock(*names: object) -> None:
    """Wait until no other transaction holds *names*; held until the end of this one.

    Take it before counting what a rule limits ("at most four of an outlet").
    SQLite needs none: its writers queue at BEGIN IMMEDIATE.
    """
    lock_all([":".join(map(str, names))])


def lock_all(keys: Iterable[str]) -> None:
    """The same for several keys, always in the same order: two who take them never wait in a ring.

    Take them before the first row is changed, for the same reason.
    """
    wanted = sorted(set(keys))
    if wanted and db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(
            text(
                "SELECT pg_advisory_xact_lock(hashtextextended(key, 0))"
                " FROM unnest(CAST(:keys AS text[])) key"
            ),
            {"keys": wanted},
        )


def told_of(actor: "Actor") -> Context:
    """What the triggers hear of *actor*; the key is the same in every row of a transaction."""
    at = now().replace(tzinfo=None).isoformat(" ", "microseconds")
    return Context(token_hex(8), actor.kind, actor.id, at)


@event.listens_for(Session, "before_flush")
def _only_transactions_write(session: Session, *_: Any) -> None:
    if not in_transaction():
        raise RuntimeError("changed outside of a transaction")


@event.listens_for(Session, "before_commit")
def _only_transaction_commits(session: Session) -> None:
    """Fires for savepoints too, which may be released at any time."""
    nested = session.in_nested_transaction()
    if in_transaction() and not nested and not session.info.get("may_commit"):
        raise RuntimeError("only leaving transaction() commits")
