"""A scan while somebody waits: judged by the server, answered with what the guard sees."""

from typing import Any

from flask import abort, send_file
from flask.typing import ResponseReturnValue

from ceremony.core import clock, files
from ceremony.core.db import transaction
from ceremony.core.i18n import said
from ceremony.core.permissions import Permission
from ceremony.core.web import personal, requires
from ceremony.gates import clean, facts, operations, queries, rules, seeing
from ceremony.gates.actors import GateDevice
from ceremony.gates.api.blueprint import bp, device, sent, unreadable
from ceremony.gates.models import Method
from ceremony.gates.operations import Case
from ceremony.gates.reading import Pass, Reading, ms
from ceremony.gates.rules import Rules
from ceremony.gates.standing import standing
from ceremony.gates.verdict import Direction, Verdict, judge
from ceremony.people.kinds import Function


@bp.post("/scans")
@requires(Permission.GATES_SCAN)
def scan() -> ResponseReturnValue:
    here = device()
    held = rules.current(here.rules_mark)
    reading = _reading(here, sent(), held)
    known = standing(reading, here, held)
    if known.sent:
        first = operations.first_answer(known.sent, reading, here)
        return _answer(first.as_verdict, known.badge, ms(first.scanned_at))
    verdict = judge(facts.given(reading, here, known, held))
    if not verdict.repeats:
        noticed = seeing.may_be_noticed(here, reading, known, verdict, held)
        with transaction(here, working=not noticed):
            verdict = operations.record(
                actor=here, case=Case(reading, known, verdict, held), notices=noticed
            )
    return _answer(verdict, known.badge, ms(reading.at))


@bp.get("/photographs/<name>")
@requires(Permission.GATES_SCAN)
def photograph(name: str) -> ResponseReturnValue:
    if not queries.is_photograph(name):
        abort(404)
    return personal(send_file(files.path(name)))


def _reading(here: GateDevice, asked: dict[str, Any], held: Rules) -> Reading:
    """What was sent, made clean.

    :raises DomainError: it is not what a scanner sends.
    """
    try:
        method = Method(asked["method"])
        if method is Method.PIN:
            raise ValueError(method)
        return Reading(
            id=clean.uuid(asked["id"]),
            method=method,
            direction=here.direction(Direction(asked.get("direction", Direction.IN))),
            at=clock.now(),
            partner_s=clean.ago(asked.get("partner")),
            escort_s=clean.ago(asked.get("escort")),
            told=clean.told(asked) if "at" in asked else None,
            **clean.badge(asked, method, held),
        )
    except (KeyError, ValueError, TypeError):
        raise unreadable() from None


def _answer(verdict: Verdict, badge: Pass | None, at: int) -> ResponseReturnValue:
    return {"verdict": verdict._asdict(), "person": badge and _person(badge), "scanned_at": at}


def _person(badge: Pass) -> dict[str, object]:
    return {
        "name": badge.called,
        "original_name": badge.original_name,
        "body": badge.body_name,
        "function": Function(badge.function).label if badge.function else "",
        "category": {"letter": badge.category_letter, "name": said(badge.category_name)},
        "photograph": badge.photograph,
        "by_protocol": badge.by_protocol,
    }
