"""The right to pass and its badge change together, in one transaction."""

from collections.abc import Sequence

from ceremony.badges import merging as merging  # its part
from ceremony.badges import operations, queries
from ceremony.badges.documents.face import serial_text
from ceremony.badges.states import RevokedBecause
from ceremony.core.db import lock
from ceremony.core.permissions import SYSTEM, Actor, Permission, may
from ceremony.people import history, listing
from ceremony.people import signals as people

listing.FINDERS.append(queries.holders_of)
history.SILENT |= {"badges.checked", "badges.document_compared", "badges.followed"}
history.RELATED["credential"] = history.Related(
    names=lambda person_id: {x.id: serial_text(x.serial) for x in queries.of_person(person_id)},
    reason=lambda code: RevokedBecause(code).label,
)


@people.approved.connect
def _issue(_sender: object, actor: Actor, ids: Sequence[int]) -> None:
    operations.issue(actor=actor, accreditation_ids=ids)


@people.changed.connect
def _compare(_sender: object, ids: Sequence[int]) -> None:
    operations.compare(ids)


@people.ended.connect
def _revoke(_sender: object, actor: Actor, ids: Sequence[int]) -> None:
    """Who may take a person back need not know badges: that theirs ends follows by itself."""
    lock("badges.serial")  # who issues one just now is waited for, or finds no right any more
    if held := queries.live(ids):
        by = actor if may(actor, Permission.BADGES_REVOKE) else SYSTEM
        operations.revoke(actor=by, credentials=held, reason=RevokedBecause.WITHDRAWN)
