"""The languages that mail speaks, whatever the pages do: a gettext domain that is whole in each."""

from collections.abc import Iterator
from contextlib import contextmanager

from babel import Locale
from flask import current_app

from ceremony.core.catalogues import DEFAULT, Catalogues

DOMAIN = "mail"
WORDS = Catalogues(domain=DOMAIN)


def offered() -> tuple[str, ...]:
    """English, and those with a catalogue."""
    languages: tuple[str, ...] = current_app.config["MAIL_LANGUAGES"]
    return languages


def choices() -> list[tuple[str, str]]:
    """The same with what each calls itself: ``("fr", "Français")``."""
    return [(x, language_name(x)) for x in offered()]


def language_name(code: str) -> str:
    """What a language calls itself: ``Français``."""
    name = str(Locale(code).get_display_name(code))
    return name[:1].upper() + name[1:]


def spoken_language(language: str) -> str:
    """*language* if mail speaks it, else English; ``fr-CA`` is French."""
    for wanted in (language, language.replace("_", "-").partition("-")[0].lower()):
        if wanted in offered():
            return wanted
    return DEFAULT


@contextmanager
def speaking(language: str) -> Iterator[str]:
    """Say what follows in *language*, in the words of mail; gives the one that is spoken."""
    spoken = spoken_language(language)
    with WORDS.speaking(spoken):
        yield spoken
