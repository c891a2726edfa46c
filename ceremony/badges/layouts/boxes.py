"""What the page of a layout shows of a draft: every element with the controls of its keys."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ceremony.badges.documents.layout import Fault, Path
from ceremony.badges.layouts import words
from ceremony.badges.layouts.drafts import MOST_SAID, PLACE, SIDES, Draft
from ceremony.badges.layouts.keys import Key, of_kind, of_row, text_of
from ceremony.core.forms import Pointing
from ceremony.core.i18n import _

MOST_NAMED = 3  # rows of a stack in its title


class Control(NamedTuple):
    """One value that can be changed.

    :ivar kind: as of its key.
    :ivar choices: value and label.
    """

    name: str
    label: str
    value: str
    kind: str
    choices: Sequence[tuple[str, str]] = ()
    is_wrong: bool = False


@dataclass(frozen=True)
class Line:
    """A row of a stack or of a list; *title* is what it shows."""

    number: int
    title: str
    controls: list[Control]

    @property
    def is_wrong(self) -> bool:
        return any(x.is_wrong for x in self.controls)


@dataclass(frozen=True)
class Box:
    """One element.

    :ivar id: where it stands in its side: "front-3".
    :ivar place: left, top, width and height as far as they are figures, for the outline.
    """

    id: str
    kind: str
    title: str
    what: str
    place: tuple[float, float, float, float] | None
    where: list[Control]
    controls: list[Control]
    has_lines: bool
    lines: list[Line] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """Of all its controls."""
        lines = [x for line in self.lines for x in line.controls]
        return {x.name for x in [*self.where, *self.controls, *lines]}


def of_side(draft: Draft, side: str) -> list[Box]:
    """The boxes of *side*, in the order in which they are drawn."""
    elements = draft.definition.get(side) or []
    return [_box(draft, side, number, x) for number, x in enumerate(elements)]


def of_draft(draft: Draft) -> dict[str, list[Box]]:
    return {side: of_side(draft, side) for side in SIDES}


def sentences(draft: Draft) -> list[Pointing]:
    """All that is wrong with *draft*, each sentence leading to the field that it is about."""
    found: list[Pointing] = []
    boxes = of_draft(draft)
    for fault in draft.faults[:MOST_SAID]:
        if len(fault.path) < 2:
            found.append(_of_whole(fault))
            continue
        side, number = str(fault.path[0]), int(fault.path[1])
        box = boxes[side][number]
        where = {"side": words.SIDES[side], "number": number + 1, "sentence": fault.sentence}
        row, key = _called(fault, draft.definition[side][number])
        where |= {"what": row or box.title or box.what, "key": key}
        sentence = (
            _("%(side)s, %(number)d (%(what)s), %(key)s: %(sentence)s", **where)
            if key
            else _("%(side)s, %(number)d (%(what)s): %(sentence)s", **where)
        )
        found.append(Pointing.to(_goal(fault, box), sentence))
    return found


def _of_whole(fault: Fault) -> Pointing:
    key = str(fault.path[0]) if fault.path else ""
    label = str(words.SIDES.get(key, words.KEYS.get(key, key)))
    sentence = _("%(key)s: %(sentence)s", key=label, sentence=fault.sentence) if key else ""
    return Pointing.to(key or "layout", sentence or fault.sentence)


def _goal(fault: Fault, box: Box) -> str:
    """The id of the field that *fault* is about; of its box if it is about no single one."""
    last = fault.path[-1]
    name = f"{box.id}-x" if last == "box" else "-".join(map(str, fault.path))
    return name if name in box.names else box.id


def _box(draft: Draft, side: str, number: int, given: Any) -> Box:
    element: Mapping[str, Any] = given if isinstance(given, dict) else {}
    kind, id_ = str(element.get("kind", "")), f"{side}-{number}"
    faults = draft.of(side, number)
    wrong = {x.path[2:] for x in faults}
    place = element.get("box")
    place = place if isinstance(place, list) and len(place) == 4 else [""] * 4
    where = [
        Control(f"{id_}-{name}", str(words.KEYS[name]), text_of(x), "figure", (), ("box",) in wrong)
        for name, x in zip(PLACE, place, strict=True)
    ]
    return Box(
        id=id_,
        kind=kind,
        title=_title(element),
        what=str(words.KINDS.get(kind, kind)),
        place=_figures(place),
        where=where,
        controls=list(_controls(of_kind(kind), id_, element, {x[0] for x in wrong if x})),
        has_lines=kind in {"stack", "list"},
        lines=[_line(kind, id_, n, x, wrong) for n, x in enumerate(element.get("rows") or [])],
        faults=[(", ".join(filter(None, _called(x, element))), x.sentence) for x in faults],
    )


def _title(element: Mapping[str, Any]) -> str:
    """What it shows: a field, words of its own, or of a stack what its rows show."""
    rows = [x for x in element.get("rows") or [] if isinstance(x, dict)]
    shown = [x for x in rows if x.get("field") not in ("rule", "space")]
    named = [x for x in map(_subject, shown or [dict(element)]) if x]
    return ", ".join(named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else "")


def _subject(given: Mapping[str, Any]) -> str:
    subject = str(given.get("field") or given.get("name") or "")
    if subject == "words":
        return f"“{given.get('words', '')}”"
    return str(words.FIELDS.get(subject, subject))


def _line(kind: str, id_: str, number: int, given: Any, wrong: set[Path]) -> Line:
    name = f"{id_}-rows-{number}"
    if kind == "list":
        pair = [*map(text_of, given)] if isinstance(given, list | tuple) else []
        named = zip(("term", "text"), [*pair, "", ""][:2], strict=True)
        labels = {"term": words.KEYS["words"], "text": words.KEYS["text"]}
        said = [Control(f"{name}-{x}", str(labels[x]), y, "words") for x, y in named]
        return Line(number, said[0].value, said)
    row = given if isinstance(given, dict) else {}
    keys = {x[2] for x in wrong if x[:2] == ("rows", number) and len(x) > 2}
    return Line(number, _subject(row), list(_controls(of_row(), name, row, keys)))


def _controls(
    known: Mapping[str, Key], id_: str, given: Mapping[str, Any], wrong: set[str | int]
) -> Iterator[Control]:
    for name, key in known.items():
        choices = [(x, words.choice(name, x)) for x in key.choices]
        value = text_of(given[name]) if given.get(name) is not None else key.default
        label = str(words.KEYS.get(name, name))
        yield Control(f"{id_}-{name}", label, value, key.kind, choices, name in wrong)


def _called(fault: Fault, element: Any) -> tuple[str, str]:
    """What the row of *element* shows that *fault* is about, and the key; either may be empty."""
    names = [x for x in fault.path[2:] if isinstance(x, str)]
    numbers = [x for x in fault.path[2:] if isinstance(x, int)]
    row = element["rows"][numbers[0]] if numbers else None
    key = str(words.KEYS.get(names[-1], names[-1])) if names else ""
    return _subject(row) if isinstance(row, dict) else "", key


def _figures(place: Sequence[Any]) -> tuple[float, float, float, float] | None:
    with suppress(ValueError, TypeError):
        x, y, width, height = (float(value) for value in place)
        if all(abs(value) < 1000 for value in (x, y, width, height)):
            return x, y, max(width, 0.2), max(height, 0.2)
    return None
