"""Badges, the keys that sign them, the paper they were put on, and who holds it."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceremony.badges.states import LIVE, KeyState, RevokedBecause, State
from ceremony.core import clock
from ceremony.core.db import Model, Moment, Working, one_of
from ceremony.core.i18n import _, lazy
from ceremony.people.models import Accreditation, Body

_COUNTS = text("state NOT IN ('returned', 'revoked')")
_WAITS = text("made_at IS NULL")
_IS_OUT = text("returned_at IS NULL")


class CredentialKey(Model):
    """The public half of a signing key; the private one is a file of the instance."""

    __tablename__ = "credential_key"
    __table_args__ = (
        CheckConstraint("key_id BETWEEN 0 AND 65535", name="key_id_range"),
        CheckConstraint("(state = 'withdrawn') = (reason IS NOT NULL)", name="reason_if_withdrawn"),
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
    state_since: Mapped[Moment]
    reason: Mapped[str | None] = mapped_column(comment="Why what it signed is not genuine")


class Credential(Model):
    """One badge of one right to pass, with what was signed into its code."""

    __tablename__ = "credential"
    __table_args__ = (
        CheckConstraint("(state = 'revoked') = (reason IS NOT NULL)", name="reason_if_revoked"),
        CheckConstraint("NOT takes_over OR reissued_because IS NOT NULL", name="says_why_anew"),
        Index(
            "uq_credential_live",
            "accreditation_id",
            "takes_over",
            unique=True,
            sqlite_where=_COUNTS,
            postgresql_where=_COUNTS,
        ),
        Index("ix_credential_state", "state", "serial", "id", "category_code"),
        Index("ix_credential_since", "state", "state_since", "accreditation_id"),
        Index("ix_credential_accreditation", "accreditation_id", "state", "state_since"),
        Index("ix_credential_validity", "state", "valid_until", "category_code", "reason"),
    )

    accreditation_id: Mapped[int] = mapped_column(ForeignKey("accreditation.id"))
    serial: Mapped[int] = mapped_column(unique=True, comment="1-999999, printed as 004 812")
    key_id: Mapped[int] = mapped_column(ForeignKey("credential_key.key_id"))
    category_code: Mapped[str] = mapped_column(String(32), comment="As signed")
    zones: Mapped[list[str]] = mapped_column(JSON, comment="As signed")
    valid_from: Mapped[Moment]
    valid_until: Mapped[Moment]
    state: Mapped[State] = mapped_column(one_of(State))
    state_since: Mapped[Moment]
    reason: Mapped[RevokedBecause | None] = mapped_column(one_of(RevokedBecause))
    face: Mapped[str | None] = mapped_column(
        String(64), comment="Digest of what was printed; a changed field is found by it"
    )
    takes_over: Mapped[bool] = mapped_column(
        default=False, comment="When handed over, the one before it ends, which counts till then"
    )
    reissued_because: Mapped[str | None] = mapped_column(comment="Why it was made anew")

    accreditation: Mapped[Accreditation] = relationship(lazy="raise_on_sql")

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def has_expired(self) -> bool:
        """It would count, were its validity not over."""
        return self.is_live and self.valid_until <= clock.now()

    @property
    def is_over(self) -> bool:
        """Its validity is, or that of the right to pass, which was shortened since."""
        return min(self.valid_until, self.accreditation.valid_until) <= clock.now()

    @property
    def word(self) -> str:
        """What has become of it, as people read it: lost rather than revoked, or expired."""
        if self.reason in {RevokedBecause.LOST, RevokedBecause.STOLEN}:
            return self.reason.label
        if self.has_expired:
            return _("Expired")
        return self.state.label


class Outdated(Working):
    """A credential in reprint: it counts, but no longer says what is true."""

    __tablename__ = "outdated"

    credential_id: Mapped[int] = mapped_column(
        ForeignKey("credential.id", ondelete="CASCADE"), unique=True
    )


class Order(StrEnum):
    """In which order a batch comes out of the printer."""

    DELEGATION = "delegation"  # then by name
    RANK = "rank"  # by delegation, in it by rank
    NAME = "name"

    @property
    def label(self) -> str:
        return str(_ORDERS[self])


class Batch(Model):
    """Badges that were printed together; its id is the number on them."""

    __tablename__ = "batch"

    asked: Mapped[dict[str, Any]] = mapped_column(JSON, comment="The filter, as in the address")
    layout_code: Mapped[str | None] = mapped_column(comment="None: the usual one of each kind")
    sorted_by: Mapped[Order] = mapped_column(one_of(Order, "batch_order"))
    with_backs: Mapped[bool] = mapped_column(default=False)
    with_covers: Mapped[bool] = mapped_column(default=False)
    is_split: Mapped[bool] = mapped_column(default=False, comment="One file for each delegation")
    reason: Mapped[str | None] = mapped_column(comment="Why what was printed is printed again")
    began_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), comment="Whose its file is; None: the command line"
    )
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))


class Impression(Working):
    """One printing of one badge. Until it is made it is a claim: nobody else prints it then."""

    __tablename__ = "impression"
    __table_args__ = (
        Index(
            "uq_impression_claim",
            "credential_id",
            unique=True,
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
        Index("ix_impression_credential", "credential_id", "made_at"),
    )

    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id"))
    batch_id: Mapped[int | None] = mapped_column(
        ForeignKey("batch.id"), index=True, comment="None: on the spot, at the pick-up desk"
    )
    position: Mapped[int] = mapped_column(default=0, comment="Its place in the batch")
    layout_code: Mapped[str | None]
    layout_version: Mapped[int | None]
    made_at: Mapped[Moment | None]
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id"), comment="None: the command line"
    )
    reason: Mapped[str | None] = mapped_column(
        comment="Why again, on the spot; a batch has its own"
    )


class Receipt(Model):
    """What somebody took along for others, and signed for: badges, floaters, pins."""

    __tablename__ = "receipt"
    __table_args__ = (
        CheckConstraint("pins >= 0 AND pins_returned BETWEEN 0 AND pins", name="pins_add_up"),
        CheckConstraint("bearer <> ''", name="names_the_bearer"),
    )

    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    bearer: Mapped[str] = mapped_column(comment="Name as on the document that was shown")
    bearer_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), comment="If the bearer is registered"
    )
    given_at: Mapped[Moment]
    pins: Mapped[int] = mapped_column(default=0)
    pins_returned: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")

    body: Mapped[Body] = relationship(lazy="raise_on_sql")

    @property
    def pins_out(self) -> int:
        return self.pins - self.pins_returned


class ReceiptItem(Model):
    """A badge that a receipt names; out until it is returned or given to its own holder."""

    __tablename__ = "receipt_item"
    __table_args__ = (
        Index(
            "uq_receipt_item_out",
            "credential_id",
            unique=True,
            sqlite_where=_IS_OUT,
            postgresql_where=_IS_OUT,
        ),
    )

    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"), index=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id"))
    returned_at: Mapped[Moment | None] = mapped_column(comment="None: out")

    credential: Mapped[Credential] = relationship(lazy="raise_on_sql")


_ORDERS = {
    Order.DELEGATION: lazy("Delegation, then name"),
    Order.RANK: lazy("Delegation, then rank"),
    Order.NAME: lazy("Name"),
}
