"""The mails that bring confirmations, made outside of any transaction."""

from collections.abc import Iterator, Sequence
from typing import Any

from ceremony.core import mail
from ceremony.core.i18n import _, said
from ceremony.core.settings import current
from ceremony.delegations.confirmations import paper
from ceremony.delegations.models import Delegation
from ceremony.delegations.queries import confirmations
from ceremony.delegations.queries.members import Member

Letter = dict[str, Any]  # what mail.post takes
PDF = "application/pdf"


def own(members: Sequence[Member]) -> Iterator[tuple[int, Letter]]:
    """A letter to each who has an address, with the id of the accreditation that it confirms."""
    languages = confirmations.languages(x.participation.body_id for x in members)
    for member in members:
        if mail.is_address(member.person.email):
            language = languages.get(member.participation.body_id, "")
            yield member.accreditation.id, _own(member, language)


def to_focal_points(delegation: Delegation, members: Sequence[Member]) -> list[Letter]:
    """A letter to each focal point of *delegation*, with one paper of all *members*."""
    points = confirmations.points(delegation)
    if not points:
        return []
    with mail.speaking(delegation.language):
        enclosed = mail.Attachment(_("confirmations.pdf"), PDF, paper.pdf(members))
        names = "\n".join(f"  {x.person.badge_name}" for x in members)
    return [
        {
            "template": "delegations/confirmations",
            "to": point.user.email,
            "name": point.user.name,
            "language": delegation.language,
            "about": ("delegation", delegation.id),
            "attachments": [enclosed],
            "delegation": delegation.body.name,
            "names": names,
            "count": len(members),
            "page": mail.url("portal.show", delegation_id=delegation.id),
        }
        for point in points
    ]


def paper_of(member: Member) -> bytes:
    """The paper alone, as it is mailed: in the language of the delegation."""
    body_id = member.participation.body_id
    with mail.speaking(confirmations.languages([body_id]).get(body_id, "")):
        return paper.pdf([member])


def _own(member: Member, language: str) -> Letter:
    known, right = current(), member.accreditation
    with mail.speaking(language):
        enclosed = mail.Attachment(_("confirmation.pdf"), PDF, paper.pdf([member]))
        return {
            "template": "delegations/confirmation",
            "to": member.person.email,
            "name": member.person.badge_name,
            "language": language,
            "about": ("person", member.person.id),
            "attachments": [enclosed],
            "delegation": member.participation.body.name,
            "code": right.collection_code,
            "where": said(known.collection_place),
            "hours": said(known.collection_hours),
        }
