"""Who can be written to. A slice adds its own: ``audiences.add(Audience(...))``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, may, require

Given = Mapping[str, str]


class Recipient(NamedTuple):
    """Somebody to be written to; a fact that is not known is empty."""

    id: int
    name: str
    address: str
    delegation: str
    deadline: datetime | None
    about: tuple[str, int]
    language: str  # of mail to their delegation


class Choice(NamedTuple):
    """One thing by which an audience is narrowed: a name in forms, and values with their words."""

    name: str
    label: object
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Audience:
    """A kind of recipients.

    :ivar choices: by what they can be narrowed on the page of a new mailing.
    :ivar ids: those who fit what was given, in their order.
    :ivar chosen: the same for rows that were ticked in their list.
    :ivar recipients: who is behind such ids; those that are gone are left out.
    """

    code: str
    label: object  # lazy text
    permission: Permission
    choices: Callable[[], Sequence[Choice]]
    ids: Callable[[Given, Actor], list[int]]
    chosen: Callable[[Sequence[int]], list[int]]
    recipients: Callable[[Sequence[int]], list[Recipient]]

    def described(self, given: Given) -> str:
        """What was given, in words; the values of *choices* and the words searched for."""
        said = [
            word
            for choice in self.choices()
            for value, word in choice.options
            if value and given.get(choice.name) == value
        ]
        if words := given.get("q") or given.get("words"):
            said.append(f"“{words}”")
        return ", ".join([str(self.label), *said])

    def described_chosen(self) -> str:
        return _("%(audience)s, chosen one by one", audience=self.label)


_audiences: dict[str, Audience] = {}


def add(audience: Audience) -> None:
    _audiences[audience.code] = audience


def audience(code: str) -> Audience:
    """:raises ValueError: there is none."""
    if code not in _audiences:
        raise ValueError(code)
    return _audiences[code]


def open_to(actor: Actor) -> list[Audience]:
    """Whom *actor* may see, and so may write to."""
    return [x for x in _audiences.values() if may(actor, x.permission)]


def demand(actor: Actor, code: str) -> Audience:
    found = audience(code)
    require(actor, found.permission)
    return found
