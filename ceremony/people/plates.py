"""Number plates: how they are kept, and what tells two of them apart."""

import unicodedata

from ceremony.core.errors import DomainError
from ceremony.core.i18n import _

LENGTHS = range(2, 13)  # letters and figures
LONGEST = 20  # with what stands between them


def tidy(text: str) -> str:
    """*text* in capitals, with one space at most between its parts.

    :raises DomainError: it is no plate.
    """
    plate = " ".join(unicodedata.normalize("NFKC", text).upper().split())
    is_odd = not plate.replace(" ", "").isprintable()
    if is_odd or len(key(plate)) not in LENGTHS or len(plate) > LONGEST:
        raise DomainError(
            _("“%(plate)s” is no plate: 2 to 12 letters and figures.", plate=text.strip()[:30]),
            field="plate",
        )
    return plate


def key(plate: str) -> str:
    """Its letters and figures alone: 29A-123.45 and 29a 12345 are the same."""
    return "".join(x for x in plate.upper() if x.isalnum())
