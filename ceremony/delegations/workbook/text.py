"""Text as people write it, and as we compare it."""

import re
import unicodedata
from functools import lru_cache

SPACE = re.compile(r"\s+")
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INVISIBLE = frozenset({"Cc", "Cs", "Co", "Cn"})


def squeezed(text: str) -> str:
    """*text* in NFC, without space around it and with single spaces inside; else as written."""
    if text.isascii() and text.isalnum():
        return text
    return SPACE.sub(" ", unicodedata.normalize("NFC", text.replace("\ufeff", ""))).strip()


@lru_cache(maxsize=65536)
def forbidden(text: str) -> str:
    """The first character that no name holds, as ``U+202E``; empty if there is none."""
    if text.isascii() and text.isprintable():
        return ""
    for character in text:
        if character in OVERRIDES or unicodedata.category(character) in INVISIBLE:
            return f"U+{ord(character):04X}"
    return ""


def is_latin(text: str) -> bool:
    """Whether every letter is Latin, Greek or Cyrillic: what the first line of a badge takes."""
    return all(
        unicodedata.name(x, "").startswith(("LATIN", "GREEK", "CYRILLIC"))
        for x in text
        if x.isalpha() and unicodedata.category(x) != "Lm"
    )
