"""Delegations with heads and members, as papers of protocol need them."""

from typing import Any

from ceremony.people.kinds import BodyKind, Function, Rank
from ceremony.people.models import Accreditation, Body
from tests import make


def head(
    state: str | None, rank: Rank = Rank.MINISTER, *, sender: Body | None = None, **person: Any
) -> Accreditation:
    """The approved head of the delegation of *state*, which is made with them."""
    body = sender or make.body(state)
    make.delegation("approved", body)
    named = {"given_names": "Amina", "family_name": f"Head-{body.code}", "is_listed": True}
    return make.accreditation(
        **named | {"function": Function.HEAD, "rank": rank} | person, body=body
    )


def host(**person: Any) -> Accreditation:
    """The head of the host's own delegation, of Viet Nam."""
    return head("VNM", sender=make.body("VNM", kind=BodyKind.HOST), **person)


def sent(person: Accreditation) -> int:
    """The id of the body that sends *person*."""
    [part] = make.queries.participations_of([person.person_id])
    return part.body_id
