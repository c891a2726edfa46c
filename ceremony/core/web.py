"""HTTP: the application class, declared permissions, and the headers of every answer."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.routing import IntegerConverter

from ceremony.core import kept
from ceremony.core.db import reading, transaction
from ceremony.core.errors import EditConflict, NotAllowed
from ceremony.core.i18n import _
from ceremony.core.paging import Key, Place, number
from ceremony.core.permissions import Actor, Permission, in_office, may

T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FEATURES = "camera={camera}, microphone=(), geolocation=(), payment=()"
CSP = (
    "default-src 'none'; script-src 'self'{wasm}; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'{asks}; media-src 'self' blob:; worker-src 'self'; "
    "manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class Id(IntegerConverter):
    """An id that fits its column; a longer number is a page that does not exist."""

    def __init__(self, url_map: Any, **options: Any) -> None:
        super().__init__(url_map, max=2**31 - 1, **options)


class Application(Flask):
    """Every request reads; one that is not a GET may write, in one transaction."""

    def dispatch_request(self) -> ResponseReturnValue:
        with reading(may_write=request.method not in SAFE_METHODS):
            return super().dispatch_request()


def refuse_nul() -> None:
    """No address holds NUL, and PostgreSQL cannot be asked about it; forms say it at the field."""
    if any("\0" in text for text in (request.path, *request.args.values())):
        abort(400)


def secure(response: Response) -> Response:
    """Put the security headers on *response*.

    A view that decodes pictures by WebAssembly says ``g.needs_wasm = True``; one that looks
    through the camera says ``g.needs_camera = True``; one whose script asks another address
    says it: ``g.asks``.
    """
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    camera = "(self)" if g.get("needs_camera") else "()"
    response.headers.setdefault("Permissions-Policy", FEATURES.format(camera=camera))
    wasm = " 'wasm-unsafe-eval'" if g.get("needs_wasm") else ""
    asks = f" {g.asks}" if "asks" in g else ""
    response.headers.setdefault("Content-Security-Policy", CSP.format(wasm=wasm, asks=asks))
    if request.is_secure and not current_app.config["HTTPS"]:  # an authority of ours is removed
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static":
        named = "v" in request.args  # by its content: see core.pages
        keep = "public, max-age=31536000, immutable" if named else "no-cache"
        response.headers["Cache-Control"] = keep
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def actor() -> Actor:
    """Who makes this request: the real one, not Flask-Login's proxy."""
    who: Actor = current_user._get_current_object()
    return who


def perform(operation: Callable[..., T], **arguments: Any) -> T:
    """Run *operation* as the one who is signed in; returning commits, raising undoes it all.

    :raises EditConflict: somebody else changed the same row in between.
    """
    who = actor()
    try:
        with transaction(who):
            return operation(actor=who, **arguments)
    except (StaleDataError, ObjectDeletedError) as error:
        raise EditConflict from error


def requires(
    permission: Permission, load: Callable[..., object] | None = None
) -> Callable[[View], View]:
    """Declare what a view needs. A view without a declaration does not start.

    *load* turns the URL's values into the one object the view is about: absent
    is 404, forbidden is 403, and the view receives the object itself. A visitor is
    sent to sign in before anything is looked up; who holds no office gets 404.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**url_values: Any) -> ResponseReturnValue:
            if _must_sign_in(permission):
                return to_sign_in()
            subject = None if load is None else _loaded(load, url_values)
            if not may(current_user, permission, subject):
                _refuse()
            return view(**url_values) if load is None else view(subject)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _loaded(load: Callable[..., object], url_values: dict[str, Any]) -> object:
    try:
        return load(**url_values)
    except (NoResultFound, ValueError):
        abort(404)


def _must_sign_in(permission: Permission) -> bool:
    return permission is not Permission.PUBLIC and current_user.kind == "visitor"


def _refuse() -> NoReturn:
    if current_user.kind == "user" and not in_office(current_user):
        abort(404)
    raise NotAllowed(_("You may not do this."))


def to_sign_in() -> ResponseReturnValue:
    """Send a visitor to sign in, and afterwards to where they wanted to go.

    A form that somebody sends after the session ended is kept until they are back.
    """
    if request.authorization is not None or request.path.startswith(("/gate/", "/api/")):
        abort(401)
    if request.method in SAFE_METHODS:
        target = request.full_path.rstrip("?")
        return redirect(url_for("accounts.sign_in", next=target), 303)
    if kept.keep(actor()):
        flash(_("You were signed out. What you wrote is kept."), "wait")
    elif kept.find_writer() is not None:
        flash(_("You were signed out before this was sent. Nothing was changed."), "wait")
    return redirect(url_for("accounts.sign_in"), 303)


def check_every_view_is_declared(app: Flask) -> None:
    bare = [name for name, view in app.view_functions.items() if not hasattr(view, "permission")]
    if bare:
        raise RuntimeError(f"views without a declared permission: {bare}")


def place(read: Callable[[str], Key | None] = number) -> Place:
    """Where the address says that this page of a list begins or ends; else it is the first.

    :param read: makes an id of what stands there; None: it is none.
    """
    return Place(*(read(request.args.get(x, "")) for x in ("after", "before")))


def is_local(target: str) -> bool:
    """Whether *target* is a path of this site, however a browser may read it."""
    is_odd = not target.isprintable() or " " in target or "\\" in target
    if is_odd or not target.startswith("/") or target.startswith("//"):
        return False
    try:
        return not urlsplit(target).netloc
    except ValueError:
        return False


def back(start: str, *, otherwise: str = "") -> str:
    """The page from which the form says that it was sent, if that is *start* or under it.

    :param otherwise: where to go if it is not; empty: to *start*.
    """
    given, root = request.form.get("back", ""), start.rstrip("/")
    is_under = given == root or given.startswith((f"{root}?", f"{root}/"))
    return given if is_under and is_local(given) else otherwise or start


def personal(response: Response) -> Response:
    """Let nobody keep *response*, which shows somebody's data."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def download(content: bytes, mimetype: str, name: str) -> Response:
    """*content* as a file that nobody between us keeps.

    :param name: how it is called, in letters, figures, points and hyphens.
    """
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return personal(response)


def etagged(response: Response) -> ResponseReturnValue:
    """Give *response* its ETag, and answer 304 to who has it already."""
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    return response.make_conditional(request)
