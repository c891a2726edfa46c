"""What has happened to a person, in words, the latest first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, or_, select

from ceremony.accounts.models import User
from ceremony.core.audit import AuditEntry, RowChange
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.people import words
from ceremony.people.models import Accreditation, Participation

MOST = 60
# Said by another entry of the same transaction.
SILENT = {"people.submitted", "people.participation_made_secondary"}
WITH_FIELDS = {"people.changed", "people.participation_changed", "people.overridden"}


class Happening(NamedTuple):
    at: datetime
    what: str
    fields: str
    who: str


def of(person_id: int) -> list[Happening]:
    """The last MOST things in the trail about the person, their parts and their accreditation."""
    entries = _entries(person_id)
    names = _names(entries)
    fields = _fields(entries)
    seen = set()
    happenings = []
    for entry in entries:
        key = entry.transaction_key, entry.event
        if key not in seen and entry.event not in SILENT:
            changed = fields.get((entry.transaction_key, entry.subject_type), "")
            shown = changed if entry.event in WITH_FIELDS else ""
            what = words.what(entry.event)
            happenings.append(Happening(entry.created_at, what, shown, _who(entry, names)))
        seen.add(key)
    return happenings


def _entries(person_id: int) -> Sequence[AuditEntry]:
    parts = select(Participation.id).where(Participation.person_id == person_id)
    passes = select(Accreditation.id).where(Accreditation.person_id == person_id)
    kind, subject = AuditEntry.subject_type, AuditEntry.subject_id
    about = or_(
        and_(kind == "person", subject == person_id),
        and_(kind == "participation", subject.in_(parts)),
        and_(kind == "accreditation", subject.in_(passes)),
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


def _fields(entries: Sequence[AuditEntry]) -> Mapping[tuple[str | None, str], str]:
    """Words for the fields that each transaction changed, by table."""
    wanted = {(x.transaction_key, x.subject_type, x.subject_id) for x in entries}
    changes = db.session.scalars(
        select(RowChange).where(
            RowChange.transaction_key.in_({key for key, _kind, _id in wanted}),
            RowChange.verb == "update",
        )
    )
    return {
        (x.transaction_key, x.subject_type): ", ".join(
            str(words.FIELDS[name]) for name in x.fields if name in words.FIELDS
        )
        for x in changes
        if (x.transaction_key, x.subject_type, x.subject_id) in wanted
    }
