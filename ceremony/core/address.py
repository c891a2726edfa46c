"""Under which address this installation is found.

What a visitor's request says of it (``Host``, ``X-Forwarded-Host``) is the visitor's word: whoever
may have a personal link mailed to somebody else must not choose where it leads. So it is asked by
nothing that leaves this installation.
"""

import os
from urllib.parse import urlsplit

from flask import current_app, has_request_context, request

from ceremony.core.errors import Misconfigured
from ceremony.core.tls import machine

EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 - compared, not bound


def base() -> str:
    """What addresses in mails begin with: ``CEREMONY_BASE_URL``, else where it is served here."""
    return str(current_app.config["BASE_URL"]) or own()


def shown() -> str:
    """The same in an answer to an officer, who may have come by another name of this machine.

    Only for what this one browser is shown and nobody else.
    """
    configured = str(current_app.config["BASE_URL"])
    if configured or not has_request_context():
        return configured or own()
    return request.url_root.rstrip("/")


def own() -> str:
    """Where ``make run`` serves, by ``HOST`` and ``PORT``: for a browser on this machine.

    With ``HTTPS=1`` by its address on the network, so that a phone finds the same.
    """
    host, port = listening()
    if not is_https():
        return f"http://{reachable(host)}:{port}"
    first = machine.on_network() if host in EVERYWHERE else None
    return f"https://{reachable(host if first is None else str(first))}:{port}"


def listening() -> tuple[str, str]:
    """The host and the port to serve on, as the environment has them: not looked at yet."""
    usual = "0.0.0.0" if is_https() else "127.0.0.1"  # noqa: S104 - HTTPS is asked for phones
    return os.environ.get("HOST", usual), os.environ.get("PORT", "8000")


def is_https() -> bool:
    """Whether ``make run`` serves HTTPS by itself, with the local authority: ``HTTPS=1``.

    :raises Misconfigured: it is neither 1 nor 0.
    """
    said = os.environ.get("HTTPS") or "0"
    if said not in {"0", "1"}:
        raise Misconfigured(f"HTTPS is 1 or 0, not {said}.")
    return said == "1"


def plain_port(port: int) -> int:
    """Where phones that do not trust the authority yet get it, beside HTTPS on *port*."""
    return 80 if port == 443 else port + 1


def reachable(host: str) -> str:
    """The name under which a browser on this machine finds *host*."""
    if host in EVERYWHERE:
        return "localhost"
    return f"[{host}]" if ":" in host else host


def refuse_wrong(base_url: str, *, https: bool) -> None:
    """At the start: an address that no link could begin with is said at once.

    :param https: nothing else is served.
    :raises Misconfigured: it names no host, or more than a host and a path.
    """
    try:
        parts = urlsplit(base_url)
        host = (parts.hostname or "").encode("idna")
        is_one = parts.scheme in {"http", "https"} and bool(host) and parts.port != 0
    except ValueError:
        is_one = False
    if base_url and not (is_one and base_url == f"{parts.scheme}://{parts.netloc}{parts.path}"):
        raise Misconfigured("CEREMONY_BASE_URL should read like https://ceremony.example.org")
    if https and base_url.startswith("http:"):
        raise Misconfigured("With HTTPS=1 CEREMONY_BASE_URL begins with https:")
