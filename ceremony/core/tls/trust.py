"""How a phone comes to trust HTTPS of this installation: a certificate, and a page about it."""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate
from flask import Response, abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from ceremony.core.permissions import Permission
from ceremony.core.tls import authority, certificates
from ceremony.core.tls.door import SECURE
from ceremony.core.web import Application, requires


def register(app: Application) -> None:
    """Only where the local authority serves: elsewhere there are no such pages."""
    app.add_url_rule("/trust", "core.trust", requires(Permission.PUBLIC)(page))
    app.add_url_rule("/ca.crt", "core.authority", requires(Permission.PUBLIC)(certificate))


def page() -> ResponseReturnValue:
    found, secure = _authority(), request.environ.get(SECURE)
    if secure:
        g.asks = secure
    pairs = certificates.fingerprint(found).split(":")
    return render_template(
        "public/trust.html",
        secure=secure or request.url_root.rstrip("/"),
        fingerprint=[" ".join(pairs[x : x + 8]) for x in range(0, len(pairs), 8)],
        name=found.subject.rfc4514_string().removeprefix("CN="),
    )


def certificate() -> ResponseReturnValue:
    """The file. The page on the plain port asks for it over HTTPS, to see whether it is trusted."""
    content = _authority().public_bytes(Encoding.PEM)
    response = Response(content, mimetype="application/x-x509-ca-cert")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _authority() -> Certificate:
    found = authority.find(Path(current_app.instance_path))
    return abort(404) if found is None else found
