"""What a ceremony file is made of: each slice registers its part."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ceremony.core.ceremony_file.fields import Field
from ceremony.core.ceremony_file.tree import Finding, Mark
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor

Facts = dict[str, Any]  # by the keys of the file


@dataclass(frozen=True)
class Item:
    """One thing of a part: a zone, a line of the table."""

    facts: Facts
    marks: dict[str, Mark] = field(default_factory=dict)
    number: int = 0  # its place in the section, from 0


class Verb(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """What happens to one thing; *fields* are label, before, after."""

    part: "Part"
    verb: Verb
    name: str
    fields: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Effect:
    """Whom a change moves, or what else it costs.

    :ivar is_of_persons: whether *count* counts persons.
    :ivar totals: name of a category, how many before, how many after.
    :ivar persons: all of them: name, who sends them, what they have before and after.
    """

    count: int
    sentence: str
    totals: Sequence[tuple[str, int, int]] = ()
    persons: Sequence[tuple[str, str, str, str]] = ()
    is_of_persons: bool = True


@dataclass
class Draft:
    """The whole ceremony as it shall be: what was given, and the present for the rest."""

    items: dict[str, list[Item]]
    present: dict[str, list[Facts]]
    given: set[str]
    section_marks: dict[str, Mark] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    broken: dict[str, list[str]] = field(default_factory=dict)  # codes of what is refused already

    def facts(self, key: str) -> list[Facts]:
        return [item.facts for item in self.items[key]]

    def names(self, key: str) -> list[str]:
        good = [part(key).name(facts) for facts in self.facts(key)]
        return list(dict.fromkeys([*good, *self.broken.get(key, [])]))

    def names_before(self, key: str) -> list[str]:
        return [part(key).name(facts) for facts in self.present[key]]

    def gone(self, key: str) -> list[str]:
        """What stands now and shall not."""
        return [name for name in self.names_before(key) if name not in self.names(key)]

    def refuse(self, key: str, item: Item, field_name: str, sentence: str) -> None:
        """Note what is wrong with a field of *item*, which belongs to the part *key*."""
        mark = item.marks.get(field_name) or min(item.marks.values(), default=None)
        if mark is None:  # it stands in the database, not in the file
            sentence = _(
                "%(part)s, %(name)s: %(sentence)s",
                part=part(key).label,
                name=part(key).name(item.facts),
                sentence=sentence,
            )
        self.findings.append(Finding(mark, sentence, (key, item.number, field_name)))

    def refuse_section(self, key: str, sentence: str) -> None:
        self.findings.append(Finding(self.section_marks.get(key), sentence, (key, -1, "")))


def no_check(_draft: Draft) -> None:
    """A part whose fields say everything."""


def no_clearing(_actor: Actor, _facts: list[Facts], _gone: set[str]) -> None:
    """A part that removes nothing, or does so while it is applied."""


def no_settling(_actor: Actor, _draft: Draft) -> None:
    """A part on which nothing hangs."""


def no_watching() -> Callable[[], Iterable[Effect]]:
    return lambda: ()


@dataclass(frozen=True)
class Part:
    """One section of the file, and how its slice reads, writes and clears it."""

    key: str
    label: object  # lazy text
    order: int
    fields: dict[str, Field]
    name: Callable[[Facts], str]  # what a thing is known by: its code
    present: Callable[[], list[Facts]]
    apply: Callable[[Actor, list[Facts]], None]  # adds and changes
    clear: Callable[[Actor, list[Facts], set[str]], None] = no_clearing  # removes, by names
    settle: Callable[[Actor, Draft], None] = no_settling  # afterwards: what hangs on it follows
    check: Callable[[Draft], None] = no_check  # what no single field can say
    watch: Callable[[], Callable[[], Iterable[Effect]]] = no_watching
    is_list: bool = True
    is_ordered: bool = True
    show: dict[str, Callable[[Any], str]] = field(default_factory=dict)


_parts: dict[str, Part] = {}


def register(part: Part) -> Part:
    _parts[part.key] = part
    return part


def parts() -> list[Part]:
    """All of them, in the order of the file."""
    return sorted(_parts.values(), key=lambda part: part.order)


def part(key: str) -> Part:
    return _parts[key]
