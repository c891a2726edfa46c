"""When a right to pass admits, and why otherwise than is usual."""

from datetime import datetime
from typing import NamedTuple

from ceremony.core import clock, settings
from ceremony.core.errors import DomainError, demand_reason
from ceremony.core.i18n import _


class Validity(NamedTuple):
    """From when until when passes admit that are not valid as usual, and why."""

    valid_from: datetime
    valid_until: datetime
    reason: str


def columns(validity: Validity | None) -> dict[str, object]:
    """The columns of an accreditation that say when it admits; None: as the settings say.

    :raises DomainError: it ends before it begins, cannot be signed, or lacks a reason.
    """
    usual = settings.current()
    span = (usual.valid_from, usual.valid_until)
    first, last = validity[:2] if validity else span
    for field, instant in (("valid_from", first), ("valid_until", last)):
        if not clock.is_signable(instant):
            raise DomainError(clock.not_signable(), field=field)
    if first >= last:
        raise DomainError(_("The end must come after the beginning."), field="valid_until")
    why = None
    if validity and (first, last) != span:
        why = demand_reason(validity.reason, _("Say why this differs from the usual validity."))
    return {"valid_from": first, "valid_until": last, "validity_reason": why}
