"""Text as people write it, and as we compare it."""

import re
import unicodedata

SPACE = re.compile(r"\s+")


def squeezed(text: str) -> str:
    """*text* in NFC, without space around it and with single spaces inside; else as written."""
    if text.isascii() and text.isalnum():
        return text
    return SPACE.sub(" ", unicodedata.normalize("NFC", text.replace("\ufeff", ""))).strip()


def is_latin(text: str) -> bool:
    """Whether every letter is Latin, Greek or Cyrillic: what the first line of a badge takes."""
    return all(
        unicodedata.name(x, "").startswith(("LATIN", "GREEK", "CYRILLIC"))
        for x in text
        if x.isalpha() and unicodedata.category(x) != "Lm"
    )
