"""YAML as a tree that remembers its lines. Only the plain part of YAML is let in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import yaml

from ceremony.core.characters import has_odd_characters
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _

MOST_BYTES = 256 * 1024
MOST_DEPTH = 12


class Mark(NamedTuple):
    """Where something stands; both count from 1."""

    line: int
    column: int


class Finding(NamedTuple):
    """What is wrong, where, and (part, number of the item, field) for a form."""

    mark: Mark | None
    sentence: str
    path: tuple[str, int, str] | None = None

    def __str__(self) -> str:
        if self.mark is None:
            return self.sentence
        return _(
            "line %(line)d, column %(column)d: %(sentence)s",
            line=self.mark.line,
            column=self.mark.column,
            sentence=self.sentence,
        )


class FileRefused(DomainError):
    """The ceremony file is wrong in the *findings*; nothing was changed."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = sorted(findings, key=lambda x: x.mark or Mark(0, 0))
        super().__init__("\n".join(map(str, self.findings)))


@dataclass(frozen=True)
class Scalar:
    mark: Mark
    text: str
    is_plain: bool = True

    @property
    def is_empty(self) -> bool:
        return self.is_plain and self.text in {"", "~", "null"}


@dataclass
class Table:
    mark: Mark
    entries: dict[str, "Node"] = field(default_factory=dict)
    keys: dict[str, Mark] = field(default_factory=dict)


@dataclass
class Series:
    mark: Mark
    items: list["Node"] = field(default_factory=list)


Node: TypeAlias = Scalar | Table | Series


def read(content: bytes, findings: list[Finding]) -> Table:
    """The tree of *content*; doubled keys go to *findings*.

    :raises FileRefused: it is too large, not text, not YAML, or uses what we do not let in.
    """
    if len(content) > MOST_BYTES:
        raise _refused(None, _("The file is larger than %(size)d KB.", size=MOST_BYTES // 1024))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refused(Mark(line, 1), _("The file is not written in UTF-8.")) from None
    try:
        return _Builder(text, findings).root()
    except yaml.MarkedYAMLError as error:
        raise _refused(_mark(error.problem_mark), _("This is not YAML.")) from None
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise _refused(Mark(line, 1), _("An invisible control character stands here.")) from None


class _Builder:
    """Builds the tree from the parser's events; nothing is ever constructed by a tag."""

    def __init__(self, text: str, findings: list[Finding]) -> None:
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.SafeLoader)
        self.findings = findings

    def root(self) -> Table:
        self._next()  # the stream
        if isinstance(self._next(), yaml.StreamEndEvent):
            raise _refused(None, _("The file is empty."))
        node = self._node(self._next(), depth=0)
        self._next()  # the document's end
        if not isinstance(after := self._next(), yaml.StreamEndEvent):
            raise _refused(_mark(after.start_mark), _("A ceremony file holds one document only."))
        if not isinstance(node, Table):
            raise _refused(node.mark, _("A ceremony file begins with a section, such as “zones:”."))
        return node

    def _next(self) -> yaml.Event:
        return next(self.events)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        mark = _mark(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refused(mark, _("Anchors (&) and aliases (*) are not used here: write it out."))
        if getattr(event, "tag", None):
            raise _refused(mark, _("Tags (!) are not used here."))
        if depth > MOST_DEPTH:
            raise _refused(mark, _("This is nested too deeply."))
        if isinstance(event, yaml.MappingStartEvent):
            return self._table(mark, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._series(mark, depth)
        return Scalar(mark, event.value, event.style is None)  # type: ignore[attr-defined]

    def _series(self, mark: Mark, depth: int) -> Series:
        items = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Series(mark, items)

    def _table(self, mark: Mark, depth: int) -> Table:
        table = Table(mark)
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(self._next(), depth + 1)
            if not isinstance(key, Scalar):
                raise _refused(key.mark, _("A key is one word."))
            if key.text in table.entries:
                first = table.keys[key.text].line
                sentence = _(
                    "“%(key)s” stands in line %(line)d already.", key=short(key.text), line=first
                )
                self.findings.append(Finding(key.mark, sentence))
                continue
            table.entries[key.text], table.keys[key.text] = value, key.mark
        return table


def short(given: str) -> str:
    """*given* as a sentence can quote it: cut, and without what cannot be shown."""
    shown = "".join("\N{REPLACEMENT CHARACTER}" if has_odd_characters(x) else x for x in given[:40])
    return shown if len(given) <= 40 else f"{shown}…"


def _mark(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1) if mark else Mark(1, 1)


def _refused(mark: Mark | None, sentence: str) -> FileRefused:
    return FileRefused([Finding(mark, sentence)])
