"""What somebody read or took away of the gates: kept in the audit trail."""

from sqlalchemy import select

from ceremony.core import audit
from ceremony.core.db import db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.gates.models import GateList
from ceremony.gates.queries.seen import Trace, trace


class NeverSeen(DomainError):
    """Whose right to pass never became a badge, no gate can have seen."""

    status = 404


def read_whereabouts(*, actor: Actor, accreditation_id: int, run_id: int | None) -> Trace:
    """Where the badges of one right to pass were seen; that somebody asked is recorded.

    :raises NeverSeen: there was never a badge.
    """
    require(actor, Permission.GATES_SUPERVISE)
    if (found := trace(accreditation_id, run_id)) is None:
        raise NeverSeen(_("No badge was made for this."))
    audit.record_ids(actor, "gates.whereabouts_read", "accreditation", [accreditation_id])
    return found


def record_taken(*, actor: Actor, what: str, run_id: int, kind: str, rows: int) -> None:
    """Somebody takes a list of the gates away.

    :param what: ``scans`` or ``muster``.
    """
    require(actor, Permission.GATES_READ)
    audit.record_ids(actor, f"gates.{what}_exported", "run", [run_id], kind=kind, rows=rows)


def record_pack(*, actor: Actor, version: int) -> None:
    """Somebody takes the lists on paper away."""
    require(actor, Permission.GATES_SUPERVISE)
    ids = list(db.session.scalars(select(GateList.id)))
    audit.record_ids(actor, "gates.pack_made", "gate_list", ids, version=version)
