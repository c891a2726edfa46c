"""What was read at gates, and who is inside because of it."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from ceremony.core.db import Moment, Working, one_of
from ceremony.core.i18n import lazy
from ceremony.gates.verdict import Code, Direction


class Method(StrEnum):
    """How a badge was read; a lapel pin is no badge: its delegation is chosen."""

    CAMERA = "camera"
    SERIAL = "serial"
    WEDGE = "wedge"
    NAME = "name"
    PIN = "pin"

    @property
    def label(self) -> str:
        return str(_METHODS[self])


_UNLIKE_MOST = text(f"verdict <> '{Code.ADMIT}'")
_IS_PIN = text(f"method = '{Method.PIN}'")
_METHODS = {
    Method.CAMERA: lazy("Camera"),
    Method.SERIAL: lazy("Number typed"),
    Method.WEDGE: lazy("USB scanner"),
    Method.NAME: lazy("Found by name"),
    Method.PIN: lazy("Lapel pin"),
}
_ONE_OF_THREE = " + ".join(
    f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in ("serial", "code_hash", "body_id")
)


class Presence(Working):
    """A head inside a zone whose exits are all scanned, in one run; the guard of races.

    It belongs to the right, not to the badge: whoever gets another badge is the same head.
    It follows from the scans, in the order of scanning.
    """

    __tablename__ = "presence"
    __table_args__ = (
        UniqueConstraint("accreditation_id", "zone_id", "run_id"),
        Index("ix_presence_inside", "run_id", "zone_id", "is_inside", "body_id"),
        Index("ix_presence_changed", "run_id", "zone_id", "changed_at"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    accreditation_id: Mapped[int] = mapped_column(ForeignKey("accreditation.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"))
    is_inside: Mapped[bool]
    since: Mapped[Moment]
    changed_at: Mapped[Moment] = mapped_column(comment="When we were told")


class Scan(Working):
    """One reading of one badge and its verdict, refused ones too. Retention purges it."""

    __tablename__ = "scan"
    __table_args__ = (
        CheckConstraint(f"{_ONE_OF_THREE} = 1", name="serial_code_or_body"),
        CheckConstraint("heads BETWEEN 1 AND 100", name="heads_range"),
        CheckConstraint(
            "(overridden_by_id IS NULL) = (override_reason IS NULL)", name="whole_override"
        ),
        Index("ix_scan_device", "device_id", "scanned_at"),
        Index("ix_scan_repeat", "device_id", "serial", "scanned_at"),
        Index("ix_scan_checkpoint", "checkpoint_id", "scanned_at"),
        Index("ix_scan_credential", "credential_id", "scanned_at"),
        Index(  # holds all that figures of a day are made of
            "ix_scan_latest",
            "run_id",
            "scanned_at",
            "id",
            "checkpoint_id",
            "direction",
            "admitted",
            "heads",
        ),
        Index(  # holds all that heads by lapel pin are made of
            "ix_scan_pin",
            "run_id",
            "checkpoint_id",
            "body_id",
            "direction",
            "heads",
            sqlite_where=_IS_PIN,
            postgresql_where=_IS_PIN,
        ),
        Index(
            "ix_scan_verdict",
            "run_id",
            "verdict",
            "scanned_at",
            "id",
            sqlite_where=_UNLIKE_MOST,
            postgresql_where=_UNLIKE_MOST,
        ),
    )

    id: Mapped[UUID] = mapped_column(  # type: ignore[assignment]
        Uuid, primary_key=True, comment="Made by the device: sent twice counts once"
    )
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("checkpoint.id"))
    shift_id: Mapped[UUID | None] = mapped_column(ForeignKey("shift.id"), index=True)
    direction: Mapped[Direction] = mapped_column(one_of(Direction))
    method: Mapped[Method] = mapped_column(one_of(Method))
    credential_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"))
    serial: Mapped[int | None] = mapped_column(comment="Signed into the code, or as typed")
    code_hash: Mapped[str | None] = mapped_column(
        String(32), comment="Of a code that is not ours: it may hold anything"
    )
    body_id: Mapped[int | None] = mapped_column(
        ForeignKey("body.id"), comment="Whose lapel pin was seen"
    )
    heads: Mapped[int] = mapped_column(default=1, comment="With a pin: companions too")
    verdict: Mapped[Code] = mapped_column(one_of(Code))
    reason: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, comment="Figures of the sentence")
    admitted: Mapped[bool]
    offline: Mapped[bool] = mapped_column(default=False, comment="The device decided alone")
    overridden_by_id: Mapped[int | None] = mapped_column(ForeignKey("guard.id"))
    override_reason: Mapped[str | None]
    scanned_at: Mapped[Moment]
    received_at: Mapped[Moment]
    device_at: Mapped[Moment | None] = mapped_column(comment="By the device's clock")
    offset_ms: Mapped[int | None] = mapped_column(
        BigInteger, comment="Measured: server's clock less device's"
    )
    sequence: Mapped[int | None] = mapped_column(comment="Of this device: 1, 2, 3")
