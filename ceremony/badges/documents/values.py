"""What may stand behind a key of a layout, and what is said when it does not."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NamedTuple

from ceremony.core.i18n import _

Read = Callable[[Any], Any]

# Colours by name; "category" is the colour of the category's band.
COLOURS = {
    "ink": "#15191e",
    "grey": "#646c75",
    "line": "#868d95",
    "gold": "#a5853b",
    "white": "#ffffff",
    "category": "",
}


class Wrong(Exception):
    """A value that cannot be read, in a sentence."""


class Place(NamedTuple):
    """A rectangle, in millimetres from the top left corner of the page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def meets(self, other: "Place") -> bool:
        """Whether the two have more in common than an edge."""
        return (
            self.x < other.right - HAIR
            and other.x < self.right - HAIR
            and self.y < other.bottom - HAIR
            and other.y < self.bottom - HAIR
        )

    def grown(self, by: float) -> "Place":
        return Place(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


HAIR = 0.05  # a difference that nobody sees


def number(least: float, most: float) -> Read:
    """A length in millimetres from *least* to *most*."""

    def read(given: Any) -> float:
        value = _number(given)
        if not least <= value <= most:
            raise Wrong(
                _(
                    "%(given)s mm is out of range: %(least)s to %(most)s mm.",
                    given=figure(value),
                    least=figure(least),
                    most=figure(most),
                )
            )
        return value

    return read


def whole(least: int, most: int) -> Read:
    def read(given: Any) -> int:
        value = _number(given)
        if value != int(value) or not least <= value <= most:
            sentence = _("Write a whole number from %(least)d to %(most)d.", least=least, most=most)
            raise Wrong(sentence)
        return int(value)

    return read


def place(given: Any) -> Place:
    """Left, top, width and height, as in ``[7, 30, 44, 6.6]``."""
    if not isinstance(given, list | tuple) or len(given) != 4:
        raise Wrong(_("Write left, top, width and height in millimetres, as in [7, 30, 44, 6.6]."))
    found = Place(*map(_number, given))
    if found.width <= 0 or found.height <= 0:
        raise Wrong(_("Width and height must be more than 0."))
    return found


class OneOf:
    """One of the *known* words; a mapping says what each stands for."""

    def __init__(self, noun: object, known: Mapping[str, Any] | Iterable[str]) -> None:
        self.noun = noun  # lazy text
        self.known = known if isinstance(known, Mapping) else {x: x for x in known}

    def __call__(self, given: Any) -> Any:
        if not isinstance(given, str) or given not in self.known:
            raise Wrong(unknown(given, str(self.noun), self.known))
        return self.known[given]

    def word(self, meant: Any) -> str:
        """How *meant* is written."""
        return next(word for word, means in self.known.items() if means == meant)


@dataclass(frozen=True)
class Each:
    """A list whose members are each of one kind."""

    kind: type


def colour(given: Any) -> str:
    """A name of ``COLOURS``, or ``#rrggbb``."""
    if isinstance(given, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", given):
        return given.lower()
    if not isinstance(given, str) or given not in COLOURS:
        raise Wrong(unknown(given, _("colour"), COLOURS))
    return given


def words(most: int) -> Read:
    """Some words, tidied, of at most *most* letters."""

    def read(given: Any) -> str:
        tidy = " ".join(given.split()) if isinstance(given, str) else ""
        if not tidy:
            raise Wrong(_("Write some words."))
        if len(tidy) > most:
            raise Wrong(_("Write at most %(most)d characters.", most=most))
        return tidy

    return read


def code(given: Any) -> str:
    if not isinstance(given, str) or not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,31}", given):
        raise Wrong(_("A code has small letters, digits, “-” and “_” only, 32 at most."))
    return given


def pairs(given: Any) -> tuple[tuple[str, str], ...]:
    """Rows of a term and its text, as in ``[[Lost it?, Tell any gate at once.]]``."""
    shape = isinstance(given, list | tuple) and all(
        isinstance(row, list | tuple) and len(row) == 2 and all(isinstance(x, str) for x in row)
        for row in given
    )
    if not shape or not given:
        raise Wrong(_('Write rows of a term and its text, as in [["Help", "Ask at any gate."]].'))
    return tuple((words(60)(term), words(300)(text)) for term, text in given)


def figure(value: float) -> str:
    """*value* as people write it: 112, 6.6."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def unknown(given: object, noun: str, known: Collection[str]) -> str:
    """The sentence for a word that is none of the *known*, with the nearest of them."""
    word = " ".join(str(given).split())[:40]
    if near := get_close_matches(word, known, n=1, cutoff=0.6):
        return _(
            "“%(given)s” is not a %(noun)s we know. Did you mean “%(near)s”?",
            given=word,
            noun=noun,
            near=near[0],
        )
    return _("“%(given)s” is not among: %(known)s.", given=word, known=", ".join(known))


def _number(given: Any) -> float:
    try:
        value = float(given) if not isinstance(given, bool) else None
    except (TypeError, ValueError):
        value = None
    if value is None or not abs(value) < 1000:  # neither infinite nor "not a number"
        given = " ".join(str(given).split())[:40]
        raise Wrong(_("“%(given)s” is not a number of millimetres.", given=given))
    return value
