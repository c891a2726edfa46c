"""Who works at gates, and who stood where today."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from ceremony.accounts.models import Device
from ceremony.core.db import db
from ceremony.gates.models import Checkpoint, GatePass, Guard, Shift
from ceremony.people.models import Accreditation, Person


class Serving(NamedTuple):
    """A guard by name, with the badge that counts, if there is one."""

    guard: Guard
    name: str
    person_id: int
    body: str | None
    serial: int | None


def guard(guard_id: int) -> Guard:
    return db.session.get_one(Guard, guard_id)


def name_of(guard: Guard) -> str:
    """As on the badge."""
    return db.session.scalars(
        select(Person.badge_name)
        .join(Accreditation, Accreditation.person_id == Person.id)
        .where(Accreditation.id == guard.accreditation_id)
    ).one()


def guards() -> list[Serving]:
    """Everybody who works or worked at gates; who still does comes first."""
    live = (
        select(func.max(GatePass.serial))
        .where(GatePass.accreditation_id == Guard.accreditation_id, GatePass.revoked.is_(None))
        .correlate(Guard)
        .scalar_subquery()
    )
    body = (
        select(func.max(GatePass.body_name))
        .where(GatePass.accreditation_id == Guard.accreditation_id)
        .correlate(Guard)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Guard, Person.badge_name, Person.id, body, live)
        .join(Accreditation, Accreditation.id == Guard.accreditation_id)
        .join(Person, Person.id == Accreditation.person_id)
        .order_by(Guard.ended_at.is_not(None), Person.sort_key, Guard.id)
    )
    return [Serving(*row) for row in rows]


def shifts(run_id: int | None, since: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    """Shifts of a run that were not over at *since*: guard, device, checkpoint, who took over."""
    heir, their, them = aliased(Guard), aliased(Accreditation), aliased(Person)
    still = Shift.ended_at.is_(None) | (Shift.ended_at >= since)
    return db.session.execute(
        select(
            Shift,
            Person.badge_name.label("guard"),
            Device.name.label("device"),
            Checkpoint.code.label("checkpoint"),
            them.badge_name.label("heir"),
        )
        .join(Guard, Guard.id == Shift.guard_id)
        .join(Accreditation, Accreditation.id == Guard.accreditation_id)
        .join(Person, Person.id == Accreditation.person_id)
        .join(Device, Device.id == Shift.device_id)
        .join(Checkpoint, Checkpoint.id == Shift.checkpoint_id)
        .outerjoin(heir, heir.id == Shift.handed_to_id)
        .outerjoin(their, their.id == heir.accreditation_id)
        .outerjoin(them, them.id == their.person_id)
        .where(Shift.run_id == run_id, still)
        .order_by(Shift.started_at.desc(), Shift.id)
        .limit(200)
    ).all()
