"""How much may stand on a side: more would be read by nobody, and take long to draw."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ceremony.core.i18n import _

MOST_ROWS = 120  # of all stacks and lists
MOST_CHARACTERS = 2_000  # of words that the layout brings itself
MOST_OF_KIND = {"photo": 2, "qr": 4, "zones": 4, "legend": 4, "list": 8, "picture": 8}


def of_side(given: Sequence[Any]) -> Iterator[str]:
    """What is too much in the elements *given*, which are plain data that nobody has read yet."""
    elements = [x for x in given if isinstance(x, Mapping)]
    series = [x["rows"] for x in elements if isinstance(x.get("rows"), list | tuple)]
    if sum(map(len, series)) > MOST_ROWS:
        yield _("A side has at most %(most)d rows in all its stacks and lists.", most=MOST_ROWS)
    if sum(map(_length, (*elements, *(x for rows in series for x in rows)))) > MOST_CHARACTERS:
        yield _("A side has at most %(most)d characters of words of its own.", most=MOST_CHARACTERS)
    counts = Counter(str(x.get("kind")) for x in elements)
    for kind, most in MOST_OF_KIND.items():
        if counts[kind] > most:
            yield _("A side has at most %(most)d times “%(kind)s”.", most=most, kind=kind)


def _length(given: Any) -> int:
    """Of an element's or a row's own words, or of the pair in a row of a list."""
    if isinstance(given, Mapping):
        given = [given.get("words")]
    pair = given if isinstance(given, list | tuple) else ()
    return sum(len(x) for x in pair if isinstance(x, str))
