"""What focal points are told by mail of a submission or decision, in its own transaction.

Who refuses or withdraws mails nothing by itself, nor does what nobody decided: imports and the
demonstration. Source: DOMAIN, delegations.
"""

from collections.abc import Sequence
from typing import Any

from ceremony.core import mail
from ceremony.core.permissions import SYSTEM, Actor
from ceremony.delegations.models import ChangeRequest, Delegation
from ceremony.delegations.queries import confirmations
from ceremony.people import queries as people


def submitted(actor: Actor, delegation: Delegation, count: int) -> None:
    """It has come in, and what happens next; *count* members."""
    _tell(actor, delegation, "submitted", count=count)


def returned(
    actor: Actor, delegation: Delegation, reason: str, said: Sequence[tuple[str, str]]
) -> None:
    """Its members can be changed again; *said*: names of members, and what is wrong with each."""
    members = "\n".join(f"  {name}: {words}" for name, words in said)
    _tell(actor, delegation, "returned", reason=reason, members=members)


def change_accepted(actor: Actor, request: ChangeRequest) -> None:
    _tell(actor, request.delegation, "change_accepted", **_change(request))


def change_declined(actor: Actor, request: ChangeRequest) -> None:
    answer = request.answer or ""
    _tell(actor, request.delegation, "change_declined", answer=answer, **_change(request))


def _change(request: ChangeRequest) -> dict[str, str]:
    coming = people.person_alone(request.coming_id)
    leaving = people.person_alone(request.leaving_id) if request.leaving_id else None
    return {"coming": coming.badge_name, "leaving": leaving.badge_name if leaving else ""}


def _tell(actor: Actor, delegation: Delegation, template: str, **facts: Any) -> None:
    if actor.kind == SYSTEM.kind:
        return
    for point in confirmations.points(delegation):
        mail.post(
            template=f"delegations/{template}",
            to=point.user.email,
            name=point.user.name,
            language=delegation.language,
            about=delegation,
            delegation=delegation.body.name,
            page=mail.url("portal.show", delegation_id=delegation.id),
            **facts,
        )
