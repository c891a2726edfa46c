"""What has become of a badge, in the words of the list, as a condition of a query."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from ceremony.badges.models import Credential, CredentialKey, Outdated
from ceremony.badges.states import LIVE, KeyState, RevokedBecause, State
from ceremony.core.clock import now
from ceremony.core.db import db, in_parts
from ceremony.people.models import Accreditation

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
STOCK, LOAN, BLANK = "stock", "loan", "blank"  # of what changes hands; blank: not printed yet
WORDS = (*State, "reprint", *GONE, "expired", STOCK, LOAN, BLANK)
IN_STOCK = frozenset({State.PRINTED, State.RETURNED})
_PERSONAL = frozenset({State.PRINTED, State.COLLECTED, State.RETURNED})  # passes have own words
_is_pass = (Accreditation.person_id + 0).is_(None)  # where no index shall lead


def conditions(word: str) -> list[ColumnElement[bool]]:
    """Of the credentials, joined with their rights, to which *word*, one of WORDS, applies."""
    if word == "reprint":
        outdated = Credential.id.in_(select(Outdated.credential_id))
        return [Credential.state.in_(LIVE), outdated]
    if word == "expired":
        return [Credential.state.in_(LIVE), Credential.valid_until <= now(), ~_is_pass]
    if word in GONE:
        return [Credential.state == State.REVOKED, Credential.reason == word]
    if word == State.REVOKED:
        return [Credential.state == word, Credential.reason.not_in(GONE)]
    if word in {STOCK, LOAN, BLANK}:
        return [of_passes, OF_PASSES[word]]
    more = [or_(_is_pass, Credential.valid_until > now())] if word in LIVE else []
    more += [~_is_pass] if word in _PERSONAL else []
    return [Credential.state == word, *more]


OF_PASSES = {
    STOCK: Credential.state.in_(IN_STOCK),
    LOAN: Credential.state == State.COLLECTED,
    BLANK: Credential.state == State.ISSUED,
}
of_passes = Credential.accreditation_id.in_(
    select(Accreditation.id).where(Accreditation.person_id.is_(None))
)


def replaced_by(ids: Collection[int]) -> list[int]:
    """What the new badges *ids* take over from, and counts until then."""
    new, old = aliased(Credential), Credential.id
    rows = select(old).join(new, new.accreditation_id == Credential.accreditation_id)
    return [
        x
        for some in in_parts(sorted(ids))
        for x in db.session.scalars(
            rows.where(new.id.in_(some), ~Credential.takes_over, Credential.state.in_(LIVE))
        )
    ]


def is_refused() -> ColumnElement[bool]:
    """Of credentials joined with their rights: gates refuse it now, expired or not genuine."""
    withdrawn = exists().where(
        CredentialKey.key_id == Credential.key_id, CredentialKey.state == KeyState.WITHDRAWN
    )
    return or_(Credential.valid_until <= now(), Accreditation.valid_until <= now(), withdrawn)


def refused(ids: Collection[int]) -> int:
    """How many of the badges *ids* gates refuse, though they count."""
    rows = select(func.count()).select_from(Credential).join(Credential.accreditation)
    rows = rows.where(is_refused())
    return sum(
        db.session.scalar(rows.where(Credential.id.in_(some))) or 0
        for some in in_parts(sorted(ids))
    )
