"""What a layout is made of. Lengths are millimetres, places count from the top left."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, TypeAlias

from ceremony.badges.documents import pictograms, values
from ceremony.badges.documents.values import Each, OneOf
from ceremony.core.i18n import lazy
from ceremony.core.typography.families import Weight

# What all badges of a category share, and what each has for itself.
SHARED = ("title", "dates", "category", "words")
PERSONAL = (
    *("honorific", "name", "original_name", "function", "body", "label", "details"),
    *("serial", "valid", "day", "mark"),
)
FIELDS = (*SHARED, *PERSONAL)
ROWS = (*FIELDS, "rule", "space")
LISTS = ("rules", "emergency")

Place: TypeAlias = Annotated[values.Place, values.place]
Colour: TypeAlias = Annotated[str, values.colour]
Words: TypeAlias = Annotated[str, values.words(300)]
TypeSize: TypeAlias = Annotated[float, values.number(1, 80)]
Font: TypeAlias = Annotated[
    Weight,
    OneOf(
        lazy("font"),
        {"regular": Weight.REGULAR, "bold": Weight.BOLD, "serif": Weight.TITLE},
    ),
]
Align: TypeAlias = Annotated[
    float, OneOf(lazy("alignment"), {"left": 0.0, "centre": 0.5, "right": 1.0})
]
Vertical: TypeAlias = Annotated[
    float, OneOf(lazy("alignment"), {"top": 0.0, "middle": 0.5, "bottom": 1.0})
]


@dataclass(frozen=True, kw_only=True)
class Sized:
    """Letters as large as *size*, no smaller than *minimum*; 0 is the same as *size*."""

    size: TypeSize
    minimum: TypeSize = 0

    @property
    def least(self) -> float:
        """A minimum above the size is a fault, and said as one: here it is the size."""
        return min(self.minimum or self.size, self.size)


@dataclass(frozen=True, kw_only=True)
class Element:
    """Anything that has its place on a page."""

    kind: ClassVar[str]
    box: Place

    @property
    def subject(self) -> str:
        """What it shows, to tell it from others of its kind."""
        return ""


@dataclass(frozen=True, kw_only=True)
class Type(Sized):
    """How words are set.

    :ivar lines: at most; one more is taken before the words get smaller than the minimum.
    :ivar leading: from line to line, in sizes.
    """

    lines: Annotated[int, values.whole(1, 6)] = 1
    font: Font = Weight.REGULAR
    colour: Colour = "ink"
    fill: Colour = ""
    leading: Annotated[float, values.number(0.9, 2)] = 1.15


@dataclass(frozen=True, kw_only=True)
class Band(Sized, Element):
    """The category: its colour, its foot or weave, its word, its letter in a white square.

    :ivar letter: side of the square; 0 is none.
    :ivar margin: left of the word and right of the letter.
    :ivar word: the word's own box, where it must keep clear of something; else all the room.
    """

    kind = "band"
    letter: Annotated[float, values.number(0, 60)] = 0
    margin: Annotated[float, values.number(0, 30)] = 7
    word: Annotated[values.Place | None, values.place] = None
    vertical: Vertical = 1.0


@dataclass(frozen=True, kw_only=True)
class Slot(Element):
    """Where the lanyard is punched."""

    kind = "slot"


@dataclass(frozen=True, kw_only=True)
class Text(Type, Element):
    """One field, or words of the layout's own."""

    kind = "text"
    field: Annotated[str, OneOf(lazy("field"), FIELDS)]
    words: Words = ""
    align: Align = 0.0
    vertical: Vertical = 0.0

    @property
    def subject(self) -> str:
        return self.field


@dataclass(frozen=True, kw_only=True)
class Row(Type):
    """A line of a stack: a field, a ``rule`` as thick as its size, or ``space``, which grows.

    :ivar gap: white above it, if it has anything to show and is not the first.
    """

    field: Annotated[str, OneOf(lazy("field"), ROWS)]
    words: Words = ""
    size: Annotated[float, values.number(0.1, 80)] = 0
    gap: Annotated[float, values.number(0, 40)] = 0

    @property
    def is_text(self) -> bool:
        return self.field in FIELDS

    @property
    def subject(self) -> str:
        return self.field


@dataclass(frozen=True, kw_only=True)
class Stack(Element):
    """Rows in one column; where they need more height than there is, all shrink together."""

    kind = "stack"
    rows: Annotated[tuple[Row, ...], Each(Row)]
    align: Align = 0.0


@dataclass(frozen=True, kw_only=True)
class Photo(Element):
    """The portrait, or the words that stand for it."""

    kind = "photo"


@dataclass(frozen=True, kw_only=True)
class Code(Element):
    """The signed token as a QR code; the box is the code without its white margin."""

    kind = "qr"


@dataclass(frozen=True, kw_only=True)
class Zones(Element):
    """A mark for each zone: filled if it is open, dashed and struck out if not."""

    kind = "zones"


@dataclass(frozen=True, kw_only=True)
class Legend(Sized, Element):
    """All zones in rows: code, pictogram, name, and whether one may enter."""

    kind = "legend"


@dataclass(frozen=True, kw_only=True)
class List(Sized, Element):
    """Terms and their texts: those of the ceremony that *field* names, then *rows*.

    :ivar term: width of the column of terms; 0 sets each term above its text.
    :ivar vertical: where in the box they stand that do not fill it.
    """

    kind = "list"
    field: Annotated[str, OneOf(lazy("list"), LISTS)] = ""
    rows: Annotated[tuple[tuple[str, str], ...], values.pairs] = ()
    term: Annotated[float, values.number(0, 100)] = 0
    vertical: Vertical = 0.0

    @property
    def subject(self) -> str:
        return self.field


@dataclass(frozen=True, kw_only=True)
class Picture(Element):
    """A picture of the ceremony, such as its ``logo``, as large as the box allows."""

    kind = "picture"
    name: Annotated[str, values.code] = "logo"

    @property
    def subject(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class Pictogram(Element):
    kind = "pictogram"
    name: Annotated[str, OneOf(lazy("pictogram"), pictograms.NAMES)]
    colour: Colour = "ink"

    @property
    def subject(self) -> str:
        return self.name


@dataclass(frozen=True, kw_only=True)
class Box(Element):
    """A filled rectangle, or its outline; a low one is a rule."""

    kind = "box"
    colour: Colour = "ink"
    frame: Annotated[float, values.number(0, 5)] = 0


ElementKind: TypeAlias = type[Element]
ALL: tuple[ElementKind, ...] = (
    *(Band, Slot, Text, Stack, Photo, Code, Zones, Legend, List, Picture, Pictogram, Box),
)
KINDS = {x.kind: x for x in ALL}
