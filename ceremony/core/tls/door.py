"""The plain port beside HTTPS: it lets in only what a phone needs before it trusts."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
SECURE = "ceremony.secure"  # in environ: the address over HTTPS
OPEN = ("/trust", "/ca.crt", "/theme.css", "/static/")


class Door:
    """A WSGI application around *app* that shows the page about trust, and leads on to HTTPS.

    :param names: under which the server over HTTPS can prove who it is.
    :param port: where it is served.
    :param base: where to lead who came by another name.
    """

    def __init__(self, app: WSGI, *, names: set[str], port: int, base: str) -> None:
        self.app, self.names, self.port, self.base = app, names, port, base

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        asked = Request(environ)
        secure = self._secure(environ.get("HTTP_HOST", ""))
        if asked.path.startswith(OPEN):
            return self.app(environ | {SECURE: secure}, start_response)
        onward = secure + asked.full_path.rstrip("?")
        return redirect(onward, 303)(environ, start_response)  # what was posted is not sent again

    def _secure(self, host: str) -> str:
        """The same place over HTTPS; a name that is none of ours leads nowhere else."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            name = ""
        if name not in self.names:
            return self.base
        port = "" if self.port == 443 else f":{self.port}"
        return f"https://[{name}]{port}" if ":" in name else f"https://{name}{port}"
