"""Incidents, as far as who looks may know of them: hits of the watch-list are supervisors' own."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import InstrumentedAttribute, joinedload, load_only

from ceremony.accounts.models import Device
from ceremony.core import paging
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db
from ceremony.core.paging import FIRST, Page, Place
from ceremony.core.permissions import Actor, Permission, may
from ceremony.gates.models import (
    Checkpoint,
    GatePass,
    Guard,
    Incident,
    IncidentKind,
    IncidentPass,
    Scan,
    Severity,
)
from ceremony.gates.queries.scans import NAMED_BY
from ceremony.gates.states import IncidentState
from ceremony.people.models import Accreditation, Person

# The open ones first, whatever else they are ordered by.
# They go by their event's id: a sequence has gaps where one is hidden.
_ORDER = (Incident.state == IncidentState.OPEN, Incident.at, Incident.event)


@dataclass(frozen=True)
class Asked:
    """Which incidents of a run are wanted; None: all of them."""

    run_id: int | None = None
    kind: IncidentKind | None = None
    severity: Severity | None = None
    checkpoint_id: int | None = None
    state: IncidentState | None = None

    @property
    def is_narrow(self) -> bool:
        return any(x is not None for x in asdict(replace(self, run_id=None)).values())

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        yield Incident.run_id == self.run_id
        equal: dict[InstrumentedAttribute[Any], object] = {
            Incident.kind: self.kind,
            Incident.severity: self.severity,
            Incident.checkpoint_id: self.checkpoint_id,
            Incident.state: self.state,
        }
        yield from (column == value for column, value in equal.items() if value is not None)


class Shown(NamedTuple):
    """A badge that an incident is about, and the scan that showed it, unless it was purged."""

    about: IncidentPass
    badge: GatePass | None
    person_id: int | None
    scan: Scan | None
    device: str | None
    checkpoint: str | None


def _known_to(actor: Actor) -> list[ColumnElement[bool]]:
    if may(actor, Permission.GATES_SUPERVISE):
        return []
    return [Incident.kind != IncidentKind.WATCHED]


def incidents(actor: Actor, asked: Asked, at: Place = FIRST, *, size: int = 25) -> Page:
    """Each incident with the code of its checkpoint, device, guard, and name of its first badge."""
    first = (
        select(func.min(IncidentPass.id))
        .where(IncidentPass.incident_id == Incident.id)
        .correlate(Incident)
        .scalar_subquery()
    )
    rows: Select[*tuple[Any, ...]] = (
        select(
            Incident,
            Checkpoint.code,
            Device.name.label("device"),
            Person.badge_name.label("guard"),
            GatePass.name.label("holder"),
            GatePass,
            IncidentPass.serial,
        )
        .options(load_only(*NAMED_BY))
        .outerjoin(Checkpoint, Checkpoint.id == Incident.checkpoint_id)
        .outerjoin(Device, Device.id == Incident.device_id)
        .outerjoin(Guard, Guard.id == Incident.guard_id)
        .outerjoin(Accreditation, Accreditation.id == Guard.accreditation_id)
        .outerjoin(Person, Person.id == Accreditation.person_id)
        .outerjoin(IncidentPass, IncidentPass.id == first)
        .outerjoin(GatePass, GatePass.credential_id == IncidentPass.credential_id)
    )
    where = [*asked.conditions(), *_known_to(actor)]
    return paging.page(rows, _ORDER, at, size, where=where, descends=True)


def count_open(actor: Actor, run_id: int | None) -> int:
    """How many incidents of this run are open, as far as *actor* may know."""
    wanted = Incident.run_id == run_id, Incident.state == IncidentState.OPEN, *_known_to(actor)
    return db.session.scalar(select(func.count(Incident.id)).where(*wanted)) or 0


def incident(event: UUID, actor: Actor) -> Incident:
    """One that *actor* may know of.

    :raises NoResultFound: there is none; to whom it is hidden it is not there.
    """
    found = db.session.scalars(select(Incident).where(Incident.event == event)).one()
    if found.kind is IncidentKind.WATCHED and not may(actor, Permission.GATES_SUPERVISE):
        raise NoResultFound
    return found


def shown_by(incident_id: int) -> list[Shown]:
    """The badges and scans of an incident, in the order of scanning."""
    rows = db.session.execute(
        select(IncidentPass, GatePass, Accreditation.person_id, Scan, Device.name, Checkpoint.code)
        .outerjoin(GatePass, GatePass.credential_id == IncidentPass.credential_id)
        .outerjoin(Accreditation, Accreditation.id == GatePass.accreditation_id)
        .outerjoin(Scan, Scan.id == IncidentPass.scan_id)
        .outerjoin(Device, Device.id == IncidentPass.device_id)
        .outerjoin(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .where(IncidentPass.incident_id == incident_id)
        .order_by(Scan.scanned_at, IncidentPass.id)
    )
    return [Shown(*row) for row in rows]


class Origin(NamedTuple):
    """Where an incident happened, and who told it."""

    checkpoint: Checkpoint | None
    device: str | None
    guard: str | None


def origin(incident: Incident) -> Origin:
    row = db.session.execute(
        select(Checkpoint, Device.name, Person.badge_name)
        .select_from(Incident)
        .outerjoin(Checkpoint, Checkpoint.id == Incident.checkpoint_id)
        .outerjoin(Device, Device.id == Incident.device_id)
        .outerjoin(Guard, Guard.id == Incident.guard_id)
        .outerjoin(Accreditation, Accreditation.id == Guard.accreditation_id)
        .outerjoin(Person, Person.id == Accreditation.person_id)
        .where(Incident.id == incident.id)
        .options(joinedload(Checkpoint.zone))
    ).one()
    return Origin(*row)


def deeds(incident_id: int) -> Sequence[AuditEntry]:
    """What was done about an incident, the last first."""
    return db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_type == "incident", AuditEntry.subject_id == incident_id)
        .order_by(AuditEntry.id.desc())
    ).all()


def kinds(actor: Actor) -> list[IncidentKind]:
    """The kinds of which *actor* may know."""
    hidden = set() if may(actor, Permission.GATES_SUPERVISE) else {IncidentKind.WATCHED}
    return [x for x in IncidentKind if x not in hidden]
