"""Which kind of body a participant of the register sends; the host country's is the host."""

from sqlalchemy import select

from ceremony.core import audit, settings
from ceremony.core.db import db
from ceremony.core.permissions import Actor
from ceremony.people.kinds import BodyKind
from ceremony.people.models import Body
from ceremony.register.models import Participant, ParticipantKind

_KIND_OF = {
    ParticipantKind.MEMBER_STATE: BodyKind.STATE,
    ParticipantKind.OTHER_STATE: BodyKind.STATE,
    ParticipantKind.OBSERVER_STATE: BodyKind.OBSERVER_STATE,
    ParticipantKind.REIO: BodyKind.REIO,
}
# The kinds of bodies that are participants of the register; no other is one.
OF_REGISTER = frozenset({*_KIND_OF.values(), BodyKind.HOST})


def kind_of(participant: Participant, host: str | None) -> BodyKind:
    """
    :param host: code of the host country, as the settings have it.
    """
    return BodyKind.HOST if participant.iso3 == host else _KIND_OF[participant.kind]


def follow(actor: Actor) -> bool:
    """Let the body of the host country be the host, and no other; whether any changed."""
    host = settings.current().host
    rows = db.session.execute(
        select(Body, Participant)
        .join(Participant, Participant.id == Body.participant_id)
        .where(Body.kind.in_(OF_REGISTER))
        .order_by(Body.id)
    ).all()
    taken = {(body.kind, participant.id) for body, participant in rows}
    moved = []
    for body, participant in rows:
        kind = kind_of(participant, host)
        if body.kind is not kind and (kind, participant.id) not in taken:
            body.kind = kind
            moved.append(body)
    audit.record(actor, "people.body_kind_changed", *moved)
    db.session.flush()
    return bool(moved)
