"""Fit a text into a box: smaller down to a limit, broken between words, never cut."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from ceremony.core.typography.families import Weight, missing
from ceremony.core.typography.shaping import Line, shape


@dataclass(frozen=True)
class Box:
    """Room for a text. Lengths and sizes in one unit, whichever the caller uses.

    :ivar size: wanted.
    :ivar minimum: the smallest size that is still good to read.
    :ivar lines: at most, at the wanted size.
    :ivar more_lines: at most, once the minimum would not do with fewer.
    :ivar leading: from base line to base line, as a multiple of the size.
    :ivar tracking: between letters, in thousandths of the size.
    """

    width: float
    height: float
    size: float
    minimum: float
    lines: int = 1
    more_lines: int = 1
    leading: float = 1.15
    weight: Weight = Weight.REGULAR
    tracking: float = 0


@dataclass(frozen=True)
class Fitted:
    """A text as it goes into its box.

    :ivar is_readable: false if it had to go below the minimum to stay inside.
    :ivar missing: letters that no font has; they must not be printed.
    """

    text: str
    lines: tuple[Line, ...]
    size: float
    leading: float
    is_readable: bool
    missing: str

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * self.leading

    @property
    def width(self) -> float:
        return max((line.width for line in self.lines), default=0) * self.size / 1000


@lru_cache(maxsize=4096)
def fit(text: str, box: Box) -> Fitted:
    """Set *text* as large as *box* wants and allows.

    It takes fewer lines rather than more, goes down to the minimum before it
    takes ``more_lines``, and breaks only between words. A text that is too much
    even so is set as small as it must: inside the box and whole, but marked as
    not readable, for somebody to decide.
    """
    words = tuple(text.split())
    tries = list(_tries(words, box))
    usual = [x for x in tries if len(x[1]) <= max(box.lines, 1)]
    size, lines = next((x for x in usual if x[0] >= box.size), None) or max(
        usual, key=lambda x: x[0]
    )
    if size < box.minimum:
        enough = (x for x in tries if x[0] >= box.minimum)
        size, lines = next(enough, None) or max(tries, key=lambda x: x[0])
    is_readable = size >= box.minimum
    return Fitted(text, lines, min(size, box.size), box.leading, is_readable, missing(text))


def _tries(words: tuple[str, ...], box: Box) -> Iterator[tuple[float, tuple[Line, ...]]]:
    """For one line, two lines …: the largest size that fits, and the lines."""
    for count in range(1, min(max(box.lines, box.more_lines), max(len(words), 1)) + 1):
        lines = tuple(shape(x, box.weight, box.tracking) for x in _broken(words, count, box))
        widest = max(line.width for line in lines) / 1000
        by_width = box.width / widest if widest > 0 else box.size
        yield min(by_width, box.height / (count * box.leading)), lines


def _broken(words: tuple[str, ...], count: int, box: Box) -> list[str]:
    """*words* in *count* lines whose longest is as short as can be."""
    if count == 1:
        return [" ".join(words)]
    widths = [shape(word, box.weight, box.tracking).width for word in words]
    space = shape(" ", box.weight, box.tracking).width

    def longest(places: tuple[int, ...]) -> float:
        return max(sum(widths[a:b]) + space * (b - a - 1) for a, b in pairwise(places))

    inner = combinations(range(1, len(words)), count - 1)
    best = min(((0, *cut, len(words)) for cut in inner), key=longest)
    return [" ".join(words[a:b]) for a, b in pairwise(best)]
