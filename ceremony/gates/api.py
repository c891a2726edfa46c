"""The scanner's page, its shell files, and what it asks; see docs/verdict.md for answers."""

from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Request,
    Response,
    abort,
    current_app,
    g,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from ceremony.accounts import operations as accounts
from ceremony.accounts import queries as account_queries
from ceremony.accounts.models import Link, Purpose
from ceremony.badges.token import Claims
from ceremony.core import clock, files, limits, runs, settings
from ceremony.core.db import transaction
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, said
from ceremony.core.permissions import Permission
from ceremony.core.web import actor, perform, personal, requires
from ceremony.gates import genuine, operations, queries, shell, words
from ceremony.gates.actors import GateDevice
from ceremony.gates.models import Method
from ceremony.gates.reading import Pass, Reading, ms
from ceremony.gates.verdict import Direction, Verdict, judge
from ceremony.people.kinds import Function

bp = Blueprint("gate", __name__, url_prefix="/gate")

LONGEST_CODE = 4096
TYPED = range(1_000_000_000)  # nine digits, as many as the scanner's keys take
MOST_PAIRING, MINUTES = 20, 15  # wrong codes from one network address


@bp.record_once
def _authenticate_devices(setup: BlueprintSetupState) -> None:
    """Devices carry a bearer token and no cookie, so no other site can act for them."""
    setup.app.login_manager.request_loader(_device_of)  # type: ignore[attr-defined]
    setup.app.extensions["csrf"].exempt(bp)


def _device_of(asked: Request) -> GateDevice | None:
    given = asked.authorization
    if given is None or given.type != "bearer" or not given.token:
        return None
    return queries.find_device(given.token)


def _device() -> GateDevice:
    device = actor()
    assert isinstance(device, GateDevice)  # noqa: S101 - only devices hold gates:scan
    return device


@bp.get("")
@requires(Permission.PUBLIC)
def app() -> ResponseReturnValue:
    g.needs_wasm = g.needs_camera = True
    return render_template("gate/app.html", words=words.for_devices(), version=_version())


@bp.get("/shell/<version>/<name>")
@requires(Permission.PUBLIC)
def module(version: str, name: str) -> ResponseReturnValue:
    """A script of the scanner. A worker obeys its own answer's policy: WebAssembly is allowed."""
    if version != _version() or name not in shell.modules(_static()):
        abort(404)
    g.needs_wasm = True
    response = send_file(_static() / shell.SCRIPTS / name)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@bp.get("/sw.js")
