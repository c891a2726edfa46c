"""The blueprint of devices: how they prove who they are, and how what they send is read."""

from typing import Any

from flask import Blueprint, Request, request
from flask.blueprints import BlueprintSetupState

from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.web import actor
from ceremony.gates import standing
from ceremony.gates.actors import GateDevice

bp = Blueprint("gate", __name__, url_prefix="/gate")


@bp.record_once
def _authenticate_devices(setup: BlueprintSetupState) -> None:
    """Devices carry a bearer token and no cookie, so no other site can act for them."""
    setup.app.login_manager.request_loader(_device_of)  # type: ignore[attr-defined]
    setup.app.extensions["csrf"].exempt(bp)


def _device_of(asked: Request) -> GateDevice | None:
    given = asked.authorization
    if given is None or given.type != "bearer" or not given.token:
        return None
    return standing.find_device(given.token)


def device() -> GateDevice:
    found = actor()
    assert isinstance(found, GateDevice)  # noqa: S101 - only devices hold gates:scan
    return found


def sent() -> dict[str, Any]:
    """The object in the request.

    :raises DomainError: there is none, or it is nested as no scanner does.
    """
    try:
        found = request.get_json(silent=True)
    except RecursionError:
        found = None
    if not isinstance(found, dict):
        raise unreadable()
    return found


def unreadable() -> DomainError:
    return DomainError(_("The request could not be read."))
