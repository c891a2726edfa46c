"""Whoever can act, the roles they hold, and by what they prove who they are."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ceremony.core.clock import now
from ceremony.core.db import Model, Moment, Working, one_of
from ceremony.core.permissions import OFFICE, OUTSIDE, Grant, Role


class User(Model):
    """An officer: somebody who signs in with an address and a password."""

    __tablename__ = "user"

    email: Mapped[str] = mapped_column(unique=True, comment="Lower case")
    name: Mapped[str]
    password_hash: Mapped[str | None] = mapped_column(comment="argon2id; none until first set")
    language: Mapped[str | None] = mapped_column(String(16))
    disabled_at: Mapped[Moment | None]

    role_grants: Mapped[list["RoleGrant"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="RoleGrant.role"
    )

    @property
    def is_outside(self) -> bool:
        """Whether there is something to do here without an office."""
        return any(x.role in OUTSIDE for x in self.role_grants)

    @property
    def is_officer(self) -> bool:
        return any(x.role in OFFICE for x in self.role_grants)

    @property
    def may_enter(self) -> bool:
        """By a personal link."""
        return self.disabled_at is None and self.is_outside

    @property
    def may_choose_password(self) -> bool:
        """A first one, having come by a personal link; officers get a link of its own for it."""
        return self.password_hash is None and self.is_outside and not self.is_officer


class Device(Model):
    """A phone or handheld at an entrance; it acts by its token."""

    __tablename__ = "device"

    name: Mapped[str]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    paired_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]

    role_grants: Mapped[list["RoleGrant"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan"
    )


class RoleGrant(Model):
    """A role held by a user or a device, for everything or for one thing."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("user_id", "role", "scope_kind", "scope_id"),
        CheckConstraint("(user_id IS NULL) <> (device_id IS NULL)", name="one_holder"),
        CheckConstraint("(scope_kind IS NULL) = (scope_id IS NULL)", name="whole_scope"),
    )

    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"), index=True)
    role: Mapped[Role] = mapped_column(one_of(Role))
    scope_kind: Mapped[str | None]
    scope_id: Mapped[int | None]

    @property
    def grant(self) -> Grant:
        return Grant(self.role, self.scope_kind, self.scope_id)


class UserSession(Working):
    """One sign-in of one user on one browser; it expires and can be ended.

    One that a personal link began acts in roles outside the desk only, and ends with its link.
    """

    __tablename__ = "user_session"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"), comment="That began it")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    seen_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    address: Mapped[str]
    agent: Mapped[str] = mapped_column(comment="The browser, as it names itself")


class Purpose(StrEnum):
    PASSWORD = "password"  # noqa: S105 - the name of a purpose
    PAIRING = "pairing"
    ENTRY = "entry"


class Link(Working):
    """A secret that works for a while: once to set a password or to pair a device; as
    *personal link*, again and again, to enter.
    """

    __tablename__ = "link"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (device_id IS NULL)", name="one_subject"),
        CheckConstraint(
            "purpose <> 'entry' OR (user_id IS NOT NULL AND used_at IS NULL)",
            name="entry_stays_open",
        ),
        CheckConstraint("revoked_at IS NULL OR purpose = 'entry'", name="only_entry_revoked"),
    )

    purpose: Mapped[Purpose] = mapped_column(one_of(Purpose))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"), index=True)
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None] = mapped_column(comment="Up")
    last_used_at: Mapped[Moment | None] = mapped_column(comment="To enter")
    revoked_at: Mapped[Moment | None]

    @property
    def is_over(self) -> bool:
        return bool(self.used_at or self.revoked_at) or self.expires_at <= now()
