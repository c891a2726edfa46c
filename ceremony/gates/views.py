"""Gates at the desk: checkpoints, devices and what they scanned."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.accounts import operations as accounts
from ceremony.accounts import queries as account_queries
from ceremony.accounts.models import Device
from ceremony.core import address, runs, settings
from ceremony.core.i18n import _, lazy
from ceremony.core.paging import number
from ceremony.core.permissions import Permission
from ceremony.core.registries import Place, registries
from ceremony.core.web import perform, place, requires
from ceremony.gates import documents, operations, queries, words
from ceremony.gates.forms import DeviceForm
from ceremony.gates.verdict import Code

bp = Blueprint("gates", __name__, url_prefix="/desk/gates")

LATEST = 8

registries.places.append(
    Place(lazy("Gates"), "door", "gates.index", Permission.GATES_READ, lazy("On the ground"), 60)
)


@bp.get("")
@requires(Permission.GATES_READ)
def index() -> ResponseReturnValue:
    run_id = runs.find_current_id()
    return render_template(
        "gates/index.html",
        checkpoints=queries.checkpoints(),
        counts=queries.counts(run_id, settings.current().midnight),
        devices=queries.devices(),
        scans=queries.latest_scans(run_id, size=LATEST).rows,
        words=words,
    )


@bp.get("/scans")
@requires(Permission.GATES_READ)
def scans() -> ResponseReturnValue:
    filters = _filters()
    return render_template(
        "gates/scans.html",
        page=queries.latest_scans(at=place(_uuid), **filters),
        checkpoints=queries.checkpoints(),
        runs=runs.every(),
        filters=filters,
        words=words,
        codes=list(Code),
    )


@bp.route("/devices/new", methods=["GET", "POST"])
@requires(Permission.GATES_PAIR)
def pair() -> ResponseReturnValue:
    form = DeviceForm()
    if made := form.perform(operations.register_device):
        return _pairing_page(*made)
    return render_template("gates/pair.html", form=form)


@bp.post("/devices/<int:device_id>/code")
@requires(Permission.GATES_PAIR, load=account_queries.device)
def pair_again(device: Device) -> ResponseReturnValue:
    return _pairing_page(device, perform(accounts.new_pairing_code, device=device))


@bp.post("/devices/<int:device_id>/revocation")
@requires(Permission.GATES_PAIR, load=account_queries.device)
def revoke(device: Device) -> ResponseReturnValue:
    perform(accounts.revoke_device, device=device)
    flash(_("%(name)s was revoked. It can do nothing any more.", name=device.name), "go")
    return redirect(url_for("gates.index"), 303)


def _pairing_page(device: Device, code: str) -> ResponseReturnValue:
    page = f"{address.shown()}{url_for('gate.app')}"
    return render_template(
        "gates/pairing.html",
        device=device,
        code=f"{code[:5]} {code[5:]}",
        drawing=documents.pairing_code(f"{page}#pair={code}"),
        address=page,
    )


def _filters() -> dict[str, Any]:
    """What the URL asks for, of the run that goes on; what nobody can have typed is left out."""
    verdict = request.args.get("verdict", "")
    run_id = request.args.get("run", type=number)
    return {
        "run_id": runs.find_current_id() if run_id is None else run_id,
        "verdict": Code(verdict) if verdict in set(Code) else None,
        "checkpoint_id": request.args.get("checkpoint", type=number),
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
