"""What every page knows: the ceremony, its clock and run, the reader and their places."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from sqlalchemy import select

from ceremony.core import runs, settings
from ceremony.core.db import db
from ceremony.core.i18n import said
from ceremony.core.permissions import OUTSIDE, Actor, Permission, may
from ceremony.core.registries import Panel, Place, registries
from ceremony.core.web import Application, actor, etagged, requires

PORTAL = "portal.index"


@dataclass(frozen=True)
class Item:
    """One line of the side bar."""

    label: str
    icon: str
    url: str
    count: int | None
    is_current: bool


@dataclass(frozen=True)
class Group:
    """Lines that belong together."""

    label: str
    items: list[Item]


def register(app: Application) -> None:
    app.context_processor(facts)
    app.url_defaults(name_content)
    app.add_url_rule("/theme.css", "core.theme", requires(Permission.PUBLIC)(theme))
    app.jinja_env.filters["said"] = said
    app.jinja_env.globals["page_url"] = page_url
    app.jinja_env.globals["part"] = part
    app.jinja_env.globals["home"] = lambda: home(actor())


def page_url(**place: object) -> str:
    """This list, begun or ended at another row; without one its first page."""
    kept = [(x, y) for x, y in request.args.items(multi=True) if x not in {"after", "before"}]
    asked = urlencode([*kept, *place.items()])
    return f"{request.path}?{asked}" if asked else request.path


def name_content(endpoint: str, values: dict[str, Any]) -> None:
    """Let the URL of a static file name what it holds, so that browsers may keep it."""
    if endpoint == "static":
        values["v"] = _content_of(str(current_app.static_folder), values["filename"])


@lru_cache(maxsize=2048)
def _content_of(folder: str, name: str) -> str:
    file = Path(folder) / name
    return sha256(file.read_bytes()).hexdigest()[:8] if file.is_file() else "0"


def home(who: Actor) -> str:
    """Where *who* works: at the desk, else in the portal of their delegation, else nowhere yet."""
    if may(who, Permission.DESK):
        return url_for("desk.overview")
    has_portal = PORTAL in current_app.view_functions
    is_outside = any(x.role in OUTSIDE for x in who.grants)
    return url_for(PORTAL if has_portal and is_outside else "accounts.own")


def facts() -> dict[str, Any]:
    here = settings.current()
    run = runs.find_current()
    return {
        "settings": here,
        "dates_text": settings.dates_text(here),
        "ceremony_now": here.local_now,
        "run": run,
        "navigation": navigation(),
        "may": lambda permission, subject=None: may(current_user, Permission(permission), subject),
    }


def navigation() -> list[Group]:
    """The side bar of whoever asks, in groups."""
    groups: dict[str, list[Item]] = {}
    places = registries.places_for(current_user)
    counts, here = _counts(places), _here(places)
    for place in places:
        item = _item(place, counts.get(place.endpoint), is_current=place is here)
        groups.setdefault(str(place.group), []).append(item)
    return [Group(label, items) for label, items in groups.items()]


def _counts(places: Sequence[Place]) -> dict[str, int]:
    """How many wait at each of *places* that counts them, in one statement."""
    counted = {x.endpoint: x.count().scalar_subquery() for x in places if x.count}
    if not counted:
        return {}
    return dict(zip(counted, db.session.execute(select(*counted.values())).one(), strict=True))


def _here(places: Sequence[Place]) -> Place | None:
    """The place to which this page belongs: the nearest of those above it."""
    path, first = request.path, url_for("desk.overview")
    above = {url_for(x.endpoint): x for x in places}
    fitting = [x for x in above if path == x or (x != first and path.startswith(f"{x}/"))]
    return above[max(fitting, key=len)] if fitting else None


def _item(place: Place, count: int | None, *, is_current: bool) -> Item:
    url = url_for(place.endpoint)
    return Item(str(place.label), place.icon, url, count, is_current)


@pass_context
def part(context: Context, panel: Panel, subject: object) -> Markup:
    """In a template: what another slice hung here about *subject*, with what the page knows."""
    template = context.environment.get_template(panel.template)
    known = {**context.get_all(), **panel.facts(subject)}
    return Markup(template.render(known))  # noqa: S704 - a template of ours, escaped itself


def theme() -> ResponseReturnValue:
    """The two colours of this ceremony."""
    here = settings.current()
    css = f":root{{--accent:{here.accent};--gold:{here.gold}}}\n"
    response = Response(css, mimetype="text/css")
    response.headers["Cache-Control"] = "no-cache"
    return etagged(response)
