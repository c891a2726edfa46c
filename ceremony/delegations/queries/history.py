"""What has happened to a delegation, in words, the latest first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, or_, select

from ceremony.accounts.models import User
from ceremony.core.audit import AuditEntry, RowChange, RowHistory, Verb
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.core.registries import registries
from ceremony.delegations.models import ChangeRequest, Delegation, Document, FocalPoint
from ceremony.delegations.queries import changed

MOST = 20
CHANGED = "delegations.changed"
WITH_REASON = {"delegations.returned", "delegations.refused"}


class Happening(NamedTuple):
    at: datetime
    what: str
    about: str  # what was changed from what to what, or who or what it was done to
    who: str
    reason: str = ""  # why it was returned or refused, while retention keeps it


def of(delegation: Delegation) -> list[Happening]:
    """The last MOST things that the trail has about it, each act once."""
    parts = _parts(delegation)
    entries = _entries(delegation, parts)
    ids = {x.actor_id for x in entries if x.actor_kind == "user"}
    names = dict(db.session.execute(select(User.id, User.name).where(User.id.in_(ids))).all())
    changes = _changes(delegation)
    acts: dict[tuple[str, str], list[AuditEntry]] = defaultdict(list)
    for entry in entries:
        if entry.event != CHANGED or changes.get(entry.transaction_key, _NOTHING).fields:
            acts[entry.transaction_key, entry.event].append(entry)
    return [
        Happening(
            together[0].created_at,
            _what(together[0].event),
            _about(together, changes, parts),
            _who(together[0], names),
            _reason(together[0], changes),
        )
        for together in list(acts.values())[:MOST]
    ]


class _Change(NamedTuple):
    fields: str
    reason: str


_NOTHING = _Change("", "")


def _parts(delegation: Delegation) -> Mapping[str, Mapping[int, str]]:
    """What belongs to it besides its own row: table to id to what each is called."""
    points = select(FocalPoint.id, User.name).join(FocalPoint.user)
    named = db.session.execute(points.where(FocalPoint.delegation_id == delegation.id))
    kept = select(Document.id, Document.kind).where(Document.delegation_id == delegation.id)
    asked = select(ChangeRequest.id).where(ChangeRequest.delegation_id == delegation.id)
    return {
        "focal_point": dict(named.all()),
        "delegation_document": {id_: kind.label for id_, kind in db.session.execute(kept)},
        "change_request": dict.fromkeys(db.session.scalars(asked), ""),
    }


def _entries(
    delegation: Delegation, parts: Mapping[str, Mapping[int, str]]
) -> Sequence[AuditEntry]:
    kind, subject = AuditEntry.subject_type, AuditEntry.subject_id
    about = [and_(kind == "delegation", subject == delegation.id)]
    about += [and_(kind == table, subject.in_(ids)) for table, ids in parts.items() if ids]
    rows = select(AuditEntry).where(or_(*about)).order_by(AuditEntry.id.desc())
    return db.session.scalars(rows.limit(3 * MOST)).all()


def _changes(delegation: Delegation) -> Mapping[str | None, _Change]:
    """What each transaction changed in its row, and the reason that it wrote.

    Values and reasons are kept apart from the trail: retention may have purged them.
    """
    rows = db.session.execute(
        select(RowChange, RowHistory.before, RowHistory.after)
        .outerjoin(RowHistory, RowHistory.change_id == RowChange.id)
        .where(RowChange.subject_type == "delegation", RowChange.subject_id == delegation.id)
        .where(RowChange.verb == Verb.UPDATE)
        .order_by(RowChange.id.desc())
        .limit(3 * MOST)
    ).all()
    say = changed.words([x for row in rows for x in (row.before, row.after) if x])
    found: dict[str | None, _Change] = {}
    for change, before, after in rows:
        later = found.get(change.transaction_key, _NOTHING)
        reason = str((after or {}).get("reason") or "")
        told = say(change.fields, before, after)
        found[change.transaction_key] = _Change(later.fields or told, reason or later.reason)
    return found


def _about(
    together: Sequence[AuditEntry],
    changes: Mapping[str | None, _Change],
    parts: Mapping[str, Mapping[int, str]],
) -> str:
    if together[0].event == CHANGED:
        return changes[together[0].transaction_key].fields
    called = (parts.get(x.subject_type, {}).get(x.subject_id, "") for x in together)
    return ", ".join(dict.fromkeys(x for x in called if x))


def _reason(entry: AuditEntry, changes: Mapping[str | None, _Change]) -> str:
    is_given = entry.event in WITH_REASON
    return changes.get(entry.transaction_key, _NOTHING).reason if is_given else ""


def _what(event: str) -> str:
    known = registries.events.get(event)
    return str(known) if known else event


def _who(entry: AuditEntry, names: dict[int, str]) -> str:
    if entry.actor_kind == "user":
        return names.get(entry.actor_id or 0, "")
    return _("The system") if entry.actor_kind == "system" else entry.actor_kind
