"""Under which address this installation is found.

What a visitor's request says of it (``Host``, ``X-Forwarded-Host``) is the visitor's word: whoever
may have a personal link mailed to somebody else must not choose where it leads. So it is asked by
nothing that leaves this installation.
"""

import os
from urllib.parse import urlsplit

from flask import current_app, has_request_context, request

from ceremony.core.errors import Misconfigured


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
    """Where ``make run`` serves, by ``HOST`` and ``PORT``: for a browser on this machine."""
    host, port = listening()
    return f"http://{reachable(host)}:{port}"


def listening() -> tuple[str, str]:
    """The host and the port to serve on, as the environment has them: not looked at yet."""
    return os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")


def reachable(host: str) -> str:
    """The name under which a browser on this machine finds *host*."""
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - compared, not bound
        return "localhost"
    return f"[{host}]" if ":" in host else host


def refuse_wrong(base_url: str) -> None:
    """At the start: an address that no link could begin with is said at once.

    :raises Misconfigured: it names no host, or more than a host and a path.
    """
    try:
        parts = urlsplit(base_url)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if base_url and not (is_one and base_url == f"{parts.scheme}://{parts.netloc}{parts.path}"):
        raise Misconfigured("CEREMONY_BASE_URL should read like https://ceremony.example.org")
