"""What of the audit trail is for vetting officers alone: even that a mark exists."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, and_, or_

from ceremony.core.audit import AuditEntry
from ceremony.core.permissions import Actor, Permission, may

EVENTS = "people.vetting_"
TABLES = ("vetting", "vetting_answers")

# Of rows in tables of higher slices: which ids tell as much, by the name of the table.
_concealed: dict[str, Callable[[], Select[int]]] = {}


def conceal(table: str, ids: Callable[[], Select[int]]) -> None:
    """Let what happens to some rows of *table* be as secret: a hit of the watch-list."""
    _concealed[table] = ids


def may_read(actor: Actor, event: str) -> bool:
    """Whether *actor* may know that there is such an event."""
    return not event.startswith(EVENTS) or may(actor, Permission.PEOPLE_VET)


def is_open() -> ColumnElement[bool]:
    """Of an entry: everybody who reads the trail may see it."""
    return and_(
        ~AuditEntry.event.startswith(EVENTS, autoescape=True),
        AuditEntry.subject_type.not_in(TABLES),
        *(
            or_(AuditEntry.subject_type != table, AuditEntry.subject_id.not_in(ids()))
            for table, ids in _concealed.items()
        ),
    )
