"""What the page of a layout shows of a draft: every element with the controls of its keys."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ceremony.badges.documents.layout import Fault
from ceremony.badges.layouts import words
from ceremony.badges.layouts.drafts import PLACE, SIDES, Draft
from ceremony.badges.layouts.keys import Key, of_kind, of_row, text_of

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


def of_side(draft: Draft, side: str) -> list[Box]:
    """The boxes of *side*, in the order in which they are drawn."""
    elements = draft.definition.get(side) or []
    return [_box(draft, side, number, x) for number, x in enumerate(elements)]


def of_draft(draft: Draft) -> dict[str, list[Box]]:
    return {side: of_side(draft, side) for side in SIDES}


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
        lines=[_line(kind, id_, n, x) for n, x in enumerate(element.get("rows") or [])],
        faults=[(_called(x), x.sentence) for x in faults],
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


def _line(kind: str, id_: str, number: int, given: Any) -> Line:
    name = f"{id_}-rows-{number}"
    if kind == "list":
        pair = [*map(text_of, given)] if isinstance(given, list | tuple) else []
        named = zip(("term", "text"), [*pair, "", ""][:2], strict=True)
        labels = {"term": words.KEYS["words"], "text": words.KEYS["text"]}
        said = [Control(f"{name}-{x}", str(labels[x]), y, "words") for x, y in named]
        return Line(number, said[0].value, said)
    row = given if isinstance(given, dict) else {}
    return Line(number, _subject(row), list(_controls(of_row(), name, row, set())))


def _controls(
    known: Mapping[str, Key], id_: str, given: Mapping[str, Any], wrong: set[str | int]
) -> Iterator[Control]:
    for name, key in known.items():
        choices = [(x, words.choice(name, x)) for x in key.choices]
        value = text_of(given[name]) if given.get(name) is not None else key.default
        label = str(words.KEYS.get(name, name))
        yield Control(f"{id_}-{name}", label, value, key.kind, choices, name in wrong)


def _called(fault: Fault) -> str:
    """The key that *fault* is about."""
    names = [x for x in fault.path[2:] if isinstance(x, str)]
    return str(words.KEYS.get(names[-1], names[-1])) if names else ""


def _figures(place: Sequence[Any]) -> tuple[float, float, float, float] | None:
    with suppress(ValueError, TypeError):
        x, y, width, height = (float(value) for value in place)
        if all(abs(value) < 1000 for value in (x, y, width, height)):
            return x, y, max(width, 0.2), max(height, 0.2)
    return None
