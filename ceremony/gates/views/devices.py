"""Devices: paired, revoked, lost, replaced; how each of them does."""

from pathlib import Path

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ceremony.accounts import operations as accounts
from ceremony.accounts import queries as account_queries
from ceremony.accounts.models import Device
from ceremony.core import address
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.web import perform, requires
from ceremony.gates import documents, operations, queries, shell
from ceremony.gates.forms import DeviceForm
from ceremony.gates.views.blueprint import READ, SUPERVISE, attempt, bp

PAIR = Permission.GATES_PAIR


@bp.get("/devices")
@requires(READ)
def devices() -> ResponseReturnValue:
    folders = Path(current_app.static_folder or ""), Path(current_app.template_folder or "")
    return render_template(
        "gates/devices.html",
        handhelds=queries.handhelds(),
        release=shell.version(*folders),
        checkpoints=queries.checkpoints(),
    )


@bp.route("/devices/new", methods=["GET", "POST"])
@requires(PAIR)
def pair() -> ResponseReturnValue:
    form = DeviceForm()
    if made := form.perform(operations.register_device):
        return _pairing_page(*made)
    return render_template("gates/pair.html", form=form)


@bp.post("/devices/<int:device_id>/code")
@requires(PAIR, load=account_queries.device)
def pair_again(device: Device) -> ResponseReturnValue:
    return _pairing_page(device, perform(accounts.new_pairing_code, device=device))


@bp.post("/devices/<int:device_id>/revocation")
@requires(PAIR, load=account_queries.device)
def revoke(device: Device) -> ResponseReturnValue:
    done = _("%(name)s was revoked. It can do nothing any more.", name=device.name)
    return attempt(accounts.revoke_device, url_for("gates.devices"), done, device=device)


@bp.post("/devices/<int:device_id>/loss")
@requires(SUPERVISE, load=account_queries.device)
def lose(device: Device) -> ResponseReturnValue:
    done = _("%(name)s counts as lost. Replace it, if the gate needs another.", name=device.name)
    return attempt(operations.lose_device, url_for("gates.devices"), done, device=device)


@bp.post("/devices/<int:device_id>/replacement")
@requires(PAIR, load=account_queries.device)
def replace(device: Device) -> ResponseReturnValue:
    """Another telephone takes its place: the code that pairs it."""
    try:
        return _pairing_page(*perform(operations.replace_device, device=device))
    except DomainError as error:
        flash(str(error), "stop")
        return redirect(url_for("gates.devices"), 303)


def _pairing_page(device: Device, code: str) -> ResponseReturnValue:
    page = f"{address.shown()}{url_for('gate.app')}"
    return render_template(
        "gates/pairing.html",
        device=device,
        code=f"{code[:5]} {code[5:]}",
        drawing=documents.pairing_code(f"{page}#pair={code}"),
        address=page,
    )
