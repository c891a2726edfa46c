"""Those who act, as the permissions see them: plain values, read once a request."""

from dataclasses import dataclass
from datetime import datetime

from ceremony.core.permissions import Grant


@dataclass(frozen=True)
class SignedIn:
    """An officer who has signed in."""

    id: int
    name: str
    email: str
    grants: frozenset[Grant]
    session_id: int
    token: str
    language: str | None = None
    seen_at: datetime | None = None  # as the session's row says, up to five minutes late
    by_link: bool = False  # a personal link began the session: no office, whatever they hold

    kind = "user"
    is_authenticated = is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.token


@dataclass(frozen=True)
class Visitor:
    """Someone who has not signed in."""

    kind = "visitor"
    id = None
    name = ""
    language = None
    grants: frozenset[Grant] = frozenset()
    is_authenticated = is_active = False
    is_anonymous = True

    def get_id(self) -> None:
        return None
