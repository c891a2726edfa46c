"""Characters that no name and no sentence contains; whoever meets one says which."""

import unicodedata
from functools import lru_cache

ODD = {"Cc", "Cs", "Cn", "Co"}
FILLERS = set("\u115f\u1160\u2800\u3164\uffa0")  # letters and a symbol that print as nothing
OVERRIDES = {chr(x) for x in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def has_odd_characters(text: str) -> bool:
    """Control characters, those of no alphabet, and those that turn what follows.

    Joiners stay: Persian and Sinhala cannot be written without them.
    """
    if text.isascii() and text.isprintable():
        return False
    return any(map(_is_odd, text))


def without_odd_characters(text: str) -> str:
    return "".join(x for x in text if not _is_odd(x))


@lru_cache(maxsize=8192)
def odd_characters(text: str) -> str:
    """Those of *text*, each once: ``U+202E RIGHT-TO-LEFT OVERRIDE, U+0000``."""
    if text.isascii() and text.isprintable():
        return ""
    return ", ".join(dict.fromkeys(named(x) for x in text if _is_odd(x)))


def is_blank(text: str) -> bool:
    """Whether *text* prints as nothing: space, joiners, fillers, marks without a letter."""
    seen = any(unicodedata.category(x)[0] not in "CMZ" and x not in FILLERS for x in text)
    return not seen and not has_odd_characters(text)


def has_letter(text: str) -> bool:
    """Whether *text* has a letter or a figure that is seen."""
    return any(unicodedata.category(x)[0] in "LN" and x not in FILLERS for x in text)


def named(character: str) -> str:
    """Its number and, if it has one, its name in Unicode."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


def _is_odd(character: str) -> bool:
    if character in "\r\n\t":
        return False
    return character in OVERRIDES or unicodedata.category(character) in ODD
