"""Checkpoints, what gates know of badges, and what they scanned."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceremony.core.db import Model, Moment, Translated, Working, one_of
from ceremony.core.i18n import lazy
from ceremony.gates.verdict import Code, Direction
from ceremony.people.kinds import PassKind
from ceremony.people.labels import pass_name
from ceremony.people.models import Zone


class Passage(StrEnum):
    """Which way one goes at a checkpoint."""

    IN = "in"
    OUT = "out"
    BOTH = "both"

    @property
    def label(self) -> str:
        return str(_PASSAGES[self])


class Method(StrEnum):
    """How a badge was read."""

    CAMERA = "camera"
    SERIAL = "serial"
    WEDGE = "wedge"

    @property
    def label(self) -> str:
        return str(_METHODS[self])


_UNLIKE_MOST = text(f"verdict <> '{Code.ADMIT}'")
_PASSAGES = {
    Passage.IN: lazy("Way in"),
    Passage.OUT: lazy("Way out"),
    Passage.BOTH: lazy("Both ways"),
}
_METHODS = {
    Method.CAMERA: lazy("Camera"),
    Method.SERIAL: lazy("Number typed"),
    Method.WEDGE: lazy("USB scanner"),
}


class Checkpoint(Model):
    """A place where badges are read; behind it lies one zone."""

    __tablename__ = "checkpoint"

    code: Mapped[str] = mapped_column(String(8), unique=True, comment="As on the sign: P4")
    name: Mapped[str]
    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"), index=True)
    direction: Mapped[Passage] = mapped_column(one_of(Passage))

    zone: Mapped[Zone] = relationship(lazy="raise_on_sql")


class GatePass(Working):
    """What gates know of one credential: the very row that devices will be sent.

    Written in the transaction that changes what it copies; see gates.receivers.
    """

    __tablename__ = "gate_pass"

    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id"), unique=True)
    accreditation_id: Mapped[int] = mapped_column(ForeignKey("accreditation.id"), index=True)
    serial: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(comment="As printed")
    original_name: Mapped[str]
    body_name: Mapped[str]
    function: Mapped[str] = mapped_column(comment="Code")
    category_code: Mapped[str]
    category_letter: Mapped[str]
    category_name: Mapped[Translated]
    pass_kind: Mapped[PassKind] = mapped_column(one_of(PassKind))
    zones: Mapped[list[str]] = mapped_column(JSON)
    revoked: Mapped[str | None] = mapped_column(comment="Why it does not count any more")
    revoked_at: Mapped[Moment | None]
    valid_from: Mapped[Moment]
    valid_until: Mapped[Moment] = mapped_column(comment="Not part of the validity")
    photograph: Mapped[str | None] = mapped_column(index=True, comment="Name of the stored file")
    by_protocol: Mapped[bool] = mapped_column(comment="No photograph is asked of this person")
    version: Mapped[int] = mapped_column(default=1, comment="One more with every change")

    @property
    def personal(self) -> bool:
        """Whether it is somebody's own; else it can change hands."""
        return self.pass_kind is PassKind.PERSONAL

    @property
    def called(self) -> str:
        """The person, the plate, or which of the floaters of its body it is."""
        return pass_name(self.name, self.pass_kind, self.category_name)


class Presence(Working):
    """A head inside a zone whose exits are all scanned, in one run; the guard of races.

    It belongs to the right, not to the badge: whoever gets another badge is the same head.
    """

    __tablename__ = "presence"
    __table_args__ = (
        UniqueConstraint("accreditation_id", "zone_id", "run_id"),
        Index("ix_presence_inside", "run_id", "zone_id", "is_inside"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    accreditation_id: Mapped[int] = mapped_column(ForeignKey("accreditation.id"))
    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"))
    is_inside: Mapped[bool]
    since: Mapped[Moment]


class Scan(Working):
    """One reading of one badge and its verdict, refused ones too. Retention purges it."""

    __tablename__ = "scan"
    __table_args__ = (
        CheckConstraint("(serial IS NULL) <> (code_hash IS NULL)", name="serial_or_code"),
        Index("ix_scan_device", "device_id", "scanned_at"),
        Index("ix_scan_repeat", "device_id", "serial", "scanned_at"),
        Index("ix_scan_checkpoint", "checkpoint_id", "scanned_at"),
        Index(  # holds all that figures of a day are made of
            "ix_scan_latest",
            "run_id",
            "scanned_at",
            "id",
            "checkpoint_id",
            "direction",
            "admitted",
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
    direction: Mapped[Direction] = mapped_column(one_of(Direction))
    method: Mapped[Method] = mapped_column(one_of(Method))
    credential_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"), index=True)
    serial: Mapped[int | None] = mapped_column(comment="Signed into the code, or as typed")
    code_hash: Mapped[str | None] = mapped_column(
        String(32), comment="Of a code that is not ours: it may hold anything"
    )
    verdict: Mapped[Code] = mapped_column(one_of(Code))
    reason: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, comment="Figures of the sentence")
    admitted: Mapped[bool]
    scanned_at: Mapped[Moment]
    received_at: Mapped[Moment]
