"""Names: kept as they were written, folded only to be found."""

import unicodedata

from ceremony.register.names import fold as fold


def tidy(name: str) -> str:
    """*name* in composed form (NFC), white space around it and double inside taken away."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def badge_name(given_names: str, family_name: str) -> str:
    """How a name is printed where the delegation did not say: given names first."""
    return tidy(f"{given_names} {family_name}")


def search_key(*names: str) -> str:
    """All words of *names* once, folded, each with a space before and after."""
    words = dict.fromkeys(word for name in names for word in fold(name).split())
    return f" {' '.join(words)} "
