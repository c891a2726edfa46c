"""What a mailing says to each: in which language, and the places that differ from mail to mail."""

import re
from datetime import datetime

from ceremony.core import mail
from ceremony.core.errors import DomainError
from ceremony.core.i18n import DEFAULT, _
from ceremony.core.mail.wording import here
from ceremony.mailings import phrases
from ceremony.mailings.audiences import Recipient
from ceremony.mailings.models import Mailing

PLACES = ("name", "delegation", "deadline")
_BRACES = re.compile(r"\{([^{}\n]*)\}")


class UnknownPlace(DomainError):
    """Something stands in braces that nobody can fill in."""


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


class Wording:
    """The words of *mailing*; a prepared text that nobody changed is said in every language."""

    def __init__(self, mailing: Mailing) -> None:
        own = phrases.Phrase(mailing.subject, mailing.text)
        self.own_language = mailing.language
        self.said = phrases.in_every_language(*own)
        self.is_prepared = bool(self.said)
        if not self.is_prepared:
            self.said = {mailing.language: own}

    @property
    def places(self) -> list[str]:
        """The names of what is filled in for each."""
        return places_in(*next(iter(self.said.values())))

    def language(self, recipient: Recipient) -> str:
        """That of their delegation where the text is said in it, else that of the mailing."""
        for language in (recipient.language, self.own_language):
            if language in self.said:
                return language
        return DEFAULT

    def letter(self, recipient: Recipient) -> mail.Letter:
        """Subject and text for *recipient*, without the foot."""
        language = self.language(recipient)
        facts = facts_of(recipient, language)
        subject, text = (filled(x, facts) for x in self.said[language])
        return mail.Letter(language, subject, text)


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
