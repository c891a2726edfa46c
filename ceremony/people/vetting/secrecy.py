"""What of the audit trail is for vetting officers alone: even that a mark exists."""

from sqlalchemy import ColumnElement, and_

from ceremony.core.audit import AuditEntry
from ceremony.core.permissions import Actor, Permission, may

EVENTS = "people.vetting_"
TABLES = ("vetting", "vetting_answers")


def may_read(actor: Actor, event: str) -> bool:
    """Whether *actor* may know that there is such an event."""
    return not event.startswith(EVENTS) or may(actor, Permission.PEOPLE_VET)


def is_open() -> ColumnElement[bool]:
    """Of an entry: everybody who reads the trail may see it."""
    return and_(
        ~AuditEntry.event.startswith(EVENTS, autoescape=True),
        AuditEntry.subject_type.not_in(TABLES),
    )
