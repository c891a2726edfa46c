"""Badges of approved people, issued as the application issues them."""

from typing import Any

from ceremony.badges import operations, queries
from ceremony.badges.models import Credential
from ceremony.badges.printing import Press
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from tests import make


def credential(**person: Any) -> Credential:
    """The credential of somebody whose accreditation has just been approved."""
    approved = make.accreditation(**person)
    with transaction(SYSTEM):
        operations.issue(actor=SYSTEM, accreditation_ids=[approved.id])
    [live] = queries.live([approved.id])
    return queries.credential(live.id)


def printed(**person: Any) -> Credential:
    """The same, put on paper."""
    issued = credential(**person)
    mark(issued.id)
    return queries.credential(issued.id)


def mark(*ids: int) -> None:
    """Note that these badges are on paper, as they are now."""
    db.session.rollback()
    with transaction(SYSTEM):
        operations.mark_printed(actor=SYSTEM, **drawn(*ids))


def drawn(*ids: int, layout: str = "personal", backs: bool = True) -> dict[str, Any]:
    """What is told of these badges once they are drawn, as they are now."""
    press = Press(backs=backs)
    sheet = press.sheet(layout)
    layouts = dict.fromkeys(ids, (sheet.code, sheet.version))
    return {"faces": press.digests(ids, sheet), "layouts": layouts}


def collected(**person: Any) -> Credential:
    """The same, in the hands of its holder."""
    lying = printed(**person)
    with transaction(SYSTEM):
        operations.hand_over(actor=SYSTEM, credentials=[queries.credential(lying.id)])
    return queries.credential(lying.id)
