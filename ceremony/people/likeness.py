"""By what two records are seen to be of one person, or of two."""

from enum import StrEnum
from typing import NamedTuple

from ceremony.core.i18n import _, lazy
from ceremony.people.models import Person


class Verdict(StrEnum):
    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Verdict.SAME: lazy("The same"),
    Verdict.DIFFERENT: lazy("Different"),
    Verdict.UNKNOWN: lazy("Not known of both"),
}


class Mark(NamedTuple):
    """One thing that tells people apart, and what the two records say of it."""

    label: str
    verdict: Verdict


def marks(first: Person, second: Person) -> list[Mark]:
    return [
        Mark(_("Travel document"), _verdict(first.document_hash, second.document_hash)),
        Mark(_("Name"), _verdict(first.sort_key, second.sort_key)),
        Mark(_("Date of birth"), _verdict(first.born_on, second.born_on)),
    ]


def are_strangers(first: Person, second: Person) -> bool:
    """Nothing that tells people apart is the same."""
    return all(x.verdict is not Verdict.SAME for x in marks(first, second))


def _verdict(mine: object, theirs: object) -> Verdict:
    if not (mine and theirs):
        return Verdict.UNKNOWN
    return Verdict.SAME if mine == theirs else Verdict.DIFFERENT
