"""Phones and handhelds at the entrances: registered, paired, revoked."""

from datetime import timedelta
from secrets import choice, token_urlsafe

from ceremony.accounts import queries
from ceremony.accounts.models import Device, Link, Purpose, RoleGrant
from ceremony.accounts.operations import links
from ceremony.core import audit
from ceremony.core.clock import now
from ceremony.core.crypto import token_hash
from ceremony.core.db import db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Grant, Permission, require

PAIRING_LINK = timedelta(minutes=10)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is read as another


def register_device(*, actor: Actor, name: str, grant: Grant) -> tuple[Device, str]:
    """Make a device that holds *grant*, and the code that pairs it once, within 10 minutes."""
    require(actor, Permission.GATES_PAIR)
    held = RoleGrant(role=grant.role, scope_kind=grant.scope_kind, scope_id=grant.scope_id)
    device = Device(name=name, role_grants=[held])
    db.session.add(device)
    audit.record(actor, "accounts.device_registered", device, held)
    return device, new_pairing_code(actor=actor, device=device)


def new_pairing_code(*, actor: Actor, device: Device) -> str:
    require(actor, Permission.GATES_PAIR)
    if device.revoked_at:
        raise _revoked()
    code = "".join(choice(LETTERS) for _place in range(10))
    audit.record(actor, "accounts.pairing_opened", device)
    return links.make(Purpose.PAIRING, code, PAIRING_LINK, device_id=device.id)


def pair(*, actor: Actor, link: Link) -> tuple[Device, str]:
    """Use up *link*: the device gets its token; one it had before works no longer."""
    device = queries.device(link.device_id or 0)
    links.use(link)
    if device.revoked_at:
        raise _revoked()
    token = token_urlsafe(32)
    device.token_hash, device.paired_at = token_hash(token), now()
    audit.record(actor, "accounts.device_paired", device)
    return device, token


def revoke_device(*, actor: Actor, device: Device) -> Device:
    """At once the device can do nothing; its scans stay."""
    require(actor, Permission.GATES_PAIR)
    device.token_hash, device.revoked_at = None, now()
    audit.record(actor, "accounts.device_revoked", device)
    return device


def _revoked() -> DomainError:
    return DomainError(_("This device was revoked."))
