"""What a member still lacks: what hinders submitting, and what can follow."""

from enum import StrEnum

from ceremony.core.i18n import lazy
from ceremony.delegations.expiry import Days
from ceremony.people.kinds import is_unvetted
from ceremony.people.models import Participation, Person


class Lack(StrEnum):
    BORN_ON = "born_on"
    SEX = "sex"
    NATIONALITY = "nationality_code"
    DOCUMENT_TYPE = "document_type"
    DOCUMENT_NUMBER = "document_hash"
    DOCUMENT_EXPIRES_ON = "document_expires_on"
    PHOTOGRAPH = "photo"
    TITLE = "title"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Lack.BORN_ON: lazy("date of birth"),
    Lack.SEX: lazy("sex"),
    Lack.NATIONALITY: lazy("nationality"),
    Lack.DOCUMENT_TYPE: lazy("kind of travel document"),
    Lack.DOCUMENT_NUMBER: lazy("document number"),
    Lack.DOCUMENT_EXPIRES_ON: lazy("expiry of the document"),
    Lack.PHOTOGRAPH: lazy("photograph"),
    Lack.TITLE: lazy("position"),
    Lack.EXPIRED: lazy("a document that is valid during the ceremony"),
}
NEEDED = (
    Lack.BORN_ON,
    Lack.SEX,
    Lack.NATIONALITY,
    Lack.DOCUMENT_TYPE,
    Lack.DOCUMENT_NUMBER,
    Lack.DOCUMENT_EXPIRES_ON,
)


def needed(person: Person, participation: Participation) -> list[Lack]:
    """What hinders submitting: all that vetting needs, so nothing of whoever is not vetted."""
    if is_unvetted(participation.function, participation.rank):
        return []
    return [x for x in NEEDED if not getattr(person, x)]


def wanted(person: Person, participation: Participation, days: Days) -> list[Lack]:
    """What can follow, but should be there before the badge is printed."""
    found = []
    if person.photo is None and not participation.is_without_photograph:
        found.append(Lack.PHOTOGRAPH)
    if not participation.title:
        found.append(Lack.TITLE)
    if days.wrong(person.document_expires_on):
        found.append(Lack.EXPIRED)
    return found
