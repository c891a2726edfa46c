"""What every page knows: the ceremony, its clock and run, the reader and their places."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from ceremony.core import runs, settings
from ceremony.core.i18n import said
from ceremony.core.permissions import Permission, may
from ceremony.core.registries import Panel, Place, registries
from ceremony.core.web import Application, etagged, requires


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
    app.jinja_env.globals["part"] = part


def name_content(endpoint: str, values: dict[str, Any]) -> None:
    """Let the URL of a static file name what it holds, so that browsers may keep it."""
    if endpoint == "static":
        values["v"] = _content_of(str(current_app.static_folder), values["filename"])


@lru_cache(maxsize=2048)
def _content_of(folder: str, name: str) -> str:
    file = Path(folder) / name
    return sha256(file.read_bytes()).hexdigest()[:8] if file.is_file() else "0"


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
    for place in registries.places_for(current_user):
        groups.setdefault(str(place.group), []).append(_item(place))
    return [Group(label, items) for label, items in groups.items()]


def _item(place: Place) -> Item:
    url = url_for(place.endpoint)
    nearer = url != url_for("desk.overview") and request.path.startswith(url)
    return Item(
        label=str(place.label),
        icon=place.icon,
        url=url,
        count=place.count() if place.count else None,
        is_current=request.path == url or nearer,
    )


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
