"""The situation room: panels by permission, which renew themselves."""

from typing import Any

from flask import make_response, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ceremony.core import settings
from ceremony.core.i18n import _, lazy, ngettext
from ceremony.core.permissions import Permission
from ceremony.core.registries import Place, registries
from ceremony.core.web import etagged, requires
from ceremony.desk import panels
from ceremony.desk.views.blueprint import bp

EVERY_SECONDS = 10
PARTS = {"top": "overview", "main": "overview.main", "side": "overview.side"}

registries.places.append(Place(lazy("Overview"), "gauge", "desk.overview", Permission.DESK, "", 0))
registries.panels.extend(panels.OVERVIEW)


@bp.get("/desk")
@requires(Permission.DESK)
def overview() -> ResponseReturnValue:
    return render_template(
        "desk/overview.html", panels=_filled(), day=_day(), seconds=EVERY_SECONDS
    )


@bp.get("/desk/figures")
@requires(Permission.DESK)
def figures() -> ResponseReturnValue:
    """The panels alone; the same figures are not sent twice."""
    response = make_response(render_template("desk/figures.html", panels=_filled()))
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["As-Of"] = settings.current().local_now.strftime("%H:%M:%S")
    return etagged(response)


def _filled() -> dict[str, list[dict[str, Any]]]:
    """The panels of whoever asks, each with its facts: above, in the middle, beside."""
    return {
        part: [
            {"template": panel.template} | panel.facts(current_user)
            for panel in registries.panels_for(page, current_user)
        ]
        for part, page in PARTS.items()
    }


def _day() -> str:
    """Where in time the ceremony is."""
    here = settings.current()
    today = here.today
    if today < here.starts_on:
        return ngettext("%(num)d day to go", "%(num)d days to go", (here.starts_on - today).days)
    if today > here.ends_on:
        return _("The ceremony is over")
    return _("Day %(number)d", number=(today - here.starts_on).days + 1)
