"""Two records become one: not while a delegation asks for one of them and waits for an answer.

An answer would be given to both: who declines or takes back a request withdraws whom it asks
for, and with them what another delegation had. Once it is decided the request goes over by itself.
"""

from collections.abc import Iterator

from sqlalchemy import or_, select

from ceremony.core.db import db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.registries import Merge, Merging, registries
from ceremony.delegations.models import ChangeRequest, Delegation
from ceremony.delegations.states.changes import State
from ceremony.people.models import Body, Person


class AskedFor(DomainError):
    """A request for a change that asks for one of them is not decided."""

    status = 409


def merge(merging: Merging) -> None:
    """:raises AskedFor: a request has to be decided first."""
    for sentence in say(merging):
        raise AskedFor(sentence)


def say(merging: Merging) -> Iterator[str]:
    both = [merging.kept.person_id, merging.gone.person_id]
    asked = (
        select(Body.name, Person.badge_name)
        .join(Delegation, Delegation.body_id == Body.id)
        .join(ChangeRequest, ChangeRequest.delegation_id == Delegation.id)
        .join(Person, Person.id == ChangeRequest.coming_id)
        .where(
            or_(ChangeRequest.coming_id.in_(both), ChangeRequest.leaving_id.in_(both)),
            ChangeRequest.state == State.ASKED,
        )
        .order_by(ChangeRequest.id)
    )
    for delegation, name in db.session.execute(asked):
        yield _(
            "%(delegation)s asks for %(name)s in a request for a change. Accept or decline it"
            " first, then make them one record.",
            delegation=delegation,
            name=name,
        )


registries.merges.append(Merge(merge, say=say))
