"""Another telephone in the place of one that is lost or broken."""

from ceremony.accounts import operations as accounts
from ceremony.accounts.models import Device
from ceremony.core.permissions import Actor, Permission, require
from ceremony.gates.operations.devices import register_device
from ceremony.gates.queries.devices import stood_at


def replace_device(*, actor: Actor, device: Device) -> tuple[Device, str]:
    """A device of the same name at the same checkpoint, and the code that pairs it once.

    The old one can do nothing any more.

    :raises NameTaken: it was replaced already.
    """
    require(actor, Permission.GATES_PAIR)
    if device.revoked_at is None:
        accounts.revoke_device(actor=actor, device=device)
    at = stood_at(device.id)
    return register_device(actor=actor, name=device.name, checkpoint_id=at)
