"""What makes a layout wrong though each of its values is right by itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ceremony.badges.documents.elements import (
    Band,
    Code,
    Element,
    List,
    Row,
    Stack,
    Text,
    Type,
)
from ceremony.badges.documents.paper import PaperSize, grid
from ceremony.badges.documents.values import COLOURS, HAIR, Place, figure
from ceremony.core import colours
from ceremony.core.i18n import _

if TYPE_CHECKING:
    from ceremony.badges.documents.layout import Layout

Fault = tuple[str, str]  # a key, and a sentence
QUIET = 4 / 41  # of a code's side: the white that belongs to it
TINY = {"mark": 1.4}  # what nobody reads in haste
LEAST_CONTRAST = 4.5


def of_element(made: Element | Row, page: PaperSize | None) -> Iterator[Fault]:
    """What is wrong with *made* on *page*, which is None if nobody knows its size."""
    if isinstance(made, Element) and page:
        yield from _off_the_page("box", made.box, page)
    if isinstance(made, Band) and made.word and page:
        yield from _off_the_page("word", made.word, page)
    yield from _sizes(made, page)
    if isinstance(made, Type):
        yield from _words(made)
    if isinstance(made, Code):
        yield from _code(made, page)
    if isinstance(made, Stack):
        yield from _height(made)
    if isinstance(made, List) and not (made.field or made.rows):
        yield "rows", _("Name a list of the ceremony, or write rows.")


def of_layout(layout: "Layout") -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is wrong with *layout* as a whole."""
    if layout.per_sheet > 1 and not grid(layout.size, layout.per_sheet):
        sentence = _(
            "%(count)d of %(width)s × %(height)s mm do not fit on A4.",
            count=layout.per_sheet,
            width=figure(layout.size.width),
            height=figure(layout.size.height),
        )
        yield ("per_sheet",), sentence
    sides = {"front": layout.front, "back": layout.back}
    if not any(isinstance(x, Code) for side in sides.values() for x in side):
        yield ("front",), _("There is no QR code: no gate could read this badge.")
    for name, side in sides.items():
        for number, code in enumerate(side):
            if isinstance(code, Code):
                for sentence in _crowded(code, side):
                    yield (name, number, "box"), sentence


def _off_the_page(key: str, box: Place, page: PaperSize) -> Iterator[Fault]:
    if box.x < 0 or box.y < 0:
        left, top = figure(box.x), figure(box.y)
        yield key, _("Begins at %(left)s, %(top)s mm: outside of the page.", left=left, top=top)
    if box.right > page.width + HAIR:
        yield (
            key,
            _(
                "Ends at %(end)s mm, the page is %(width)s mm wide.",
                end=figure(box.right),
                width=figure(page.width),
            ),
        )
    if box.bottom > page.height + HAIR:
        yield (
            key,
            _(
                "Ends at %(end)s mm, the page is %(height)s mm high.",
                end=figure(box.bottom),
                height=figure(page.height),
            ),
        )


def _sizes(made: Any, page: PaperSize | None) -> Iterator[Fault]:
    """Type: not larger at its least than wanted, and large enough to be read."""
    size, minimum = getattr(made, "size", 0), getattr(made, "minimum", 0)
    if not size or (isinstance(made, Row) and not made.is_text):
        return
    if minimum > size:
        sentence = _("The minimum, %(minimum)s mm, is more than the size, %(size)s mm.")
        yield "minimum", sentence % {"minimum": figure(minimum), "size": figure(size)}
    least = TINY.get(getattr(made, "field", ""), page.type_size if page else 0)
    if (minimum or size) < least:
        sentence = _("%(size)s mm is too small to be read; %(least)s mm is the least here.")
        said = sentence % {"size": figure(minimum or size), "least": figure(least)}
        yield "minimum" if minimum else "size", said
    box = getattr(made, "box", None)
    if box and isinstance(made, Text) and (minimum or size) > box.height + HAIR:
        sentence = _("Letters of %(size)s mm do not fit into a box %(height)s mm high.")
        yield "box", sentence % {"size": figure(minimum or size), "height": figure(box.height)}


def _words(made: Any) -> Iterator[Fault]:
    if made.field == "words" and not made.words:
        yield "words", _("Write some words.")
    if made.field != "words" and made.words:
        yield "words", _("Words are shown by the field “words” only.")
    if isinstance(made, Row) and made.field != "space" and not made.size:
        yield "size", _("This is missing.")
    ink, ground = COLOURS.get(made.colour, made.colour), COLOURS.get(made.fill, made.fill)
    is_text = not isinstance(made, Row) or made.is_text
    if is_text and ink and colours.contrast(ink, ground or colours.WHITE) < LEAST_CONTRAST:
        is_light = made.colour == "white" and not made.fill and isinstance(made, Text)
        if not is_light:  # it stands on something dark that another element draws
            yield "colour", _("This colour is not read on its ground; take a darker one.")


def _code(code: Code, page: PaperSize | None) -> Iterator[Fault]:
    box = code.box
    if abs(box.width - box.height) > HAIR:
        yield "box", _("A QR code is as wide as it is high.")
    elif page and box.width < page.code_side - HAIR:
        sentence = _(
            "%(side)s mm is too small to be read in haste; %(least)s mm is the least on %(size)s."
        )
        least = figure(page.code_side)
        yield "box", sentence % {"side": figure(box.width), "least": least, "size": page.name}
    if page:
        white = box.grown(box.width * QUIET)
        ends = (white.x, white.y, page.width - white.right, page.height - white.bottom)
        if min(ends) < -HAIR:
            sentence = _("A QR code needs %(white)s mm of white on every side.")
            yield "box", sentence % {"white": figure(box.width * QUIET)}


def _height(stack: Stack) -> Iterator[Fault]:
    """At their least sizes, a line of every row must find room."""
    gaps = sum(x.gap for x in stack.rows[1:])
    least = gaps + sum(x.least * (x.leading if x.is_text else 1) for x in stack.rows)
    if least > stack.box.height + HAIR:
        sentence = _("One line of each row needs %(least)s mm; the box is %(height)s mm high.")
        height = figure(stack.box.height)
        yield "box", sentence % {"least": figure(least), "height": height}


def _crowded(code: Code, side: tuple[Element, ...]) -> Iterator[str]:
    white = code.box.grown(code.box.width * QUIET)
    for number, other in enumerate(side, 1):
        if other is not code and other.box.meets(white):
            thing = " ".join(filter(None, (other.kind, other.subject)))
            yield _(
                "%(number)d (%(thing)s) stands in the white around the code.",
                number=number,
                thing=thing,
            )
