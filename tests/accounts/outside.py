"""People outside the desk, made by the operations, and their links."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from ceremony.accounts import operations, queries
from ceremony.accounts.models import User
from ceremony.core.db import db, transaction
from ceremony.core.mail import Message
from ceremony.core.permissions import SYSTEM, Role

EMAIL = "farida@mission.example"
DAY = timedelta(days=1)
OF_FOUR: dict[str, Any] = {"role": Role.FOCAL_POINT, "scope_kind": "body", "scope_id": 4}


def welcome(email: str = EMAIL, actor: Any = SYSTEM, **values: Any) -> User:
    given = {"name": "Farida Point"} | values
    with transaction(actor):
        return operations.welcome_outsider(actor=actor, email=email, **given)


def grant(user: User, actor: Any = SYSTEM, **values: Any) -> None:
    with transaction(actor):
        operations.grant_scoped(actor=actor, user=queries.user(user.id), **(OF_FOUR | values))


def withdraw(user: User, actor: Any = SYSTEM, **values: Any) -> None:
    with transaction(actor):
        operations.withdraw_scoped(actor=actor, user=queries.user(user.id), **(OF_FOUR | values))


def focal_point(email: str = EMAIL, **values: Any) -> User:
    """A focal point of body 4."""
    made = welcome(email, **values)
    grant(made)
    return made


def link(user: User, lasts: timedelta = DAY, actor: Any = SYSTEM) -> str:
    with transaction(actor):
        return operations.make_entry_link(actor=actor, user=queries.user(user.id), lasts=lasts)


def revoke(user: User, actor: Any = SYSTEM) -> None:
    with transaction(actor):
        operations.revoke_entry_links(actor=actor, user=queries.user(user.id))


def disable(user: User) -> None:
    with transaction(SYSTEM):
        operations.disable(actor=SYSTEM, user=queries.user(user.id))


def mailed() -> list[tuple[str, str]]:
    """Of every mail in the outbox the address and the link."""
    db.session.rollback()
    rows = db.session.execute(select(Message.address, Message.link).order_by(Message.id))
    return [(address, link or "") for address, link in rows]
