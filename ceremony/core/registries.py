"""Where slices hang what belongs to pages made of many slices."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

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
    count: Callable[[], int] | None = None


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


@dataclass
class Registries:
    places: list[Place] = field(default_factory=list)
    searches: list[Search] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    events: dict[str, object] = field(default_factory=dict)  # audit event -> lazy words

    def places_for(self, actor: Actor) -> list[Place]:
        allowed = (x for x in self.places if may(actor, x.permission))
        return sorted(allowed, key=lambda x: x.order)

    def panels_for(self, page: str, actor: Actor) -> list[Panel]:
        allowed = (x for x in self.panels if x.page == page and may(actor, x.permission))
        return sorted(allowed, key=lambda x: x.order)


registries = Registries()
