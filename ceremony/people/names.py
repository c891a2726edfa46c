"""Names: kept as they were written, folded only to be found."""

import unicodedata
from collections.abc import Mapping
from secrets import choice
from typing import Any

from ceremony.core.characters import is_blank, odd_characters
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.register.names import fold as fold

# Passports and usage put the family name first here; elsewhere given names come first.
FAMILY_FIRST = frozenset({"VNM", "CHN", "HKG", "MAC", "KOR", "PRK", "KHM"})

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def tidy(name: str) -> str:
    """*name* in composed form (NFC), white space around it and double inside taken away.

    Of joiners, fillers and marks without a letter nothing is left: it would print as nothing.
    """
    words = " ".join(unicodedata.normalize("NFC", name).split())
    return "" if is_blank(words) else words


def demand_printable(values: Mapping[str, Any]) -> None:
    """:raises DomainError: a text among *values*, by names of fields, has odd characters."""
    for field, text in values.items():
        if isinstance(text, str) and (odd := odd_characters(text)):
            sentence = _("It holds invisible control characters: %(odd)s.", odd=odd)
            raise DomainError(sentence, field=field)


def badge_name(given_names: str, family_name: str, nationality_code: str | None) -> str:
    """The usual name on a badge, printed where nobody said another one.

    :param nationality_code: as in the passport; its usage says which name comes first.
    """
    parts = (given_names, family_name)
    return tidy(" ".join(reversed(parts) if nationality_code in FAMILY_FIRST else parts))


def search_key(*names: str) -> str:
    """All words of *names* once, folded, each with a space before and after."""
    words = dict.fromkeys(word for name in names for word in fold(name).split())
    return f" {' '.join(words)} "


def collection_code() -> str:
    """Eight random figures and capitals without those that are mistaken for each other."""
    return "".join(choice(CODE_LETTERS) for _ in range(8))
