"""The audit trail as people read it: what one transaction did alike to many is one line."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, String, cast, func, select, tuple_

from ceremony.accounts.models import Device, User
from ceremony.core.audit import AuditEntry, RowChange, Verb
from ceremony.core.db import db
from ceremony.core.folding import fold
from ceremony.people.vetting import secrecy

PAGE = 25
# Second subjects of acts that one line tells.
SAID_ALREADY = [("accounts.device_registered", "role_grant")]
WINDOW = 20_000  # entries looked at for one page: a bulk of more is told in parts


@dataclass(frozen=True)
class Filters:
    """What of the trail is wanted; None: everything."""

    actor_kind: str | None = None
    actor_id: int | None = None
    event: str | None = None
    subject_type: str | None = None
    subject_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    with_vetting: bool = False  # what only vetting officers may see


@dataclass(frozen=True)
class Line:
    """One act: who, when, what, and on how many subjects of one kind."""

    at: datetime
    actor_kind: str
    actor_name: str
    event: str
    subject_type: str
    subject_id: int
    count: int
    details: dict[str, Any]
    fields: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """Some lines, the newest first, and the key of the next page."""

    lines: list[Line]
    older: int | None


def page(filters: Filters, before: int | None = None) -> Page:
    """The newest lines of the trail, or those of entries before the id *before*."""
    rows, older = _groups(filters, before)
    first = {
        x.id: x
        for x in db.session.scalars(
            select(AuditEntry).where(AuditEntry.id.in_([row.last_id for row in rows]))
        )
    }
    fields = _fields({x.transaction_key for x in rows}, filters.subject_id)
    names = _names(first.values())
    lines = [
        Line(
            at=entry.created_at,
            actor_kind=entry.actor_kind,
            actor_name=names.get((entry.actor_kind, entry.actor_id), ""),
            event=entry.event,
            subject_type=entry.subject_type,
            subject_id=entry.subject_id,
            count=row.number,
            details=entry.details,
            fields=fields[entry.transaction_key, entry.subject_type],
        )
        for row in rows
        for entry in [first[row.last_id]]
    ]
    return Page(lines, older)


def actors() -> Sequence[Row[int, str]]:
    """Id and name of every officer, for the filter."""
    rows = db.session.execute(select(User.id, User.name).order_by(User.id)).all()
    return sorted(rows, key=lambda row: fold(row.name))


def _groups(filters: Filters, before: int | None) -> tuple[Sequence[Row[Any]], int | None]:
    window = (
        select(AuditEntry.id, AuditEntry.transaction_key, AuditEntry.event, AuditEntry.subject_type)
        .where(*_wanted(filters, before))
        .order_by(AuditEntry.id.desc())
        .limit(WINDOW)
        .subquery()
    )
    last_id = func.max(window.c.id).label("last_id")
    grouped = (
        select(
            window.c.transaction_key,
            last_id,
            func.min(window.c.id).label("first_id"),
            func.count().label("number"),
            func.sum(func.count()).over().label("seen"),
        )
        .group_by(window.c.transaction_key, window.c.event, window.c.subject_type)
        .order_by(last_id.desc())
        .limit(PAGE + 1)
    )
    rows = db.session.execute(grouped).all()
    if len(rows) > PAGE:
        return rows[:PAGE], rows[PAGE].last_id + 1
    is_cut = bool(rows) and rows[0].seen >= WINDOW
    return rows, min(x.first_id for x in rows) if is_cut else None


def _wanted(filters: Filters, before: int | None) -> Iterable[ColumnElement[bool]]:
    equal = {
        AuditEntry.actor_kind: filters.actor_kind,
        AuditEntry.actor_id: filters.actor_id,
        AuditEntry.event: filters.event,
        AuditEntry.subject_type: filters.subject_type,
        AuditEntry.subject_id: filters.subject_id,
    }
    yield from (column == value for column, value in equal.items() if value is not None)
    if filters.subject_type is None:
        yield tuple_(AuditEntry.event, AuditEntry.subject_type).not_in(SAID_ALREADY)
    if not filters.with_vetting:
        yield secrecy.is_open()
    if before is not None:
        yield AuditEntry.id < before
    if filters.since is not None:
        yield AuditEntry.created_at >= filters.since
    if filters.until is not None:
        yield AuditEntry.created_at < filters.until


def _fields(keys: set[str], subject_id: int | None) -> dict[tuple[str, str], list[str]]:
    """Names of the changed columns by transaction and table."""
    alike = (RowChange.transaction_key, RowChange.subject_type, cast(RowChange.fields, String))
    statement = (
        select(*alike)
        .where(RowChange.transaction_key.in_(keys), RowChange.verb == Verb.UPDATE)
        .distinct()
    )
    if subject_id is not None:
        statement = statement.where(RowChange.subject_id == subject_id)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for key, subject_type, names in db.session.execute(statement):
        found[str(key), subject_type].update(json.loads(names))
    return defaultdict(list, {key: sorted(names) for key, names in found.items()})


def _names(entries: Iterable[AuditEntry]) -> dict[tuple[str, int | None], str]:
    """Who the officers and devices among the actors are, by kind and id."""
    ids: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.actor_id is not None:
            ids[entry.actor_kind].add(entry.actor_id)
    names: dict[tuple[str, int | None], str] = {}
    for kind, model in (("user", User), ("device", Device)):
        if ids[kind]:
            rows = db.session.execute(select(model.id, model.name).where(model.id.in_(ids[kind])))
            names |= {(kind, id_): name for id_, name in rows}
    return names
