"""The panels of the overview: for whom, how they look, and what they say."""

from datetime import datetime, time
from typing import Any

from flask import g

from ceremony.core import runs, settings
from ceremony.core.clock import now
from ceremony.core.permissions import Actor, Permission
from ceremony.core.registries import Panel
from ceremony.desk.queries import gates, people, waiting
from ceremony.gates import words
from ceremony.gates.queries import Counts, counts

REFUSALS = 5


def _coming(_actor: object) -> dict[str, Any]:
    return {"coming": people.coming()}


def _badges(_actor: object) -> dict[str, Any]:
    return {"badges": people.badges()}


def _flow(_actor: object) -> dict[str, Any]:
    zone = settings.current().zone
    return {"flow": gates.flow(_run_id(), _today(), at=now(), zone=zone)}


def _fillings(_actor: object) -> dict[str, Any]:
    return {"fillings": gates.fillings(_run_id(), _today())}


def _refusals(_actor: object) -> dict[str, Any]:
    return {"refusals": gates.refusals(_run_id(), REFUSALS), "short": words.short}


def _waiting(actor: Any) -> dict[str, Any]:
    who: Actor = actor
    return {"queues": waiting.queues(who)}


OVERVIEW = [
    Panel("overview", Permission.PEOPLE_READ, "desk/panels/coming.html", _coming, 10),
    Panel("overview.main", Permission.GATES_READ, "desk/panels/flow.html", _flow, 20),
    Panel("overview.side", Permission.GATES_READ, "desk/panels/fillings.html", _fillings, 30),
    Panel("overview.main", Permission.DESK, "desk/panels/waiting.html", _waiting, 40),
    Panel("overview.side", Permission.BADGES_READ, "desk/panels/badges.html", _badges, 50),
    Panel("overview.side", Permission.GATES_READ, "desk/panels/refusals.html", _refusals, 60),
]


def _today() -> Counts:
    """Counted once a request, whichever panels ask."""
    if "scans_today" not in g:
        g.scans_today = counts(_run_id(), _midnight())
    counted: Counts = g.scans_today
    return counted


def _run_id() -> int | None:
    return runs.find_current_id()


def _midnight() -> datetime:
    """When today began in the ceremony's zone."""
    here = settings.current()
    return datetime.combine(here.local_now.date(), time.min, here.zone)
