"""What has happened to one vetting, for vetting officers, the latest first."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, select

from ceremony.accounts.models import User
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.people import words

MOST = 60


class Happening(NamedTuple):
    at: datetime
    what: str
    who: str


def of(vetting_id: int) -> Sequence[Happening]:
    """The last MOST things in the trail about it."""
    is_user = and_(AuditEntry.actor_kind == "user", User.id == AuditEntry.actor_id)
    rows = db.session.execute(
        select(AuditEntry.created_at, AuditEntry.event, User.name)
        .outerjoin(User, is_user)
        .where(AuditEntry.subject_type == "vetting", AuditEntry.subject_id == vetting_id)
        .order_by(AuditEntry.id.desc())
        .limit(MOST)
    )
    return [Happening(at, words.what(event), name or _("The system")) for at, event, name in rows]
