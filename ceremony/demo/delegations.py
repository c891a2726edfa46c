"""The delegations of the demonstration, in every state in which one can be."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from ceremony.core import settings
from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.core.permissions import SYSTEM
from ceremony.delegations.models import Delegation
from ceremony.delegations.operations import changes, decisions, invitations, opening
from ceremony.delegations.queries import members
from ceremony.delegations.states.delegations import LIFECYCLE, State
from ceremony.demo import cast
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.kinds import BodyKind, DocumentType, Function, Rank, Sex
from ceremony.people.models import Body
from ceremony.people.states import State as Member

ENTERED_LATER = 4  # three of a draft, and one who is asked for
PLACES = 8  # at least; a larger demonstration agrees more with each
GUESTS_AFTER = 4  # others have the first numbers
SILENT = ("JPN", "CAN", "ITA")
DRAFTING = "THA"


def open_all(bodies: Sequence[Body], total: int) -> None:
    """Submitted delegations of *bodies*, each with a focal point who was invited and came."""
    places = PLACES + 4 * total // len(bodies)  # no delegation of the demonstration has more
    new = [
        Delegation(
            body=body,
            deadline=_deadline(),
            quota={} if body.kind is BodyKind.HOST else {"delegate": places},
            note_number=f"{body.id}/2025" if body.kind is BodyKind.STATE else "",
            note_on=date(2025, 9, 1) if body.kind is BodyKind.STATE else None,
        )
        for body in bodies
    ]
    LIFECYCLE.begin(SYSTEM, *new, event="created")
    LIFECYCLE.advance(SYSTEM, "submit", *new, submitted_at=now())
    for number, delegation in enumerate(new):
        _focal_point(delegation, cast.FOCAL_POINTS[number % len(cast.FOCAL_POINTS)], came=True)


def open_others(sign_in: str) -> None:
    """Invited ones that are silent, and one that *sign_in*, an address, is just entering."""
    for delegation in opening.open_from_register(actor=SYSTEM, iso3s=SILENT):
        _focal_point(delegation, cast.FOCAL_POINTS[delegation.id % 5], came=False)
    [drafting] = opening.open_from_register(
        actor=SYSTEM, iso3s=[DRAFTING], quota={"delegate": PLACES}, deadline=_deadline()
    )
    point = invitations.name_focal_point(
        actor=SYSTEM, delegation=drafting, name=cast.FOCAL_POINT, email=sign_in
    )
    point.invited_at = point.entered_at = now()
    for number in range(3):
        people.register(
            actor=SYSTEM,
            people=[_member(number) | {"body_id": drafting.body_id}],
            state=Member.DRAFT,
        )


def open_guests() -> None:
    """Two guests of the host, who are entered and wait."""
    name = BodyKind.GUESTS.label
    guests = opening.open_body(actor=SYSTEM, name=name, kind=BodyKind.GUESTS, deadline=_deadline())
    _focal_point(guests, cast.FOCAL_POINTS[0], came=True)
    entered = [
        _member(number) | {"family_name": family_name, "given_names": given_names, "title": title}
        for number, (family_name, given_names, title) in enumerate(cast.GUESTS, GUESTS_AFTER)
    ]
    people.register(
        actor=SYSTEM, people=[x | {"body_id": guests.body_id} for x in entered], state=Member.DRAFT
    )


def go_on() -> None:
    """One is returned, and one that was approved asks for somebody else."""
    found = {state: _first(state) for state in (State.SUBMITTED, State.APPROVED)}
    if returned := found[State.SUBMITTED]:
        waiting = [x for x in members.of(returned) if x.accreditation.state is Member.SUBMITTED]
        reason = _("The travel document expires before the ceremony.")
        reasons = {x.accreditation.id: reason for x in waiting[:1]}
        decisions.return_(actor=SYSTEM, delegation=returned, reason="", reasons=reasons)
    if asking := found[State.APPROVED]:
        leaving = members.of(asking)[-1].person.id
        changes.ask(
            actor=SYSTEM,
            delegation=asking,
            words=_("Our colleague fell ill."),
            leaving=queries.person(leaving),
            **_member(3),
        )


def _deadline() -> datetime:
    facts = settings.current()
    return datetime.combine(facts.ends_on, time(18), facts.zone)


def _first(state: State) -> Delegation | None:
    """A State's delegation in *state*, of more than its head; rather not that of the sample."""
    rows = select(Delegation).join(Delegation.body).where(Delegation.state == state)
    rows = rows.where(Body.kind == BodyKind.STATE)
    found = db.session.scalars(rows.order_by(Body.code == cast.SAMPLE, Delegation.id))
    return next((x for x in found if len(members.of(x)) > 2), None)


def _focal_point(delegation: Delegation, name: str, *, came: bool) -> None:
    address = f"mission.{delegation.body.code.lower()}@{cast.DOMAIN}"
    point = invitations.name_focal_point(
        actor=SYSTEM, delegation=delegation, name=name, email=address
    )
    point.invited_at = now()
    point.entered_at = now() + timedelta(hours=3) if came else None


def _member(number: int) -> dict[str, Any]:
    """Somebody of the delegation that is being entered; the last of three is not complete."""
    family_name, given_names = cast.DRAFTED[number % len(cast.DRAFTED)]
    return {
        "family_name": family_name,
        "given_names": given_names,
        "function": Function.HEAD if number == 0 else Function.DELEGATE,
        "rank": Rank.MINISTER if number == 0 else Rank.OTHER,
        "title": cast.HEADS[0][1] if number == 0 else "Counsellor",
        "sex": Sex.FEMALE,
        "born_on": date(1970 + number, 5, 4) if number != 2 else None,
        "nationality_code": DRAFTING,
        "document_type": DocumentType.DIPLOMATIC_PASSPORT,
        "document_number": f"DEMO{4410050 + number}",
        "email": f"{family_name}.{given_names}@example.org".lower(),
        "document_expires_on": date(2031, 3, 1),
        "is_listed": True,
    }
