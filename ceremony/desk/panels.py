"""The panels of the overview: for whom, how they look, and what they say."""

from typing import Any, NamedTuple

from flask import g

from ceremony.core import runs, settings
from ceremony.core.clock import now
from ceremony.core.permissions import Actor, Permission
from ceremony.core.registries import Panel
from ceremony.desk.queries import people, waiting
from ceremony.gates import queries as gates
from ceremony.gates import words

REFUSALS = 5


def _coming(_actor: object) -> dict[str, Any]:
    return {"coming": people.coming()}


def _badges(_actor: object) -> dict[str, Any]:
    return {"badges": people.badges()}


def _flow(_actor: object) -> dict[str, Any]:
    return {"flow": _ground().flow}


def _fillings(_actor: object) -> dict[str, Any]:
    here = _ground()
    return {"fillings": gates.fillings(here.run_id, here.flow.lines)}


def _refusals(actor: Any) -> dict[str, Any]:
    found = gates.refusals(actor, _ground().run_id, REFUSALS)
    return {"refusals": found, "short": words.short}


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


class Ground(NamedTuple):
    """What goes on at the gates."""

    run_id: int | None
    flow: gates.Flow


def _ground() -> Ground:
    """Asked once a request, whichever panels want it."""
    if "ground" not in g:
        run_id, zone = runs.find_current_id(), settings.current().zone
        today = gates.counts(run_id, settings.current().midnight)
        g.ground = Ground(run_id, gates.flow(run_id, today, at=now(), zone=zone))
    ground: Ground = g.ground
    return ground
