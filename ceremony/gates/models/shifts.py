"""Who stands at a gate, and how the device there does."""

from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceremony.core.db import Model, Moment, Working
from ceremony.people.models import Accreditation


class Guard(Model):
    """Somebody who works at gates: the staff badge begins a shift, the PIN unlocks the device."""

    __tablename__ = "guard"

    accreditation_id: Mapped[int] = mapped_column(ForeignKey("accreditation.id"), unique=True)
    is_supervisor: Mapped[bool] = mapped_column(default=False, comment="May override a verdict")
    pin_salt: Mapped[str] = mapped_column(String(32), comment="Hexadecimal")
    pin_hash: Mapped[str] = mapped_column(String(64), comment="PBKDF2-HMAC-SHA256, hexadecimal")
    pin_set_at: Mapped[Moment]
    ended_at: Mapped[Moment | None] = mapped_column(comment="No guard any more since")

    accreditation: Mapped[Accreditation] = relationship(lazy="raise_on_sql")


class Shift(Working):
    """One guard at one device, from the badge that began it to the handover."""

    __tablename__ = "shift"
    __table_args__ = (Index("ix_shift_device", "device_id", "started_at"),)

    id: Mapped[UUID] = mapped_column(  # type: ignore[assignment]
        Uuid, primary_key=True, comment="Made by the device"
    )
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id"))
    guard_id: Mapped[int] = mapped_column(ForeignKey("guard.id"), index=True)
    started_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    handed_to_id: Mapped[int | None] = mapped_column(ForeignKey("guard.id"))


class DeviceReport(Working):
    """What a device told of itself when it was heard of last."""

    __tablename__ = "device_report"
    __table_args__ = (
        CheckConstraint("battery BETWEEN 0 AND 100", name="battery_percent"),
        CheckConstraint("unsent >= 0", name="unsent_is_counted"),
    )

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), unique=True)
    seen_at: Mapped[Moment]
    release: Mapped[str] = mapped_column(String(16), comment="Of the scanner's files")
    list_version: Mapped[int | None] = mapped_column(comment="Of the list that it has")
    list_at: Mapped[Moment | None] = mapped_column(comment="Since when it has this one")
    unsent: Mapped[int] = mapped_column(comment="Events that it keeps and has not sent")
    battery: Mapped[int | None] = mapped_column(comment="Per cent; None: it does not tell")
    offset_ms: Mapped[int] = mapped_column(BigInteger, comment="Server's clock less the device's")
    lost_at: Mapped[Moment | None] = mapped_column(comment="What it did not send is estimated")
