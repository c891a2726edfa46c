"""What somebody probably meant by a word that nobody knows."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from ceremony.register.names import fold

CLOSE = 0.8
MOST = 200  # different unknown words for which a guess is made: each costs some milliseconds


class Guesser:
    """Guesses among *names*: folded name to what is offered for it."""

    def __init__(
        self, names: Mapping[str, str], folded: Callable[[str], str] = fold, *, most: int = MOST
    ) -> None:
        self._names, self._fold, self._left = names, folded, most
        self._guess = lru_cache(maxsize=4 * most)(self._search)

    def close(self, text: str) -> str:
        """What *text* nearly says; empty if nothing is close."""
        return self._guess(self._fold(text))

    def _search(self, text: str) -> str:
        if not self._left or len(text) > 60:
            return ""
        self._left -= 1
        found = get_close_matches(text, self._names, n=1, cutoff=CLOSE)
        return self._names[found[0]] if found else ""
