"""The scanner as a program that a device keeps: its page, its files, its worker, its manifest."""

from pathlib import Path

from flask import Response, abort, current_app, g, render_template, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.web import requires
from ceremony.gates import shell, words
from ceremony.gates.api.blueprint import bp


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
    response = Response(shell.module(_static(), name), mimetype="text/javascript")
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
    icons = {size: url_for("static", filename=name) for size, name in shell.ICONS.items()}
    facts = shell.manifest(_("Gate"), url_for("gate.app"), icons)
    return Response(current_app.json.dumps(facts), mimetype="application/manifest+json")


def _static() -> Path:
    return Path(current_app.static_folder or "")


def _version() -> str:
    return shell.version(_static(), Path(current_app.template_folder or ""))
