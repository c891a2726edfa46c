"""The provisional list of participants as the United Nations sets it: who stands where. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from ceremony.people.kinds import Function, Rank
from ceremony.protocol import order
from ceremony.protocol.naming import listed_name
from ceremony.protocol.order import Alphabet, Sender
from ceremony.protocol.queries import Member

_FUNCTION = {function: place for place, function in enumerate(Function)}
_RANK = {rank: place for place, rank in enumerate(Rank)}


class Line(NamedTuple):
    """One person: "H.E. Ms. Amina AL-KUWARI", and "Minister of Justice, Ministry of Justice"."""

    name: str
    title: str

    @property
    def text(self) -> str:
        return f"{self.name}, {self.title}" if self.title else self.name


class Part(NamedTuple):
    """Those of one function in a delegation."""

    function: Function
    lines: Sequence[Line]


class Entry(NamedTuple):
    """A delegation with those whom it may name; *unnamed* counts its other members."""

    sender: Sender
    parts: Sequence[Part]
    unnamed: int

    @property
    def named(self) -> int:
        return sum(len(part.lines) for part in self.parts)


class Group(NamedTuple):
    """Delegations of one of order.GROUPS."""

    number: int
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Listing:
    """The whole list."""

    groups: Sequence[Group]

    @property
    def named(self) -> int:
        return sum(entry.named for group in self.groups for entry in group.entries)

    @property
    def unnamed(self) -> int:
        return sum(entry.unnamed for group in self.groups for entry in group.entries)

    @property
    def delegations(self) -> int:
        return sum(len(group.entries) for group in self.groups)


def listing(senders: Iterable[Sender], members: Sequence[Member]) -> Listing:
    """Delegations that have an approved member, by group and English name; the head first.

    Only who agrees to be named is named. Within a function the highest rank comes first, then
    the order in which *members* come (by name).
    Source: DOMAIN, papers that protocol lives on; United Nations, provisional lists of
    participants (DC/INF series): States in the English alphabetical order, the head first.
    """
    of: dict[int, list[Member]] = {}
    for member in members:
        of.setdefault(member.body_id, []).append(member)
    present = order.by_name((x for x in senders if x.body_id in of), Alphabet.ENGLISH)
    return Listing(
        [
            Group(number, [_entry(x, of[x.body_id]) for x in group])
            for number, group in groupby(present, key=lambda x: x.group)
        ]
    )


def _entry(sender: Sender, members: Sequence[Member]) -> Entry:
    named = sorted(
        (x for x in members if x.is_listed), key=lambda x: (_FUNCTION[x.function], _RANK[x.rank])
    )
    parts = [
        Part(function, [_line(x, sender) for x in group])
        for function, group in groupby(named, key=lambda x: x.function)
    ]
    return Entry(sender, parts, len(members) - len(named))


def _line(member: Member, sender: Sender) -> Line:
    name = listed_name(
        member.badge_name, member.family_name, member.given_names, member.nationality_code
    )
    organisation = member.organisation if member.organisation != sender.name else ""
    titles = [x for x in (member.title, organisation) if x]
    return Line(f"{member.honorific} {name}".strip(), ", ".join(dict.fromkeys(titles)))
