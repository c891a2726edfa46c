"""Names without end, in the scripts of the world; nobody is called so but by chance."""

from collections.abc import Iterator
from itertools import cycle, permutations

from faker import Faker

from tests.core.typography.scripts import NAMES

LOCALES = (
    *("ru_RU", "uk_UA", "el_GR", "ka_GE", "hy_AM", "ar_AA", "fa_IR", "he_IL", "hi_IN", "bn_BD"),
    *("ta_IN", "gu_IN", "or_IN", "th_TH", "zh_CN", "ja_JP", "ko_KR"),
)
FEW = ("Vietnamese", "Khmer", "Lao", "Burmese", "Ethiopic", "Urdu", "Telugu", "Sinhala")
_SYLLABLES = "ba ci do fu ga hi jo ku la mi no pu ra si to vu wa xi yo zu bel dar".split()


def word(number: int) -> str:
    """A word for every number, as different as names are."""
    base, made = len(_SYLLABLES), ""
    for _ in range(3):
        number, digit = divmod(number, base)
        made = _SYLLABLES[digit] + made
    return made


def originals() -> Iterator[str]:
    """One script after the other, and hardly ever the same name twice."""
    makers = [*map(_faked, LOCALES), *map(_turned, FEW)]
    for maker in cycle(makers):
        yield next(maker)


def _faked(locale: str) -> Iterator[str]:
    fake = Faker(locale)
    fake.seed_instance(2025)
    while True:
        yield f"{fake.first_name()} {fake.last_name()}"


def _turned(script: str) -> Iterator[str]:
    """The words of the invented name in *script* in all orders, as nobody has more of them."""
    words = NAMES[script].split()
    return cycle([" ".join(x) for x in permutations(words)])
