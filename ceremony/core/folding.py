"""Comparing names: without case, diacritics and punctuation."""

import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart.
LETTERS = str.maketrans(
    {
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "ł": "l",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ə": "a",
        "ʻ": None,
        "ʼ": None,
        "’": None,
        "‘": None,
        "'": None,
        "`": None,
        "´": None,
        "&": " and ",
    }
)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """*text* for comparing: lower case, no diacritics (Đ = D), words parted by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    kept = (
        x if x.isalnum() else " "
        for x in plain.translate(LETTERS)
        if not (unicodedata.combining(x) or unicodedata.category(x) == "Cf")
    )
    return " ".join("".join(kept).split())
