"""Badges, the keys that sign them, and which of them are out of date."""

from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceremony.badges.states import RevokedBecause, State
from ceremony.core.db import Model, Moment, Working, one_of
from ceremony.people.models import Accreditation


class KeyState(StrEnum):
    """What a signing key still does."""

    ACTIVE = "active"  # signs
    RETIRED = "retired"  # verifies what it signed
    WITHDRAWN = "withdrawn"  # what it signed is not genuine


class CredentialKey(Model):
    """The public half of a signing key; the private one is a file of the instance."""

    __tablename__ = "credential_key"
    __table_args__ = (
        CheckConstraint("key_id BETWEEN 0 AND 65535", name="key_id_range"),
        Index(
            "uq_credential_key_active",
            "state",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
    )

    key_id: Mapped[int] = mapped_column(unique=True, comment="As in the token")
    public_key: Mapped[bytes] = mapped_column(LargeBinary, comment="Ed25519, 32 bytes")
    state: Mapped[KeyState] = mapped_column(one_of(KeyState))


class Credential(Model):
    """One badge of one accreditation, with what was signed into its code."""

    __tablename__ = "credential"
    __table_args__ = (
        CheckConstraint("(state = 'revoked') = (reason IS NOT NULL)", name="reason_if_revoked"),
        Index(
            "uq_credential_live",
            "accreditation_id",
            unique=True,
            sqlite_where=text("state <> 'revoked'"),
            postgresql_where=text("state <> 'revoked'"),
        ),
        Index("ix_credential_state", "state", "serial", "id", "category_code"),
    )

    accreditation_id: Mapped[int] = mapped_column(ForeignKey("accreditation.id"), index=True)
    serial: Mapped[int] = mapped_column(unique=True, comment="1-999999, printed as 004 812")
    key_id: Mapped[int] = mapped_column(ForeignKey("credential_key.key_id"))
    category_code: Mapped[str] = mapped_column(String(32), comment="As signed")
    zones: Mapped[list[str]] = mapped_column(JSON, comment="As signed")
    valid_from: Mapped[Moment]
    valid_until: Mapped[Moment]
    state: Mapped[State] = mapped_column(one_of(State))
    state_since: Mapped[Moment]
    reason: Mapped[RevokedBecause | None] = mapped_column(one_of(RevokedBecause))

    accreditation: Mapped[Accreditation] = relationship(lazy="raise_on_sql")


class Outdated(Working):
    """A credential that no longer says what is true, unless it was revoked since."""

    __tablename__ = "outdated"

    credential_id: Mapped[int] = mapped_column(
        ForeignKey("credential.id", ondelete="CASCADE"), unique=True
    )
