"""Why a badge is printed again, as it is kept with it."""

from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.people.names import demand_printable

LONGEST = 200


def tidy(reason: str) -> str:
    """*reason* in one line.

    :raises DomainError: it is too long, or has control characters.
    """
    demand_printable({"reason": reason})
    words = " ".join(reason.split())
    if len(words) > LONGEST:
        sentence = _("A reason has at most %(most)d characters.", most=LONGEST)
        raise DomainError(sentence, field="reason")
    return words
