"""Comparing the names of countries."""

from ceremony.core.folding import fold as fold

WORDS = {"st": "saint", "ste": "sainte"}


def fold_country(text: str) -> str:
    """As :func:`fold`, with "St." written out and no article in front."""
    words = [WORDS.get(word, word) for word in fold(text).split()]
    if len(words) > 1 and words[0] in {"the", "la", "le", "les"}:
        words = words[1:]
    return " ".join(words)
