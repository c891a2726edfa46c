"""The two pages that everybody may see: the first one, and one for monitoring."""

from datetime import date, timedelta

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import inspect

from ceremony.core import settings
from ceremony.core.permissions import Permission
from ceremony.core.web import requires
from ceremony.desk import health
from ceremony.desk.views.blueprint import bp


@bp.get("/")
@requires(Permission.PUBLIC)
def home() -> ResponseReturnValue:
    here = settings.current()
    today = here.today
    return render_template(
        "desk/home.html",
        days_to_go=(here.starts_on - today).days,
        dates=_dates(here),
        today=today,
        is_over=today > here.ends_on,
        is_set_up=inspect(here).persistent,
    )


def _dates(here: settings.Settings) -> list[date]:
    """The days of the ceremony."""
    count = (here.ends_on - here.starts_on).days + 1
    return [here.starts_on + timedelta(days=number) for number in range(count)]


@bp.get("/healthz")
@requires(Permission.PUBLIC)
def healthz() -> ResponseReturnValue:
    """200 when the database answers and is migrated, else 503 and why."""
    trouble = health.trouble()
    return {"status": trouble or "ok"}, 503 if trouble else 200
