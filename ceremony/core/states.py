"""Lifecycles: a table of named moves between states, declared once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Index, Select, func, insert, select, tuple_, update
from sqlalchemy.orm import Mapped
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from ceremony.core import audit
from ceremony.core.clock import now
from ceremony.core.db import Model, Moment, Trail, db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, may, require

S = TypeVar("S", bound=StrEnum)


class StateChange(Trail):
    """Into which state a subject came, and when: figures as of any instant read this."""

    __tablename__ = "state_change"
    __table_args__ = (Index("ix_state_change_subject", "subject_type", "subject_id", "at"),)

    subject_type: Mapped[str]
    subject_id: Mapped[int]
    state: Mapped[str]
    at: Mapped[Moment]  # when it happened; created_at is when we were told


class Stateful(Protocol):
    id: Any
    state: Any
    state_since: Any


class WrongState(DomainError):
    """The move does not start from the state that the subject is in."""

    status = 409


@dataclass(frozen=True)
class Move(Generic[S]):
    """``name`` brings a subject from one of ``sources`` to ``target``."""

    name: str
    sources: frozenset[S]
    target: S
    permission: Permission
    event: str


class Lifecycle(Generic[S]):
    """The moves of one kind of subject; ``prefix`` is its slice, as audit events need it."""

    def __init__(self, prefix: str, start: S, moves: Iterable[Move[S]]) -> None:
        self.prefix = prefix
        self.start = start
        self.moves = {move.name: move for move in moves}

    def open_to(self, actor: Actor, subject: Stateful) -> Iterator[Move[S]]:
        """The moves that *actor* may make now: what the page shows as buttons."""
        for move in self.moves.values():
            if subject.state in move.sources and may(actor, move.permission, subject):
                yield move

    def begin(self, actor: Actor, *subjects: Any, event: str, **details: Any) -> None:
        """Save the new *subjects* in their first state."""
        for subject in subjects:
            subject.state, subject.state_since = self.start, now()
        db.session.add_all(subjects)
        audit.record(actor, f"{self.prefix}.{event}", *subjects, **details)
        _keep(subjects)

    def advance(self, actor: Actor, name: str, *subjects: Any, **fields: Any) -> None:
        """Make the move *name* with all *subjects*, set *fields* with it, and record it.

        :raises WrongState: one of them is in another state; nothing is changed then.
        """
        move = self.moves[name]
        for subject in subjects:
            require(actor, move.permission, subject)
            if subject.state not in move.sources:
                raise WrongState(
                    _("Not possible while the state is %(state)s.", state=_word(subject.state))
                )
        _set(subjects, {"state": move.target, "state_since": now()} | fields)
        audit.record(actor, f"{self.prefix}.{move.event}", *subjects, fields=sorted(fields))
        _keep(subjects)


def _set(subjects: Sequence[Any], values: dict[str, Any]) -> None:
    """Many rows of one table in one statement, each guarded by its version as in a flush."""
    kinds = {type(x) for x in subjects}
    if len(subjects) < 2 or len(kinds) > 1 or not issubclass(kind := kinds.pop(), Model):
        for subject in subjects:
            for name, value in values.items():
                setattr(subject, name, value)
        return
    db.session.flush()
    known = {(x.id, x.version) for x in subjects}
    row = tuple_(kind.id, kind.version).in_(known)
    changed = update(kind).where(row).values(version=kind.version + 1, **values)
    if db.session.connection().execute(changed).rowcount != len(known):
        raise StaleDataError(f"a {kind.__tablename__} was changed in between")
    for subject in {x.id: x for x in subjects}.values():
        for name, value in (values | {"version": subject.version + 1}).items():
            set_committed_value(subject, name, value)


def _word(state: StrEnum) -> str:
    """The state as people read it, where it has a label."""
    return str(getattr(state, "label", state))


def keep(subject_type: str, state: StrEnum, ids: Sequence[int], at: datetime) -> None:
    """Note that the subjects *ids* came into *state*: for what is inserted in bulk."""
    rows = [{"subject_type": subject_type, "subject_id": x, "state": state, "at": at} for x in ids]
    if rows:
        db.session.execute(insert(StateChange), rows)


def _keep(subjects: Sequence[Any]) -> None:
    if subjects:
        first = subjects[0]
        keep(first.__tablename__, first.state, [x.id for x in subjects], first.state_since)


def in_state(model: type[Model], *states: StrEnum, at: datetime) -> Select[tuple[int]]:
    """Ids of the rows of *model* that were in one of *states* at the instant *at*."""
    place = func.row_number().over(
        partition_by=StateChange.subject_id,
        order_by=(StateChange.at.desc(), StateChange.id.desc()),
    )
    last = (
        select(StateChange.subject_id, StateChange.state, place.label("place"))
        .where(StateChange.subject_type == model.__tablename__, StateChange.at <= at)
        .subquery()
    )
    return select(last.c.subject_id).where(last.c.place == 1, last.c.state.in_(states))
