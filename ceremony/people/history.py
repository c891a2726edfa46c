"""What has happened to a person, in words, the latest first: one line for what was done at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import and_, exists, or_, select, tuple_

from ceremony.accounts.models import RoleGrant, User
from ceremony.core.audit import AuditEntry, RowChange, RowHistory, Verb
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, Role, may
from ceremony.people import words
from ceremony.people.models import Accreditation, Participation, Person
from ceremony.people.vetting import secrecy

MOST = 60
_ENTRIES = 4 * MOST
# Said by another entry of the same transaction; or nothing that happened to the person: who has
# looked at a document is for who reads the trail, since vetting officers look too.
SILENT = {"people.merged_away", "people.participation_made_secondary", "people.document_shown"}
REASONS = ("reason", "own_reason", "validity_reason")
WITH_FIELDS = {"people.changed", "people.participation_changed", "people.overridden"}
# Events that name the person themselves; what else they touched is said by the first.
OF_PERSON = {"people.merged", "people.registered"}


class Act(NamedTuple):
    """One thing that was done."""

    what: str
    about: str  # the changed fields, or which one of several
    reason: str


class Happening(NamedTuple):
    """All that somebody did at once."""

    at: datetime
    acts: list[Act]
    who: str


class Related(NamedTuple):
    """Rows of another slice that belong to a person: what each is called, and its reasons."""

    names: Callable[[int], Mapping[int, str]]
    reason: Callable[[str], str]


RELATED: dict[str, Related] = {}  # by table


def of(person_id: int, reader: Actor) -> list[Happening]:
    """The last MOST things about the person, and about all that is or was theirs.

    Who may not read documents sees which fields were changed, not what they said.
    """
    related = {table: x.names(person_id) for table, x in RELATED.items()}
    entries = _entries(person_id, related)
    names = _names(entries)
    changes = _changes(entries, with_values=may(reader, Permission.PEOPLE_READ_DOCUMENT))
    happenings = []
    for _key, together in groupby(entries, key=_moment):
        done = sorted(together, key=lambda x: (x.event != "people.merged", x.id))
        if acts := list(dict.fromkeys(_acts(done, changes, related))):
            happenings.append(Happening(done[0].created_at, acts, _who(done[0], names)))
    return happenings[:MOST]


def last_changed(person_ids: Sequence[int]) -> int:
    """Which of these records was written last."""
    rows = (
        select(RowChange.subject_id)
        .where(RowChange.subject_type == "person", RowChange.subject_id.in_(person_ids))
        .order_by(RowChange.id.desc())
        .limit(1)
    )
    return db.session.scalar(rows) or max(person_ids)


def _moment(entry: AuditEntry) -> tuple[str, datetime]:
    """What was done at once; a demonstration makes days of its history in one transaction."""
    return entry.transaction_key, entry.created_at.replace(minute=0, second=0, microsecond=0)


def _acts(
    entries: Sequence[AuditEntry],
    changes: Mapping[tuple[str | None, str, int], "_Change"],
    related: Mapping[str, Mapping[int, str]],
) -> Iterator[Act]:
    for entry in entries:
        if entry.event in SILENT or (entry.event in OF_PERSON and entry.subject_type != "person"):
            continue
        change = changes.get((entry.transaction_key, entry.subject_type, entry.subject_id))
        about = related.get(entry.subject_type, {}).get(entry.subject_id, "")
        if change and entry.event in WITH_FIELDS:
            about = change.fields
        reason = _reason(entry, change.reason) if change else ""
        yield Act(words.what(entry.event), about, reason)


def _entries(person_id: int, related: Mapping[str, Mapping[int, str]]) -> Sequence[AuditEntry]:
    """The latest first, those of the same transaction together."""
    kind, subject = AuditEntry.subject_type, AuditEntry.subject_id
    known = _subjects(person_id) | {table: list(ids) for table, ids in related.items()}
    about = or_(*(and_(kind == table, subject.in_(ids)) for table, ids in known.items()))
    statement = select(AuditEntry).where(about, secrecy.is_open())
    return db.session.scalars(statement.order_by(AuditEntry.id.desc()).limit(_ENTRIES)).all()


def _subjects(person_id: int) -> dict[str, list[int]]:
    """Ids by table of what is theirs, and of the records that became part of theirs."""
    persons, new = [person_id], [person_id]
    while new:
        into = Person.merged_into_id.in_(new)
        new = list(db.session.scalars(select(Person.id).where(into)))
        persons += new
    parts = select(Participation.id).where(Participation.person_id == person_id)
    passes = select(Accreditation.id).where(Accreditation.person_id == person_id)
    known = {
        "person": persons,
        "participation": list(db.session.scalars(parts)),
        "accreditation": list(db.session.scalars(passes)),
    }
    for details in _ended(persons[1:]) if persons[1:] else ():
        known["accreditation"].append(details["accreditation"])
        known["participation"] += details["participations"]
    return known


def _ended(person_ids: Sequence[int]) -> Sequence[dict[str, Any]]:
    """What ended with these records."""
    return db.session.scalars(
        select(AuditEntry.details).where(
            AuditEntry.subject_type == "person",
            AuditEntry.subject_id.in_(person_ids),
            AuditEntry.event == "people.merged_away",
        )
    ).all()


def _names(entries: Sequence[AuditEntry]) -> Mapping[int, str]:
    """Who they are; of a focal point also that, since it is none of our officers."""
    ids = {x.actor_id for x in entries if x.actor_kind == "user"}
    points = exists().where(RoleGrant.user_id == User.id, RoleGrant.role == Role.FOCAL_POINT)
    rows = db.session.execute(select(User.id, User.name, points).where(User.id.in_(ids)))
    return {id_: _("%(name)s, focal point", name=name) if is_ else name for id_, name, is_ in rows}


def _who(entry: AuditEntry, names: Mapping[int, str]) -> str:
    others = {
        "system": _("The system"),
        "link": _("By a personal link"),
        "device": _("A device"),
        "visitor": _("A visitor"),
    }
    if entry.actor_kind == "user":
        return names.get(entry.actor_id or 0, "")
    return others.get(entry.actor_kind, entry.actor_kind)


class _Change(NamedTuple):
    fields: str
    reason: str


def _changes(
    entries: Sequence[AuditEntry], *, with_values: bool
) -> Mapping[tuple[str | None, str, int], _Change]:
    """What each transaction changed in each row, in words, and the reason it gave.

    Values and reasons are kept apart from the trail: retention may have purged them.
    """
    keys = {x.transaction_key for x in entries}
    rows = db.session.execute(
        select(RowChange, RowHistory.before, RowHistory.after)
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
            words.changed(x.fields, before if with_values else None, after),
            next((after[name] for name in REASONS if (after or {}).get(name)), ""),
        )
        for x, before, after in rows
    }


def _reason(entry: AuditEntry, given: str) -> str:
    related = RELATED.get(entry.subject_type)
    return related.reason(given) if related and given else given
