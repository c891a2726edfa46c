"""How a device comes to its place, and what it is told of it."""

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from ceremony.accounts import operations as accounts
from ceremony.accounts import queries as account_queries
from ceremony.accounts.models import Link, Purpose
from ceremony.core import limits, runs, settings
from ceremony.core.db import transaction
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, said
from ceremony.core.permissions import Permission
from ceremony.core.web import actor, perform, requires
from ceremony.gates import queries
from ceremony.gates.api.blueprint import bp, device, sent

MOST_PAIRING, MINUTES = 20, 15  # wrong codes from one network address


@bp.post("/pair")
@requires(Permission.PUBLIC)
def pair() -> ResponseReturnValue:
    code = "".join(x for x in str(sent().get("code", "")).upper() if x.isalnum() and x.isascii())
    paired, token = perform(accounts.pair, link=_link(code))
    return {"token": token, "device": {"id": paired.id, "name": paired.name}}


@bp.get("/context")
@requires(Permission.GATES_SCAN)
def context() -> ResponseReturnValue:
    here, run = device(), runs.find_current()
    return {
        "device": {"id": here.id, "name": here.name},
        "checkpoint": {
            "code": here.checkpoint_code,
            "name": here.checkpoint_name,
            "direction": here.passage,
            "zone": here.zone_code,
            "zone_name": said(here.zone_name),
        },
        "inside": queries.inside(here.run_id, here.zone_id) if here.exits_scanned else None,
        "capacity": here.capacity,
        "time_zone": settings.current().time_zone,
        "run": run.label if run and run.kind is not runs.Kind.LIVE else "",
    }


def _link(code: str) -> Link:
    """What *code* pairs.

    :raises TooManyTries: from where the request comes.
    :raises DomainError: there is no such code, or not any more.
    """
    client = request.remote_addr or ""
    limits.check("pairing from", client, most=MOST_PAIRING, minutes=MINUTES)
    try:
        return account_queries.link(Purpose.PAIRING, code)
    except NoResultFound:
        with transaction(actor(), working=True):
            limits.note("pairing from", client)
        raise DomainError(
            _("This code does not work, or not any more. Ask the desk for a new one.")
        ) from None
