"""The right to pass and its badge change together, in one transaction."""

from collections.abc import Sequence

from ceremony.badges import operations, queries
from ceremony.badges.states import RevokedBecause
from ceremony.core.permissions import Actor
from ceremony.people import listing
from ceremony.people import signals as people

listing.FINDERS.append(queries.holders_of)


@people.approved.connect
def _issue(_sender: object, actor: Actor, ids: Sequence[int]) -> None:
    operations.issue(actor=actor, accreditation_ids=ids)


@people.ended.connect
def _revoke(_sender: object, actor: Actor, ids: Sequence[int]) -> None:
    if held := queries.live(ids):
        operations.revoke(actor=actor, credentials=held, reason=RevokedBecause.WITHDRAWN)
