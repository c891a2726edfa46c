"""How often something may be tried: counted in the database, so for all workers together."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import Index, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from ceremony.core.clock import now
from ceremony.core.crypto import exact_hash
from ceremony.core.db import Working, db
from ceremony.core.errors import TooManyTries
from ceremony.core.i18n import _


class Attempt(Working):
    """One try of *kind* by or on somebody, who is kept only as a keyed hash."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_kind", "kind", "who", "created_at"),)

    kind: Mapped[str]
    who: Mapped[str] = mapped_column(comment="keyed hash of an address or a name")


def check(kind: str, who: str, *, most: int, minutes: int) -> None:
    """Ask before the try.

    :raises TooManyTries: there were *most* of them in the last *minutes*.
    """
    tried = select(func.count()).where(
        Attempt.kind == kind,
        Attempt.who == _hash(kind, who),
        Attempt.created_at > now() - timedelta(minutes=minutes),
    )
    if (db.session.scalar(tried) or 0) >= most:
        raise TooManyTries(_("Tried too often. Wait %(minutes)d minutes.", minutes=minutes))


def note(kind: str, who: str) -> None:
    """Count one failed try; what is older than a day is forgotten."""
    db.session.execute(delete(Attempt).where(Attempt.created_at < now() - timedelta(days=1)))
    db.session.add(Attempt(kind=kind, who=_hash(kind, who)))


def forget(kind: str, who: str) -> None:
    """Begin to count anew, after a success."""
    db.session.execute(delete(Attempt).where(Attempt.kind == kind, Attempt.who == _hash(kind, who)))


def _hash(kind: str, who: str) -> str:
    """Keyed. Of an IPv6 address the network counts: one household or machine has all of a /64."""
    try:
        address = ip_address(who)
    except ValueError:
        return exact_hash(f"{kind} {who}")
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        who = str(ip_network((address, 64), strict=False))
    return exact_hash(f"{kind} {who}")
