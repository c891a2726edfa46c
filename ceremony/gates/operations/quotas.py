"""How many heads of a body a zone takes at once: set and removed."""

from sqlalchemy import select

from ceremony.core import audit
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.gates.models import ZoneQuota
from ceremony.gates.quotas import MOST
from ceremony.people.models import Body, Zone


class NotCounted(DomainError):
    """A limit holds only where every exit is scanned."""


def set_quota(*, actor: Actor, zone: Zone, body: Body, most: int) -> ZoneQuota:
    """Let at most *most* heads of a body be in a zone at once; a limit that stands is replaced.

    :raises NotCounted: not all exits of the zone are scanned.
    """
    require(actor, Permission.GATES_SUPERVISE)
    if not zone.exits_scanned:
        sentence = _("Zone %(code)s: its exits are not all scanned.", code=zone.code)
        raise NotCounted(sentence, field="zone_id")
    if not 0 <= most <= MOST:
        raise DomainError(_("Write a number from 0 to %(most)d.", most=MOST), field="most")
    lock("gates.quota", zone.id)
    known = select(ZoneQuota).where(ZoneQuota.zone_id == zone.id, ZoneQuota.body_id == body.id)
    quota = db.session.scalars(known).one_or_none()
    if quota is None:
        quota = ZoneQuota(zone_id=zone.id, body_id=body.id)
        db.session.add(quota)
    elif quota.most == most:
        return quota
    quota.most = most
    audit.record(actor, "gates.quota_set", quota, zone=zone.code, body=body.code, most=most)
    return quota


def remove_quota(*, actor: Actor, quota: ZoneQuota) -> None:
    """As many of the body as come."""
    require(actor, Permission.GATES_SUPERVISE)
    audit.record(actor, "gates.quota_removed", quota)
    db.session.delete(quota)
