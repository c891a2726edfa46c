"""A layout: which element stands where on the two sides of a badge, read from plain data."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Annotated, Any, NamedTuple, TypeVar, get_type_hints

from ceremony.badges.documents import amounts, checking, values
from ceremony.badges.documents.elements import KINDS, Element, Row
from ceremony.badges.documents.paper import SIZES, PaperSize
from ceremony.badges.documents.values import Each, OneOf, Wrong, unknown
from ceremony.core.i18n import _, lazy
from ceremony.people.kinds import PassKind

MOST_ELEMENTS = 60
MOST_STRANGE = 5  # keys that nobody knows, said of one element
SUBJECTS = ("code", "field", "name", "words")  # written first: what it is about
SERVES = {x.value: x for x in PassKind}
Made = TypeVar("Made")
Path = tuple[str | int, ...]


class Fault(NamedTuple):
    """What is wrong with a definition.

    :ivar where: the element and its key, for people: "front, 3 (text title), size".
    :ivar path: the same for programs: ("front", 2, "size"); counts from 0.
    """

    where: str
    sentence: str
    path: Path = ()

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else self.sentence


class LayoutWrong(Exception):
    """The definition has *faults*, all of them in the order of the definition."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How badges look.

    :ivar per_sheet: 1 is a page for each side; more of them share an A4 sheet to be cut.
    :ivar serves: passes of this kind have it unless another one is asked for.
    """

    code: Annotated[str, values.code]
    name: Annotated[str, values.words(80)]
    size: Annotated[PaperSize, OneOf(lazy("size"), SIZES)]
    per_sheet: Annotated[int, values.whole(1, 8)] = 1
    serves: Annotated[PassKind | None, OneOf(lazy("kind of pass"), SERVES)] = None
    front: Annotated[tuple[Element, ...], Each(Element)]
    back: Annotated[tuple[Element, ...], Each(Element)] = ()

    @property
    def sides(self) -> tuple[tuple[Element, ...], ...]:
        """What there is to print: the front, and the back if it has anything on it."""
        return (self.front, self.back) if self.back else (self.front,)


def read(definition: Mapping[str, Any]) -> Layout:
    """The layout that *definition* describes: the plain data of YAML or JSON.

    :raises LayoutWrong: with everything that is wrong, not only the first of it.
    """
    layout, faults = judge(definition)
    if layout is None or faults:
        raise LayoutWrong(faults)
    return layout


def judge(definition: Mapping[str, Any]) -> tuple[Layout | None, list[Fault]]:
    """What *definition* describes, and all that is wrong with it.

    :returns: None for the layout if it cannot be read; one that is only unfit is there.
    """
    reader = _Reader()
    layout = reader.read(Layout, definition, (), "")
    faults = reader.unread + reader.unfit
    for path, sentence in checking.of_layout(layout) if layout else ():
        faults.append(Fault(_named(definition, path), sentence, path))
    return layout, sorted(faults, key=_place)


def write(layout: Layout) -> dict[str, Any]:
    """The definition of *layout*; what is as usual is left out."""
    return _written(layout)


class _Reader:
    """Reads dataclasses by what is annotated to their keys.

    :ivar unread: what could not be read.
    :ivar unfit: what was read, and is wrong where it stands.
    """

    def __init__(self) -> None:
        self.unread: list[Fault] = []
        self.unfit: list[Fault] = []
        self.page: PaperSize | None = None

    def read(self, kind: type[Made], given: Any, path: Path, where: str) -> Made | None:
        """None if anything in it could not be read."""
        if not isinstance(given, Mapping):
            self._say(path, where, _("Write keys and values here."))
            return None
        before, known = len(self.unread), _keys(kind)
        strange = given.keys() - known.keys() - ({"kind"} if issubclass(kind, Element) else set())
        for name in [x for x in given if x in strange][:MOST_STRANGE]:
            self._say((*path, str(name)), where, unknown(name, _("key"), known))
        found = {}
        for name, key in known.items():
            if given.get(name) is not None:
                found[name] = self._value(key.read, given[name], (*path, name), where)
            elif key.is_needed:
                self._say((*path, name), where, _("This is missing."))
            if kind is Layout and name == "size":
                self.page = found.get("size")
        return self._checked(kind(**found), path, where) if len(self.unread) == before else None

    def _checked(self, made: Made, path: Path, where: str) -> Made:
        if isinstance(made, Element | Row):
            for name, sentence in checking.of_element(made, self.page):
                self.unfit.append(Fault(_joined(where, name), sentence, (*path, name)))
        return made

    def _value(self, read: Any, given: Any, path: Path, where: str) -> Any:
        if isinstance(read, Each):
            return self._series(read.kind, given, path, where)
        try:
            return read(given)
        except Wrong as wrong:
            self._say(path, where, str(wrong))
            return None

    def _series(self, kind: type[Any], given: Any, path: Path, where: str) -> tuple[Any, ...]:
        if not isinstance(given, list | tuple) or not 0 < len(given) <= MOST_ELEMENTS:
            sentence = _("Write a list of at least one element, at most %(most)d.")
            self._say(path, where, sentence % {"most": MOST_ELEMENTS})
            return ()
        if too_much := [*amounts.of_side(given)] if kind is Element else []:
            for sentence in too_much:
                self._say(path, where, sentence)
            return ()
        found = (self._one(kind, x, (*path, n), where) for n, x in enumerate(given))
        return tuple(x for x in found if x is not None)

    def _one(self, kind: type[Any], given: Any, path: Path, where: str) -> Any:
        here = _called(given, path)
        if kind is Element and isinstance(given, Mapping):
            asked = given.get("kind")
            if not isinstance(asked, str) or asked not in KINDS:
                sentence = unknown(asked, _("kind"), KINDS) if asked else _("This is missing.")
                self._say((*path, "kind"), here, sentence)
                return None
            kind = KINDS[asked]
        return self.read(kind, given, path, f"{where}, {here}" if where else here)

    def _say(self, path: Path, where: str, sentence: str) -> None:
        key = path[-1] if path and isinstance(path[-1], str) else ""
        self.unread.append(Fault(_joined(where, key), sentence, path))


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _called(given: Any, path: Path) -> str:
    """One of a series, for people: "front, 3 (text title)"."""
    series, number = path[-2:]
    facts = given if isinstance(given, Mapping) else {}
    words = " ".join(str(facts[x]) for x in ("kind", "field", "name") if facts.get(x))
    words = f" ({words[:40]})" if words else ""
    return f"{series}, {int(number) + 1}{words}"


def _named(definition: Mapping[str, Any], path: Path) -> str:
    """The place *path* in *definition*, for people."""
    if len(path) < 2:
        return str(path[0])
    return _joined(_called(definition[str(path[0])][path[1]], path[:2]), *map(str, path[2:]))


def _place(fault: Fault) -> tuple[int, Path]:
    """Where *fault* stands: what concerns the whole first, then front and back."""
    order = [x.name for x in fields(Layout)]
    first = fault.path[0] if fault.path else ""
    numbers = tuple(x for x in fault.path[1:] if isinstance(x, int))
    return (order.index(first) if first in order else -1, numbers)


class _Key(NamedTuple):
    read: Any
    is_needed: bool
    default: Any


def _keys(kind: Any) -> dict[str, _Key]:
    """What can be said of a *kind*, in the order in which it is written."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        x.name: _Key(hints[x.name].__metadata__[0], x.default is MISSING, x.default)
        for x in fields(kind)
    }


def _written(made: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": made.kind} if isinstance(made, Element) else {}
    keys = sorted(_keys(type(made)).items(), key=lambda x: x[0] not in SUBJECTS)
    for name, key in keys:
        value = getattr(made, name)
        if value != key.default:
            found[name] = _plain(value, key.read)
    return found


def _plain(value: Any, read: Any) -> Any:
    if isinstance(read, Each):
        return [_written(x) for x in value]
    if isinstance(read, OneOf):
        return read.word(value)
    if isinstance(value, tuple):
        return [_plain(x, None) for x in value]
    return int(value) if isinstance(value, float) and value == int(value) else value
