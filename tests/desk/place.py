"""A ceremony on its first day in which something of everything happened."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import select

from ceremony.accounts.models import Device, UserSession
from ceremony.badges.models import Credential
from ceremony.core import clock, jobs
from ceremony.core.db import db, transaction
from ceremony.core.permissions import Role
from ceremony.delegations.models import Delegation, Workbook
from ceremony.people.models import Participation
from tests import cast, make, workbooks
from tests.accounts import signing
from tests.gates import place


def today(**facts: Any) -> Any:
    """Settings by which the ceremony goes on now."""
    day = clock.now().date()
    dates = {"starts_on": day, "ends_on": day + timedelta(days=1), "time_zone": "UTC"}
    return make.ceremony(**(dates | facts))


def scans(client: Any, count: int, *, refused: int = 0, **zone: Any) -> None:
    """Admit *count* persons at checkpoint P4, and refuse *refused* codes of somebody else."""
    secret = place.device(place.checkpoint(**zone))
    for number in range(count):
        badge = place.credential(make.accreditation(given_names=f"Guest {number}"))
        place.read(client, secret, place.code(badge.serial))
    for number in range(refused):
        place.read(client, secret, f"https://menu.example/{number}")


def everything(client: Any, signed_in: Callable[..., Any]) -> dict[str, Any]:
    """Make one thing of every kind; values for URLs by the names that their rules give them."""
    today(is_demo=True)
    _import(signed_in(Role.REGISTRAR))
    scans(client, 1)
    someone = make.accreditation(given_names="Amina")
    holder = signing.user("another@host.example")
    db.session.rollback()
    return {
        "person_id": someone.person_id,
        "participation_id": _one(Participation.id),
        "credential_id": _one(Credential.id),
        "device_id": _one(Device.id),
        "delegation_id": _one(Delegation.id),
        "workbook_id": _one(Workbook.id),
        "user_id": holder.id,
        "session_id": _one(UserSession.id),
        "job_id": _job(),
        "token": signing.link(holder),
        "filename": "css/desk.css",
        "name": "app.js",
        "number": 1,
        "kind": "live",
        "key": "zones",
        "code": "1",
        "version": re.findall(r"/gate/shell/([^/]+)/app.js", client.get("/gate").text)[0],
    }


def _one(column: Any) -> Any:
    return db.session.scalar(select(column).order_by(column).limit(1))


def _job() -> int:
    officer = cast.actor(Role.BADGE_OFFICER)
    with transaction(officer):
        return jobs.start("badges.print", actor=officer, total=1, ids=[1]).id


def _import(registrar: Any) -> None:
    make.category()
    url = "/desk/delegations/import"
    page = registrar.send(url, file=(BytesIO(workbooks.sixty()), "people.xlsx")).location
    registrar.send(f"{page}/import", page=page)
