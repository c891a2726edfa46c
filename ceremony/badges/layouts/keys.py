"""What can be said of each kind of element, as its own class declares it."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, NamedTuple, get_type_hints

from ceremony.badges.documents import values
from ceremony.badges.documents.elements import KINDS, Row

APART = ("rows", "box")  # not one value, but several
ROW = ""  # instead of a kind
ORDER = """field name words size minimum lines gap leading letter margin term frame font colour
fill align vertical word""".split()


class Key(NamedTuple):
    """One key.

    :ivar kind: "figure", "choice", "colour", "place" or "words".
    :ivar choices: the words that a choice knows.
    :ivar default: what it is where nothing is said, as text; empty: nothing, or it is needed.
    """

    kind: str
    choices: tuple[str, ...] = ()
    default: str = ""


def of_kind(kind: str) -> Mapping[str, Key]:
    """The keys of an element but for its place and its rows, in the order of the form."""
    return _of(kind) if kind in KINDS else {}


def of_row() -> Mapping[str, Key]:
    """The keys of a row of a stack."""
    return _of(ROW)


@cache
def _of(kind: str) -> Mapping[str, Key]:
    made: Any = Row if kind == ROW else KINDS[kind]
    hints = get_type_hints(made, include_extras=True)
    ours = [x for x in fields(made) if x.name not in APART]
    ours.sort(key=lambda x: ORDER.index(x.name))
    return {x.name: _key(hints[x.name], x.default) for x in ours}


def _key(hint: Any, default: Any) -> Key:
    read = hint.__metadata__[0]
    given = None if default is MISSING else default
    if isinstance(read, values.OneOf):
        return Key("choice", tuple(read.known), "" if given in {None, ""} else read.word(given))
    if read is values.colour:
        return Key("colour", default=given or "")
    if read is values.place or hint.__origin__ is values.Place:
        return Key("place")
    if hint.__origin__ in {int, float}:
        return Key("figure", default=values.figure(given) if given else "")
    return Key("words", default=given or "")


def plain(kind: str, text: str) -> Any:
    """What was typed for a key, as a file says it: figures as figures where they are some."""
    if kind == "place":
        return [plain("figure", x) for x in text.strip("[] ").replace(";", ",").split(",")]
    return figure(text) if kind == "figure" else text


def figure(text: str) -> Any:
    """The number that *text* says; what says none stays a text, to be refused with it."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return text
    return int(value) if value.is_integer() and abs(value) < 1e6 else value


def text_of(value: Any) -> str:
    """*value* as a field shows it."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(text_of(x) for x in value)
    return "" if value is None else str(value)
