"""One-time links: made, which ends the one before, and used up."""

from datetime import timedelta

from sqlalchemy import update

from ceremony.accounts.models import Link, Purpose
from ceremony.core.clock import now
from ceremony.core.crypto import token_hash
from ceremony.core.db import db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _


def make(purpose: Purpose, token: str, lasts: timedelta, **subject: int) -> str:
    """A link whose secret is *token*, for ``user_id`` or ``device_id``; unused ones end."""
    [(column, subject_id)] = subject.items()
    db.session.execute(
        update(Link)
        .where(Link.purpose == purpose, getattr(Link, column) == subject_id, Link.used_at.is_(None))
        .values(used_at=now())
    )
    db.session.add(
        Link(purpose=purpose, token_hash=token_hash(token), expires_at=now() + lasts, **subject)
    )
    db.session.flush()
    return token


def use(link: Link) -> None:
    """Only one of those who use a link at the same instant comes through."""
    used = db.session.scalar(
        update(Link)
        .where(Link.id == link.id, Link.used_at.is_(None))
        .values(used_at=now())
        .returning(Link.id)
    )
    if used is None:
        raise DomainError(_("This link was used a moment ago."))
