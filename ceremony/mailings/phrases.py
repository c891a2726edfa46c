"""Texts to begin with, in every language that mail speaks."""

from typing import NamedTuple

from ceremony.core import mail
from ceremony.core.i18n import lazy


class Phrase(NamedTuple):
    """A subject and a text, as they are said in one language."""

    subject: str
    text: str


_PHRASES = {
    "time_changed": (
        lazy("Change of time: the plenary begins at 09:30"),
        lazy(
            "Dear {name},\n\n"
            "the plenary begins at 09:30 instead of 10:00. Everything else stays as announced.\n\n"
            "Please tell the members of {delegation}."
        ),
    ),
    "documents_missing": (
        lazy("Documents missing: {delegation}"),
        lazy(
            "Dear {name},\n\n"
            "before we can decide about {delegation} we need the documents that are still"
            " missing: a photograph and the travel document of every member.\n\n"
            "Please send them by {deadline}."
        ),
    ),
    "deadline": (
        lazy("Reminder: registration closes on {deadline}"),
        lazy(
            "Dear {name},\n\n"
            "the registration of {delegation} has not been submitted yet. It closes on"
            " {deadline}.\n\n"
            "If somebody else has taken this over, please pass this message on."
        ),
    ),
}


def find_phrase(code: str, language: str) -> Phrase | None:
    """The prepared text *code*, if there is such a one, in *language*."""
    if code not in _PHRASES:
        return None
    with mail.speaking(language):
        subject, text = _PHRASES[code]
        return Phrase(str(subject), str(text))


def in_every_language(subject: str, text: str) -> dict[str, Phrase]:
    """The prepared text that these words are, by language; empty: somebody wrote them."""
    wanted = _plain(subject, text)
    for code in _PHRASES:
        said = {x: find_phrase(code, x) for x, _name in mail.choices()}
        known = {language: phrase for language, phrase in said.items() if phrase}
        if wanted in (_plain(*phrase) for phrase in known.values()):
            return known
    return {}


def _plain(subject: str, text: str) -> list[str]:
    """Without what a browser does to the ends of lines."""
    return [subject.strip(), *(line.rstrip() for line in text.strip().splitlines())]