@requires(Permission.PUBLIC)
def service_worker() -> ResponseReturnValue:
    static, version = _static(), _version()
    files = [
        *(url_for("static", filename=name) for name in shell.STYLES),
        *(url_for("gate.module", version=version, name=name) for name in shell.modules(static)),
        *(f"{current_app.static_url_path}/{name}" for name in shell.third_parties(static)),
    ]
    facts = {"version": version, "page": url_for("gate.app"), "files": files}
    response = Response(shell.service_worker(static, facts), mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = url_for("gate.app")
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/manifest.webmanifest")
@requires(Permission.PUBLIC)
def manifest() -> ResponseReturnValue:
    icon = url_for("static", filename="img/gate.svg")
    facts = shell.manifest(_("Gate"), url_for("gate.app"), icon)
    return Response(current_app.json.dumps(facts), mimetype="application/manifest+json")


@bp.post("/pair")
@requires(Permission.PUBLIC)
def pair() -> ResponseReturnValue:
    code = "".join(x for x in str(_sent().get("code", "")).upper() if x.isalnum() and x.isascii())
    device, token = perform(accounts.pair, link=_link(code))
    return {"token": token, "device": {"id": device.id, "name": device.name}}


@bp.get("/context")
@requires(Permission.GATES_SCAN)
def context() -> ResponseReturnValue:
    device, run = _device(), runs.find_current()
    return {
        "device": {"id": device.id, "name": device.name},
        "checkpoint": {
            "code": device.checkpoint_code,
            "name": device.checkpoint_name,
            "direction": device.passage,
            "zone": device.zone_code,
            "zone_name": said(device.zone_name),
        },
        "inside": queries.inside(device.run_id, device.zone_id) if device.exits_scanned else None,
        "capacity": device.capacity,
        "time_zone": settings.current().time_zone,
        "run": run.label if run and run.kind is not runs.Kind.LIVE else "",
    }


@bp.post("/scans")
@requires(Permission.GATES_SCAN)
def scan() -> ResponseReturnValue:
    device = _device()
    reading = _reading(device, _sent())
    standing = queries.standing(reading, device)
    if standing.sent:
        first = operations.first_answer(standing.sent, reading, device)
        return _answer(first.as_verdict, standing.badge, ms(first.scanned_at))
    verdict = judge(operations.given(reading, device, standing))
    if not verdict.repeats:
        with transaction(device, working=True):
            verdict = operations.record(
                actor=device, reading=reading, standing=standing, verdict=verdict
            )
    return _answer(verdict, standing.badge, ms(reading.at))


@bp.get("/photographs/<name>")
@requires(Permission.GATES_SCAN)
def photograph(name: str) -> ResponseReturnValue:
    if not queries.is_photograph(name):
        abort(404)
    return personal(send_file(files.path(name)))


def _link(code: str) -> Link:
    """What *code* pairs.

    :raises TooManyTries: from where the request comes.
    :raises DomainError: there is no such code, or not any more.
    """
    client = request.remote_addr or ""
    limits.check("pairing from", client, most=MOST_PAIRING, minutes=MINUTES)
    try:
        return account_queries.link(Purpose.PAIRING, code)
    except NoResultFound:
        with transaction(actor(), working=True):
            limits.note("pairing from", client)
        raise DomainError(
            _("This code does not work, or not any more. Ask the desk for a new one.")
        ) from None


def _static() -> Path:
    return Path(current_app.static_folder or "")


def _version() -> str:
    return shell.version(_static(), Path(current_app.template_folder or ""))


def _sent() -> dict[str, Any]:
    """The object in the request.

    :raises DomainError: there is none, or it is nested as no scanner does.
    """
    try:
        sent = request.get_json(silent=True)
    except RecursionError:
        sent = None
    if not isinstance(sent, dict):
        raise DomainError(_("The request could not be read."))
    return sent


def _text(sent: object) -> str:
    """:raises ValueError: no text, or none that can be written down."""
    if not isinstance(sent, str):
        raise TypeError(sent)
    sent.encode()
    return sent


def _serial(sent: object) -> int:
    """:raises ValueError: no whole number of nine digits."""
    if type(sent) is not int or sent not in TYPED:
        raise ValueError(sent)
    return sent


def _reading(device: GateDevice, sent: dict[str, Any]) -> Reading:
    """What was sent, made clean.

    :raises DomainError: it is not what a scanner sends.
    """
    try:
        method, scan_id = Method(sent["method"]), UUID(str(sent["id"]))
        direction = device.direction(Direction(sent.get("direction", Direction.IN)))
        serial = _serial(sent["serial"]) if method is Method.SERIAL else None
        code = "" if method is Method.SERIAL else _text(sent["code"])[:LONGEST_CODE]
    except (KeyError, ValueError, TypeError):
        raise DomainError(_("The request could not be read.")) from None
    found = serial if serial is not None else genuine.read(code, device.keys_mark)
    made = partial(Reading, scan_id, method, direction, clock.now())
    if isinstance(found, Claims):
        return made(serial=found.serial)
    if isinstance(found, int):
        return made(serial=found)
    return made(code_hash=genuine.fingerprint(code), refusal=found)


def _answer(verdict: Verdict, badge: Pass | None, at: int) -> ResponseReturnValue:
    return {"verdict": verdict._asdict(), "person": badge and _person(badge), "scanned_at": at}


def _person(badge: Pass) -> dict[str, object]:
    return {
        "name": badge.called,
        "original_name": badge.original_name,
        "body": badge.body_name,
        "function": Function(badge.function).label if badge.function else "",
        "category": {"letter": badge.category_letter, "name": said(badge.category_name)},
        "photograph": badge.photograph,
        "by_protocol": badge.by_protocol,
    }
