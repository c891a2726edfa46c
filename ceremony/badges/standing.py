"""What has become of a badge, in the words of the list, as a condition of a query."""

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from ceremony.badges.models import Credential, Outdated
from ceremony.badges.states import LIVE, RevokedBecause, State
from ceremony.core.clock import now

GONE = (RevokedBecause.LOST, RevokedBecause.STOLEN)
_next = aliased(Credential)
is_last = and_(  # the one to put on paper: none that counts takes over from it
    Credential.state.in_(LIVE),
    or_(
        Credential.takes_over,
        ~exists().where(
            _next.accreditation_id == Credential.accreditation_id,
            _next.takes_over,
            _next.state.in_(LIVE),
        ),
    ),
)
WORDS = ("issued", "reprint", *(x for x in State if x != "issued"), *GONE, "expired")


def conditions(word: str) -> list[ColumnElement[bool]]:
    """Of the credentials to which *word*, one of WORDS, applies."""
    if word == "reprint":
        outdated = Credential.id.in_(select(Outdated.credential_id))
        return [Credential.state.in_(LIVE), outdated]
    if word == "expired":
        return [Credential.state.in_(LIVE), Credential.valid_until <= now()]
    if word in GONE:
        return [Credential.state == State.REVOKED, Credential.reason == word]
    if word == State.REVOKED:
        return [Credential.state == word, Credential.reason.not_in(GONE)]
    more = [Credential.valid_until > now()] if word in LIVE else []
    return [Credential.state == word, *more]
