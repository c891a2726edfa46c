"""Members who do not come: ended whole, or only for this delegation where others send them too."""

from collections.abc import Sequence

from ceremony.core.permissions import Actor
from ceremony.delegations.queries.members import Member
from ceremony.people import operations as people
from ceremony.people.models import Accreditation
from ceremony.people.states import LIVE, State


def withdraw(actor: Actor, leaving: Sequence[Member]) -> None:
    """Take *leaving* back; the badges of those whom nobody else sends end at once."""
    people.withdraw(actor=actor, accreditations=_own(leaving))
    _end_shared(actor, leaving)


def refuse(actor: Actor, leaving: Sequence[Member], reason: str) -> None:
    """Refuse those who wait, revoke those who were approved, take the drafts back."""
    own = _own(leaving)
    decided = {
        state: [x for x in own if x.state is state] for state in (State.SUBMITTED, State.APPROVED)
    }
    people.refuse(actor=actor, accreditations=decided[State.SUBMITTED], reason=reason)
    people.revoke(actor=actor, accreditations=decided[State.APPROVED], reason=reason)
    drafts = [x for x in own if x.state in {State.DRAFT, State.RETURNED}]
    people.withdraw(actor=actor, accreditations=drafts)
    _end_shared(actor, leaving)


def _own(leaving: Sequence[Member]) -> list[Accreditation]:
    """The rights of those whom nobody else sends."""
    alone = (x.accreditation for x in leaving if len(x.person.senders) == 1)
    return [x for x in alone if x.state in LIVE]


def _end_shared(actor: Actor, leaving: Sequence[Member]) -> None:
    """Those whom others send too stop taking part here; their badge shows the other way."""
    for person, part, _right in leaving:
        others = [x for x in person.participations if x.id != part.id]
        if not others:
            continue
        if part.is_primary:
            people.make_primary(actor=actor, participation=others[0])
        people.remove_participation(actor=actor, participation=part)
