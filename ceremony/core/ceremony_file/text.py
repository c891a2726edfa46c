"""Between the text of a ceremony file and a draft of the ceremony."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import yaml

from ceremony.core.ceremony_file.fields import record, unknown
from ceremony.core.ceremony_file.parts import Draft, Facts, Item, Part, parts
from ceremony.core.ceremony_file.tree import (
    FileRefused,
    Finding,
    Node,
    Scalar,
    Series,
    Table,
    read,
    short,
)
from ceremony.core.i18n import _

MOST_ITEMS = 500


def present() -> dict[str, list[Facts]]:
    """The ceremony as it stands."""
    return {part.key: part.present() for part in parts()}


def parse(content: bytes) -> Draft:
    """The ceremony that *content* describes; sections that it leaves out stay as they are.

    :raises FileRefused: with everything that is wrong, by line.
    """
    findings: list[Finding] = []
    root = read(content, findings)
    known = {part.key: part for part in parts()}
    for key in root.entries.keys() - known.keys():
        findings.append(Finding(root.keys[key], unknown(key, _("section"), known)))
    stands = present()
    draft = Draft({}, stands, root.entries.keys() & known.keys(), root.keys, findings)
    for part in known.values():
        found = _items(part, root.entries[part.key], draft) if part.key in draft.given else None
        standing = [Item(facts, {}, number) for number, facts in enumerate(stands[part.key])]
        draft.items[part.key] = standing if found is None else found
    for part in known.values():
        part.check(draft)
    if findings:
        raise FileRefused(findings)
    return draft


def _items(part: Part, node: Node, draft: Draft) -> list[Item] | None:
    """The good items of a section; None if it is no section at all."""
    if not part.is_list:
        found = record(node, part.fields, (part.key, 0), draft.findings)
        return [Item(*found)] if found else None
    if isinstance(node, Scalar) and node.is_empty:
        return []
    if not isinstance(node, Series) or len(node.items) > MOST_ITEMS:
        sentence = _(
            "Write a list here of at most %(most)d items, each beginning with “- ”.",
            most=MOST_ITEMS,
        )
        draft.findings.append(Finding(node.mark, sentence, (part.key, -1, "")))
        return None
    return _distinct(part, node, draft)


def _distinct(part: Part, node: Series, draft: Draft) -> list[Item]:
    """The good items, each name once."""
    items: list[Item] = []
    names: set[str] = set()
    for number, child in enumerate(node.items):
        found = record(child, part.fields, (part.key, number), draft.findings)
        code = child.entries.get("code") if isinstance(child, Table) else None
        mark = code.mark if code else child.mark
        name = part.name(found[0]) if found else code.text if isinstance(code, Scalar) else ""
        if found is not None:
            items.append(Item(*found, number))
        elif name:
            draft.broken.setdefault(part.key, []).append(name)
        if name and name in names:
            sentence = _("“%(name)s” is there already.", name=short(name))
            draft.findings.append(Finding(mark, sentence, (part.key, number, "code")))
        names.add(name)
    return items


def dump(ceremony: Mapping[str, list[Facts]] | None = None) -> str:
    """The file that says *ceremony* (default: as it stands now)."""
    sections = present() if ceremony is None else ceremony
    blocks = []
    for part in parts():
        if part.key in sections:
            facts = [_plain(x) for x in sections[part.key]]
            blocks.append(_yaml({part.key: facts if part.is_list else facts[0]}))
    return "\n".join(blocks)


def _plain(value: Any, *, is_listed: bool = False) -> Any:
    """*value* as YAML writes it; what is absent is left out."""
    if isinstance(value, dict):
        plain = {key: _plain(x) for key, x in value.items() if x is not None}
        is_long = any(isinstance(x, list) and not isinstance(x, _Inline) for x in plain.values())
        return _InlineTable(plain) if is_listed and not is_long else plain
    if isinstance(value, list):
        items = [_plain(x, is_listed=True) for x in value]
        return items if any(isinstance(x, dict) for x in items) else _Inline(items)
    return str(value) if isinstance(value, StrEnum) else value


class _Inline(list[Any]):
    """A list that is written in brackets."""


class _InlineTable(dict[str, Any]):
    """Keys and values that are written in braces: an item of a list inside of an item."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)  # items stand under their section, indented


def _inline(dumper: yaml.SafeDumper, items: _Inline) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)


def _inline_table(dumper: yaml.SafeDumper, table: _InlineTable) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", table, flow_style=True)


def _yes_no(dumper: yaml.SafeDumper, value: bool) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:bool", "yes" if value else "no")


def _words(dumper: yaml.SafeDumper, words: str) -> yaml.Node:
    """Lines as a block, as one would write them."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", words, "|" if "\n" in words else None)


_Dumper.add_representer(str, _words)
_Dumper.add_representer(_Inline, _inline)
_Dumper.add_representer(_InlineTable, _inline_table)
_Dumper.add_representer(bool, _yes_no)
_Dumper.add_representer(date, yaml.SafeDumper.represent_date)


def written(value: Any) -> str:
    """One thing of a section by itself, as :func:`dump` writes it."""
    return _yaml(_plain(value))


def _yaml(section: dict[str, Any]) -> str:
    return yaml.dump(section, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)
