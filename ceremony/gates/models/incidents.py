"""What happened at the gates besides scans: noticed by the system, or told by a guard."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceremony.core.db import Model, Moment, one_of
from ceremony.core.i18n import lazy
from ceremony.gates.states import IncidentState


class IncidentKind(StrEnum):
    """What an incident is about; those of the first group nobody has to report."""

    ADMITTED_TWICE = "admitted_twice"
    TOO_SOON = "too_soon"
    OLD_BADGE = "old_badge"
    NOT_GENUINE = "not_genuine"
    WATCHED = "watched"
    DEVICE_LOST = "device_lost"
    REFUSED_PERSON = "refused_person"
    MEDICAL = "medical"
    SECURITY = "security"
    CROWD = "crowd"
    EQUIPMENT = "equipment"
    OTHER = "other"

    @property
    def label(self) -> str:
        return str(_KINDS[self])


class Severity(StrEnum):
    LOW = "low"
    HIGH = "high"

    @property
    def label(self) -> str:
        return str(_SEVERITIES[self])


_KINDS = {
    IncidentKind.ADMITTED_TWICE: lazy("Admitted twice"),
    IncidentKind.TOO_SOON: lazy("At two places too soon"),
    IncidentKind.OLD_BADGE: lazy("A badge that does not count any more"),
    IncidentKind.NOT_GENUINE: lazy("Not genuine"),
    IncidentKind.WATCHED: lazy("Watch-list"),
    IncidentKind.DEVICE_LOST: lazy("Device lost"),
    IncidentKind.REFUSED_PERSON: lazy("Somebody refused to go"),
    IncidentKind.MEDICAL: lazy("Medical"),
    IncidentKind.SECURITY: lazy("Security"),
    IncidentKind.CROWD: lazy("Crowd"),
    IncidentKind.EQUIPMENT: lazy("Equipment"),
    IncidentKind.OTHER: lazy("Something else"),
}
_SEVERITIES = {Severity.LOW: lazy("Low"), Severity.HIGH: lazy("High")}

# What a guard may report at the device.
REPORTED = (
    IncidentKind.REFUSED_PERSON,
    IncidentKind.MEDICAL,
    IncidentKind.SECURITY,
    IncidentKind.CROWD,
    IncidentKind.EQUIPMENT,
    IncidentKind.OTHER,
)


class Incident(Model):
    """Something that a supervisor must know of, what was done about it, and when it was over."""

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_run", "run_id", "state", "at"),)

    event: Mapped[UUID] = mapped_column(
        Uuid, unique=True, comment="Of the device, or made from the scans: told once"
    )
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    at: Mapped[Moment]
    kind: Mapped[IncidentKind] = mapped_column(one_of(IncidentKind))
    severity: Mapped[Severity] = mapped_column(one_of(Severity))
    checkpoint_id: Mapped[int | None] = mapped_column(ForeignKey("checkpoint.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    guard_id: Mapped[int | None] = mapped_column(ForeignKey("guard.id"), comment="Who told it")
    words: Mapped[str] = mapped_column(default="", comment="What the guard or officer wrote")
    action: Mapped[str] = mapped_column(default="", comment="What was done about it")
    state: Mapped[IncidentState] = mapped_column(one_of(IncidentState))
    state_since: Mapped[Moment]

    passes: Mapped[list["IncidentPass"]] = relationship(lazy="raise_on_sql")


class IncidentPass(Model):
    """Whose badge an incident is about, and which scan by which device showed it."""

    __tablename__ = "incident_pass"
    __table_args__ = (
        UniqueConstraint("incident_id", "scan_id"),
        CheckConstraint("serial IS NOT NULL OR code_hash IS NOT NULL", name="of_a_badge"),
    )

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    credential_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"), index=True)
    serial: Mapped[int | None]
    code_hash: Mapped[str | None] = mapped_column(String(32))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    scan_id: Mapped[UUID | None] = mapped_column(
        Uuid, comment="Not a key: scans are purged, incidents are not"
    )
