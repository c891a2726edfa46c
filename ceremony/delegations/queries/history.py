"""What has happened to a delegation, in words, the latest first."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, or_, select

from ceremony.accounts.models import User
from ceremony.core.audit import AuditEntry, RowChange, RowHistory
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.core.registries import registries
from ceremony.delegations.models import ChangeRequest, Delegation, Document, FocalPoint

MOST = 20
WITH_REASON = {"delegations.returned", "delegations.refused"}
# Rows that belong to a delegation, besides its own.
_PARTS = (FocalPoint, Document, ChangeRequest)


class Happening(NamedTuple):
    at: datetime
    what: str
    who: str
    reason: str = ""  # why it was returned or refused, while retention keeps it


def of(delegation: Delegation) -> list[Happening]:
    """The last MOST things that the trail has about it, each act once."""
    entries = _entries(delegation)
    ids = {x.actor_id for x in entries if x.actor_kind == "user"}
    names = dict(db.session.execute(select(User.id, User.name).where(User.id.in_(ids))).all())
    acts = {(x.transaction_key, x.event): x for x in reversed(entries)}
    reasons = _reasons(delegation)
    return [
        Happening(x.created_at, _what(x.event), _who(x, names), _reason(x, reasons))
        for x in sorted(acts.values(), key=lambda x: x.id, reverse=True)[:MOST]
    ]


def _entries(delegation: Delegation) -> Sequence[AuditEntry]:
    kind, subject = AuditEntry.subject_type, AuditEntry.subject_id
    about = [and_(kind == "delegation", subject == delegation.id)]
    for table in _PARTS:
        ids = select(table.id).where(table.delegation_id == delegation.id)
        about.append(and_(kind == table.__tablename__, subject.in_(ids)))
    rows = select(AuditEntry).where(or_(*about)).order_by(AuditEntry.id.desc())
    return db.session.scalars(rows.limit(3 * MOST)).all()


def _reasons(delegation: Delegation) -> dict[str | None, str]:
    """Transaction to the reason that it wrote."""
    rows = (
        select(RowChange.transaction_key, RowHistory.after)
        .join(RowHistory, RowHistory.change_id == RowChange.id)
        .where(RowChange.subject_type == "delegation", RowChange.subject_id == delegation.id)
        .order_by(RowChange.id.desc())
        .limit(3 * MOST)
    )
    written = ((key, (after or {}).get("reason")) for key, after in db.session.execute(rows))
    return {key: str(reason) for key, reason in written if reason}


def _reason(entry: AuditEntry, reasons: dict[str | None, str]) -> str:
    return reasons.get(entry.transaction_key, "") if entry.event in WITH_REASON else ""


def _what(event: str) -> str:
    known = registries.events.get(event)
    return str(known) if known else event


def _who(entry: AuditEntry, names: dict[int, str]) -> str:
    if entry.actor_kind == "user":
        return names.get(entry.actor_id or 0, "")
    return _("The system") if entry.actor_kind == "system" else entry.actor_kind
