"""Texts to begin with, and the places in a text that differ from mail to mail."""

import re
from dataclasses import dataclass
from datetime import datetime

from ceremony.core import mail
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, lazy
from ceremony.core.mail.wording import here
from ceremony.mailings.audiences import Recipient

PLACES = ("name", "delegation", "deadline")
_BRACES = re.compile(r"\{([^{}\n]*)\}")


class UnknownPlace(DomainError):
    """Something stands in braces that nobody can fill in."""


@dataclass(frozen=True)
class Phrase:
    """A text to begin with."""

    label: object
    subject: object
    text: object


PHRASES = {
    "time_changed": Phrase(
        lazy("Something takes place at another time"),
        lazy("Change of time: the plenary begins at 09:30"),
        lazy(
            "Dear {name},\n\n"
            "the plenary begins at 09:30 instead of 10:00. Everything else stays as announced.\n\n"
            "Please tell the members of {delegation}."
        ),
    ),
    "documents_missing": Phrase(
        lazy("Documents are missing"),
        lazy("Documents missing: {delegation}"),
        lazy(
            "Dear {name},\n\n"
            "before we can decide about {delegation} we need the documents that are still"
            " missing: a photograph and the travel document of every member.\n\n"
            "Please send them by {deadline}."
        ),
    ),
    "deadline": Phrase(
        lazy("The deadline comes near"),
        lazy("Reminder: registration closes on {deadline}"),
        lazy(
            "Dear {name},\n\n"
            "the registration of {delegation} has not been submitted yet. It closes on"
            " {deadline}.\n\n"
            "If somebody else has taken this over, please pass this message on."
        ),
    ),
}


def places_in(*texts: str) -> list[str]:
    """The names that stand in braces, in their order, each once."""
    return list(dict.fromkeys(name for text in texts for name in _BRACES.findall(text)))


def refuse_unknown(field: str, text: str) -> None:
    """:raises UnknownPlace: what stands in braces is none of PLACES."""
    for name in places_in(text):
        if name not in PLACES:
            known = ", ".join(f"{{{x}}}" for x in PLACES)
            message = _(
                "{%(name)s} cannot be filled in. These can: %(known)s.", name=name, known=known
            )
            raise UnknownPlace(message, field=field)


def facts_of(recipient: Recipient, language: str) -> dict[str, str]:
    """What stands in the places for *recipient*; empty where it is not known."""
    return {
        "name": recipient.name,
        "delegation": recipient.delegation,
        "deadline": _instant(recipient.deadline, language) if recipient.deadline else "",
    }


def filled(text: str, facts: dict[str, str]) -> str:
    return _BRACES.sub(lambda found: facts[found.group(1)], text)


def _instant(at: datetime, language: str) -> str:
    """In the ceremony's zone, which is named: it is not the reader's."""
    with mail.speaking(language):
        return here(at)
