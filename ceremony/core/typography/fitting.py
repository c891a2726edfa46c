"""Fit a text into a box: smaller down to a limit, broken between words, never cut."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate, pairwise
from typing import NamedTuple

from ceremony.core.typography.families import Han, Weight, missing
from ceremony.core.typography.shaping import Line, is_right_to_left, shape

ASCENT, DESCENT = 1.069, 0.293  # of Noto Sans
HIGH, DEEP, AIR = 0.714, 0.24, 0.04  # a capital, a "g", and what lies between lines
ZERO_WIDTH_SPACE = "\u200b"
Ends = tuple[float, list[int]]  # the longest of some lines, and behind which word each ends
# A line may end after these: white space that does not hold together, and the zero-width
# space with which Khmer, Thai, Lao and Burmese part words. Nothing else parts a name.
GAPS = re.compile(r"(?:[^\S\u00a0\u202f\u2007]|\u200b)+")


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


class Spacing(NamedTuple):
    """Where lines stand, as multiples of the size."""

    above: float  # from the top to the first base line
    leading: float  # from one base line to the next
    below: float  # from the last one to the bottom

    def height(self, lines: int) -> float:
        return self.above + (lines - 1) * self.leading + self.below


def spacing(lines: Sequence[Line], leading: float) -> Spacing:
    """*leading* as the letters of *lines* allow: none touches those above, or leaves its box."""
    above = (leading - ASCENT - DESCENT) / 2 + ASCENT
    first, last = lines[0].ascent / 1000, lines[-1].descent / 1000
    between = max((_between(*pair) for pair in pairwise(lines)), default=0)
    return Spacing(max(above, first), max(leading, between), max(leading - above, last))


def _between(upper: Line, lower: Line) -> float:
    """What two lines need, one below the other; 0 if the usual leading will do."""
    if not (upper.descent or lower.ascent):
        return 0
    return max(upper.descent / 1000, DEEP) + max(lower.ascent / 1000, HIGH) + AIR


@dataclass(frozen=True)
class Fitted:
    """A text as it goes into its box.

    :ivar spacing: of its lines; more than the box wants where letters are high or deep.
    :ivar is_readable: false if it had to go below the minimum to stay inside.
    :ivar missing: letters that no font has; they must not be printed.
    """

    text: str
    lines: tuple[Line, ...]
    size: float
    spacing: Spacing
    is_readable: bool
    missing: str

    @property
    def height(self) -> float:
        return self.size * self.spacing.height(len(self.lines))

    @property
    def baseline(self) -> float:
        """From the top to the base line of the first line."""
        return self.size * self.spacing.above

    @property
    def leading(self) -> float:
        """From base line to base line, as a multiple of the size."""
        return self.spacing.leading

    @property
    def width(self) -> float:
        return max((line.width for line in self.lines), default=0) * self.size / 1000


@lru_cache(maxsize=4096)
def fit(text: str, box: Box, han: Han = Han.SC) -> Fitted:
    """Set *text* as large as *box* wants and allows.

    It takes fewer lines rather than more, goes down to the minimum before it
    takes ``more_lines``, and breaks only between words. A text that is too much
    even so is set as small as it must: inside the box and whole, but marked as
    not readable, for somebody to decide.

    :param han: whose forms of Chinese characters.
    """
    tries = []
    for size, lines in _tries(text, box, han):
        tries.append((size, lines))
        if size >= box.size and len(lines) <= max(box.lines, 1):
            break
    usual = [x for x in tries if len(x[1]) <= max(box.lines, 1)]
    size, lines = next((x for x in usual if x[0] >= box.size), None) or max(
        usual, key=lambda x: x[0]
    )
    if size < box.minimum:
        enough = (x for x in tries if x[0] >= box.minimum)
        size, lines = next(enough, None) or max(tries, key=lambda x: x[0])
    room = spacing(lines, box.leading)
    lacking = missing(text, han)
    return Fitted(text, lines, min(size, box.size), room, size >= box.minimum, lacking)


def _tries(text: str, box: Box, han: Han) -> Iterator[tuple[float, tuple[Line, ...]]]:
    """For one line, two lines …: the largest size that fits, and the lines."""
    words, gaps = words_and_gaps(text)
    set_ = partial(
        shape,
        weight=box.weight,
        tracking=box.tracking,
        han=han,
        is_from_right=is_right_to_left(text),
    )
    for count in range(1, min(max(box.lines, box.more_lines), len(words)) + 1):
        ends = [len(words)]
        if count > 1:
            widths = tuple(set_(word).width for word in words)
            space = set_(" ").width
            between = tuple(0 if gap == ZERO_WIDTH_SPACE else space for gap in gaps)
            ends = _ends(widths, between, count)
        starts = [0, *ends[:-1]]
        lines = tuple(
            set_(_joined(words[a:b], gaps[a:b])) for a, b in zip(starts, ends, strict=True)
        )
        widest = max(line.width for line in lines) / 1000
        by_width = box.width / widest if widest > 0 else box.size
        yield min(by_width, box.height / spacing(lines, box.leading).height(count)), lines


def words_and_gaps(text: str) -> tuple[list[str], list[str]]:
    """What must not be broken, and what stands behind each on the same line."""
    text = GAPS.sub(lambda gap: " " if gap[0].strip(ZERO_WIDTH_SPACE) else ZERO_WIDTH_SPACE, text)
    parts = re.split(f"([ {ZERO_WIDTH_SPACE}])", text.strip(f" {ZERO_WIDTH_SPACE}"))
    return parts[::2], [*parts[1::2], ""]


def _joined(words: list[str], gaps: list[str]) -> str:
    return "".join(word + gap for word, gap in zip(words, [*gaps[:-1], ""], strict=True))


@lru_cache(maxsize=1024)
def _ends(widths: tuple[float, ...], gaps: tuple[float, ...], count: int) -> list[int]:
    """Where *count* lines end so that the longest is as short as can be.

    :param gaps: behind each word, if it is not the last of its line.
    """
    reach = [0.0, *accumulate(w + g for w, g in zip(widths, gaps, strict=True))]

    def length(start: int, end: int) -> float:
        return reach[end] - reach[start] - gaps[end - 1]

    last = len(widths)
    best = {end: (length(0, end), [end]) for end in range(1, last + 1)}
    for line in range(2, count + 1):
        ends = range(line, last + 1) if line < count else [last]
        best = {end: _best(best, range(line - 1, end), end, length) for end in ends}
    return best[last][1]


def _best(
    best: dict[int, Ends], cuts: range, end: int, length: Callable[[int, int], float]
) -> Ends:
    """The best way to *end*, over all *cuts* before its last line."""
    longest = [(max(best[cut][0], length(cut, end)), cut) for cut in cuts]
    least = min(longest)[0]
    return least, min([*best[cut][1], end] for width, cut in longest if width == least)
