"""Where slices hang what belongs to pages made of many slices."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Select

from ceremony.core.jobs import Job
from ceremony.core.permissions import Actor, Permission, may


@dataclass(frozen=True)
class Place:
    """One line of the desk's side bar."""

    label: object  # lazy text
    icon: str
    endpoint: str
    permission: Permission
    group: object
    order: int
    count: Callable[[], Select[int]] | None = None  # how many wait there


@dataclass(frozen=True)
class Hit:
    """One thing that the global search found."""

    label: str
    note: str
    url: str


@dataclass(frozen=True)
class Search:
    """Finds things by a few words; *find* gets the words and the most it may return."""

    label: object
    permission: Permission
    find: Callable[[str, int], Iterable[Hit]]


@dataclass(frozen=True)
class Panel:
    """A part of a page: *template* is included with what *facts* gives for the subject."""

    page: str
    permission: Permission
    template: str
    facts: Callable[[object], dict[str, object]]
    order: int = 0


@dataclass(frozen=True)
class JobKind:
    """What a kind of long work is called, and where whoever began it sees how far it is.

    :param page: the address of its page; None: there is none.
    """

    label: object
    page: Callable[[Job], str | None] = lambda _: None


class Record(NamedTuple):
    """One of two records that turn out to be one person."""

    person_id: int
    accreditation_id: int


class Merging(NamedTuple):
    """Two records become one: *gone* ends, *kept* takes over what was theirs."""

    actor: Actor
    kept: Record
    gone: Record


@dataclass(frozen=True)
class Merge:
    """A slice's part where two records of one person become one, in the same transaction.

    Rows that point at a person, a participation or an accreditation and need no more than
    another number are none of its business: :mod:`ceremony.people.operations.merging`
    turns them round by itself.

    :param do: *gone* may keep nothing that counts.
    :param tables: whose rows *do* turns round.
    :param say: what will happen, in sentences, for the page that asks.
    """

    do: Callable[[Merging], None]
    tables: frozenset[str] = frozenset()
    say: Callable[[Merging], Iterable[str]] = lambda _: ()


Names = Callable[[Sequence[int]], dict[int, str]]


@dataclass
class Registries:
    places: list[Place] = field(default_factory=list)
    searches: list[Search] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    events: dict[str, object] = field(default_factory=dict)  # audit event -> lazy words
    fields: dict[str, object] = field(default_factory=dict)  # column or field -> lazy words
    jobs: dict[str, JobKind] = field(default_factory=dict)  # by the name of the job
    scopes: dict[str, Names] = field(default_factory=dict)  # kind of scope -> names by id

    def places_for(self, actor: Actor) -> list[Place]:
        allowed = (x for x in self.places if may(actor, x.permission))
        return sorted(allowed, key=lambda x: x.order)

    def panels_for(self, page: str, actor: Actor, subject: object = None) -> list[Panel]:
        """What *actor* may see there; *subject* is what the page is about, if that matters."""
        here = (x for x in self.panels if x.page == page)
        allowed = (x for x in here if may(actor, x.permission, subject))
        return sorted(allowed, key=lambda x: x.order)


registries = Registries()
