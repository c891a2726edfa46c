"""Reading keys, and how much each of them signed."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from ceremony.badges.models import Credential, CredentialKey
from ceremony.badges.states import LIVE, ON_PAPER
from ceremony.core.db import db


class Key(NamedTuple):
    """A key, and the badges that carry its signature.

    :ivar live: those that count, :ivar on_paper: those of them that are printed.
    """

    key: CredentialKey
    signed: int
    live: int
    on_paper: int

    @property
    def unprinted(self) -> int:
        return self.live - self.on_paper


def every() -> Sequence[Key]:
    """The newest first."""
    counts = (
        select(
            Credential.key_id,
            func.count().label("signed"),
            func.count().filter(Credential.state.in_(LIVE)).label("live"),
            func.count().filter(Credential.state.in_(ON_PAPER)).label("on_paper"),
        )
        .group_by(Credential.key_id)
        .subquery()
    )
    numbers = (func.coalesce(counts.c[x], 0) for x in ("signed", "live", "on_paper"))
    rows = select(CredentialKey, *numbers).outerjoin(
        counts, counts.c.key_id == CredentialKey.key_id
    )
    return [Key(*x) for x in db.session.execute(rows.order_by(CredentialKey.id.desc()))]


def key(key_id: int) -> Key:
    """The key that is called *key_id* in codes.

    :raises ValueError: there is none.
    """
    found = next((x for x in every() if x.key.key_id == key_id), None)
    if found is None:
        raise ValueError(key_id)
    return found


def name(number: int) -> str:
    """How people call a key: the four hexadecimal digits of its number."""
    return f"{number:04X}"
