"""What functions are called, in the languages that guards read."""

from functools import cache
from hashlib import sha256

from ceremony.core.mail import languages
from ceremony.people.kinds import Function

LANGUAGES = ("en", "vi", "fr")


@cache
def functions() -> dict[str, dict[str, str]]:
    """By code and language; they change with the program only."""
    found: dict[str, dict[str, str]] = {str(x): {} for x in Function}
    for language in LANGUAGES:
        with languages.speaking(language) as spoken:
            for function in Function:
                found[str(function)].setdefault(spoken, function.label)
    return found


@cache
def mark() -> str:
    """Changes with a word of them."""
    return sha256(repr(functions()).encode()).hexdigest()[:16]
