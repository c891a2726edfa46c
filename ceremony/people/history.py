"""What has happened to a person, in words, the latest first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, or_, select, tuple_

from ceremony.accounts.models import User
from ceremony.core.audit import AuditEntry, RowChange, RowHistory, Verb
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.people import words
from ceremony.people.models import Accreditation, Participation

MOST = 60
# Said by another entry of the same transaction.
SILENT = {"people.submitted", "people.participation_made_secondary"}
REASONS = ("reason", "own_reason", "validity_reason")
WITH_FIELDS = {"people.changed", "people.participation_changed", "people.overridden"}


class Happening(NamedTuple):
    at: datetime
    what: str
    about: str  # the changed fields, or which one of several
    reason: str
    who: str


class Related(NamedTuple):
    """Rows of another slice that belong to a person: what each is called, and its reasons."""

    names: Callable[[int], Mapping[int, str]]
    reason: Callable[[str], str]


RELATED: dict[str, Related] = {}  # by table


def of(person_id: int) -> list[Happening]:
    """The last MOST things in the trail about the person, and about all that is theirs."""
    related = {table: x.names(person_id) for table, x in RELATED.items()}
    entries = _entries(person_id, related)
    names, changes = _names(entries), _changes(entries)
    seen = set()
    happenings = []
    for entry in entries:
        key = entry.transaction_key, entry.event
        if key not in seen and entry.event not in SILENT:
            change = changes.get((entry.transaction_key, entry.subject_type, entry.subject_id))
            about = related.get(entry.subject_type, {}).get(entry.subject_id, "")
            if change and entry.event in WITH_FIELDS:
                about = change.fields
            reason = _reason(entry, change.reason) if change else ""
            what = words.what(entry.event)
            happenings.append(Happening(entry.created_at, what, about, reason, _who(entry, names)))
        seen.add(key)
    return happenings


def _entries(person_id: int, related: Mapping[str, Iterable[int]]) -> Sequence[AuditEntry]:
    parts = select(Participation.id).where(Participation.person_id == person_id)
    passes = select(Accreditation.id).where(Accreditation.person_id == person_id)
    kind, subject = AuditEntry.subject_type, AuditEntry.subject_id
    about = or_(
        and_(kind == "person", subject == person_id),
        and_(kind == "participation", subject.in_(parts)),
        and_(kind == "accreditation", subject.in_(passes)),
        *(and_(kind == table, subject.in_(ids)) for table, ids in related.items()),
    )
    statement = select(AuditEntry).where(about).order_by(AuditEntry.id.desc()).limit(MOST)
    return db.session.scalars(statement).all()


def _names(entries: Sequence[AuditEntry]) -> Mapping[int, str]:
    ids = {x.actor_id for x in entries if x.actor_kind == "user"}
    return dict(db.session.execute(select(User.id, User.name).where(User.id.in_(ids))).all())


def _who(entry: AuditEntry, names: Mapping[int, str]) -> str:
    if entry.actor_kind == "user":
        return names.get(entry.actor_id or 0, "")
    return _("The system") if entry.actor_kind == "system" else entry.actor_kind


class _Change(NamedTuple):
    fields: str
    reason: str


def _changes(
    entries: Sequence[AuditEntry],
) -> Mapping[tuple[str | None, str, int], _Change]:
    """What each transaction changed in each row, in words, and the reason it gave.

    Reasons are kept with the values: retention may have purged them.
    """
    keys = {x.transaction_key for x in entries}
    rows = db.session.execute(
        select(RowChange, RowHistory.after)
        .outerjoin(RowHistory, RowHistory.change_id == RowChange.id)
        .where(RowChange.transaction_key.in_(keys), RowChange.verb == Verb.UPDATE)
        .where(
            tuple_(RowChange.subject_type, RowChange.subject_id).in_(
                {(x.subject_type, x.subject_id) for x in entries}
            )
        )
        .order_by(RowChange.id)
    )
    return {
        (x.transaction_key, x.subject_type, x.subject_id): _Change(
            ", ".join(str(words.FIELDS[name]) for name in x.fields if name in words.FIELDS),
            next((after[name] for name in REASONS if (after or {}).get(name)), ""),
        )
        for x, after in rows
    }


def _reason(entry: AuditEntry, given: str) -> str:
    related = RELATED.get(entry.subject_type)
    return related.reason(given) if related and given else given
