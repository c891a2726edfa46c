"""A layout as it is entered: a definition that may still be wrong, and where it is wrong."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ceremony.badges.documents import amounts
from ceremony.badges.documents import layout as document
from ceremony.badges.documents.elements import KINDS
from ceremony.badges.layouts import keys, queries
from ceremony.badges.layouts.ceremony_part import plain
from ceremony.core.ceremony_file.fields import Wrong
from ceremony.core.ceremony_file.tree import FileRefused, Finding, Mark, read
from ceremony.core.characters import odd_characters, without_odd_characters
from ceremony.core.i18n import _

SIDES = ("front", "back")
MOST_BYTES = 48 * 1024  # of a text: ten times that of a full badge
MOST_SAID = 30
PLACE = ("x", "y", "width", "height")
NAME = re.compile(r"(front|back)-(\d{1,2})-(?:rows-(\d{1,2})-)?([a-z_]+)")
ACT = re.compile(
    r"(add|remove|up|down|row|unrow) (front|back)(?: ([a-z]+|\d{1,3}))?(?: (\d{1,3}))?"
)
# What a new element begins as: small, in the corner, and right by itself.
NEW: dict[str, dict[str, Any]] = {
    "band": {"box": [0, 0, 54, 14], "size": 6, "minimum": 4},
    "slot": {"box": [20, 4, 14, 3.2]},
    "text": {"field": "words", "words": "Text", "box": [5, 5, 40, 5], "size": 4},
    "stack": {"box": [5, 5, 40, 12], "rows": [{"field": "name", "size": 5, "minimum": 3}]},
    "photo": {"box": [5, 5, 24, 30]},
    "qr": {"box": [8, 8, 35, 35]},
    "zones": {"box": [5, 5, 44, 12]},
    "legend": {"box": [5, 5, 44, 36], "size": 3, "minimum": 2.8},
    "list": {"field": "rules", "box": [5, 5, 44, 20], "size": 3, "minimum": 2.8},
    "picture": {"name": "logo", "box": [5, 5, 20, 10]},
    "pictogram": {"name": "info", "box": [5, 5, 8, 8]},
    "box": {"box": [5, 5, 40, 0.3], "colour": "gold"},
}
ROWS = {"stack": {"field": "words", "words": "Text", "size": 4}, "list": ["Term", "Text"]}


@dataclass
class Draft:
    """What stands in the form: plain data, and what is said about it.

    :ivar own: code and name.
    :ivar unread: what is wrong with a text that cannot be read at all.
    :ivar marks: where everything stands in that text.
    """

    own: Mapping[str, Any]
    definition: dict[str, Any]
    unread: Sequence[Finding] = ()
    marks: Mapping[document.Path, Mark] = field(default_factory=dict)

    @cached_property
    def _judged(self) -> tuple[document.Layout | None, list[document.Fault]]:
        return document.judge({**self.definition, **self.own})

    @property
    def faults(self) -> list[document.Fault]:
        return self._judged[1]

    @property
    def is_too_much(self) -> bool:
        """Whether it is more than a page could show in boxes."""
        return any(any(amounts.of_side(self.definition.get(x) or ())) for x in SIDES)

    @property
    def is_right(self) -> bool:
        return not (self.faults or self.unread)

    @property
    def sentences(self) -> list[str]:
        """What is wrong with a text, by line, as far as anybody reads on."""
        wrong = self.unread or [self._marked(x) for x in self.faults[:MOST_SAID]]
        return [str(x) for x in wrong[:MOST_SAID]]

    def _marked(self, fault: document.Fault) -> Finding:
        path = fault.path
        while path and path not in self.marks:
            path = path[:-1]
        return Finding(self.marks.get(path), str(fault))

    def of(self, side: str, number: int) -> list[document.Fault]:
        """What is wrong with one element."""
        return [x for x in self.faults if x.path[:2] == (side, number)]

    @property
    def sides(self) -> dict[str, Any]:
        """Front and back, written in the usual way as far as they can be read."""
        read = self._judged[0]
        said = document.write(read) if read else self.definition
        return {x: said[x] for x in SIDES if x in said}

    def drawable(self) -> document.Layout | None:
        """The layout without elements that cannot be read; None: nothing can be drawn."""
        if self._judged[0] or self.unread:
            return self._judged[0]
        sides = {side: self._good(side) for side in SIDES}
        left = {x: y for x, y in {**self.definition, **sides}.items() if y}
        return document.judge({**left, **self.own})[0]

    def _good(self, side: str) -> list[Any]:
        wrong = {x.path[1] for x in self.faults if x.path[:1] == (side,) and len(x.path) > 1}
        return [x for n, x in enumerate(self.definition.get(side, [])) if n not in wrong]


def entered(form: Mapping[str, str]) -> dict[str, Any]:
    """The definition that the fields of *form* say; what is empty is left out."""
    found: dict[str, Any] = {"size": form.get("size", "")}
    if form.get("per_sheet", "1") != "1":
        found["per_sheet"] = keys.figure(form["per_sheet"])
    sides: dict[str, dict[int, dict[str, Any]]] = {x: {} for x in SIDES}
    for name, value in form.items():
        if match := NAME.fullmatch(name):
            side, number, row, key = match.groups()
            element = sides[side].setdefault(int(number), {"rows": {}})
            place = element if row is None else element["rows"].setdefault(int(row), {})
            place[key] = without_odd_characters(value).strip()
    for side, elements in sides.items():
        made = [_element(x) for _number, x in sorted(elements.items()) if "kind" in x]
        found |= {side: made} if made else {}
    return found


def odd(form: Mapping[str, str]) -> str:
    """The characters in the boxes of *form* that :func:`entered` leaves out, by their names."""
    return odd_characters("".join(y for x, y in form.items() if NAME.fullmatch(x)))


def _element(given: dict[str, Any]) -> dict[str, Any]:
    kind = given["kind"]
    element = {"kind": kind, "box": [keys.figure(given.get(x, "")) for x in PLACE]}
    rows = [row for _number, row in sorted(given["rows"].items())]
    if kind == "list":
        made: list[Any] = [[row.get("term", ""), row.get("text", "")] for row in rows]
    else:
        made = [_said(keys.of_row(), row) for row in rows]
    return element | _said(keys.of_kind(kind), given) | ({"rows": made} if made else {})


def _said(known: Mapping[str, keys.Key], given: Mapping[str, Any]) -> dict[str, Any]:
    """What was entered and is not as usual."""
    said = {x: y for x, y in given.items() if x in known and y not in {"", known[x].default}}
    return {x: keys.plain(known[x].kind, y) for x, y in said.items()}


def from_text(own: Mapping[str, Any], sheet: Mapping[str, Any], text: str) -> Draft:
    """The layout that a text in YAML says.

    :param sheet: what of the definition stands beside it; the text may say otherwise. Code, name
        and what it serves have fields of their own, and are left out of a text that has them too.
    """
    findings: list[Finding] = []
    marks: dict[document.Path, Mark] = {}
    if len(content := text.encode()) > MOST_BYTES:
        sentence = _("The text is larger than %(size)d KB.", size=MOST_BYTES // 1024)
        return Draft(own, {**sheet}, [Finding(None, sentence)])
    try:
        said = plain(read(content, findings), (), marks)
    except FileRefused as refused:
        return Draft(own, {**sheet}, refused.findings)
    except Wrong as wrong:
        return Draft(own, {**sheet}, [Finding(wrong.mark, wrong.sentence)])
    definition = {x: y for x, y in said.items() if y is not None and x not in queries.OWN}
    return Draft(own, {**sheet, **definition}, findings, marks)


def act(definition: Mapping[str, Any], asked: str) -> tuple[dict[str, Any], str]:
    """Do what a button *asked*: ``add front text``, ``up back 3``, ``unrow front 2 1``.

    :returns: the definition then, and the element that it is about: ``front-3``.
    """
    found = deepcopy(dict(definition))
    match = ACT.fullmatch(asked)
    if match is None:
        return found, ""
    verb, side, what, row = match.groups()
    elements = found.setdefault(side, [])
    if verb == "add" and what in KINDS:
        elements.append({"kind": what, **deepcopy(NEW[what])})
        return found, f"{side}-{len(elements) - 1}"
    number = int(what) if what and what.isdecimal() else -1
    if not 0 <= number < len(elements):
        return found, ""
    return found, f"{side}-{_moved(elements, verb, number, int(row or 0))}"


def _moved(elements: list[Any], verb: str, number: int, row: int) -> int:
    """Where the element of this *number* is afterwards."""
    if verb == "remove":
        del elements[number]
        return min(number, len(elements) - 1)
    if verb in {"up", "down"}:
        goal = min(max(number + (1 if verb == "down" else -1), 0), len(elements) - 1)
        elements.insert(goal, elements.pop(number))
        return goal
    element = elements[number]
    if verb == "row" and element.get("kind") in ROWS:
        element.setdefault("rows", []).append(deepcopy(ROWS[element["kind"]]))
    elif verb == "unrow" and row < len(element.get("rows", [])):
        del element["rows"][row]
    return number
